import Operations
import Records
import Storage

/// Two records side by side, with what each field says; and what can be done, by one key each.
public struct DuplicatePairPage: PageContent {
    /// What a merge or a link would do, where it can be done here.
    public enum Way: Sendable {
        case merge(MergeShown, MergeSelection, sealedPlan: String)
        case link(LinkPlan)
        /// Why neither can be done, or not by this viewer.
        case none(Phrase?)
    }

    let item: Duplicates.Item
    let way: Way
    /// How many wait, with this one.
    let waiting: Int
    let sites: [String: String]
    public let form: FormState

    public init(
        _ item: Duplicates.Item, _ way: Way, waiting: Int, sites: [String: String],
        form: FormState = .blank
    ) {
        self.item = item
        self.way = way
        self.waiting = waiting
        self.sites = sites
        self.form = form
    }

    public var title: Phrase {
        Phrase("duplicates.compare", "{0} and {1}", item.one.name, item.other.name)
    }
    public var section: Section { .duplicates }

    public var body: HTML {
        """
        \(paragraph(.pairsWaiting(waiting)))
        \(each: item.alarms, { warningText(Phrase(data: $0)) })
        \(item.decided.map(earlier) ?? .empty)
        \(paragraph(.likelihood(Words.probability(item), Self.signed(item.weight))))
        \(comparison)
        \(action)
        \(apart)
        """
    }

    private func earlier(_ decided: Duplicates.Earlier) -> HTML {
        inset(
            paragraph(
                Phrase(
                    "duplicates.decided",
                    "{0} said on {1} that they are not the same person: {2} A number agrees since "
                        + "then that did not.", decided.actor,
                    Words.day(String(decided.at.prefix(10))), decided.reason)))
    }

    static func signed(_ weight: Double) -> String {
        let tenths = (weight * 10).rounded() / 10
        return (tenths > 0 ? "+" : "") + "\(tenths)"
    }

    // MARK: Side by side

    private var comparison: HTML {
        dataTable(
            Phrase("duplicates.sides", "Both side by side"),
            [
                Column<Duplicates.Reason>(.field, namesRow: true) { HTML(.matched($0.field)) },
                Column(.recordOf(place(item.one), item.one.number)) { value($0.one, $0) },
                Column(.recordOf(place(item.other), item.other.number)) { value($0.other, $0) },
                Column(Phrase("duplicates.says", "What it says")) { reason in
                    reason.isMissing
                        ? HTML(.agreement("missing"))
                        : HTML(.weighed(.agreement(reason.level), Self.signed(reason.weight)))
                },
            ], item.reasons)
    }

    private func value(_ text: String, _ reason: Duplicates.Reason) -> HTML {
        if text.isEmpty { return HTML(.blank) }
        switch reason.field {
        case "birthDate": return .day(text)
        case "grade": return HTML(text: Words.grade(text))
        case "school": return HTML(text: sites[text] ?? text)
        default: return HTML(text: text)
        }
    }

    private func place(_ side: Duplicates.Side) -> Phrase {
        switch (side.student, side.sisStudent) {
        case (nil, _): Phrase("duplicates.in-sis", "General Student Table")
        case (_, nil): Phrase("duplicates.in-programs", "Profile, not linked")
        default: Phrase("duplicates.in-both", "Profile, linked to the SIS")
        }
    }

    // MARK: One person

    private var action: HTML {
        switch way {
        case .merge(let shown, let selection, let plan): merge(shown, selection, plan)
        case .link(let plan): link(plan)
        case .none(let why): why.map { inset(paragraph($0)) } ?? .empty
        }
    }

    private func merge(
        _ shown: MergeShown, _ selection: MergeSelection, _ sealedPlan: String
    ) -> HTML {
        let plan = shown.plan
        let preview = selection.address("preview")
        if !plan.undecided.isEmpty || !shown.asks.isEmpty || !shown.stops.isEmpty {
            return """
                \(heading(.onePerson))
                <ul>
                \(each: shown.stops + shown.asks, { "<li>\($0.message)</li>" })
                \(if: !plan.undecided.isEmpty, """
                    <li>\(say: .choicesToMake(plan.undecided.count))</li>
                    """)
                </ul>
                \(buttons(keyed(linkButton(.lookAtMerge, preview, .primary), "m")))
                """
        }
        return """
            \(heading(.onePerson))
            <ul class="moves">
            \(each: MergeRow.Kind.merged.filter { plan.moved($0) > 0 }, { kind in
                "<li>\(say: .willBeMerged(kind, plan.moved(kind)))</li>"
            })
            <li>\(say: .differencesByOwner(plan.differences.count))</li>
            <li>\(say: .sourceRetired)</li>
            </ul>
            \(postForm("/merge/apply", """
                \(selection.fields)\(hidden("plan", sealedPlan))\(hidden("next", "duplicates"))
                \(hidden("reason", Phrase.comparedReason.text))
                \(buttons(keyed(button(shown.mergeButton), "m"),
                    Pages.link(.lookAtMerge, preview)))
                """))
            """
    }

    private func link(_ plan: LinkPlan) -> HTML {
        """
        \(heading(.onePerson))
        <ul class="moves">
        <li>\(say: .willBeLinked(item.one.number, plan.integrationID ?? ""))</li>
        \(each: plan.changes, { change in
            let label = StudentField.named(change.field)?.label ?? change.field
            return "<li>\(say: .fieldBecomes(label, change.from, change.to))</li>"
        })
        </ul>
        \(postForm(item.address + "/link", """
            \(if: !plan.contradictions.isEmpty, checkboxes(
                "confirm", Phrase("resolve.confirm", "Check before you go on"),
                plan.contradictions.map { Choice($0.rawValue, Phrase(data: $0.sentence)) }, form))
            \(buttons(keyed(button(.linkThem), "m")))
            """))
        """
    }

