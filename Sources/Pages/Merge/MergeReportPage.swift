import Operations
import Records

/// What was and what is, with who decided it and why: to read, to print and to keep.
public struct MergeReportPage: PageContent {
    let shown: MergeShown
    let record: ShowMerge.Shown

    public init(_ record: ShowMerge.Shown, sites: [String: String]) {
        self.record = record
        shown = MergeShown(plan: record.report.plan, origins: record.origins, sites: sites)
    }

    public var title: Phrase { Phrase("merge.report", "Merge of student profiles") }
    public var section: Section { .merge }

    private var plan: MergePlan { shown.plan }

    public var body: HTML {
        """
        \(record.record.undoneBy.map { inset(paragraph(.mergeUndone($0))) } ?? HTML.empty)
        \(shown.veil)
        \(summaryList(head))
        <p class="buttons"><button type="button" class="button secondary" data-print hidden>\
        \(say: Phrase("merge.print", "Print"))</button></p>
        \(heading(Phrase("merge.report-fields", "Fields")))
        \(plan.differences.isEmpty ? paragraph(.noDifferences) : fields)
        \(if: !plan.collisions.isEmpty, rows)
        \(heading(Phrase("merge.report-numbers", "Numbers of the sources")))
        \(numbers)
        \(each: plan.sources, { profile(.sourceBefore(MergeShown.name($0)), $0) })
        \(profile(.targetBefore(MergeShown.name(plan.target)), plan.target))
        \(profile(.targetAfter(MergeShown.name(record.report.after)), record.report.after))
        """
    }

    private var head: [SummaryRow] {
        [
            SummaryRow(.mergeTarget, HTML(text: MergeShown.name(record.report.after))),
            SummaryRow(.mergeSource, HTML(text: shown.sourceNames)),
            SummaryRow(.changeSetWord, HTML(text: String(record.record.id))),
            SummaryRow(.when, .moment(record.record.at)),
            SummaryRow(.who, HTML(text: record.record.actor)),
            SummaryRow(.reason, HTML(text: record.record.reason)),
        ]
            + shown.asks.map {
                SummaryRow(Phrase("merge.report-confirmed", "Confirmed"), HTML(text: $0.message))
            }
    }

    private var fields: HTML {
        dataTable(
            .mergeFieldsDiffering,
            [
                Column(.mergeField, namesRow: true) {
                    HTML(text: MergePreviewPage.label($0.field))
                },
                Column(.mergeTarget) { [shown] difference in
                    said(difference.target, difference.targetIsFromSIS, difference, shown)
                },
                Column(.mergeSource) { [shown] difference in
                    difference.offers.map {
                        said($0.value, $0.isFromSIS, difference, shown)
                    }.joined()
                },
                Column(Phrase("merge.report-taken", "What counts")) { difference in
                    Self.taken(difference)
                },
            ], plan.differences)
    }

    private static func taken(_ difference: MergeDifference) -> HTML {
        let whose =
            difference.choice == .target
            ? Phrase.mergeTarget.text : difference.offer?.studentID ?? Phrase.mergeSource.text
        let why: Phrase =
            difference.choice == difference.standard
            ? .rule(of: difference) : Phrase("merge.report-chosen", "Chosen by whoever merged")
        return "\(whose)<p class=\"hint\">\(say: why)</p>"
    }

    private var rows: HTML {
        """
        \(heading(.mergeRows))
        \(dataTable(
            Phrase("merge.report-rows", "What became of rows that met others"),
            [
                Column(.mergeRowKind) { HTML(.mergeRow($0.kind)) },
                Column(.mergeRowOfSource, namesRow: true) {
                    HTML(text: $0.sourceWords)
                },
                Column(.mergeRowOfTarget) {
                    HTML(text: $0.targetWords.joined(separator: "; "))
                },
                Column(Phrase("merge.report-result", "What happened")) { HTML(.result(of: $0)) },
            ], plan.collisions))
        """
    }

    private var numbers: HTML {
        summaryList(
            plan.identifiers.map {
                SummaryRow(
                    .number($0.number.system), "\($0.number.value), \(say: .fate($0.fate))")
            })
    }

    private func profile(_ title: Phrase, _ profile: MergeSubject) -> HTML {
        let values = StudentField.all.filter { !profile.value($0.name).isEmpty }
        return """
            \(heading(title))
            \(summaryList([
                SummaryRow(.integrationID, HTML(text: profile.integrationID ?? "")),
            ] + profile.identifiers.map {
                SummaryRow(.number($0.system), .numberStatus($0.value, $0.status))
            } + profile.sisNumbers.sorted { $0.key < $1.key }.map {
                SummaryRow(.number($0.key), HTML(.numberOfSIS($0.value)))
            } + values.map { field in
                SummaryRow(
                    Phrase(data: field.label),
                    shown.value(profile.value(field.name), of: field.name))
            }))
            \(if: !profile.rows.isEmpty, """
                <ul>\(each: profile.rows, {
                    "<li>\(say: .mergeRow($0.kind)): \($0.words)</li>"
                })</ul>
                """)
            """
    }
}

/// A value with where it comes from.
private func said(
    _ value: FieldValue, _ isFromSIS: Bool, _ difference: MergeDifference, _ shown: MergeShown
) -> HTML {
    let origin = shown.origin(value, isFromSIS: isFromSIS, of: difference.field)
    return """
        \(shown.value(value.value, of: difference.field))\
        \(if: !origin.isEmpty, "<p class=\"hint\">\(origin)</p>")
        """
}

extension HTML {
    fileprivate static func numberStatus(_ number: String, _ status: String) -> HTML {
        switch status {
        case "provisional": HTML(Phrase("merge.number-provisional", "{0} (provisional)", number))
        case "retired": HTML(Phrase("merge.number-retired", "{0} (retired alias)", number))
        default: HTML(text: number)
        }
    }
}

extension Phrase {
    static let changeSetWord = Phrase("merge.change-set", "Change set")

    static func numberOfSIS(_ number: String) -> Phrase {
        Phrase("merge.number-sis", "{0} (of the SIS)", number)
    }

    static func sourceBefore(_ name: String) -> Phrase {
        Phrase("merge.source-before", "Source before: {0}", name)
    }

    static func targetBefore(_ name: String) -> Phrase {
        Phrase("merge.target-before", "Target before: {0}", name)
    }

    static func targetAfter(_ name: String) -> Phrase {
        Phrase("merge.target-after", "Target after: {0}", name)
    }
}
