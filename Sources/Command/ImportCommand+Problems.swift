import ArgumentParser
import Operations
import Records

extension ImportCommand {
    /// The problems of a run, by what there is to do about them.
    struct Problems: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a run's problems by what to do about them, with examples.")
        @Argument(help: ArgumentHelp("Number of the run.", valueName: "run")) var number: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let problems = try withWorkspace(options) {
                try ReviewRuns($0).problems(of: number)
            }
            if options.json { return Output.json(problems) }
            if problems.groups.isEmpty { return Output.line("No problems.") }
            for group in problems.groups {
                Output.line(Output.harmless("\(Self.times(group.count))\(group.fix)"))
                for problem in group.problems {
                    Output.line(
                        Output.harmless("  \(Self.times(problem.count))\(problem.message)"))
                    for example in problem.examples {
                        let file = example.file.map { "\($0) " } ?? ""
                        let cell = example.cell.map { ": \($0)" } ?? ""
                        let column = example.column.isEmpty ? "" : ", \(example.column)\(cell)"
                        Output.line(Output.harmless("    \(file)row \(example.row)\(column)"))
                    }
                }
                for code in group.unknownCodes {
                    Output.line(
                        Output.harmless(
                            "  homeroom code add \"\(code.table)\" \(code.key) TEXT "
                                + "(\(counted(code.rows)) rows)"))
                }
            }
        }

        /// How often something was met, where that is told.
        private static func times(_ count: SmallCount) -> String {
            count.number.map { "\(grouped($0)) x " } ?? ""
        }
    }
}
