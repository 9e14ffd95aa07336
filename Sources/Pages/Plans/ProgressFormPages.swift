import Operations
import Records

/// Notes a weekly contact, or corrects one.
public struct ContactFormPage: PageContent {
    let sheet: PlanSheet
    /// Nil for a new one.
    let contact: LearningPlans.Shown.Contact?
    public let form: FormState

    public init(
        _ sheet: PlanSheet, contact: LearningPlans.Shown.Contact?, form: FormState
    ) {
        self.sheet = sheet
        self.contact = contact
        self.form = form
    }

    public static func values(of contact: LearningPlans.Shown.Contact) -> FormState {
        FormState([
            "date": contact.date.monthDayYear, "method": contact.method,
            "evidence": contact.evidence,
            "course": contact.course.map { Address.name(.course, $0) } ?? "",
        ])
    }

    public var title: Phrase {
        contact == nil
            ? Phrase("contact.add-title", "Note a weekly contact")
            : Phrase("contact.change-title", "Correct a weekly contact")
    }
    public var section: Section { .selector }

    private var action: String {
        contact.map { sheet.progressAddress("contacts", $0.contact) } ?? sheet.part("contacts/new")
    }

    public var body: HTML {
        """
        \(sheet.caption)
        \(postForm(action, """
            \(textField("date", .date, form, kind: .date, width: 10))
            \(textField("method", .contactMethod, hint: Phrase("contact.method-hint",
                "For example, a video call or a visit."), form))
            \(textArea("evidence", .contactEvidence, form))
            \(select("course", .course, [Choice("", Phrase("contact.whole",
                "The plan as a whole"))] + sheet.shown.contents.courses.map {
                    Choice(Address.name(.course, $0.course), Phrase(data: $0.title))
                }, form))
            \(buttons(button(.save), link(.cancel, sheet.address)))
            """))
        """
    }
}

/// Notes a monthly review, or corrects one.
public struct ReviewFormPage: PageContent {
    let sheet: PlanSheet
    /// Nil for a new one.
    let review: LearningPlans.Shown.Review?
    public let form: FormState

    public init(_ sheet: PlanSheet, review: LearningPlans.Shown.Review?, form: FormState) {
        self.sheet = sheet
        self.review = review
        self.form = form
    }

    public static func values(of review: LearningPlans.Shown.Review) -> FormState {
        FormState([
            "date": review.date.monthDayYear, "note": review.note,
            "progress": review.satisfactory ? "satisfactory" : "unsatisfactory",
        ])
    }

    public var title: Phrase {
        review == nil
            ? Phrase("review.add-title", "Note a monthly review")
            : Phrase("review.change-title", "Correct a monthly review")
    }
    public var section: Section { .selector }

    private var action: String {
        review.map { sheet.progressAddress("reviews", $0.review) } ?? sheet.part("reviews/new")
    }

    public var body: HTML {
        """
        \(sheet.caption)
        \(postForm(action, """
            \(textField("date", .date, hint: Phrase("review.date-hint",
                "Its month is the one that is reviewed. For example, 09/30/2026"), form,
                width: 10))
            \(radios("progress", .progress, hint: Phrase("review.progress-hint",
                "After an unsatisfactory one there are five school days for an intervention."), [
                    Choice("satisfactory", PlanWords.progress(true)),
                    Choice("unsatisfactory", PlanWords.progress(false)),
                ], form))
            \(textArea("note", .note, form, isOptional: true))
            \(buttons(button(.save), link(.cancel, sheet.address)))
            """))
        """
    }
}

/// Notes what was done about an unsatisfactory review, or corrects it.
public struct InterventionFormPage: PageContent {
    let sheet: PlanSheet
    let review: LearningPlans.Shown.Review
    /// Nil for a new one.
    let intervention: LearningPlans.Shown.Intervention?
    public let form: FormState

    public init(
        _ sheet: PlanSheet, of review: LearningPlans.Shown.Review,
        intervention: LearningPlans.Shown.Intervention?, form: FormState
    ) {
        self.sheet = sheet
        self.review = review
        self.intervention = intervention
        self.form = form
    }

    public static func values(of one: LearningPlans.Shown.Intervention) -> FormState {
        FormState([
            "kind": one.kind.rawValue, "date": one.date.monthDayYear, "note": one.note,
        ])
    }

    public var title: Phrase {
        intervention == nil
            ? Phrase("intervention.add-title", "Note an intervention")
            : Phrase("intervention.change-title", "Correct an intervention")
    }
    public var section: Section { .selector }

    private var about: Phrase {
        Phrase(
            "intervention.about",
            "The review of {0} was unsatisfactory. An intervention is due within 5 school days, by "
                + "{1}.", PlanWords.month(review.month),
            review.interventionDue.map { Words.day($0.description) } ?? "")
    }

    private var action: String {
        intervention.map { sheet.progressAddress("interventions", $0.intervention) }
            ?? sheet.progressAddress("reviews", review.review, "interventions/new")
    }

    public var body: HTML {
        """
        \(sheet.caption)
        \(paragraph(about))
        \(postForm(action, """
            \(radios("kind", .intervention, PlanIntervention.Kind.allCases.map {
                Choice($0.rawValue, PlanWords.kind($0))
            }, form))
            \(textField("date", .date, form, kind: .date, width: 10))
            \(textArea("note", .note, form, isOptional: true))
            \(buttons(button(.save), link(.cancel, sheet.address)))
            """))
        """
    }
}
