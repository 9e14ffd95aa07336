import ArgumentParser
import Foundation
import Operations
import Records
import Storage

struct StudentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "student", abstract: "Find, show, create, link and edit students.",
        subcommands: [
            Find.self, List.self, Show.self, Create.self, Import.self, Edit.self, Delete.self,
            Unlinked.self, Candidates.self, Link.self, Unlink.self, NotSame.self, Resolve.self,
            History.self, Access.self, Disclose.self, Changes.self, Manager.self, Destroy.self,
        ])
}

extension StudentCommand {
    struct Find: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find students by name or number.",
            discussion: """
                By the beginning of a name, in any order, with one letter wrong; or by any number. \
                Students who are only in the General Student Table are found too.

                Examples:
                  homeroom student find "garcia mar"
                  homeroom student find 9000012345
                """)

        @Argument(help: "A name or a number.") var text: [String]
        @Option(help: "How many at most.") var limit = 25
        @OptionGroup var options: WorkspaceOptions

        struct Hit: Encodable {
            let studentID: String?
            let integrationID: String?
            let stateID: String
            let name: String
            let firstName: String
            let lastName: String
            let birthDate: String?
            let grade: String
            let status: String
            let match: StudentHit.Match
        }

        func run() throws {
            let hits = try withWorkspace(options) {
                try FindStudents($0).run(text.joined(separator: " "), limit: max(1, limit))
            }
            let shown = hits.map { hit in
                let given = [hit.firstName, hit.middleName].filter { !$0.isEmpty }
                return Hit(
                    studentID: hit.studentID, integrationID: hit.integrationID,
                    stateID: hit.stateID,
                    name: hit.lastName + ", " + given.joined(separator: " "),
                    firstName: hit.firstName, lastName: hit.lastName,
                    birthDate: hit.birthDate?.description, grade: hit.grade, status: hit.status,
                    match: hit.match)
            }
            if options.json { return Output.json(shown) }
            if shown.isEmpty { return Output.line("Nobody found.") }
            var table = TextTable(["Student ID", "Name", "Birth date", "State ID", "Status"])
            for hit in shown {
                table.add([
                    hit.studentID ?? "(\(hit.integrationID ?? ""))", hit.name,
                    hit.birthDate ?? "", hit.stateID,
                    hit.studentID == nil ? "in the General Student Table only" : hit.status,
                ])
            }
            table.print()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one student with its programs, by any of its numbers.")
        @Argument(help: "Student ID, state ID, other ID or integration ID.") var id: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let shown = try withWorkspace(options) { try ShowStudent($0).run(id) }
            if options.json { return Output.json(StudentJSON(shown)) }
            StudentText(shown).print()
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import students of the General Student Table as linked profiles.",
            discussion: """
                All of them, or, where one is refused, none. A program row imports its student's \
                profile by itself.

                Example:
                  homeroom student import 100200 100201
                """)
        @Argument(help: "Integration IDs, or numbers that one student of the table holds.")
        var ids: [String]
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let imported = try withWorkspace(options) { try ImportProfiles($0).run(ids) }
            if options.json { return Output.json(imported) }
            for id in imported.studentIDs {
                Output.line(Output.harmless("Imported student \(id)."))
            }
            Output.line("To take it back: homeroom undo \(imported.changeSet)")
        }
    }
}
