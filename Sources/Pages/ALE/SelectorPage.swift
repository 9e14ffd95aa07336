import Operations
import Records
import Storage

/// The students of ALE, with where their learning plans stand.
public struct SelectorPage: PageContent {
    public static let address = "/ale/students"

    let query: ListQuery
    let found: ALEStudents.Found
    let mayPlan: Bool
    let mayCreate: Bool

    public init(
        query: ListQuery, found: ALEStudents.Found, mayPlan: Bool, mayCreate: Bool
    ) {
        self.query = query
        self.found = found
        self.mayPlan = mayPlan
        self.mayCreate = mayCreate
    }

    public var title: Phrase { .studentSelector }
    public var section: Section { .selector }

    public var body: HTML {
        """
        \(paragraph(Phrase("selector.intro", "Students who were created for ALE, and all others who "
            + "have a learning plan.")))
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
        if found.total == 0 {
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
        let parts = ListParts(path: Self.address, query: query, total: found.total)
        return """
            \(parts.count(.found(found.total)))
            \(dataTable(Phrase("selector.caption", "Students of ALE"), columns, found.students,
                hidesCaption: true))
            \(parts.pagination)
            """
    }

    private var columns: [Column<ALEStudents.Listed>] {
        var columns: [Column<ALEStudents.Listed>] = [
            Column(.name, namesRow: true) { one in
                link(Phrase(data: one.student.name), Address.student(one.student.id, "plans"))
            },
            Column(.studentID) { HTML(text: $0.student.studentID) },
            Column(.birthDate) { .day($0.student.birthDate) },
            Column(.grade) { HTML(text: Words.grade($0.student.grade)) },
            Column(Phrase("selector.sis", "SIS")) { Self.integration($0.student) },
            Column(Phrase("selector.plan", "Learning plan")) { Self.plan($0) },
        ]
        if mayPlan {
            columns.append(
                Column(.actions) { one in
                    """
                    <a href="\(Address.student(one.student.id, "plans/new"))">\(say: .initiatePlan)\
                    <span class="visually-hidden"> \(say: .actionsFor(one.student.givenName))\
                    </span></a>
                    """
                })
        }
        return columns
    }

    private static func integration(_ student: ALEStudent) -> HTML {
        student.isLinked
            ? tag(Phrase("selector.linked", "Linked"), .green)
            : tag(Phrase("selector.not-linked", "Not linked"), .yellow)
    }

    private static func plan(_ one: ALEStudents.Listed) -> HTML {
        guard let plan = one.plan else { return tag(Phrase("selector.no-plan", "None yet")) }
        return """
            \(PlanWords.state(plan))
            <a href="\(Address.plan(plan.plan))">\(.day(plan.start)) &ndash; \(.day(plan.end))\
            <span class="visually-hidden"> \(say: .actionsFor(one.student.givenName))</span></a>
            """
    }
}
