import Operations
import Records

/// Approves a plan, showing what is approved.
public struct ApprovePlanPage: PageContent {
    let sheet: PlanSheet
    public let form: FormState

    public init(_ sheet: PlanSheet, form: FormState) {
        self.sheet = sheet
        self.form = form
    }

    public var title: Phrase { Phrase("approve.title", "Approve the learning plan") }
    public var section: Section { .selector }

    private var courses: HTML {
        sheet.shown.contents.courses
            .map { "\($0.title) \($0.stateCourseCode)<br>" as HTML }.joined()
    }

    public var body: HTML {
        """
        \(sheet.caption)
        \(sheet.missingSteps)
        \(paragraph(Phrase("approve.intro", "What the plan says now is kept with the approval.")))
        \(summaryList(PlanPage.rows(sheet.shown.contents)))
        \(summaryList([SummaryRow(.planCourses, courses)]))
        \(paragraph(.whatRevokes))
        \(postForm(sheet.part("approve"), """
            \(textField("approver", .approvedBy, form, width: 20))
            \(textField("date", .date, form, kind: .date, width: 10))
            \(buttons(button(Phrase("approve.button", "Approve")), link(.cancel, sheet.address)))
            """))
        """
    }
}

/// Concludes an approved plan.
public struct ConcludePlanPage: PageContent {
    let sheet: PlanSheet
    public let form: FormState

    public init(_ sheet: PlanSheet, form: FormState) {
        self.sheet = sheet
        self.form = form
    }

    public var title: Phrase { Phrase("conclude.title", "Conclude the learning plan") }
    public var section: Section { .selector }

    public var body: HTML {
        """
        \(sheet.caption)
        \(paragraph(Phrase("conclude.intro", "After this nothing of the plan changes any more; "
            + "only an intervention can still be noted, for a review that has none.")))
        \(postForm(sheet.part("conclude"), """
            \(textField("date", .date, hint: Phrase("conclude.hint", "Not before the plan was "
                + "approved, nor before anything that was noted of it. For example, 06/15/2027"),
                form, width: 10))
            \(buttons(button(Phrase("conclude.button", "Conclude")), link(.cancel, sheet.address)))
            """))
        """
    }
}

/// Asks before something of a plan is removed.
public struct RemovePartPage: PageContent {
    /// What is removed.
    public enum Part: Sendable {
        case course(PlanContents.Course)
        case contact(LearningPlans.Shown.Contact)
        case review(LearningPlans.Shown.Review)
        case intervention(LearningPlans.Shown.Intervention)
    }

    let sheet: PlanSheet
    let part: Part
    public let form: FormState

    public init(_ sheet: PlanSheet, _ part: Part, form: FormState = .blank) {
        self.sheet = sheet
        self.part = part
        self.form = form
    }

    public var section: Section { .selector }

    public var title: Phrase {
        switch part {
        case .course(let one): Phrase("remove.course", "Remove the course {0}", one.title)
        case .contact: Phrase("remove.contact", "Remove a weekly contact")
        case .review: Phrase("remove.review", "Remove a monthly review")
        case .intervention: Phrase("remove.intervention", "Remove an intervention")
        }
    }

    private var action: String {
        switch part {
        case .course(let one): sheet.courseAddress(one.course, "remove")
        case .contact(let one): sheet.progressAddress("contacts", one.contact, "remove")
        case .review(let one): sheet.progressAddress("reviews", one.review, "remove")
        case .intervention(let one):
            sheet.progressAddress("interventions", one.intervention, "remove")
        }
    }

    private var rows: [SummaryRow] {
        switch part {
        case .course(let one):
            [SummaryRow(.courseTitle, HTML(text: one.title))] + PlanPage.rows(one)
        case .contact(let one):
            [
                SummaryRow(.date, .day(one.date)),
                SummaryRow(.contactMethod, HTML(text: one.method)),
                SummaryRow(.contactEvidence, PlanWords.lines(one.evidence)),
            ]
        case .review(let one):
            [
                SummaryRow(.date, .day(one.date)),
                SummaryRow(.progress, HTML(PlanWords.progress(one.satisfactory))),
                SummaryRow(.note, PlanWords.lines(one.note)),
            ]
        case .intervention(let one):
            [
                SummaryRow(.intervention, HTML(PlanWords.kind(one.kind))),
                SummaryRow(.date, .day(one.date)),
                SummaryRow(.note, PlanWords.lines(one.note)),
            ]
        }
    }

    public var body: HTML {
        """
        \(sheet.caption)
        \(paragraph(Phrase("remove.intro", "For what was noted by mistake. It can be undone.")))
        \(summaryList(rows))
        \(postForm(action, buttons(button(title, .warning), link(.cancel, sheet.address))))
        """
    }
}
