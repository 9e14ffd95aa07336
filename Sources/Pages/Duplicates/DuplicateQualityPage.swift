import Operations
import Records

/// What waits by probability, how often people agreed, and what another threshold would show.
public struct DuplicateQualityPage: PageContent {
    let shown: DuplicateQuality.Shown
    /// What changes with a threshold that was asked for.
    let preview: (before: DuplicateQuality.Effect, after: DuplicateQuality.Effect)?
    let mayChange: Bool
    public let form: FormState

    public init(
        _ shown: DuplicateQuality.Shown,
        preview: (before: DuplicateQuality.Effect, after: DuplicateQuality.Effect)? = nil,
        mayChange: Bool, form: FormState = .blank
    ) {
        self.shown = shown
        self.preview = preview
        self.mayChange = mayChange
        self.form = form
    }

    public var title: Phrase { .matchQuality }
    public var section: Section { .duplicates }

    public var body: HTML {
        """
        \(chart)
        \(heading(Phrase("quality.thresholds", "What thresholds mean here")))
        \(paragraph(Phrase("quality.about",
            "Estimated from {0} decisions of people that stand. Of the pairs that a threshold "
                + "shows, how many are one person; and of those that are, how many it shows. "
                + "Pairs that nobody ever found are in neither.",
            Words.number(shown.decisions))))
        \(table(([shown.now] + shown.others).sorted { $0.threshold < $1.threshold }))
        \(if: mayChange, change)
        \(buttons(link(.possibleDuplicates, DuplicatesPage.address)))
        """
    }

    private var chart: HTML {
        bars(
            ChartContent(
                id: "match-scores",
                Phrase("quality.histogram", "Pairs by how likely they are one person"),
                takeaway: Phrase(
                    "quality.takeaway",
                    "{0} pairs are shown from the threshold of {1} % on.",
                    Words.number(shown.now.shown), Self.percent(shown.now.threshold)),
                categoryHeading: .matchProbability,
                categories: shown.bars.map {
                    Phrase(
                        "quality.range", "{0} to {1} %", Self.percent($0.from),
                        Self.percent($0.to))
                },
                series: [
                    ChartContent.Series(
                        Phrase("quality.waiting", "Wait or were put off"),
                        shown.bars.map(\.waiting)),
                    ChartContent.Series(
                        Phrase("quality.same", "Found to be one person"), shown.bars.map(\.same)),
                    ChartContent.Series(
                        Phrase("quality.apart", "Told apart"), shown.bars.map(\.apart)),
                ]))
    }

    private func table(_ effects: [DuplicateQuality.Effect]) -> HTML {
        let now = shown.now.threshold
        return dataTable(
            Phrase("quality.table", "Thresholds"),
            [
                Column<DuplicateQuality.Effect>(.threshold, namesRow: true) { effect in
                    let words = HTML(text: Self.percent(effect.threshold) + " %")
                    return effect.threshold == now ? "\(words) \(tag(.inForce, .green))" : words
                },
                Column(Phrase("quality.shown", "Pairs shown"), isNumber: true) {
                    "\(number: $0.shown)"
                },
                Column(Phrase("quality.precision", "Of those decided, one person")) {
                    Self.share($0.precision)
                },
                Column(Phrase("quality.recall", "Of those that are one, shown")) {
                    Self.share($0.recall)
                },
            ], effects, hidesCaption: true)
    }

    private static func share(_ share: DuplicateQuality.Share) -> HTML {
        if share.of == 0 { return HTML(Phrase("quality.nothing", "Nothing decided yet")) }
        return HTML(
            Phrase(
                "quality.share", "{0} of {1} (likely {2} to {3} %)", Words.number(share.count),
                Words.number(share.of), percent((share.low * 100).rounded()),
                percent((share.high * 100).rounded())))
    }

    public static func percent(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }

    // MARK: Another threshold

    private var change: HTML {
        """
        \(heading(.threshold))
        \(preview.map(before) ?? .empty)
        \(postForm(DuplicatesPage.qualityAddress, """
            \(textField("threshold", .threshold, hint: Phrase("quality.hint",
                "In percent, from 5 to 100. Less likely pairs are not shown."), form,
                kind: .number, width: 6))
            \(buttons(
                button(Phrase("quality.see", "See what changes"), .secondary, name: "step",
                    value: "preview"),
                preview == nil ? HTML.empty : button(
                    Phrase("quality.save", "Save the threshold"), name: "step", value: "save")))
            """))
        """
    }

    private func before(
        _ both: (before: DuplicateQuality.Effect, after: DuplicateQuality.Effect)
    ) -> HTML {
        inset(
            paragraph(
                Phrase(
                    "quality.preview", "Now {0} pairs are shown, with {1} % it is {2}.",
                    Words.number(both.before.shown), Self.percent(both.after.threshold),
                    Words.number(both.after.shown))) + table([both.before, both.after]))
    }
}

extension Phrase {
    static let threshold = Phrase("quality.threshold", "Threshold")
    static let inForce = Phrase("quality.now", "In force")
    public static let thresholdSaved = Phrase("quality.saved", "The threshold was saved.")
}
