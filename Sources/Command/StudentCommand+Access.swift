import ArgumentParser
import Operations
import Records
import Storage

extension StudentCommand {
    struct Access: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show who has seen a student's record, and to whom it was disclosed.",
            discussion: """
                With what concerns all who were merged into the student. This is the record that \
                34 CFR 99.32 asks for.

                Example:
                  homeroom student access P000012
                """)
        @Argument(help: "Any ID of the student.") var id: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let entries = try withWorkspace(options) { workspace in
                var all: [AccessRecord.Entry] = []
                var page: AccessRecord.Page
                repeat {
                    page = try AccessRecord(workspace).page(
                        id, page: all.count / PageSize.file.rawValue + 1, size: .file)
                    all += page.entries.rows
                } while all.count < page.entries.total && !page.entries.rows.isEmpty
                return all
            }
            if options.json { return Output.json(entries) }
            if entries.isEmpty { return Output.line("Nobody has seen this student yet.") }
            var table = TextTable(["When", "Who", "How", "What", "Purpose", "Students"])
            for one in entries {
                table.add([
                    one.at, Output.harmless(one.party), one.kind.rawValue,
                    Output.harmless(one.what), Output.harmless(one.purpose), "\(one.students)",
                ])
            }
            table.print()
        }
    }

    struct Disclose: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enter that a student's record was given to somebody outside.",
            discussion: """
                It stays for good and cannot be taken back.

                Example:
                  homeroom student disclose P000012 --party "Larkspur School District" \
                --purpose "Enrollment there" --what "Transcript of grade 9"
                """)
        @Argument(help: "Any ID of the student.") var id: String
        @Option(help: "Who got it, or asked for it.") var party: String
        @Option(help: "In what legitimate interest.") var purpose: String
        @Option(help: "What was disclosed.") var what: String
        @Option(help: "The day, YYYY-MM-DD; without it, today.") var day: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var disclosure = AccessRecord.Disclosure()
            disclosure.party = party
            disclosure.purpose = purpose
            disclosure.what = what
            disclosure.day = try day.map { text in
                guard let day = CalendarDate(iso: text) else {
                    throw ValidationError("--day takes a day of the form YYYY-MM-DD.")
                }
                return day
            }
            try withWorkspace(options) { try AccessRecord($0).enter(id, disclosure) }
            if options.json { return Output.json(["entered": true]) }
            Output.line("Entered.")
        }
    }
}
