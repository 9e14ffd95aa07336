import Operations
import Pages
import Records
import Storage

/// What was changed, and by whom.
enum ChangesController {
    static let place = ListPlace(
        path: "/changes", access: .needs(.seeChanges), purpose: "changes",
        filters: ["kind", "actor", "from", "to", "standing"])

    static let routes: [Route] =
        place.routes { _, workspace, query in
            var problems: [FormState.Problem] = []
            var filter = ChangeSets.Filter()
            filter.kind = query.filters["kind"]
            filter.actor = query.filters["actor"]
            filter.from = query.day("from", &problems)
            filter.to = query.day("to", &problems)
            filter.isStanding = query.filters["standing"] == "yes"
            let changes = ChangeSets(workspace)
            return ChangesPage(
                query: query,
                page: try changes.page(
                    filter, page: query.page, size: PageSize(rawValue: query.size) ?? .few),
                choices: try changes.choices(), mayUndo: workspace.mayUndo)
        } + others

    private static let others: [Route] = [
        .get("/changes/{change}", .needs(.seeChanges)) { visit in
            let number = try visit.number(in: "change")
            return try await visit.show { workspace in
                ChangePage(
                    try ChangeSets(workspace).show(number), mayUndo: workspace.mayUndo,
                    mayMerge: workspace.allows(.mergeStudents))
            }
        },
        .get("/students/{student}/history", .needs(.seeChanges)) { visit in
            let row = try visit.number(.student, "student")
            let query = visit.listQuery("history", filters: [])
            return try await visit.show { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let history = StudentHistory(workspace)
                return StudentHistoryPage(
                    head, parts: workspace.parts,
                    history: try history.page(
                        head.student.studentID, page: query.page,
                        size: PageSize(rawValue: query.size) ?? .few),
                    query: query, mayUndo: workspace.mayUndo)
            }
        },
    ]
}
