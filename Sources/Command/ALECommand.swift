import ArgumentParser
import Operations
import Records

/// Students of Alternative Learning Experience.
struct ALECommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ale", abstract: "List the students of Alternative Learning Experience.",
        subcommands: [Waiting.self, Students.self])

    struct Waiting: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List students made for ALE whom nothing links to the SIS.")
        @Option(help: "Which page, from 1 on.") var page = 1
        @Option(help: "Rows of a page: 25, 50 or 100.") var size: PageSize = .few
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let found = try withWorkspace(options) {
                try LinkToALE($0).list(page: page, size: size)
            }
            if options.json { return Output.json(found) }
            if found.rows.isEmpty { return Output.line("Every student of ALE is linked.") }
            for row in found.rows {
                Output.line(Output.harmless("\(row.studentID)  \(row.name)"))
                Output.line("  \(row.cause), since \(row.since); \(row.planCount) learning plans")
                Output.line("  \(row.answer)")
                if let best = row.candidate {
                    Output.line(Output.harmless("  Likeliest: \(best.studentID) \(best.name)"))
                }
                Output.line(Output.harmless("  Next: \(row.nextStep)"))
                Output.line(
                    row.isDeletable
                        ? "  Can be deleted: homeroom student delete \(row.studentID)"
                        : "  Cannot be deleted. \(row.notDeletableBecause)")
            }
            Output.place(of: found, "students")
        }
    }

    struct Students: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List students made for ALE or with a learning plan, by name.")
        @Option(help: "The beginning of a name or number.") var text = ""
        @Option(help: "Which page, from 1 on.") var page = 1
        @Option(help: "Rows of a page: 25, 50 or 100.") var size: PageSize = .some
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let found = try withWorkspace(options) {
                try StudentSelector($0).page(text, page: page, size: size)
            }
            if options.json { return Output.json(found) }
            if found.rows.isEmpty { return Output.line("No students.") }
            var table = TextTable(["Student ID", "Name", "Grade", "SIS", "Plan", "From", "To"])
            for row in found.rows {
                table.add([
                    row.studentID, Output.name(row.lastName, row.firstName, row.middleName),
                    row.grade, row.isLinked ? "linked" : "not linked",
                    row.plan.map { "\($0), \(row.planState.rawValue)" } ?? "none",
                    row.planStart?.description ?? "", row.planEnd?.description ?? "",
                ])
            }
            table.print()
            Output.place(of: found, "students")
        }
    }
}
