import Operations
import Records

/// Program records of all students, by program, site and date.
public struct ProgramsPage: ListContent {
    let query: ListQuery
    let page: ListPage<ProgramTable.Row>
    let choices: ProgramTable.Choices
    public let form: FormState

    public init(
        query: ListQuery, page: ListPage<ProgramTable.Row>, choices: ProgramTable.Choices,
        form: FormState = .blank
    ) {
        self.query = query
        self.page = page
        self.choices = choices
        self.form = form
    }

    public var file: ListFile { ListFile(columns, page.rows) }
    public var rowCount: Int { page.total }
    public var isCut: Bool { page.isTotalCut }

    public var title: Phrase { .programs }
    public var section: Section { .programs }

    private var parts: ListParts { ListParts(path: "/programs", query: query, total: page.total) }

    public var body: HTML {
        """
        \(postForm("/programs", classes: "filters", """
            <div class="filter-row">
            \(filters)
            \(hidden("sort", query.isDescending ? "-" + query.sort : query.sort))
            <div class="filter-buttons">\(button(Phrase("programs.show", "Show")))
            \(if: query.isFiltered, "<a href=\"/programs\">\(say: .clearFilters)</a>")</div>
            </div>
            """))
        \(page.rows.isEmpty
            ? emptyState(Phrase("programs.empty-title", "No program records"),
                query.isFiltered
                    ? Phrase("programs.empty-filtered", "None fits these filters. Clear them to "
                        + "see all.")
                    : Phrase("programs.empty", "Program records come with programs.txt, or are "
                        + "added on a student's page."))
            : list)
        """
    }

    private var filters: HTML {
        """
        \(select("program", .program, [Choice("", .all)] + choices.programs.map {
            Choice($0.key, Phrase(data: "\($0.key) \($0.text)"))
        }, query.form))
        \(select("site", .site, [Choice("", .all)] + choices.sites.map {
            Choice("\($0.id)", Phrase(data: $0.name.isEmpty ? "\($0.id)" : $0.name))
        }, query.form))
        \(textField("activeOn", Phrase("programs.active-on", "Active on"), query.form, kind: .date,
            width: 10, isSearch: true))
        \(textField("schoolYear", .schoolYear, query.form, width: 10, isSearch: true))
        \(select("ending", Phrase("programs.ending", "Ending"), [
            Choice("", .all),
            Choice("14", Phrase("programs.ending-14", "Within 14 days")),
            Choice("30", Phrase("programs.ending-30", "Within 30 days")),
        ], query.form))
        \(select("size", .rowsOnPage, ListQuery.sizes.map {
            Choice(String($0), Phrase(data: String($0)))
        }, query.form))
        """
    }

    private var list: HTML {
        """
        \(parts.count(page.isTotalCut ? .moreRecords(page.total) : .recordCount(page.total)))
        \(dataTable(.programs, columns, page.rows, query: query, path: "/programs",
            hidesCaption: true))
        \(parts.pagination)
        \(parts.tools(withSizes: false))
        """
    }

    private var columns: [Column<ProgramTable.Row>] {
        [
            Column(.student, sort: "name", namesRow: true) { row in
                link(
                    Phrase(data: "\(row.lastName), \(row.firstName) \(row.middleName)"),
                    Address.student(row.student, "programs"))
            },
            Column(.studentID) { HTML(text: $0.studentID) },
            Column(.program, sort: "program") { HTML(text: "\($0.program) \($0.programText)") },
            Column(.site) { row in
                HTML(text: row.siteName.isEmpty ? row.site.map(String.init) ?? "" : row.siteName)
            },
            Column(.eligibility) { HTML(text: $0.eligibilityCode) },
            Column(.startDate, sort: "start") { .day($0.start) },
            Column(.endDate, sort: "end") { .day($0.end) },
            Column(.exitCode) { HTML(text: $0.exitCode) },
        ]
    }
}

extension Phrase {
    static func recordCount(_ count: Int) -> Phrase {
        Phrase(
            "programs.count", one: "1 program record", other: "{n} program records", count: count)
    }

    static func moreRecords(_ count: Int) -> Phrase {
        Phrase("programs.more", "More than {0} program records", Words.number(count))
    }
}
