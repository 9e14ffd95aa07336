import Operations
import Pages
import Records

/// The Student Selector: the students of ALE and where their learning plans stand.
enum SelectorController {
    static let place = ListPlace(
        path: SelectorPage.address, access: .needs(.seePlans), purpose: "selector", isLive: true)

    static let routes: [Route] =
        place.routes { _, workspace, query in
            let isOffice = workspace.role.map { [.registrar, .secretary].contains($0) } ?? true
            return SelectorPage(
                query: query,
                page: try StudentSelector(workspace).page(
                    query.text, page: query.page, size: PageSize(rawValue: query.size) ?? .few),
                mayPlan: workspace.allows(.changePlans),
                mayCreate: isOffice && workspace.allows(.createStudents))
        } + others

    private static let others: [Route] = [
        .get(OverduePlansPage.address, .needs(.seePlans)) { visit in
            try await visit.show { workspace in
                OverduePlansPage(rows: try LearningPlans(workspace).overdueOfStudents())
            }
        }
    ]
}
