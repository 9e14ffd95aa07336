import Operations
import Records

/// What a merge did, with what can be done next.
public struct MergeDonePage: PageContent {
    let shown: MergeShown
    let record: ShowMerge.Shown
    let mayUndo: Bool
    /// Whether the viewer sees other pairs that may be one person.
    let mayDecide: Bool

    public init(
        _ record: ShowMerge.Shown, sites: [String: String], mayUndo: Bool, mayDecide: Bool = false
    ) {
        self.mayDecide = mayDecide
        self.record = record
        self.mayUndo = mayUndo
        shown = MergeShown(plan: record.report.plan, origins: record.origins, sites: sites)
    }

    public var title: Phrase { Phrase("merge.done-title", "Profiles merged") }
    public var section: Section { .merge }
    public var hasOwnHeading: Bool { true }

    private var plan: MergePlan { shown.plan }

    public var body: HTML {
        let change = record.record.id
        let survivor = MergeShown.name(record.report.after)
        return """
            \(confirmationPanel(title, paragraph(.wasMerged(
                shown.sourceNames, MergeShown.name(record.report.after)))))
            \(record.record.undoneBy.map { inset(paragraph(.mergeUndone($0))) } ?? HTML.empty)
            \(heading(Phrase("merge.done-what", "What was done")))
            \(summaryList(MergeRow.Kind.merged.map { kind in
                SummaryRow(.moved(kind), HTML(text: Words.number(plan.moved(kind))))
            } + [
                SummaryRow(
                    Phrase("merge.done-fields", "Fields taken from the source"),
                    HTML(text: Words.number(plan.fieldsTaken.count))),
                SummaryRow(
                    Phrase("merge.done-numbers", "Numbers that lead to the target now"),
                    HTML(text: Words.number(plan.identifiers.count))),
                SummaryRow(
                    Phrase("merge.done-dropped", "Rows not kept: the same, or not chosen"),
                    HTML(text: Words.number(plan.drops.count))),
            ]))
            \(heading(Phrase("merge.done-next", "What next")))
            <ul>
            <li>\(link(.seeStudent(survivor), Address.student(plan.target.id)))</li>
            <li>\(link(.reportOfMerge, "/merge/report/\(change)"))</li>
            <li>\(link(Phrase("merge.done-another", "Merge other profiles"), "/merge"))</li>
            \(if: mayDecide, "<li>\(link(.possibleDuplicates, DuplicatesPage.address))</li>")
            </ul>
            \(if: mayUndo && record.record.undoneBy == nil, """
                \(paragraph(Phrase("merge.done-undo",
                    "If these are two people after all, take the merge back. That works at any "
                        + "time, also after later edits.")))
                \(buttons(linkButton(.undo, Address.changeSet(change, "undo"))))
                """)
            """
    }
}

extension Phrase {
    static func wasMerged(_ sources: String, _ target: String) -> Phrase {
        Phrase("merge.was-merged", "{0} was merged into {1}.", sources, target)
    }

    static func mergeUndone(_ change: Int) -> Phrase {
        Phrase("merge.undone", "This merge was undone by change set {0}.", String(change))
    }

    static func seeStudent(_ name: String) -> Phrase {
        Phrase("merge.see-student", "Profile of {0}", name)
    }

    /// Rows of a kind that went over.
    static func moved(_ kind: MergeRow.Kind) -> Phrase {
        switch kind {
        case .document: Phrase("merge.moved-documents", "Documents merged")
        case .event: Phrase("merge.moved-events", "Events merged")
        case .learningPlan: Phrase("merge.moved-plans", "Learning plans merged")
        case .programEnrollment: Phrase("merge.moved-programs", "Program enrollments merged")
        case .enrollment, .sisEnrollment: Phrase("merge.moved-enrollments", "Enrollments merged")
        case .programDecision: Phrase("merge.moved-others", "Other rows merged")
        }
    }
}
