import ArgumentParser
import Operations
import Records

extension StudentCommand {
    struct Destroy: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Destroy what is kept of a student for good, class by class.",
            discussion: """
                Also what it was before, and what merges and imports keep of it. Nobody can take \
                it back. The change log tells that it was destroyed, and stays verifiable.

                Examples:
                  homeroom student destroy 9000012345 --class health --reason "Kept 5 years" --check
                  homeroom student destroy 9000012345 --class health --reason "Kept 5 years"
                """)

        @Argument(help: "Any number of the student.") var id: String
        @Option(
            name: .customLong("class"),
            help: ArgumentHelp(
                "What to destroy: "
                    + DestroyedClass.allCases.map(\.rawValue).joined(separator: ", ") + ".",
                valueName: "class"))
        var destroyed: DestroyedClass
        @Option(help: "What asks for it.") var reason: String
        @Flag(help: "Only show what would go.") var check = false
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let report = try withWorkspace(options) { workspace in
                let destroy = DestroyRecords(workspace, keys: options.district.districtKeys)
                return check
                    ? try destroy.check(id, destroyed)
                    : try destroy.run(id, destroyed, reason: reason)
            }
            if options.json { return Output.json(report) }
            print(report)
        }

        private func print(_ report: DestroyRecords.Report) {
            var table = TextTable(["Of", "Rows", "Earlier states", "Earlier states blanked"])
            for one in report.tables {
                table.add([
                    one.table.replacing("_", with: " "), grouped(one.rows), grouped(one.images),
                    grouped(one.blanked),
                ])
            }
            if !report.tables.isEmpty { table.print() }
            let others = [
                (report.plans, "reports of merges and undos"),
                (report.contents, "contents of documents"),
                (report.importRows, "rows that imports kept"),
                (report.envelopes ?? 0, "transfer envelopes that came"),
                (report.examples, "import runs with examples of problems"),
            ]
            for (count, things) in others where count > 0 {
                Output.line("\(grouped(count)) \(things)")
            }
            for note in report.notes { Output.line(note) }
            guard let change = report.changeSet else {
                let nothing = "Nothing of the class \(report.destroyed.rawValue) is kept."
                return Output.line(
                    report.isEmpty ? nothing : "Checked only: nothing was destroyed.")
            }
            Output.line(
                Output.harmless(
                    "Destroyed \(report.destroyed.rawValue) of student \(report.studentID), as "
                        + "change set \(change)."))
        }
    }
}

extension DestroyedClass: ExpressibleByArgument {}
