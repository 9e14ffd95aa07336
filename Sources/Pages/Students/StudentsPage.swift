import Operations
import Records
import Storage

/// Looks students up, by name or number.
public struct StudentsPage: ListContent {
    let query: ListQuery
    let hits: [StudentHit]
    let mayCreate: Bool

    public init(query: ListQuery, hits: [StudentHit], mayCreate: Bool) {
        self.query = query
        self.hits = hits
        self.mayCreate = mayCreate
    }

    public var file: ListFile { ListFile(columns, hits) }
    public var rowCount: Int { hits.count }

    public var title: Phrase { .students }
    public var section: Section { .students }

    public var body: HTML {
        """
        <form method="post" action="/students" class="filters" data-live="found" role="search">
        <input type="hidden" name="csrf" value="\(Rendering.current.csrf)">
        <div class="filter-row">
        \(textField("text", Phrase("students.search", "Name or number"),
            hint: Phrase("students.search-hint",
                "The beginning of a name, in any order; or a student ID, state ID or other ID"),
            query.form, isSearch: true))
        <div class="filter-buttons">\(button(.search))</div>
        </div>
        </form>
        <div id="found">\(found)</div>
        """
    }

    private var found: HTML {
        if query.text.isEmpty {
            return emptyState(
                Phrase("students.empty-title", "Look a student up"),
                Phrase(
                    "students.empty",
                    "All students of the district are here: those with a profile, and those who "
                        + "are only in the General Student Table. Type the beginning of a name, or "
                        + "any number."))
        }
        if hits.isEmpty {
            return emptyState(
                Phrase("students.none-title", "Nobody found"),
                Phrase(
                    "students.none",
                    "Nobody here has such a name or number. Check the spelling, or try the "
                        + "beginning of the last name alone."))
        }
        return """
            <p class="count" role="status">\(say: .found(hits.count))</p>
            \(dataTable(Phrase("students.caption", "Students found"), columns, hits,
                hidesCaption: true))
            \(ListParts(path: "/students", query: query, total: hits.count).tools())
            """
    }

    private var columns: [Column<StudentHit>] {
        [
            Column(.name, namesRow: true) { hit in
                "<a href=\"\(Self.address(hit))\">\(hit.lastName), \(hit.firstName) "
                    + "\(hit.middleName)</a>"
            },
            Column(.studentID) { HTML(text: $0.studentID ?? "") },
            Column(.stateID) { HTML(text: $0.stateID) },
            Column(.birthDate) { .day($0.birthDate) },
            Column(.grade) { HTML(text: Words.grade($0.grade)) },
            Column(.status) { HTML(.status($0.status)) },
        ]
    }

    static func address(_ hit: StudentHit) -> String {
        hit.student.map { Address.student($0) } ?? "/roster"
    }
}

extension Phrase {
    static func found(_ count: Int) -> Phrase {
        Phrase("students.found", one: "1 student", other: "{n} students", count: count)
    }
}
