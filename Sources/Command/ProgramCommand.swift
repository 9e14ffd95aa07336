import ArgumentParser
import Operations
import Records

/// The program enrollments of students.
struct ProgramCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "program", abstract: "Keep program enrollments by hand.",
        discussion: """
            One record is a student's part in a program from a day on at a site; an end date \
            closes it. The records are those that programs.txt brings.
            """,
        subcommands: [Add.self, List.self, All.self, Change.self, Remove.self])

    /// What both adding and changing take.
    struct Details: ParsableArguments {
        @Option(help: "First day, MM/DD/YYYY or YYYY-MM-DD.") var start: CalendarDate?
        @Option(help: "Site ID.") var site: Int?
        @Option(help: "Last day; it closes the record.") var end: CalendarDate?
        @Option(help: "First day of eligibility.") var eligibilityStart: CalendarDate?
        @Option(help: "Last day of eligibility.") var eligibilityEnd: CalendarDate?
        @Option(help: "School year, YYYY-YYYY.") var year: SchoolYear?
        @Option(help: "Code of the table Program Eligibility; blank takes it away.")
        var eligibilityCode: String?
        @Option(help: "Code of the table Program Exit; blank takes it away.") var exitCode: String?

        func validate() throws {
            if let site, site <= 0 || site > Int(Int32.max) {
                throw ValidationError("--site takes a Site ID, a number.")
            }
        }

        func entry(_ program: String?) -> StudentPrograms.Entry {
            var entry = StudentPrograms.Entry()
            entry.program = program
            entry.start = start
            entry.site = site
            entry.end = end
            entry.eligibilityStart = eligibilityStart
            entry.eligibilityEnd = eligibilityEnd
            entry.schoolYear = year
            entry.eligibilityCode = eligibilityCode
            entry.exitCode = exitCode
            return entry
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a program enrollment to a student.",
            discussion: """
                Without --start it begins today.

                Example:
                  homeroom program add 100200 --program 101 --start 09/02/2026 --site 1010
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "Code of the table Student Programs.") var program: String
        @OptionGroup var details: Details
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let added = try withWorkspace(options) {
                try StudentPrograms($0).add(id, details.entry(program))
            }
            Output.changed("Added", added, json: options.json)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the program enrollments of a student, the newest first.")
        @Argument(help: "Any number of the student.") var id: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) { try StudentPrograms($0).list(id) }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("No program enrollments.") }
            var table = TextTable([
                "Record", "Program", "Site", "Start", "End", "Year", "Eligibility", "Exit",
            ])
            for one in listed {
                table.add([
                    one.record, one.program, one.site.map(String.init) ?? "",
                    one.start.description, one.end?.description ?? "open", one.academicYear,
                    one.eligibilityCode, one.exitCode,
                ])
            }
            table.print()
        }
    }

    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a program enrollment. What is not given stays.",
            discussion: """
                Example:
                  homeroom program change 213.8.20698.1010 --end 01/29/2027
                """)
        @Argument(help: "The record, as the list names it.") var record: String
        @Option(help: "Code of the table Student Programs.") var program: String?
        @Flag(help: "Take the last day back.") var open = false
        @Flag(help: "Take the site away.") var noSite = false
        @OptionGroup var details: Details
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if open, details.end != nil { throw ValidationError("Give --end or --open.") }
            if noSite, details.site != nil { throw ValidationError("Give --site or --no-site.") }
        }

        func run() throws {
            var entry = details.entry(program)
            entry.isOpen = open
            if noSite { entry.site = 0 }
            let changed = try withWorkspace(options) {
                try StudentPrograms($0).change(record, entry)
            }
            Output.changed("Changed", changed, json: options.json)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a program enrollment from its student.",
            discussion: """
                For one that was entered by mistake. A student who left the program gets an end \
                date: homeroom program change RECORD --end DATE.
                """)
        @Argument(help: "The record, as the list names it.") var record: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let removed = try withWorkspace(options) { try StudentPrograms($0).remove(record) }
            Output.changed("Removed", removed, json: options.json)
        }
    }
}

extension Output {
    /// Tells what was changed of a program enrollment.
    fileprivate static func changed(
        _ verb: String, _ changed: StudentPrograms.Changed, json: Bool
    ) {
        if json { return self.json(changed) }
        self.changed(
            "\(verb) program record \(changed.record) of student \(changed.studentID).",
            changed.changeSet)
    }
}
