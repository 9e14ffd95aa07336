import ArgumentParser
import Operations
import Records

/// The General Student Table.
struct RosterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "Look at the General Student Table.",
        subcommands: [List.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List SIS students, with a profile or without.",
            discussion: """
                Examples:
                  homeroom roster list --text "garcia mar"
                  homeroom roster list --site 1010 --grade 5 --imported no
                """)

        @Option(help: "The beginning of a name or number.") var text = ""
        @Option(help: "Only this grade, as the SIS has it.") var grade: String?
        @Option(help: "Only this site.") var site: Int?
        @Option(help: "Whether they have a profile: yes or no.") var imported: YesOrNo?
        @Option(help: "Whether they dropped out of the sender's files: yes or no.")
        var dropped: YesOrNo?
        @Option(help: "name, grade, site or integrationID.") var sort: RosterTable.Key = .name
        @OptionGroup var pages: PageOptions
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var filter = RosterTable.Filter()
            filter.text = text
            filter.grade = grade
            filter.site = site
            filter.isImported = imported?.isYes
            filter.isDropped = dropped?.isYes
            let page = try withWorkspace(options) {
                try RosterTable($0).page(
                    filter, sort: .init(sort, isDescending: pages.descending),
                    page: pages.page, size: pages.size)
            }
            if options.json { return Output.json(page) }
            if page.rows.isEmpty { return Output.line("Nobody in the General Student Table.") }
            var table = TextTable([
                "Integration ID", "Name", "Birth date", "Grade", "Site", "State ID", "Profile", "",
            ])
            for row in page.rows {
                table.add([
                    row.integrationID,
                    Output.name(row.lastName, row.firstName, row.middleName),
                    row.birthDate?.description ?? "", row.grade,
                    row.siteName.isEmpty ? row.site.map(String.init) ?? "" : row.siteName,
                    row.stateID, row.studentID ?? "none",
                    row.missingSince.map { "dropped \($0)" } ?? "",
                ])
            }
            table.print()
            Output.place(of: page, "SIS students")
        }
    }
}
