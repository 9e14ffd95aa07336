import ArgumentParser
import Foundation
import Operations
import Records
import Storage

struct UndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take a change set back: an import, a merge, a link, an edit.",
        discussion: """
            What it inserted goes, what it changed returns to what it was. What was edited since \
            is shown with its three values: before the change set, right after it, and now. Fields \
            that nobody wrote since go back; the others stay as they are now, unless --take says \
            that they go back. What came to the target of a merge since stays there, unless --take \
            says that it is the source's. The undo is a change set too and can be undone.

            Examples:
              homeroom undo 12 --check
              homeroom undo 12 --take document/7.title=before
              homeroom undo 12 --take event/4=source
            """)
    @Argument(help: "Number of the change set.") var changeSet: Int
    @Flag(help: "Show what would happen and change nothing.") var check = false
    @Option(
        name: .customLong("take"),
        help: ArgumentHelp(
            "What counts of a row, or of a field of it, that was edited since: before or now. "
                + "Of a row that was added since: source, where it is the source's.",
            valueName: "ROW[.FIELD]=before|now|source"))
    var choices: [String] = []
    @OptionGroup var options: WorkspaceOptions

    private static let rowsNamed = 20

    func validate() throws { _ = try chosen() }

    private func chosen() throws -> [String: UndoEdit.Choice] {
        var chosen: [String: UndoEdit.Choice] = [:]
        for choice in choices {
            let parts = choice.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let side = UndoEdit.Choice(rawValue: parts[1]) else {
                throw ValidationError(
                    "--take has the form ROW=before, ROW.FIELD=now or ROW=source.")
            }
            chosen[parts[0]] = side
        }
        return chosen
    }

    func run() throws {
        let chosen = try chosen()
        let report = try withWorkspace(options) { workspace in
            let undo = Undo(workspace, choices: chosen)
            return check ? try undo.check(changeSet) : try undo.run(changeSet)
        }
        if options.json { return Output.json(report) }
        let verb = check ? "Would be undone" : "Undone"
        Output.line(
            "\(verb): change set \(changeSet). "
                + (report.isUncounted == true
                    ? "Rows are not counted for this role."
                    : "\(grouped(report.removed)) removed, \(grouped(report.restored)) restored, "
                        + "\(grouped(report.left.count)) left."))
        printEdited(report)
        printAdded(report)
        for left in report.left.prefix(Self.rowsNamed) {
            Output.line(Output.harmless("  left: \(left.row) (\(left.why))"))
        }
        if report.left.count > Self.rowsNamed {
            Output.line("  and \(grouped(report.left.count - Self.rowsNamed)) more; see --json")
        }
        for note in report.notes { Output.line(Output.harmless("  note: \(note)")) }
        if let undo = report.changeSet { Output.line("To take this back: homeroom undo \(undo)") }
    }

    private func printAdded(_ report: Undo.Report) {
        if report.added.isEmpty { return }
        Output.line("Added since:")
        var table = TextTable(["Row", "What", "Change set", "Goes to"])
        for row in report.added.prefix(Self.rowsNamed) {
            table.add([
                row.reference, row.row, "\(row.changeSet)", row.goesToSource ? "source" : "target",
            ])
        }
        table.print()
        if report.added.count > Self.rowsNamed {
            Output.line("  and \(grouped(report.added.count - Self.rowsNamed)) more; see --json")
        }
    }

    private func printEdited(_ report: Undo.Report) {
        let rows = report.edited.filter { !$0.fields.isEmpty }
        if rows.isEmpty { return }
        Output.line("Edited since:")
        var table = TextTable(["Row", "Field", "Before", "After it", "Now", "Counts"])
        for row in rows.prefix(Self.rowsNamed) {
            for field in row.fields {
                table.add([
                    row.reference, field.field, field.before, field.merged, field.now,
                    field.goes.rawValue,
                ])
            }
        }
        table.print()
    }
}
