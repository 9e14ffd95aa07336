import Operations
import Records

/// The whole known procedure for one student as a guided sequence: find the child in the General
/// Student Table, import, merge, refresh; each step shown before anything happens.
public struct ResolvePage: PageContent {
    let head: StudentHead
    let item: UnlinkedStudents.Item?
    /// Those who may be the child; of a search, those who were found.
    let candidates: [Candidate]
    let search: String
    /// Our number of the SIS student who was chosen.
    let chosen: Int?
    let check: ResolveStudent.Resolved?
    /// Why it cannot go on, where it cannot.
    let refusal: Phrase?
    let mayMerge: Bool
    let mayLink: Bool
    public let form: FormState

    public init(
        _ head: StudentHead, item: UnlinkedStudents.Item?, candidates: [Candidate],
        search: String, chosen: Int?, check: ResolveStudent.Resolved?, refusal: Phrase?,
        mayMerge: Bool, mayLink: Bool, form: FormState
    ) {
        self.head = head
        self.item = item
        self.candidates = candidates
        self.search = search
        self.chosen = chosen
        self.check = check
        self.refusal = refusal
        self.mayMerge = mayMerge
        self.mayLink = mayLink
        self.form = form
    }

    public var title: Phrase { .resolveOf(head.givenName) }
    public var section: Section { .missing }

    private var path: String { Address.student(head.id, "resolve") }
    private var sisName: String { chosen.map { Address.name(.sisStudent, $0) } ?? "" }

    public var body: HTML {
        """
        \(StudentFrame(head, nil).html)
        \(item.map(why) ?? .empty)
        \(taskList(steps))
        \(chosen == nil ? choose : carryOut)
        """
    }

    private func why(_ item: UnlinkedStudents.Item) -> HTML {
        guard let cause = Cause(rawValue: item.cause) else { return .empty }
        return summaryList([
            SummaryRow(.causeWord, HTML(.cause(cause))),
            SummaryRow(.since, .day(item.since)),
            SummaryRow(Phrase("resolve.way", "The way out"), HTML(.wayOut(cause))),
            SummaryRow(
                Phrase("resolve.answer", "What the General Student Table says"),
                HTML(text: item.answer)),
        ])
    }

    // MARK: The steps

    private var steps: [TaskStep] {
        let isFound = chosen != nil
        let undecided = check?.plan?.undecided.count ?? 0
        return [
            TaskStep(
                Phrase("resolve.step.find", "Find the student in the General Student Table"),
                address: isFound ? path : nil, state: isFound ? .stepDone : .stepNow,
                color: isFound ? .green : .blue),
            TaskStep(
                Phrase("resolve.step.import", "Import from the General Student Table"),
                hint: check?.steps.first.map { Phrase(data: $0) }, address: nil,
                state: isFound ? .stepReady : .stepWaits, color: isFound ? .blue : nil),
            TaskStep(
                Phrase("resolve.step.merge", "Merge the profile into it"),
                hint: check?.plan == nil && isFound
                    ? Phrase("resolve.no-merge", "No merge is needed: a link is enough.") : nil,
                address: undecided > 0 && mayMerge ? "#choices" : nil,
                state: undecided > 0
                    ? .choicesToMake(undecided)
                    : isFound ? .stepReady : .stepWaits,
                color: isFound ? undecided > 0 ? .yellow : .blue : nil),
            TaskStep(
                Phrase("resolve.step.sync", "Refresh what the SIS owns"),
                hint: Phrase(
                    "resolve.sync-hint",
                    "Names, birth date, gender, grade and school come from the SIS again, by "
                        + "themselves."), address: nil,
                state: isFound ? .stepReady : .stepWaits, color: isFound ? .blue : nil),
        ]
    }

    // MARK: Which SIS student

    private var choose: HTML {
        """
        \(heading(Phrase("resolve.who", "Which SIS student is it?")))
        \(candidates.isEmpty ? noCandidates : candidateList)
        \(postForm(path, classes: "filters", """
            <div class="filter-row">
            \(textField("text", Phrase("resolve.search", "Search the General Student Table"),
                hint: Phrase("resolve.search-hint", "Name, state ID or other ID"),
                FormState(["text": search]), isSearch: true))
            <div class="filter-buttons">\(button(.search, .secondary))</div>
            </div>
            """))
        """
    }

    private var noCandidates: HTML {
        inset(
            paragraph(
                search.isEmpty
                    ? Phrase(
                        "resolve.nobody",
                        "Nobody in the General Student Table is likely the same child. Search by "
                            + "name, or wait until the SIS has the student.")
                    : Phrase("resolve.nobody-found", "Nobody was found. Check the spelling.")))
    }

    private var candidateList: HTML {
        """
        <div class="two-columns">
        \(each: candidates, { candidate in
            """
            <section class="side"><h3>\(candidate.name)</h3>
            \(summaryList([
                SummaryRow(.integrationID, HTML(text: candidate.integrationID ?? "")),
                SummaryRow(.birthDate, .day(candidate.birthDate)),
                SummaryRow(Phrase("resolve.profile", "Profile"),
                    HTML(text: candidate.profile ?? Phrase.none.text)),
            ]))
            <h4>\(say: Phrase("resolve.evidence", "Why"))</h4>
            \(evidence(candidate))
            <p><a class="button secondary" role="button" \
            href="\(path)?sis=\(Address.name(.sisStudent, candidate.id))">\
            \(say: .choose)<span class="visually-hidden"> \(candidate.name)</span></a></p></section>
            """
        })
        </div>
        """
    }

    // MARK: What will happen

