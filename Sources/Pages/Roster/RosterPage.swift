import Operations
import Records

/// The General Student Table: the SIS's students as last received.
public struct RosterPage: ListContent {
    let query: ListQuery
    let page: ListPage<RosterTable.Row>
    let choices: RosterTable.Choices
    let mayImport: Bool
    /// Whether there is a SIS that can be asked for one student.
    let canAsk: Bool
    public let form: FormState

    public init(
        query: ListQuery, page: ListPage<RosterTable.Row>, choices: RosterTable.Choices,
        mayImport: Bool, canAsk: Bool = false, form: FormState = .blank
    ) {
        self.canAsk = canAsk
        self.form = form
        self.query = query
        self.page = page
        self.choices = choices
        self.mayImport = mayImport
    }

    public var file: ListFile { ListFile(columns, page.rows) }
    public var rowCount: Int { page.total }
    public var isCut: Bool { page.isTotalCut }

    public var title: Phrase { .generalStudentTable }
    public var section: Section { .roster }

    private var parts: ListParts { ListParts(path: "/roster", query: query, total: page.total) }

    public var body: HTML {
        """
        \(paragraph(Phrase("roster.lead",
            "Every student the SIS has, as last received. Import a student to make a profile that "
                + "is linked to the SIS.")))
        \(parts.filters(Phrase("roster.search", "Name or number"), filters))
        \(page.rows.isEmpty ? empty : list)
        \(if: canAsk, details(Phrase("roster.ask", "Ask the SIS for a student"), ask,
            isOpen: !form.problems.isEmpty))
        """
    }

    private var ask: HTML {
        postForm(
            "/roster/ask",
            textField(
                "number",
                Phrase("roster.ask-number", "The district\u{2019}s number of the student"),
                hint: Phrase(
                    "roster.ask-hint",
                    "For somebody who was enrolled since the roster came. What the SIS says is "
                        + "imported at once."), form, width: 20)
                + buttons(button(Phrase("roster.ask-button", "Ask the SIS"), .secondary)))
    }

    private var filters: HTML {
        """
        \(select("grade", .grade, [Choice("", .all)] + choices.grades.map {
            Choice($0, Phrase(data: Words.grade($0)))
        }, query.form))
        \(select("site", .school, [Choice("", .all)] + choices.sites.map {
            Choice("\($0.id)", Phrase(data: $0.name.isEmpty ? "\($0.id)" : $0.name))
        }, query.form))
        \(select("imported", Phrase("roster.profile", "Profile"), [
            Choice("", .all), Choice("no", Phrase("roster.not-imported", "Not imported")),
            Choice("yes", Phrase("roster.imported", "Imported")),
        ], query.form))
        """
    }

    private var empty: HTML {
        query.isFiltered
            ? emptyState(
                Phrase("roster.none-title", "Nobody found"),
                Phrase("roster.none", "No student of the SIS fits. Clear the filters, or search."))
            : emptyState(
                Phrase("roster.empty-title", "No roster yet"),
                Phrase(
                    "roster.empty",
                    "The students of the SIS come with studemo.txt or a OneRoster file. A data "
                        + "manager imports it."),
                action: link(Phrase("roster.to-imports", "Go to Imports"), "/imports"))
    }

    private var list: HTML {
        """
        \(parts.count(page.isTotalCut ? .moreThan(page.total) : .found(page.total)))
        \(mayImport ? postForm("/roster/import", table + buttons(
            button(Phrase("roster.import-chosen", "Import chosen students")))) : table)
        \(parts.pagination)
        \(parts.tools(withSizes: false))
        """
    }

    private var table: HTML {
        dataTable(
            .generalStudentTable, columns, page.rows, query: query, path: "/roster",
            hidesCaption: true)
    }

    private var columns: [Column<RosterTable.Row>] {
        var columns: [Column<RosterTable.Row>] = [
            Column(.name, sort: "name", namesRow: true) { row in
                "<a href=\"\(Address.sisStudent(row.id))\">\(row.lastName), \(row.firstName) "
                    + "\(row.middleName)</a>"
            },
            Column(.integrationID, sort: "integrationID") { HTML(text: $0.integrationID) },
            Column(.stateID) { HTML(text: $0.stateID) },
            Column(.birthDate) { .day($0.birthDate) },
            Column(.grade, sort: "grade") { HTML(text: Words.grade($0.grade)) },
            Column(.school, sort: "site") { HTML(text: $0.siteName) },
            Column(Phrase("roster.profile", "Profile")) { row in
                row.student.map {
                    link(
                        Phrase("roster.open-profile", "Profile {0}", row.studentID ?? ""),
                        Address.student($0))
                } ?? tag(Phrase("roster.not-imported", "Not imported"), .yellow)
            },
        ]
        if mayImport {
            columns.insert(
                Column(Phrase("roster.choose", "Choose"), isSaved: false) { row in
                    if row.hasProfile { return .empty }
                    let name = Address.name(.sisStudent, row.id)
                    let label = Phrase(
                        "roster.choose-one", "Choose {0}", "\(row.firstName) \(row.lastName)")
                    return "<span class=\"choice\"><input type=\"checkbox\" name=\"sis\" "
                        + "value=\"\(name)\" id=\"\(name)\"><label for=\"\(name)\">"
                        + "<span class=\"visually-hidden\">\(say: label)</span></label></span>"
                }, at: 0)
            columns.append(
                Column(.actions) { row in
                    if row.hasProfile { return .empty }
                    let about = "\(row.firstName) \(row.lastName)"
                    return "<a href=\"\(Address.sisStudent(row.id, "import"))\">"
                        + "\(say: .importWord)<span class=\"visually-hidden\"> \(about)</span></a>"
                })
        }
        return columns
    }
}

