import Records

/// Each field in which the profiles differ, with a radio button on each side.
public struct MergeFieldsPage: PageContent {
    let shown: MergeShown
    let selection: MergeSelection
    public let form: FormState

    public init(_ shown: MergeShown, _ selection: MergeSelection, form: FormState = .blank) {
        self.shown = shown
        self.selection = selection
        self.form = form
    }

    public var title: Phrase { .mergeFields }
    public var section: Section { .merge }

    /// The radio buttons of a field.
    public static func field(_ difference: MergeDifference) -> String {
        "field-" + difference.field
    }

    private var plan: MergePlan { shown.plan }

    public var body: HTML {
        """
        \(paragraph(Phrase("merge.fields-intro",
            "Choose whose value the target has after the merge. A blank can be the right one. "
                + "Nothing is changed yet.")))
        \(shown.veil)
        \(if: plan.differences.contains(where: \.isSettled), paragraph(.settledBySIS))
        \(if: plan.differences.isEmpty, paragraph(.noDifferences))
        \(postForm("/merge/fields", """
            \(selection.fields)
            \(if: !plan.differences.isEmpty, table)
            \(equal)
            \(buttons(button(.saveChoices), flips, link(.back, selection.address("preview"))))
            """))
        """
    }

    /// Flipping saves what was chosen so far.
    private var flips: HTML {
        plan.sources.enumerated().map { place, source in
            button(
                .flipWith(MergeShown.name(source)), .secondary, name: "flip",
                value: String(place + 1))
        }.joined()
    }

    // MARK: What differs

    private var table: HTML {
        let caption = Phrase.mergeFieldsDiffering
        return """
            \(if: plan.sources.count == 1, chooseAll)
            <div class="table-frame" role="region" aria-label="\(say: caption)" tabindex="0">
            <table class="data sides"><caption class="visually-hidden">\(say: caption)</caption>
            <thead><tr><th scope="col">\(say: .mergeField)</th>
            <th scope="col">\(say: .targetNamed(MergeShown.name(plan.target)))</th>
            \(each: plan.sources, { source in
                "<th scope=\"col\">\(say: .sourceNamed(MergeShown.name(source)))</th>"
            })</tr></thead>
            <tbody>\(each: ordered, row)</tbody>
            </table></div>
            """
    }

    /// Those that can be chosen come first.
    private var ordered: [MergeDifference] {
        plan.differences.filter { !$0.isSettled } + plan.differences.filter(\.isSettled)
    }

    /// For the script, which shows them.
    private var chooseAll: HTML {
        let both: [(String, Phrase)] = [
            (MergeSide.target, Phrase("merge.all-target", "Choose all of the target")),
            ("source", Phrase("merge.all-source", "Choose all of the source")),
        ]
        return """
            <div class="buttons">\(each: both, { side, label in
                "<button type=\"button\" class=\"button secondary\" data-choose-all=\"\(side)\" "
                    + "hidden>\(say: label)</button>"
            })</div>
            """
    }

    private func row(_ difference: MergeDifference) -> HTML {
        let name = Self.field(difference)
        let problem = form.problem(of: name)
        return """
            <tr\(attribute: "class", problem.map { _ in "has-error" })>
            <th scope="row">\(MergePreviewPage.label(difference.field))
            <p class="hint" id="\(name)-rule">\(say: .rule(of: difference))</p>
            \(problem.map { "<p class=\"error\" id=\"\(name)-error\">\(say: .errorPrefix) "
                + "\(say: $0)</p>" } ?? HTML.empty)
            </th>
            <td data-side="\(say: .mergeTarget)">\(target(difference))</td>
            \(each: Array(plan.sources.enumerated()), { place, source in
                "<td data-side=\"\(Self.words(source, of: plan).text)\">"
                    + "\(offer(difference, place, source))</td>"
            })
            </tr>
            """
    }

    private func target(_ difference: MergeDifference) -> HTML {
        side(
            difference, MergeSide.target, .mergeTarget, difference.target,
            isFromSIS: difference.targetIsFromSIS)
    }

    private func offer(
        _ difference: MergeDifference, _ place: Int, _ source: MergeSubject
    ) -> HTML {
        guard let offer = difference.offers.first(where: { $0.source == source.id }) else {
            return HTML(Phrase("merge.says-same", "The same as the target"))
        }
        return side(
            difference, MergeSide.source(place, of: plan.sources.count),
            Self.words(source, of: plan), offer.value, isFromSIS: offer.isFromSIS)
    }

    private static func words(_ source: MergeSubject, of plan: MergePlan) -> Phrase {
        plan.sources.count == 1 ? .mergeSource : .sourceNamed(source.studentID)
    }

    /// One side of a row: its radio button is labeled with the value.
    private func side(
        _ difference: MergeDifference, _ side: String, _ whose: Phrase, _ value: FieldValue,
        isFromSIS: Bool
    ) -> HTML {
        let name = Self.field(difference)
        let id = side == MergeSide.target && !difference.isSettled ? name : "\(name)-\(side)"
        let described =
            form.problem(of: name) == nil ? "\(name)-rule" : "\(name)-rule \(name)-error"
        let origin = shown.origin(value, isFromSIS: isFromSIS, of: difference.field)
        return """
            <div class="choice"><input type="radio" name="\(name)" id="\(id)" value="\(side)"\
            \(attribute: "checked", if: chosen(difference) == side)\
            \(attribute: "disabled", if: difference.isSettled) aria-describedby="\(described)">
            <label for="\(id)"><span class="visually-hidden">\
            \(MergePreviewPage.label(difference.field)), \(say: whose): </span>\
            \(shown.value(value.value, of: difference.field))</label>
            \(if: !origin.isEmpty, "<p class=\"hint\">\(origin)</p>")</div>
            """
    }

    /// The side that counts, or that was chosen in the form.
    private func chosen(_ difference: MergeDifference) -> String? {
        let name = Self.field(difference)
        if !difference.isSettled, form.values[name] != nil { return form[name] }
        switch difference.choice {
        case .choose: return nil
        case .target: return MergeSide.target
        case .source:
            let source = difference.taken.map { difference.offers[$0].source }
            return plan.sources.firstIndex { $0.id == source }
                .map { MergeSide.source($0, of: plan.sources.count) }
        }
    }

    // MARK: What does not

    private var equal: HTML {
        let fields = shown.equalFields
        let blank = shown.fields.count - plan.differences.count - fields.count
        return details(
            .equalFields(fields.count + blank),
            """
            \(if: !fields.isEmpty, summaryList(fields.map { field in
                SummaryRow(
                    Phrase(data: field.label),
                    shown.value(plan.target.value(field.name), of: field.name))
            }))
            \(paragraph(.blankFields(blank)))
            """)
    }
}

extension Phrase {
    static func equalFields(_ count: Int) -> Phrase {
        Phrase(
            "merge.equal", one: "1 field is equal", other: "{n} fields are equal", count: count)
    }

    static func blankFields(_ count: Int) -> Phrase {
        Phrase(
            "merge.equal-blank", one: "1 field is blank in all profiles.",
            other: "{n} fields are blank in all profiles.", count: count)
    }

    /// A field of which nobody chose yet.
    public static func choiceMissing(_ label: String) -> Phrase {
        Phrase("merge.choice-missing", "Choose which {0} counts", label)
    }
}
