import Operations
import Records
import Storage

/// The students of ALE, with where their learning plans stand.
public struct SelectorPage: ListContent {
    public static let address = "/ale/students"

    let query: ListQuery
    let page: ListPage<StudentSelector.Row>
    let mayPlan: Bool
    let mayCreate: Bool

    public init(
        query: ListQuery, page: ListPage<StudentSelector.Row>, mayPlan: Bool, mayCreate: Bool
    ) {
        self.query = query
        self.page = page
        self.mayPlan = mayPlan
        self.mayCreate = mayCreate
    }

    public var file: ListFile { ListFile(columns, page.rows) }
    public var rowCount: Int { page.total }

    public var title: Phrase { .studentSelector }
    public var section: Section { .selector }

    public var body: HTML {
        """
        \(paragraph(Phrase("selector.intro", "Students who were created for ALE, and all others "
            + "who have a learning plan.")))
        <form method="post" action="\(Self.address)" class="filters" data-live="found" \
        role="search">
        <input type="hidden" name="csrf" value="\(Rendering.current.csrf)">
        <div class="filter-row">
        \(textField("text", .name, hint: Phrase("selector.hint",
            "The beginning of a name, in any order"), query.form, isSearch: true))
        <div class="filter-buttons">\(button(.search))
        \(if: query.isFiltered, "<a href=\"\(Self.address)\">\(say: .clearFilters)</a>")</div>
        </div>
        </form>
        <p>\(link(.overduePlans, OverduePlansPage.address))</p>
        <div id="found">\(list)</div>
        """
    }

    private var list: HTML {
        if page.total == 0 {
            return query.text.isEmpty
                ? emptyState(
                    Phrase("selector.empty-title", "No students of ALE yet"),
                    Phrase(
                        "selector.empty",
                        "A student stands here as soon as he or she is created for ALE, or has a "
                            + "learning plan."),
                    action: mayCreate
                        ? linkButton(.createStudentForALE, CreateALEPage.address) : .empty)
                : emptyState(
                    Phrase("selector.none-title", "Nobody found"),
                    Phrase("selector.none", "No student of ALE has such a name."))
        }
        let parts = ListParts(path: Self.address, query: query, total: page.total)
        return """
            \(parts.count(.found(page.total)))
            \(dataTable(Phrase("selector.caption", "Students of ALE"), columns, page.rows,
                hidesCaption: true))
            \(parts.pagination)
            \(parts.tools())
            """
    }

    private var columns: [Column<StudentSelector.Row>] {
        var columns: [Column<StudentSelector.Row>] = [
            Column(.name, namesRow: true) { one in
                let given = [one.firstName, one.middleName].filter { !$0.isEmpty }
                let name = one.lastName + ", " + given.joined(separator: " ")
                return link(Phrase(data: name), Address.student(one.id, "plans"))
            },
            Column(.studentID) { HTML(text: $0.studentID) },
            Column(.birthDate) { .day($0.birthDate) },
            Column(.grade) { HTML(text: Words.grade($0.grade)) },
            Column(Phrase("selector.sis", "SIS")) { Self.integration($0) },
            Column(Phrase("selector.plan", "Learning plan")) { Self.plan($0) },
        ]
        if mayPlan {
            columns.append(
                Column(.actions, isSaved: false) { one in
                    """
                    <a href="\(Address.student(one.id, "plans/new"))">\(say: .initiatePlan)\
                    <span class="visually-hidden"> \(say: .actionsFor(Self.givenName(one)))\
                    </span></a>
                    """
                })
        }
        return columns
    }

    private static func integration(_ student: StudentSelector.Row) -> HTML {
        student.isLinked
            ? tag(Phrase("selector.linked", "Linked"), .green)
            : tag(Phrase("selector.not-linked", "Not linked"), .yellow)
    }

    private static func givenName(_ one: StudentSelector.Row) -> String {
        [one.firstName, one.lastName].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func plan(_ one: StudentSelector.Row) -> HTML {
        let state = LearningPlan.Status(rawValue: one.planState.rawValue)
        guard let plan = one.plan, let status = state else {
            return tag(Phrase("selector.no-plan", "None yet"))
        }
        return """
            \(PlanWords.tag(status))
            <a href="\(Address.plan(plan))">\(.day(one.planStart)) &ndash; \(.day(one.planEnd))\
            <span class="visually-hidden"> \(say: .actionsFor(givenName(one)))</span></a>
            """
    }
}
