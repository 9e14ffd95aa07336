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
            try await visit.show { workspace in
                OverduePlansPage(rows: try LearningPlans(workspace).overdueOfStudents())
            }
        },
    ]

    private static func list(_ visit: Visit, _ query: ListQuery) async throws -> Answer {
        try await visit.show { workspace in
            let isOffice = workspace.role.map { [.registrar, .secretary].contains($0) } ?? true
            return SelectorPage(
                query: query,
                page: try StudentSelector(workspace).page(
                    query.text, page: query.page, size: PageSize(rawValue: query.size) ?? .few),
                mayPlan: workspace.allows(.changePlans),
                mayCreate: isOffice && workspace.allows(.createStudents))
        }
    }
}
