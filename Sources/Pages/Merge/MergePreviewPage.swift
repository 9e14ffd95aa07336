import Operations
import Records

/// Exactly what a merge would do, before anything is done.
public struct MergePreviewPage: PageContent {
    let shown: MergeShown
    let selection: MergeSelection
    /// The plan that is shown, sealed: what is carried out is held against it.
    let sealedPlan: String
    /// Addresses of the same with a source as the target, in the order of the sources.
    let flips: [String]
    /// What is not as it was when somebody looked before.
    let changes: [MergeStale.Change]
    public let form: FormState

    public init(
        _ shown: MergeShown, _ selection: MergeSelection, sealedPlan: String, flips: [String],
        changes: [MergeStale.Change] = [], form: FormState = .blank
    ) {
        self.shown = shown
        self.selection = selection
        self.sealedPlan = sealedPlan
        self.flips = flips
        self.changes = changes
        self.form = form
    }

    public var title: Phrase { Phrase("merge.preview-title", "Preview of the merge") }
    public var section: Section { .merge }

    var plan: MergePlan { shown.plan }

    public var body: HTML {
        """
        \(whatChanged)
        \(shown.veil)
        \(stops)
        \(toDecide)
        <div class="two-columns">
        <section>\(heading(.targetNamed(MergeShown.name(plan.target))))
        \(MergeCard(plan.target, sites: shown.sites).html)</section>
        \(each: Array(zip(plan.sources, flips)), { source, flip in of(source, flip) })
        </div>
        \(numbers)
        \(postForm("/merge/apply", """
            \(selection.fields)\(hidden("plan", sealedPlan))
            \(rows)
            \(end)
            """))
        """
    }

    // MARK: What has to be seen first

    private var whatChanged: HTML {
        if changes.isEmpty { return .empty }
        return """
            \(heading(Phrase("merge.changes", "What changed since the preview"), id: "changes"))
            \(dataTable(
                Phrase("merge.changes-caption", "Changes since the preview"),
                [
                    Column(.studentID, namesRow: true) { HTML(text: $0.studentID) },
                    Column(Phrase("merge.changed-what", "What")) { HTML(text: $0.what) },
                    Column(Phrase("merge.changed-was", "In the preview")) { Self.text($0.was) },
                    Column(Phrase("merge.changed-now", "Now")) { Self.text($0.now) },
                ], changes, hidesCaption: true))
            """
    }

    private static func text(_ value: String) -> HTML {
        value.isEmpty ? HTML(.blank) : HTML(text: Words.day(value))
    }

    private var stops: HTML {
        if shown.stops.isEmpty { return .empty }
        return """
            \(heading(Phrase("merge.stopped", "These profiles cannot be merged")))
            \(each: shown.stops, { found in
                """
                \(warningText(Phrase(data: found.message)))
                \(paragraph(.wayOut(of: found.code)))
                """
            })
            <ul>\(each: shown.profiles, { profile in
                "<li>\(link(Phrase(data: MergeShown.name(profile)), Address.student(profile.id)))"
                    + "</li>"
            })</ul>
            """
    }

    private var toDecide: HTML {
        let differences = plan.differences.filter { $0.choice == .choose }
        let collisions = plan.collisions.filter { $0.action == .decide }
        if !shown.stops.isEmpty || differences.isEmpty && collisions.isEmpty && shown.asks.isEmpty {
            return .empty
        }
        return """
            \(heading(Phrase("merge.undecided", "To decide before the merge")))
            <ul>
            \(each: differences, { difference in
                let name = "field-" + difference.field
                let words = Phrase.decideField(Self.label(difference.field))
                return "<li id=\"\(name)\" tabindex=\"-1\">"
                    + "\(link(words, fieldPage(at: name)))</li>"
            })
            \(each: collisions, { collision in
                "<li>\(link(.decideRow(collision), "#row-\(collision.id)"))</li>"
            })
            \(each: shown.asks, { found in
                "<li>\(say: .willAsk(found.code.message))</li>"
            })
            </ul>
            """
    }

    static func label(_ field: String) -> String { StudentField.named(field)?.label ?? field }

    private func fieldPage(at place: String? = nil) -> String {
        selection.address("fields", at: place)
    }

    // MARK: What each source brings

    private func of(_ source: MergeSubject, _ flip: String) -> HTML {
        let name = MergeShown.name(source)
        return """
            <section>\(heading(.sourceNamed(name)))
            \(MergeCard(source, sites: shown.sites).html)
            <ul class="moves">
            \(each: MergeRow.Kind.merged.filter { plan.hidden?.contains($0.rawValue) != true }, {
                kind in
                "<li>\(say: .willBeMerged(kind, plan.moved(kind, from: source)))</li>"
            })
            <li>\(differences(of: source))</li>
            <li>\(say: .sourceRetired)</li>
            </ul>
            <p>\(link(.flipWith(name), flip))</p></section>
            """
    }

    private func differences(of source: MergeSubject) -> HTML {
        let count = shown.differences(of: source)
        if count == 0 { return HTML(.noDifferences) }
        return "\(say: .differencesFound(count)) \(link(.clickToMerge, fieldPage()))"
    }

    private var numbers: HTML {
        """
        \(heading(Phrase("merge.numbers", "Numbers")))
        \(dataTable(
            Phrase("merge.numbers-caption", "What becomes of the sources' numbers"),
            [
                Column(Phrase("merge.number-kind", "Kind")) { HTML(.number($0.number.system)) },
                Column(Phrase("merge.number", "Number"), namesRow: true) {
                    HTML(text: $0.number.value)
                },
                Column(.mergeSource) { [shown] number in
                    HTML(text: shown.source(number.source).map(MergeShown.name) ?? "")
                },
                Column(Phrase("merge.number-fate", "What becomes of it")) {
                    HTML(.fate($0.fate))
                },
            ], plan.identifiers))
        <ul>
        \(each: plan.outdone, { number in
            "<li>\(say: .givesWay(Phrase.number(number.system).text, number.value))</li>"
        })
        \(plan.linkedSource.map { source in
            "<li>\(say: .linkGoesOver(source.integrationID ?? ""))</li>"
        } ?? HTML.empty)
        <li>\(say: Phrase("merge.own-numbers", "All numbers of the target stay."))</li>
        </ul>
        """
    }

    // MARK: The end

    private var end: HTML {
        let links = [
            link(.back, selection.address()), link(.cancel, "/merge"),
        ].joined()
        if !shown.stops.isEmpty { return buttons(links) }
        return """
            \(textArea("reason", .reason, hint: Phrase("merge.reason-hint",
                "Why these are one person. It is kept with the merge."), form, rows: 2,
                isOptional: true))
            \(buttons(button(shown.mergeButton), links))
            """
    }
}

extension Phrase {
    static func decideField(_ label: String) -> Phrase {
        Phrase("merge.decide-field", "Choose {0}", label)
    }

    static func decideRow(_ collision: MergeCollision) -> Phrase {
        Phrase(
            "merge.decide-row", "{0}: {1}", Phrase.mergeRow(collision.kind).text,
            collision.sourceWords)
    }

    static func willAsk(_ what: String) -> Phrase {
        Phrase("merge.will-ask", "You will be asked to check this: {0}", what)
    }

    static func givesWay(_ kind: String, _ number: String) -> Phrase {
        Phrase(
            "merge.gives-way", "{0} {1} of the target gives way, and still leads to the target.",
            kind, number)
    }

    static func linkGoesOver(_ integrationID: String) -> Phrase {
        Phrase(
            "merge.link-over", "The link to SIS student {0} goes over to the target.",
            integrationID)
    }
}
