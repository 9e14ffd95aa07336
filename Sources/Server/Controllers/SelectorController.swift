import Operations
import Pages
import Records

/// The Student Selector: the students of ALE and where their learning plans stand.
enum SelectorController {
    private static let purpose = "selector"

    static let routes: [Route] = [
        .get(SelectorPage.address, .needs(.seePlans)) { visit in
            try await list(visit, visit.listQuery(purpose, filters: []))
        },
        .post(SelectorPage.address, .needs(.seePlans)) { visit in
            let query = visit.postedQuery(purpose, filters: [])
            if visit.isFragment { return try await list(visit, query) }
            return .redirect(query.address(SelectorPage.address))
        },
        .get(OverduePlansPage.address, .needs(.seePlans)) { visit in
            try await visit.show { OverduePlansPage(rows: try ALEStudents($0).overdue()) }
        },
    ]

    /// More than any list has; so that no number in an address is too large.
    private static let mostPages = 100_000

    private static func list(_ visit: Visit, _ query: ListQuery) async throws -> Answer {
        try await visit.show { workspace in
            let first = (min(query.page, mostPages) - 1) * query.size
            let isOffice = workspace.role.map { [.registrar, .secretary].contains($0) } ?? true
            return SelectorPage(
                query: query,
                found: try ALEStudents(workspace).run(
                    query.text, rows: first..<(first + query.size)),
                mayPlan: workspace.allows(.changePlans),
                mayCreate: isOffice && workspace.allows(.createStudents))
        }
    }
}
