import Operations
import Records

/// The learning plans of one student.
public struct StudentPlansPage: PageContent {
    let head: StudentHead
    let parts: [StudentFrame.Part]
    let plans: [LearningPlans.Listed]
    let mayPlan: Bool

    public init(
        _ head: StudentHead, plans: [LearningPlans.Listed], allows: (Permission) -> Bool
    ) {
        self.head = head
        self.plans = plans
        parts = StudentFrame.parts(for: allows)
        mayPlan = allows(.changePlans)
    }

    public var title: Phrase { .of(.learningPlans, head.givenName) }
    public var section: Section { .selector }

    public var body: HTML {
        """
        \(StudentFrame(head, .plans, parts: parts).html)
        \(plans.isEmpty ? nothing : table)
        \(if: mayPlan && !plans.isEmpty, buttons(initiate))
        """
    }

    private var initiate: HTML {
        linkButton(.initiatePlan, Address.student(head.id, "plans/new"), .primary)
    }

    private var nothing: HTML {
        emptyState(
            Phrase("plans.empty-title", "No learning plans yet"),
            Phrase(
                "plans.empty",
                "A learning plan says what a student of ALE learns, how the weekly contact is met, "
                    + "and how progress is evaluated."), action: mayPlan ? initiate : .empty)
    }

    private var table: HTML {
        let name = head.givenName
        return dataTable(
            .learningPlans,
            [
                Column(Phrase("plans.span", "Plan"), namesRow: true) { plan in
                    """
                    <a href="\(Address.plan(plan.plan))">\(.day(plan.start)) &ndash; \
                    \(.day(plan.end))<span class="visually-hidden"> \(say: .actionsFor(name))\
                    </span></a>
                    """
                },
                Column(.status) { plan in
                    PlanWords.state(plan)
                },
                Column(Phrase("plans.hours", "Hours per week"), isNumber: true) {
                    HTML(text: $0.hoursPerWeek)
                },
                Column(Phrase("plans.fte", "FTE"), isNumber: true) { HTML(text: $0.fte) },
                Column(.planTeacher) { HTML(text: $0.teacher) },
            ], plans, hidesCaption: true)
    }
}

/// The learning plans of all students for which something should have been done by now.
public struct OverduePlansPage: PageContent {
    public static let address = "/ale/overdue"

    let rows: [LearningPlans.OfStudent]

    public init(rows: [LearningPlans.OfStudent]) { self.rows = rows }

    public var title: Phrase { .overduePlans }
    public var section: Section { .selector }

    public var body: HTML {
        if rows.isEmpty {
            return emptyState(
                Phrase("overdue.empty-title", "Nothing is overdue"),
                Phrase(
                    "overdue.empty",
                    "Plans stand here for which a weekly contact, a monthly review or an "
                        + "intervention is missing."),
                action: link(.studentSelector, SelectorPage.address))
        }
        return dataTable(
            Phrase("overdue.caption", "Plans for which something is missing"),
            [
                Column(.student, namesRow: true) { row in
                    link(Phrase(data: row.name), Address.plan(row.plan.plan))
                },
                Column(.planTeacher) { HTML(text: $0.plan.teacher) },
                Column(Phrase("overdue.weeks", "Weeks without a contact"), isNumber: true) {
                    "\(number: $0.plan.due.weeksWithoutContact.count)"
                },
                Column(Phrase("overdue.months", "Months without a review"), isNumber: true) {
                    "\(number: $0.plan.due.monthsWithoutReview.count)"
                },
                Column(
                    Phrase("overdue.interventions", "Interventions overdue"), isNumber: true
                ) { "\(number: $0.plan.due.interventionsOverdue.count)" },
            ], rows)
    }
}
