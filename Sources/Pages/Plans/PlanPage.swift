import Operations
import Records

/// A learning plan with all that belongs to it, on one page that can be printed.
public struct PlanPage: PageContent {
    let sheet: PlanSheet

    public init(_ sheet: PlanSheet) { self.sheet = sheet }

    public var title: Phrase { .of(Phrase("plan.title", "Learning plan"), sheet.head.givenName) }
    public var section: Section { .selector }

    var contents: PlanContents { sheet.shown.contents }

    public var body: HTML {
        """
        \(sheet.frame)
        <p>\(PlanWords.tag(sheet.shown.status)) \(sheet.span)\
        \(sheet.shown.concludedOn.map {
            " &middot; \(say: Phrase("plan.concluded-on", "concluded on")) \(.day($0))"
        } ?? HTML.empty)</p>
        \(due)
        \(contentsList)
        \(details)
        \(courses)
        \(approval)
        \(contacts)
        \(reviews)
        \(conclusion)
        <div class="buttons"><button type="button" class="button secondary" data-print hidden>\
        \(say: .print)</button></div>
        """
    }

    /// What should have been done by now, first.
    private var due: HTML {
        let due = sheet.shown.due
        if due.isNothing { return .empty }
        let weeks = due.weeksWithoutContact.map { Words.day($0.description) }
        let months = due.monthsWithoutReview.map(PlanWords.month)
        let interventions = due.interventionsOverdue.map { Words.day($0.due.description) }
        return """
            <section class="inset overdue" aria-labelledby="overdue">
            <h2 id="overdue">\(say: sheet.shown.status.isOpen
                ? Phrase("plan.overdue-title", "Overdue")
                : Phrase("plan.lacked", "Was not noted until the plan ended"))</h2>
            <ul>
            \(item(Phrase("plan.weeks-due", one: "1 week without a contact, "
                + "which began on {0}", other: "{n} weeks without a contact, which began on {0}",
                count: weeks.count,
                weeks.joined(separator: ", ")), if: !weeks.isEmpty))
            \(item(Phrase("plan.months-due", one: "1 month without a review: {0}",
                other: "{n} months without a review: {0}", count: months.count,
                months.joined(separator: ", ")), if: !months.isEmpty))
            \(item(Phrase("plan.interventions-due", one: "1 intervention, which was due by {0}",
                other: "{n} interventions, which were due by {0}", count: interventions.count,
                interventions.joined(separator: ", ")), if: !interventions.isEmpty))
            </ul>
            </section>
            """
    }

    private func item(_ words: Phrase, if isShown: Bool) -> HTML {
        isShown ? "<li>\(say: words)</li>" : .empty
    }

    private var contentsList: HTML {
        let entries: [(String, Phrase)] = [
            ("details", .planDetails), ("courses", .planCourses), ("approval", .planApproval),
            ("contacts", .weeklyContacts), ("reviews", .monthlyReviews),
            ("conclusion", .planConclusion),
        ]
        return """
            <nav class="on-page no-print" aria-label="\(say: .onThisPage)">
            <ul>\(each: entries, { "<li><a href=\"#\($0.0)\">\(say: $0.1)</a></li>" })</ul></nav>
            """
    }

    private var details: HTML {
        """
        \(heading(.planDetails, id: "details"))
        \(summaryList(Self.rows(contents)))
        \(if: sheet.mayChange, Self.screenLink(
            Phrase("plan.change", "Change the details"), sheet.part("change")))
        """
    }

    /// A link in a line of its own, which is not printed.
    static func screenLink(_ words: Phrase, _ address: String) -> HTML {
        "<p class=\"no-print\">\(link(words, address))</p>"
    }

    static func rows(_ contents: PlanContents) -> [SummaryRow] {
        [
            SummaryRow(.startDate, .day(contents.start)),
            SummaryRow(.endDate, .day(contents.end)),
            SummaryRow(
                .planHours,
                contents.minutesPerWeek == 0
                    ? .empty : HTML(PlanWords.hours(contents.hoursPerWeek, contents.fte))),
            SummaryRow(.planTeacher, HTML(text: contents.teacher)),
            SummaryRow(.planContact, PlanWords.lines(contents.contactMethod)),
            SummaryRow(.planMaterials, PlanWords.lines(contents.materials)),
            SummaryRow(.planEvaluation, PlanWords.lines(contents.evaluation)),
            SummaryRow(
                .planStandards, contents.meetsStandards.map { HTML($0 ? .yes : .no) } ?? .empty),
        ]
    }
}

extension Phrase {
    static let onThisPage = Phrase("plan.on-page", "On this page")
    static let planDetails = Phrase("plan.details", "Details")
    static let planCourses = Phrase("plan.courses", "Courses")
    static let planApproval = Phrase("plan.approval", "Approval")
    static let weeklyContacts = Phrase("plan.contacts", "Weekly contacts")
    static let monthlyReviews = Phrase("plan.reviews", "Monthly reviews and interventions")
    static let planConclusion = Phrase("plan.conclusion", "Conclusion")
}
