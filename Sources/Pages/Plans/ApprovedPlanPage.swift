import Operations

/// What a plan said when it was approved.
public struct ApprovedPlanPage: PageContent {
    let sheet: PlanSheet
    let snapshot: PlanContents

    /// Nil where nothing was approved.
    public init?(_ sheet: PlanSheet) {
        guard let snapshot = sheet.shown.approval?.snapshot else { return nil }
        self.sheet = sheet
        self.snapshot = snapshot
    }

    public var title: Phrase { Phrase("plan.as-approved", "Learning plan as approved") }
    public var section: Section { .selector }

    public var body: HTML {
        """
        \(sheet.caption)
        \(summaryList([
            SummaryRow(.approvedOn, .day(sheet.shown.approval?.on)),
            SummaryRow(.approvedBy, HTML(text: sheet.shown.approval?.by ?? "")),
        ]))
        \(heading(.planDetails))
        \(summaryList(PlanPage.rows(snapshot)))
        \(heading(.planCourses))
        \(each: snapshot.courses, { course in
            "\(heading(Phrase(data: course.title), level: 3))"
                + "\(summaryList(PlanPage.rows(course)))"
        })
        <div class="buttons"><button type="button" class="button secondary" data-print hidden>\
        \(say: .print)</button></div>
        """
    }
}
