import ArgumentParser
import Operations
import Records

/// What was done in the district.
struct ChangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes", abstract: "Look at change sets: what was done, by whom and when.",
        subcommands: [List.self, Show.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List change sets, the newest first.",
            discussion: """
                Examples:
                  homeroom changes list --kind merge --standing
                  homeroom changes list --from 09/01/2026 --to 09/30/2026
                """)

        @Option(help: "Only this kind, for example merge.") var kind: String?
        @Option(help: "Only those of this person.") var actor: String?
        @Option(help: "From this day on, in UTC.") var from: CalendarDate?
        @Option(help: "Up to this day, in UTC.") var to: CalendarDate?
        @Flag(help: "Only those that were not undone.") var standing = false
        @Option(help: "Which page, from 1 on.") var page = 1
        @Option(help: "Rows of a page: 25, 50 or 100.") var size: PageSize = .some
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var filter = ChangeSets.Filter()
            filter.kind = kind
            filter.actor = actor
            filter.from = from
            filter.to = to
            filter.isStanding = standing
            let found = try withWorkspace(options) {
                try ChangeSets($0).page(filter, page: page, size: size)
            }
            if options.json { return Output.json(found) }
            if found.rows.isEmpty { return Output.line("No change sets.") }
            var table = TextTable(["Change set", "When", "Who", "What", "Students", "Rows", ""])
            for one in found.rows {
                table.add([
                    "\(one.changeSet)", one.at, one.actor, one.title,
                    ChangeText.students(of: one), one.rows.map { grouped($0.total) } ?? "not shown",
                    one.undoneBy.map { "undone by \($0)" } ?? "",
                ])
            }
            table.print()
            Output.place(of: found, "change sets")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what one change set wrote, before and after.",
            discussion: "What an undo of it would do: homeroom undo NUMBER --check.")
        @Argument(help: "The number of the change set.") var changeSet: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let shown = try withWorkspace(options) { try ChangeSets($0).show(changeSet) }
            if options.json { return Output.json(shown) }
            let change = shown.change
            Output.line("Change set \(change.changeSet): " + Output.harmless(change.title))
            Output.line(Output.harmless("  \(change.at), \(change.actor)"))
            if !change.reason.isEmpty, change.reason != change.title {
                Output.line(Output.harmless("  Reason: \(change.reason)"))
            }
            if change.studentCount > 0 {
                Output.line(Output.harmless("  Students: " + ChangeText.students(of: change)))
            }
            if let undone = change.undoes { Output.line("  Undoes change set \(undone).") }
            if let by = change.undoneBy { Output.line("  Undone by change set \(by).") }
            Output.line(
                change.rows.map {
                    "  \(grouped($0.inserted)) rows inserted, \(grouped($0.updated)) updated, "
                        + "\(grouped($0.deleted)) deleted"
                } ?? "  How many rows it wrote is not shown to this role.")
            for row in shown.changedRows { ChangeText.print(row) }
            if shown.isCut {
                Output.line("The first \(shown.changedRows.count) rows are shown.")
            }
        }
    }
}

/// Changes as text.
enum ChangeText {
    static func students(of change: ChangeSets.Listed) -> String {
        let named = change.students.map { $0.studentID.isEmpty ? "?" : $0.studentID }
        let more = change.studentCount - named.count
        return named.joined(separator: ", ") + (more > 0 ? " and \(grouped(more)) more" : "")
    }

    static func print(_ row: ChangedRow) {
        Output.line(Output.harmless("  \(row.operation.rawValue): \(row.row)"))
        if row.isHidden { return Output.line("    This role does not see what it says.") }
        for field in row.fields {
            let (before, after) = (quoted(field.before), field.after.map(quoted) ?? "not known")
            let words =
                switch row.operation {
                case .inserted: after
                case .deleted: before
                case .updated: "\(before) became \(after)"
                }
            Output.line(Output.harmless("    \(field.label): \(words)"))
        }
    }

    private static func quoted(_ text: String) -> String { text.isEmpty ? "(blank)" : text }
}

extension StudentCommand {
    struct Changes: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what was done to a student, with each field before and after.")
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "Which page, from 1 on.") var page = 1
        @Option(help: "Changes of a page: 25, 50 or 100.") var size: PageSize = .some
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let found = try withWorkspace(options) {
                try StudentHistory($0).page(id, page: page, size: size)
            }
            if options.json { return Output.json(found) }
            for change in found.changes.rows {
                Output.line(
                    Output.harmless(
                        "Change set \(change.changeSet): \(change.title)  \(change.at), "
                            + change.actor)
                        + (change.undoneBy.map { ", undone by \($0)" } ?? ""))
                for row in change.rows { ChangeText.print(row) }
            }
            Output.place(of: found.changes, "changes")
        }
    }
}
