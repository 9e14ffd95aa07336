import ArgumentParser
import Operations

extension StudentCommand {
    struct NotSame: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "not-same", abstract: "Say that two students are not the same person.",
            discussion: """
                It is remembered: they are not proposed to be merged unless another number comes \
                to agree, and a merge of the two asks first.

                Example:
                  homeroom student not-same P000001 100200 --reason "Cousins of the same name"
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Argument(help: "Any number of the other student.") var other: String
        @Option(help: "Why, for the history.") var reason: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let told = try withWorkspace(options) {
                try TellApart($0).run(id, from: other, reason: reason)
            }
            if options.json { return Output.json(told) }
            Output.line(
                Output.harmless(
                    "Students \(told.studentID) and \(told.other) are noted as not the same "
                        + "person."))
            Output.line("To take it back: homeroom undo \(told.changeSet)")
        }
    }
}
