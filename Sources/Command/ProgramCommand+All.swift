import ArgumentParser
import Operations
import Records

extension ProgramCommand {
    struct All: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the program enrollments of all students.",
            discussion: """
                Examples:
                  homeroom program all --program 101 --active-on 09/15/2026
                  homeroom program all --ending-within 30 --sort end
                """)

        @Option(help: "Only this code of the table Student Programs.") var program: String?
        @Option(help: "Only this site of the enrollment.") var site: Int?
        @Option(help: "Only those that are active on this day.") var activeOn: CalendarDate?
        @Option(help: "Only this school year, YYYY-YYYY.") var year: SchoolYear?
        @Option(help: "Only those that end from today on, within so many days.")
        var endingWithin: Int?
        @Option(help: "Only this code of the table Program Eligibility.")
        var eligibilityCode: String?
        @Option(help: "name, program, start or end.") var sort: ProgramTable.Key = .name
        @OptionGroup var pages: PageOptions
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if let endingWithin, !(0...36_500).contains(endingWithin) {
                throw ValidationError("--ending-within takes a number of days.")
            }
        }

        func run() throws {
            var filter = ProgramTable.Filter()
            filter.program = program
            filter.site = site
            filter.activeOn = activeOn
            filter.schoolYear = year
            filter.endingWithinDays = endingWithin
            filter.eligibilityCode = eligibilityCode
            let page = try withWorkspace(options) {
                try ProgramTable($0).page(
                    filter, sort: .init(sort, isDescending: pages.descending),
                    page: pages.page, size: pages.size)
            }
            if options.json { return Output.json(page) }
            if page.rows.isEmpty { return Output.line("No program enrollments.") }
            var table = TextTable([
                "Student ID", "Name", "Program", "Site", "Start", "End", "Eligibility", "Exit",
                "Record",
            ])
            for row in page.rows {
                table.add([
                    row.studentID, Output.name(row.lastName, row.firstName, row.middleName),
                    row.program, row.site.map(String.init) ?? "", row.start.description,
                    row.end?.description ?? "open", row.eligibilityCode, row.exitCode, row.record,
                ])
            }
            table.print()
            Output.place(of: page, "program enrollments")
        }
    }
}
