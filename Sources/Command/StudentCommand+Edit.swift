import ArgumentParser
import Operations
import Records

extension StudentCommand {
    struct Edit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change fields, numbers or the status of a student.",
            discussion: """
                What the SIS owns of a linked student is changed in the SIS. An old student ID \
                still leads to the student, until another one has it.

                Examples:
                  homeroom student edit P000012 --set birthDate=03/04/2019 --state-id 9000012345
                  homeroom student edit 100200 --set caseManager="Dana Reyes"
                """)

        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "A field and its new value: FIELD=VALUE. Blank takes it away.")
        var set: [String] = []
        @Option(help: "Another student ID.") var studentID: String?
        @Option(help: "State ID; blank takes it away.") var stateID: String?
        @Option(help: "Other ID; blank takes it away.") var otherID: String?
        @Option(help: "active, inactive or noShow.") var status: EditStudent.Status?
        @Option(help: "Why, for the history.") var reason = ""
        @Option(help: "Refuse where the student does not have this revision any more.")
        var revision: Int?
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if set.contains(where: { !$0.contains("=") }) {
                throw ValidationError("--set takes FIELD=VALUE.")
            }
            if set.isEmpty, studentID == nil, stateID == nil, otherID == nil, status == nil {
                throw ValidationError(
                    "Say what to change: --set, --student-id, --state-id, --other-id or --status.")
            }
        }

        func run() throws {
            var request = EditStudent.Request()
            for one in set {
                let parts = one.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                request.fields[String(parts[0])] = String(parts.last ?? "")
            }
            request.studentID = studentID
            request.stateID = stateID
            request.otherID = otherID
            request.status = status
            request.reason = reason
            request.revision = revision
            let edited = try withWorkspace(options) { try EditStudent($0).run(id, request) }
            if options.json { return Output.json(edited) }
            guard let change = edited.changeSet else {
                return Output.line("Student \(edited.studentID) is like that already.")
            }
            Output.line(Output.harmless("Changed student \(edited.studentID)."))
            for note in edited.notes { Output.line(Output.harmless(note)) }
            Output.line("To take it back: homeroom undo \(change)")
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a student to whom nothing was ever attached.",
            discussion: """
                No documents, events, plans, programs, enrollments or earlier student IDs, now or \
                in the past.
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "Why, for the history.") var reason = ""
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let deleted = try withWorkspace(options) {
                try DeleteStudent($0).run(id, reason: reason)
            }
            if options.json { return Output.json(deleted) }
            Output.line(Output.harmless("Deleted student \(deleted.studentID)."))
            Output.line("To take it back: homeroom undo \(deleted.changeSet)")
        }
    }
}

extension EditStudent.Status: ExpressibleByArgument {}
