import ArgumentParser
import Foundation
import Operations
import Records
import Storage

struct StudentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "student", abstract: "Find, show, create and import students.",
        subcommands: [
            Find.self, Show.self, Create.self, Import.self, Unlinked.self, Resolve.self,
            History.self, Manager.self,
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
        @OptionGroup var options: DistrictOptions

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
            let hits = try withDistrict(options, existing: true) {
                try FindStudents(store: $0).run(text.joined(separator: " "), limit: max(1, limit))
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
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let shown = try withDistrict(options, existing: true) {
                try ShowStudent(store: $0).run(id)
            }
            if options.json { return Output.json(StudentJSON(shown)) }
            StudentText(shown).print()
        }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a student before the SIS knows it.",
            discussion: """
                First and last name are enough. With a state ID or other ID the student links by \
                itself as soon as roster data with that number arrive.

                Example:
                  homeroom student create --first Mira --last Osterby --state-id 9000012345
                """)

        @Option(help: "First name.") var first: String
        @Option(help: "Last name.") var last: String
        @Option(help: "Middle name.") var middle = ""
        @Option(help: "State ID, if known.") var stateID = ""
        @Option(help: "Other ID: the district's own number, if known.") var otherID = ""
        @Option(help: "Birth date, MM/DD/YYYY or YYYY-MM-DD.") var birthDate: String?
        @Option(help: "Grade level ID.") var grade = ""
        @Option(help: "Site ID.") var site: Int?
        @Option(help: "Why the SIS does not have the student.") var cause = Cause.addedManually
        @OptionGroup var options: DistrictOptions

        private var day: CalendarDate? {
            guard let birthDate,
                case .date(let date) = DateCell.read(birthDate, order: .monthFirst)
            else { return nil }
            return date
        }

        func validate() throws {
            if birthDate != nil, day == nil {
                throw ValidationError("--birth-date takes MM/DD/YYYY or YYYY-MM-DD.")
            }
        }

        struct Report: Encodable {
            let studentID: String
            let changeSet: Int
            let notes: [String]
        }

        func run() throws {
            var request = CreateStudent.Request(first: first, last: last)
            request.middle = middle
            request.stateID = stateID
            request.otherID = otherID
            request.grade = grade
            request.site = site
            request.cause = cause
            request.birthDate = day
            let created = try withDistrict(options) {
                try CreateStudent(store: $0, actor: options.actor, clock: options.clock)
                    .run(request)
            }
            if options.json {
                return Output.json(
                    Report(
                        studentID: created.studentID, changeSet: created.changeSet,
                        notes: created.notes))
            }
            Output.line("Created student \(created.studentID).")
            for note in created.notes { Output.line(Output.harmless(note)) }
            Output.line("To take it back: homeroom undo \(created.changeSet)")
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
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let imported = try withDistrict(options, existing: true) {
                try ImportProfiles(store: $0, actor: options.actor, clock: options.clock).run(ids)
            }
            if options.json { return Output.json(imported) }
            for id in imported.studentIDs {
                Output.line(Output.harmless("Imported student \(id)."))
            }
            Output.line("To take it back: homeroom undo \(imported.changeSet)")
        }
    }

    struct Unlinked: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the students that nothing links to the SIS, with cause and next step.")
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let items = try withDistrict(options, existing: true) {
                try UnlinkedStudents(store: $0).run()
            }
            if options.json { return Output.json(items) }
            if items.isEmpty { return Output.line("Every student is linked to the SIS.") }
            var table = TextTable(["Student ID", "Name", "Cause", "Since", "Next step"])
            for item in items {
                table.add([item.studentID, item.name, item.cause, item.since, item.nextStep])
            }
            table.print()
        }
    }
}

extension Cause: ExpressibleByArgument {}
