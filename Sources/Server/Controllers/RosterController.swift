import Operations
import Pages
import Records
import Storage

/// The General Student Table, and importing from it.
enum RosterController {
    static let place = ListPlace(
        path: "/roster", access: .needs(.seeRoster), purpose: "roster",
        filters: ["grade", "site", "imported"], sort: "name")

    static let routes: [Route] =
        place.routes { _, workspace, query in try page(workspace, query) } + others

    private static func page(
        _ workspace: Workspace, _ query: ListQuery, form: FormState = .blank
    ) throws -> RosterPage {
        let table = RosterTable(workspace)
        return RosterPage(
            query: query,
            page: try table.page(
                filter(query), sort: query.order(RosterTable.Key.self, or: .name),
                page: query.page, size: PageSize(rawValue: query.size) ?? .few),
            choices: try table.choices(), mayImport: workspace.allows(.createStudents),
            canAsk: try SISSources(workspace).canRefresh(), form: form)
    }

    private static let others: [Route] = [
        .get("/roster/{sis}", .needs(.seeRoster)) { visit in
            let row = try visit.number(.sisStudent, "sis")
            return try await visit.show { workspace in
                RosterStudentPage(
                    try ImportPreview(workspace).run([row])[0],
                    mayImport: workspace.allows(.createStudents))
            }
        },
        .get("/roster/{sis}/import", .needs(.createStudents)) { visit in
            let row = try visit.number(.sisStudent, "sis")
            return try await visit.show { workspace in
                RosterImportPage(items: try ImportPreview(workspace).run([row]))
            }
        },
        .post("/roster/ask", .also(.seeRoster, .needs(.linkStudents))) { visit in
            let number = visit.form["number"]
            return try await visit.submit(
                fields: ["sis.no-such-student": "number", "text.required": "number"]
            ) { workspace in
                let asked = try SISSources.impatient(workspace).refresh(number)
                return .redirect("/roster", notice: Notice(askedOf: asked))
            } orShow: { workspace, form in
                try page(workspace, visit.listQuery(place.purpose, filters: []), form: form)
            }
        },
        .post("/roster/import", .needs(.createStudents)) { visit in
            let rows = chosen(visit)
            if rows.isEmpty {
                return .redirect("/roster", notice: Notice(.chooseStudents, kind: .information))
            }
            return try await visit.show { workspace in
                RosterImportPage(items: try ImportPreview(workspace).run(rows))
            }
        },
        .post("/roster/import/confirm", .needs(.createStudents), confirm),
    ]

    private static func chosen(_ visit: Visit) -> [Int] {
        visit.form.all("sis").compactMap { visit.site.references.number(.sisStudent, $0) }
    }

    private static func filter(_ query: ListQuery) -> RosterTable.Filter {
        var filter = RosterTable.Filter()
        filter.text = query.text
        filter.grade = query.filters["grade"]
        filter.site = query.filters["site"].flatMap(Int.init)
        filter.isImported = query.filters["imported"].map { $0 == "yes" }
        return filter
    }

    private static func confirm(_ visit: Visit) async throws -> Answer {
        let rows = chosen(visit)
        return try await visit.submit { workspace in
            let ids = try rows.map { try workspace.integrationID(ofRow: $0) }
            let done = try ImportProfiles(workspace).run(ids)
            let address =
                try done.studentIDs.count == 1
                ? Address.student(workspace.row(ofStudent: done.studentIDs[0])) : "/roster"
            return .redirect(
                address,
                notice: Notice(.imported(done.studentIDs.count), changeSet: done.changeSet))
        } orShow: { workspace, form in
            RosterImportPage(items: try ImportPreview(workspace).run(rows), form: form)
        }
    }
}

extension ListQuery {
    /// What the list is ordered by, as operations have it.
    func order<Key: RawRepresentable & Sendable & Equatable>(
        _ keys: Key.Type, or standard: Key
    ) -> ListSort<Key> where Key.RawValue == String {
        ListSort(Key(rawValue: sort) ?? standard, isDescending: isDescending)
    }
}
