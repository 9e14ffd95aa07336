import ArgumentParser
import Operations
import Records

extension StudentCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List profiles.",
            discussion: """
                Examples:
                  homeroom student list --site 1010 --sort grade
                  homeroom student list --linked no --descending
                """)

        @Option(help: "The beginning of a name or number.") var text = ""
        @Option(help: "Only this grade.") var grade: String?
        @Option(help: "Only this site.") var site: Int?
        @Option(help: "Only this status: active, inactive or noShow.")
        var status: EditStudent.Status?
        @Option(help: "Whether they are linked to the SIS: yes or no.") var linked: YesOrNo?
        @Option(help: "Only those of this case manager.") var caseManager: String?
        @Option(help: "name, studentID, grade or site.") var sort: StudentTable.Key = .name
        @OptionGroup var pages: PageOptions
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var filter = StudentTable.Filter()
            filter.text = text
            filter.grade = grade
            filter.site = site
            filter.status = status
            filter.isLinked = linked?.isYes
            filter.caseManager = caseManager
            let page = try withWorkspace(options) {
                try StudentTable($0).page(
                    filter, sort: .init(sort, isDescending: pages.descending),
                    page: pages.page, size: pages.size)
            }
            if options.json { return Output.json(page) }
            if page.rows.isEmpty { return Output.line("No students.") }
            var table = TextTable([
                "Student ID", "Name", "Birth date", "Grade", "Site", "Status", "SIS",
                "Case manager",
            ])
            for row in page.rows {
                table.add([
                    row.studentID, Output.name(row.lastName, row.firstName, row.middleName),
                    row.birthDate?.description ?? "", row.grade,
                    row.siteName.isEmpty ? row.site.map(String.init) ?? "" : row.siteName,
                    row.status, row.isLinked ? "linked" : "not linked", row.caseManager,
                ])
            }
            table.print()
            Output.place(of: page, "students")
        }
    }
}
