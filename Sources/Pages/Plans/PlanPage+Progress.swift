import Operations
import Records

// Weekly contacts, monthly reviews and interventions of a plan.

extension PlanPage {
    typealias Contact = LearningPlans.Shown.Contact
    typealias Review = LearningPlans.Shown.Review
    typealias Intervention = LearningPlans.Shown.Intervention

    var contacts: HTML {
        """
        \(heading(.weeklyContacts, id: "contacts"))
        \(sheet.shown.contacts.isEmpty
            ? paragraph(Phrase("contact.none", "No contacts noted yet."))
            : dataTable(.weeklyContacts, contactColumns, sheet.shown.contacts, hidesCaption: true))
        \(if: sheet.mayRecord, buttons(linkButton(
            Phrase("contact.add", "Note a weekly contact"), sheet.part("contacts/new"))))
        """
    }

    private var contactColumns: [Column<Contact>] {
        let page = self
        var columns: [Column<Contact>] = [
            Column(.date, namesRow: true) { .day($0.date) },
            Column(.contactMethod) { HTML(text: $0.method) },
            Column(.contactEvidence) { PlanWords.lines($0.evidence) },
            Column(.course) { one in
                one.course.flatMap(page.sheet.course).map { HTML(text: $0.title) } ?? .empty
            },
        ]
        if sheet.mayRecord {
            columns.append(
                Column(.actions) { one in
                    page.changeLinks(
                        Phrase("contact.of", "the contact of {0}", Words.day("\(one.date)")).text,
                        change: page.sheet.progressAddress("contacts", one.contact),
                        remove: page.sheet.progressAddress("contacts", one.contact, "remove"))
                })
        }
        return columns
    }

    var reviews: HTML {
        """
        \(heading(.monthlyReviews, id: "reviews"))
        \(sheet.shown.reviews.isEmpty
            ? paragraph(Phrase("review.none", "No reviews noted yet."))
            : dataTable(.monthlyReviews, reviewColumns, sheet.shown.reviews, hidesCaption: true))
        \(if: sheet.mayRecord, buttons(linkButton(
            Phrase("review.add", "Note a monthly review"), sheet.part("reviews/new"))))
        """
    }

    private var reviewColumns: [Column<Review>] {
        let page = self
        var columns: [Column<Review>] = [
            Column(Phrase("review.month", "Month"), namesRow: true) {
                HTML(text: PlanWords.month($0.month))
            },
            Column(.date) { .day($0.date) },
            Column(.progress) {
                tag(PlanWords.progress($0.satisfactory), $0.satisfactory ? .green : .red)
            },
            Column(.note) { PlanWords.lines($0.note) },
            Column(Phrase("review.interventions", "Interventions")) { page.interventions($0) },
        ]
        if sheet.mayRecord {
            columns.append(
                Column(.actions) { one in
                    page.changeLinks(
                        Phrase("review.of", "the review of {0}", PlanWords.month(one.month)).text,
                        change: page.sheet.progressAddress("reviews", one.review),
                        remove: page.sheet.progressAddress("reviews", one.review, "remove"))
                })
        }
        return columns
    }

    /// What was done about a review, and by when something has to be.
    private func interventions(_ review: Review) -> HTML {
        guard let due = review.interventionDue else { return .empty }
        let isOverdue = sheet.shown.due.interventionsOverdue.contains { $0.review == review.review }
        return """
            \(each: review.interventions, { intervention($0) })
            \(if: review.interventions.isEmpty, dueBy(due, isOverdue: isOverdue))
            \(if: mayIntervene(review), noteLink(review))
            """
    }

    private func dueBy(_ day: CalendarDate, isOverdue: Bool) -> HTML {
        """
        <p>\(say: Phrase("intervention.due", "Due by")) \(.day(day)) \
        \(if: isOverdue, PlanWords.overdue)</p>
        """
    }

    private func noteLink(_ review: Review) -> HTML {
        let month = PlanWords.month(review.month)
        return """
            <p class="no-print">\
            <a href="\(sheet.progressAddress("reviews", review.review, "interventions/new"))">\
            \(say: Phrase("intervention.add", "Note an intervention"))\
            <span class="visually-hidden"> \(say: .actionsFor(month))</span></a></p>
            """
    }

    private func mayIntervene(_ review: Review) -> Bool {
        sheet.mayRecord || (sheet.mayIntervene && review.interventions.isEmpty)
    }

    private func intervention(_ one: Intervention) -> HTML {
        let kind = PlanWords.kind(one.kind)
        return """
            <p>\(say: kind), \(.day(one.date)) \
            \(if: one.late, tag(Phrase("intervention.late", "Late"), .yellow))\
            \(if: !one.note.isEmpty, "<br>\(PlanWords.lines(one.note))")</p>
            \(if: sheet.mayRecord, changeLinks(
                Phrase("intervention.of", "{0} of {1}", kind.text, Words.day("\(one.date)")).text,
                change: sheet.progressAddress("interventions", one.intervention),
                remove: sheet.progressAddress("interventions", one.intervention, "remove")))
            """
    }
}