    // MARK: Two people, or later

    private var apart: HTML {
        let own = [item.one, item.other].first { $0.student != nil }
        return item.isConflict ? (own.map(correct) ?? .empty) + decide : decide
    }

    /// The way out where one number stands for two people.
    private func correct(_ side: Duplicates.Side) -> HTML {
        guard let student = side.student, side.sisStudent == nil else { return .empty }
        return """
            \(heading(.idConflict))
            \(buttons(linkButton(
                Phrase("duplicates.correct", "Correct the numbers of {0}", side.number),
                Address.student(student, "edit"), .primary)))
            """
    }

    private var decide: HTML {
        var state = form
        if state["why"].isEmpty { state.values["why"] = ["compared"] }
        return """
            \(if: item.kind == .roster, inset(paragraph(Phrase("duplicates.in-roster",
                "Both are records of the SIS. If they are one person, it is mended there: tell "
                    + "whoever keeps it, and put the pair off until later."))))
            \(heading(Phrase("duplicates.two", "Two people")))
            \(postForm(item.address + "/apart", """
                \(radios("why", Phrase("duplicates.because", "Because"), Self.reasons, state,
                    isInline: true))
                \(textField("note", Phrase("duplicates.note", "In your own words"), form,
                    isOptional: true))
                \(buttons(keyed(button(.notSamePerson, .secondary), "n"),
                    keyed(button(.decideLater, .quiet, action: item.address + "/later"), "l")))
                """))
            \(paragraph(item.kind == .roster ? .keysOfRoster : .keysOfPair))
            """
    }

    static let reasons = [
        Choice("compared", .whyCompared), Choice("twins", .whyTwins), Choice("names", .whyNames),
        Choice("birth-date", .whyBirthDate), Choice("other", .whyOther),
    ]

    /// The reason that is kept, in words.
    public static func reason(_ why: String, note: String) -> String {
        let chosen = reasons.first { $0.value == why }?.label.text ?? ""
        return [chosen, note].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    /// What a single key presses, where keys are on.
    private func keyed(_ control: HTML, _ key: String) -> HTML {
        "<span data-key=\"\(key)\">\(control)</span>"
    }
}

extension Phrase {
    static let onePerson = Phrase("duplicates.one", "One person")
    static let lookAtMerge = Phrase("duplicates.preview", "Look at the merge")
    static let keysOfPair = Phrase(
        "duplicates.keys",
        "By keyboard: M for one person, N for not the same person, L for later. Each goes on to "
            + "the next pair.")
    static let keysOfRoster = Phrase(
        "duplicates.roster-keys",
        "By keyboard: N for not the same person, L for later. Each goes on to the next pair.")
    static let linkThem = Phrase("duplicates.link", "Link to the SIS")
    static let notSamePerson = Phrase("duplicates.apart", "Not the same person")
    static let decideLater = Phrase("duplicates.later", "Later")
    public static let comparedReason = Phrase(
        "duplicates.merge-reason", "Compared side by side: one person")
    static let whyCompared = Phrase("duplicates.why-compared", "Compared side by side")
    static let whyTwins = Phrase("duplicates.why-twins", "Twins or siblings")
    static let whyNames = Phrase("duplicates.why-names", "Two people of like names")
    static let whyBirthDate = Phrase("duplicates.why-birth", "Other birth dates")
    static let whyOther = Phrase("duplicates.why-other", "Other evidence")
    static let field = Phrase("common.field", "Field")

    static func pairsWaiting(_ count: Int) -> Phrase {
        Phrase(
            "duplicates.waiting", one: "1 pair waits.", other: "{n} pairs wait.", count: count)
    }

    static func likelihood(_ probability: String, _ weight: String) -> Phrase {
        Phrase(
            "duplicates.likelihood",
            "Likely one person: {0}. The match weight is {1}; what each field adds stands beside "
                + "it.", probability, weight)
    }

    static func recordOf(_ place: Phrase, _ number: String) -> Phrase {
        Phrase("duplicates.record", "{0}: {1}", place.text, number)
    }

    static func choicesToMake(_ count: Int) -> Phrase {
        Phrase(
            "resolve.undecided", one: "1 choice to make", other: "{n} choices to make",
            count: count)
    }

    static func differencesByOwner(_ count: Int) -> Phrase {
        Phrase(
            "duplicates.by-owner", one: "1 field differs, and its owner's word counts.",
            other: "{n} fields differ, and their owners' word counts.", count: count)
    }

    static func willBeLinked(_ student: String, _ sis: String) -> Phrase {
        Phrase(
            "duplicates.will-link",
            "Student {0} will be linked to SIS student {1}; the SIS's word counts from then on.",
            student, sis)
    }

    static func fieldBecomes(_ field: String, _ from: String, _ to: String) -> Phrase {
        Phrase(
            "duplicates.becomes", "{0}: {1} becomes {2}", field,
            from.isEmpty ? Phrase.blank.text : from, to.isEmpty ? Phrase.blank.text : to)
    }

    public static let toldApart = Phrase(
        "duplicates.told-apart", "Noted: they are not the same person.")
    public static let putOffLong = Phrase(
        "duplicates.put-off-long", "The pair comes back in half a year.")
    public static let putOff = Phrase("duplicates.put-off", "The pair comes back in a week.")
    public static let pairLinked = Phrase("duplicates.linked", "The student is linked to the SIS.")
    public static let pairMerged = Phrase("duplicates.merged", "The two are one profile now.")
    public static let pairGone = Phrase(
        "duplicates.gone", "There is nothing to decide about these two any more.")
    public static let noRightToMerge = Phrase(
        "duplicates.no-right", "Somebody with the right to merge or link has to do that.")
}
