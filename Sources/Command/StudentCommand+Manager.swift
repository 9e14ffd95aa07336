import ArgumentParser
import Operations

extension StudentCommand {
    struct Manager: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say who is the case manager of a student.",
            discussion: """
                Example:
                  homeroom student manager 100200 "R. Alder"
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Argument(help: "Name of the case manager; blank takes it away.") var name: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let report = try withWorkspace(options) { try AssignCaseManager($0).run(id, name) }
            if options.json { return Output.json(report) }
            let who = report.caseManager.isEmpty ? "nobody" : report.caseManager
            Output.changed(
                "The case manager of student \(report.studentID) is \(who).", report.changeSet)
        }
    }
}