/// Shows what importing would do, before it does it.
public struct RosterImportPage: PageContent {
    let items: [ImportPreview.Item]
    public let form: FormState

    public init(items: [ImportPreview.Item], form: FormState = .blank) {
        self.items = items
        self.form = form
    }

    private var importable: [ImportPreview.Item] { items.filter(\.isImportable) }

    private var names: String {
        importable.count == 1
            ? importable.map { "\($0.row.firstName) \($0.row.lastName)" }.joined() : ""
    }

    public var title: Phrase {
        importable.count == 1
            ? .importOf(names)
            : Phrase(
                "import.title", one: "Import 1 student", other: "Import {n} students",
                count: importable.count)
    }

    public var section: Section { .roster }

    public var body: HTML {
        """
        \(paragraph(Phrase("import.what", one: "This is what will happen. 1 profile will be made, "
            + "linked to the SIS. Nothing else changes, and it can be undone.",
            other: "This is what will happen. {n} profiles will be made, linked to the SIS. "
                + "Nothing else changes, and it can be undone.", count: importable.count)))
        \(each: items, { Self.card($0) })
        \(importable.isEmpty
            ? buttons(linkButton(.back, "/roster"))
            : postForm("/roster/import/confirm", """
                \(each: importable, { hidden("sis", Address.name(.sisStudent, $0.row.id)) })
                \(buttons(button(title), link(.cancel, "/roster")))
                """))
        """
    }

    private static func card(_ item: ImportPreview.Item) -> HTML {
        let row = item.row
        return """
            <section class="side">
            <h2>\(row.lastName), \(row.firstName) \(row.middleName)</h2>
            \(summaryList([
                SummaryRow(.integrationID, HTML(text: row.integrationID)),
                SummaryRow(.stateID, HTML(text: row.stateID)),
                SummaryRow(.birthDate, .day(row.birthDate)),
                SummaryRow(.grade, HTML(text: Words.grade(row.grade))),
                SummaryRow(.school, HTML(text: row.siteName)),
                SummaryRow(Phrase("import.new-id", "Student ID of the new profile"),
                    item.isImportable ? HTML(text: row.integrationID)
                        : HTML(Phrase("import.no-profile", "No profile will be made"))),
            ]))
            \(warning(item))
            </section>
            """
    }

    private static func warning(_ item: ImportPreview.Item) -> HTML {
        if let student = item.row.student {
            return inset(
                paragraph(Phrase("import.has-profile", "This student has a profile already."))
                    + "<p>\(link(.openRecord, Address.student(student)))</p>")
        }
        if item.isNumberTaken {
            return inset(
                paragraph(
                    Phrase(
                        "import.taken",
                        "Another profile holds this number. Look at that one first: it may be the "
                            + "same child, or its number may be wrong.")))
        }
        if item.likely.isEmpty { return .empty }
        return inset(
            """
            \(paragraph(Phrase("import.likely",
                "These profiles are not integrated and may be the same child. Resolve one of them "
                    + "instead, and what hangs on it is kept together.")))
            <ul>\(each: item.likely, { candidate in
                "<li><a href=\"\(Address.student(candidate.id, "resolve"))\">\(candidate.name)</a>"
                    + evidence(candidate) + "</li>"
            })</ul>
            """)
    }
}

/// One student of the General Student Table.
public struct RosterStudentPage: PageContent {
    let item: ImportPreview.Item
    let mayImport: Bool

    public init(_ item: ImportPreview.Item, mayImport: Bool) {
        self.item = item
        self.mayImport = mayImport
    }

    private var row: RosterTable.Row { item.row }

    public var title: Phrase { Phrase(data: "\(row.lastName), \(row.firstName)") }
    public var section: Section { .roster }

    public var body: HTML {
        """
        \(summaryList([
            SummaryRow(.integrationID, HTML(text: row.integrationID)),
            SummaryRow(.stateID, HTML(text: row.stateID)),
            SummaryRow(.otherID, HTML(text: row.otherID)),
            SummaryRow(.lastName, HTML(text: row.lastName)),
            SummaryRow(.firstName, HTML(text: row.firstName)),
            SummaryRow(.middleName, HTML(text: row.middleName)),
            SummaryRow(.birthDate, .day(row.birthDate)),
            SummaryRow(.gender, HTML(text: row.gender)),
            SummaryRow(.grade, HTML(text: Words.grade(row.grade))),
            SummaryRow(.school, HTML(text: row.siteName)),
            SummaryRow(Phrase("roster.dropped", "Not in the SIS's files since"),
                .day(row.missingSince)),
        ]))
        \(row.student.map { buttons(linkButton(.openRecord, Address.student($0))) }
            ?? (mayImport ? buttons(linkButton(
                .importOf("\(row.firstName) \(row.lastName)"),
                Address.sisStudent(row.id, "import"), .primary)) : .empty))
        """
    }
}

/// What speaks for a candidate and against it.
func evidence(_ candidate: Candidate) -> HTML {
    "<ul class=\"evidence\">\(each: candidate.evidence, { "<li>\($0)</li>" })</ul>"
}

extension Phrase {
    static let importWord = Phrase("roster.import", "Import")
    static let openRecord = Phrase("roster.open", "Open the student's record")

    static func importOf(_ name: String) -> Phrase {
        Phrase("roster.import-of", "Import {0}", name)
    }

    static func moreThan(_ count: Int) -> Phrase {
        Phrase("list.more-than", "More than {0} students", Words.number(count))
    }

    public static func imported(_ count: Int) -> Phrase {
        Phrase(
            "import.done", one: "1 student was imported from the General Student Table.",
            other: "{n} students were imported from the General Student Table.", count: count)
    }

    public static let chooseStudents = Phrase(
        "import.choose", "Choose one or more students to import.")
}