    private var carryOut: HTML {
        if let refusal {
            return inset(paragraph(refusal)) + buttons(linkButton(.back, path))
        }
        guard let check else { return .empty }
        return """
            \(heading(Phrase("resolve.what", "This is what will happen")))
            <ol>\(each: check.steps, { "<li>\($0)</li>" })</ol>
            \(if: !check.link.evidence.isEmpty, """
                \(heading(Phrase("resolve.why", "What speaks for it, and what against"), level: 3))
                <ul class="evidence">\(each: check.link.evidence, { "<li>\($0)</li>" })</ul>
                """)
            \(mayMerge || (check.plan == nil && mayLink) ? decide(check) : handOver)
            """
    }

    private var handOver: HTML {
        inset(
            paragraph(
                Phrase(
                    "resolve.hand-over",
                    "Only a security administrator can merge. Ask one to open this student and "
                        + "choose Resolve; everything shown here will be there.")))
            + buttons(linkButton(.back, path))
    }

    private func decide(_ check: ResolveStudent.Resolved) -> HTML {
        postForm(
            path + "/confirm",
            """
            \(hidden("sis", sisName))
            \(check.plan.map(choices) ?? .empty)
            \(confirmations(check))
            \(textField("reason", .reason, hint: Phrase("resolve.reason-hint",
                "For the history of both profiles"), form, isOptional: true))
            \(buttons(button(.resolveNow(head.givenName)), linkButton(.back, path),
                link(.cancel, "/missing")))
            """)
    }

    private func choices(_ plan: MergePlan) -> HTML {
        let names = Set(
            plan.undecided
                + form.values.keys.compactMap {
                    $0.hasPrefix("take-") ? String($0.dropFirst(5)) : nil
                })
        let fields = plan.differences.filter { names.contains($0.field) }
        let rows = plan.collisions.filter { names.contains($0.id) }
        let kept = plan.differences.count - fields.count
        return """
            \(summaryList([
                SummaryRow(Phrase("resolve.differences", "Field differences"),
                    HTML(text: Words.number(plan.differences.count))),
                SummaryRow(.documents, HTML(text: Words.number(plan.moved(.document)))),
                SummaryRow(.events, HTML(text: Words.number(plan.moved(.event)))),
                SummaryRow(.learningPlans, HTML(text: Words.number(plan.moved(.learningPlan)))),
                SummaryRow(.programs, HTML(text: Words.number(plan.moved(.programEnrollment)))),
            ]))
            \(paragraph(Phrase("resolve.defaults", one: "1 field is decided by its owner: the SIS "
                + "keeps what it owns, the programs keep theirs.",
                other: "{n} fields are decided by their owners: the SIS keeps what it owns, the "
                    + "programs keep theirs.", count: kept)))
            <div id="choices">
            \(each: fields, { difference in
                let label = StudentField.named(difference.field)?.label ?? difference.field
                return radios("take-" + difference.field, Phrase(data: label), [
                    Choice("target", .ofImported(difference.target.value)),
                    Choice("source", .ofProfile(difference.offer?.value.value ?? "")),
                ], form)
            })
            \(each: rows, { row in
                radios("take-" + row.id, .whichRow, row.options.map { option in
                    switch option {
                    case "target": Choice(option, .ofImported(
                        row.targetWords.joined(separator: "; ")))
                    case "both": Choice(option, .keepBoth)
                    default: Choice(option, .ofProfile(row.sourceWords))
                    }
                }, form)
            })
            </div>
            """
    }

    private func confirmations(_ check: ResolveStudent.Resolved) -> HTML {
        let links = check.link.contradictions.map { ($0.rawValue, $0.sentence) }
        let guards = (check.plan?.guards ?? []).filter { $0.severity == .confirm }
            .filter { one in
                // What a link and a merge both ask is asked once.
                !(one.code == .differentBirthDates
                    && links.contains { $0.0 == LinkPlan.Contradiction.birthDateDiffers.rawValue })
            }.map { ($0.code.rawValue, $0.message) }
        let all = links + guards
        if all.isEmpty { return .empty }
        return checkboxes(
            "confirm", Phrase("resolve.confirm", "Check before you go on"),
            hint: Phrase(
                "resolve.confirm-hint",
                "This speaks against it. Tick what you have made sure of."),
            all.map { Choice($0.0, Phrase(data: $0.1)) }, form)
    }
}

extension Phrase {
    static let choose = Phrase("common.choose", "Choose")
    static let stepDone = Phrase("step.done", "Done")
    static let stepNow = Phrase("step.now", "To do now")
    static let stepReady = Phrase("step.ready", "Ready")
    static let stepWaits = Phrase("step.waits", "Cannot start yet")
    public static let whichRow = Phrase("resolve.which-row", "Which of these is kept?")
    static let keepBoth = Phrase("resolve.both", "Keep both")

    static func ofImported(_ value: String) -> Phrase {
        Phrase(
            "resolve.of-imported", "{0} (imported from the SIS)",
            value.isEmpty ? Phrase.blank.text : value)
    }

    static func ofProfile(_ value: String) -> Phrase {
        Phrase(
            "resolve.of-profile", "{0} (this profile)", value.isEmpty ? Phrase.blank.text : value)
    }

    static func resolveNow(_ name: String) -> Phrase { Phrase("resolve.now", "Resolve {0}", name) }

    public static func resolved(_ name: String) -> Phrase {
        Phrase("resolve.done", "{0} is integrated with the SIS.", name)
    }

    public static let needsNothing = Phrase(
        "resolve.nothing", "This student is linked to the SIS already. There is nothing to resolve."
    )
}

extension Phrase {
    public static func chooseValue(_ name: String) -> Phrase {
        Phrase("resolve.choose", "Choose which value is kept: {0}", name)
    }
}
