import ArgumentParser
import Operations
import Records

/// The enrollments of students.
struct EnrollmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrollment", abstract: "Keep the enrollments of students without the SIS.",
        subcommands: [Add.self, List.self, Change.self])

    /// What both adding and changing take.
    struct Details: ParsableArguments {
        @Option(help: "Last day, MM/DD/YYYY or YYYY-MM-DD.") var end: CalendarDate?
        @Option(help: "School year, YYYY-YYYY. Without it: that of the start.")
        var year: SchoolYear?
        @Option(help: "Grade level ID.") var grade: String?
        @Option(help: "Whether it is the primary one.") var primary: YesOrNo?
        @Option(help: "Entry code.") var entryCode: String?
        @Option(help: "Exit code.") var exitCode: String?

        func entry(site: Int?, start: CalendarDate?) -> Enrollments.Entry {
            var entry = Enrollments.Entry()
            entry.site = site
            entry.start = start
            entry.end = end
            entry.schoolYear = year
            entry.grade = grade
            entry.isPrimary = primary.map { $0 == .yes }
            entry.entryCode = entryCode
            entry.exitCode = exitCode
            return entry
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an enrollment to a student whom the SIS does not know.",
            discussion: """
                The SIS owns the enrollments of students who are linked to it.

                Example:
                  homeroom enrollment add P000001 --site 1010 --start 09/02/2026 --grade 7
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Option(help: "Site ID.") var site: Int
        @Option(help: "First day, MM/DD/YYYY or YYYY-MM-DD. Without it: today.")
        var start: CalendarDate?
        @OptionGroup var details: Details
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let added = try withWorkspace(options) {
                try Enrollments($0).add(id, details.entry(site: site, start: start))
            }
            Output.changed("enrollment", "Added", added, json: options.json)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the enrollments of a student, the SIS's and our own.")
        @Argument(help: "Any number of the student.") var id: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) { try Enrollments($0).list(id) }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("No enrollments.") }
            var table = TextTable(
                ["Enrollment", "Site", "Start", "End", "Year", "Grade", "Primary"])
            for one in listed {
                table.add([
                    one.enrollment.map(String.init) ?? "SIS", "\(one.site)",
                    one.start.description, one.end?.description ?? "open", one.academicYear,
                    one.grade, one.isPrimary ? "yes" : "",
                ])
            }
            table.print()
        }
    }

    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change an enrollment of our own. What is not given stays.",
            discussion: """
                Example:
                  homeroom enrollment change 4 --end 01/29/2027
                """)
        @Argument(help: "Number of the enrollment.") var enrollment: Int
        @Option(help: "Site ID.") var site: Int?
        @Option(help: "First day, MM/DD/YYYY or YYYY-MM-DD.") var start: CalendarDate?
        @Flag(help: "Take the last day back.") var open = false
        @OptionGroup var details: Details
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if open, details.end != nil { throw ValidationError("Give --end or --open.") }
        }

        func run() throws {
            var entry = details.entry(site: site, start: start)
            entry.isOpen = open
            let changed = try withWorkspace(options) {
                try Enrollments($0).change(enrollment, entry)
            }
            Output.changed("enrollment", "Changed", changed, json: options.json)
        }
    }
}
