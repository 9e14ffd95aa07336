import Operations
import Records

/// Shows what linking a student would do, and asks.
public struct LinkCheckPage: PageContent {
    let head: StudentHead
    let plan: LinkPlan
    /// What the SIS calls the student; nil where it does not have one yet.
    let other: String?
    let action: String
    /// Which number leads there, where one does.
    let number: LinkNumberPage.Number?
    /// What names the SIS student once more, unseen.
    let fields: [(name: String, value: String)]
    let sites: [String: String]
    public let form: FormState

    public init(
        _ head: StudentHead, _ plan: LinkPlan, other: String?, action: String,
        number: LinkNumberPage.Number? = nil,
        fields: [(name: String, value: String)] = [], sites: [String: String], form: FormState
    ) {
        self.head = head
        self.plan = plan
        self.other = other.map(CandidateCards.givenName)
        self.action = action
        self.number = number
        self.fields = fields
        self.sites = sites
        self.form = form
    }

    public var section: Section { .linkALE }

    public var title: Phrase {
        other.map { Phrase.link(head.givenName, to: $0) }
            ?? .of(number?.action ?? .enterSSID, head.givenName)
    }

    public var body: HTML {
        """
        \(StudentFrame(head, nil).html)
        \(outcome)
        \(entered)
        \(if: other != nil, speaksFor)
        \(if: !plan.changes.isEmpty, changes)
        \(postForm(action, """
            \(each: fields, { hidden($0.name, $0.value) })
            \(hidden("step", "confirm"))
            \(if: !plan.contradictions.isEmpty, against)
            \(buttons(button(title), link(.cancel, LinkALEPage.address)))
            """))
        """
    }

    private var outcome: HTML {
        if let other {
            return paragraph(
                Phrase(
                    "link-check.links",
                    "{0} will be linked to {1} of the General Student Table (SIS student {2}). "
                        + "From then on the SIS's word counts for what it owns. Learning plans, "
                        + "documents and events stay.", head.givenName, other,
                    plan.integrationID ?? ""))
        }
        return inset(
            paragraph(
                Phrase(
                    "link-check.waits",
                    "Nobody in the General Student Table has this number yet. {0} gets it, and "
                        + "links by itself when SIS data with the number arrives.", head.givenName))
        )
    }

    private var entered: HTML {
        summaryList(
            plan.enters.sorted { $0.key < $1.key }.map { system, value in
                SummaryRow(
                    system == "stateID"
                        ? Phrase("link-check.ssid", "SSID to be entered")
                        : Phrase("link-check.other-id", "Other ID to be entered"),
                    HTML(text: value))
            })
    }

    private var speaksFor: HTML {
        """
        \(heading(Phrase("link-check.evidence", "What is known of both")))
        <ul>\(each: plan.evidence, { "<li>\($0)</li>" })</ul>
        """
    }

    private var changes: HTML {
        """
        \(heading(Phrase("link-check.changes", "What will be different")))
        \(dataTable(Phrase("link-check.caption", "Fields that come from the SIS"), [
            Column(Phrase("link-check.field", "Field"), namesRow: true) {
                HTML(text: StudentField.named($0.field)?.label ?? $0.field)
            },
            Column(Phrase("link-check.now", "Now")) { [sites] in
                Self.value($0.from, $0.field, sites)
            },
            Column(Phrase("link-check.then", "In the SIS")) { [sites] in
                Self.value($0.to, $0.field, sites)
            },
        ], plan.changes, hidesCaption: true))
        """
    }

    private static func value(_ text: String, _ field: String, _ sites: [String: String]) -> HTML {
        if text.isEmpty { return HTML(.blank) }
        if field == "grade" { return HTML(text: Words.grade(text)) }
        switch StudentField.named(field)?.kind {
        case .date: return .day(text)
        case .site: return HTML(text: sites[text].map { "\($0) (\(text))" } ?? text)
        default: return HTML(text: text)
        }
    }

    private var against: HTML {
        checkboxes(
            "confirm", Phrase("link-check.against", "What speaks against it"),
            hint: Phrase(
                "link-check.against-hint",
                "Tick what you have checked. Link only if both are one person."),
            plan.contradictions.map { Choice($0.rawValue, Phrase(data: $0.sentence)) }, form)
    }
}
