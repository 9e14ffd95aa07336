import Records
import Storage

/// Ready reports that are no list of a category: what operations say anyway, as a table.
struct ComputedReport {
    let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    /// Runs that are looked at: the newest.
    private static let mostRuns = 2_000
    private static let runsPerPage = 500

    func table(_ ready: ReadyReport, page: Int, size: PageSize) throws -> ReportTable {
        switch ready {
        case .imports: try imports(page, size)
        case .plansDue: try plansDue(page, size)
        default: throw OperationError.notFound(kind: "report", name: ready.rawValue)
        }
    }

    private func imports(_ page: Int, _ size: PageSize) throws -> ReportTable {
        var runs: [ReviewRuns.Listed] = []
        for number in 1...Self.mostRuns / Self.runsPerPage {
            let page = try ReviewRuns(workspace).page(number, size: Self.runsPerPage).runs
            runs += page
            if page.count < Self.runsPerPage { break }
        }
        var rows: [ReportTable.Row] = []
        for run in runs {
            let counts = run.report?.shown
            func cells(_ problem: String, _ fix: String, _ count: SmallCount?) -> [ReportCell] {
                [
                    .text("\(run.run)"), .text(run.file),
                    CalendarDate(iso: String(run.startedAt.prefix(10))).map { .day($0) } ?? .blank,
                    .text(run.state), counts.map { .count($0.read) } ?? .blank,
                    counts.map { .count($0.held) } ?? .blank,
                    counts.map { .count($0.rejected) } ?? .blank, .text(problem),
                    count.map { .count($0) } ?? .blank, .text(fix),
                ]
            }
            let problems = run.report?.problems ?? []
            if problems.isEmpty { rows.append(.init(student: nil, cells: cells("", "", nil))) }
            rows += problems.map {
                .init(
                    student: nil,
                    cells: cells($0.message, $0.fix, .exactly($0.count)))
            }
        }
        return table(
            [
                "Run", "File", "Date", "State", "Rows", "Held", "Rejected", "Problem", "Times",
                "What to do",
            ], rows, page, size)
    }

    private func plansDue(_ page: Int, _ size: PageSize) throws -> ReportTable {
        let rows = try LearningPlans(workspace).overdueOfStudents().map { plan in
            let due = plan.plan.due
            return ReportTable.Row(
                student: plan.id,
                cells: [
                    .text(plan.name), .day(plan.plan.start), .day(plan.plan.end),
                    .count(.exactly(due.weeksWithoutContact.count)),
                    .count(.exactly(due.monthsWithoutReview.count)),
                    .count(.exactly(due.interventionsOverdue.count)),
                ])
        }
        return table(
            [
                "Student", "Start date", "End date", "Weeks without contact",
                "Months without review", "Interventions overdue",
            ], rows, page, size)
    }

    private func table(
        _ labels: [String], _ rows: [ReportTable.Row], _ page: Int, _ size: PageSize
    ) -> ReportTable {
        let place = PagePlace(page, size, of: rows.count, ListLimits())
        return ReportTable(
            headings: labels.map { .init(name: $0, label: $0) },
            rows: Array(rows.dropFirst(place.offset).prefix(place.size)), total: rows.count,
            isTotalCut: false, page: place.page, pages: place.pages, sum: nil)
    }
}
