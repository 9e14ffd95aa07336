import Operations
import Pages
import Records
import Storage

/// Links students who were created for ALE to the SIS, or deletes them.
enum LinkALEController {
    static let access = Route.Access.roles([.registrar, .secretary], .linkStudents)
    private static let deleting = Route.Access.roles([.registrar, .secretary], .deleteStudents)
    private static let searchPurpose = "link-ale"

    static let place = ListPlace(
        path: LinkALEPage.address, access: access, purpose: searchPurpose)

    static let routes: [Route] =
        place.routes { _, workspace, query in
            let size = PageSize(rawValue: query.size) ?? .few
            return LinkALEPage(
                query: query, page: try LinkToALE(workspace).list(page: query.page, size: size),
                allows: workspace.allows)
        } + [
            .get("/ale/link/{student}/search", access) { visit in
                try await search(visit, visit.listQuery(searchPurpose, filters: []))
            },
            .post("/ale/link/{student}/search", access) { visit in
                let query = visit.postedQuery(searchPurpose, filters: [])
                if visit.isFragment { return try await search(visit, query) }
                let row = try visit.number(.student, "student")
                return try await visit.answer { _ in
                    .redirect(query.address(LinkALEPage.address(row, "search")))
                }
            },
            .get("/ale/link/{student}/to/{sis}", access, LinkBySearch.show),
            .post("/ale/link/{student}/to/{sis}", access, LinkBySearch.link),
            .get("/ale/link/{student}/merge/{other}", access) { visit in
                let row = try visit.number(.student, "student")
                let other = try visit.number(.student, "other")
                return try await visit.show { workspace in
                    LinkMergePage(
                        try StudentHeads(workspace).head(ofRow: row),
                        into: try StudentHeads(workspace).head(ofRow: other),
                        allows: workspace.allows)
                }
            },
            .get("/ale/link/{student}/delete", deleting) { visit in
                let row = try visit.number(.student, "student")
                return try await visit.show { try deletePage($0, row) }
            },
            .post("/ale/link/{student}/delete", deleting, delete),
        ] + LinkNumberPage.Number.allCases.flatMap(LinkByNumber.routes)

    // MARK: Searching

    private static func search(_ visit: Visit, _ query: ListQuery) async throws -> Answer {
        let row = try visit.number(.student, "student")
        return try await visit.show { workspace in
            let head = try StudentHeads(workspace).head(ofRow: row)
            let found = try StudentCandidates(workspace)
                .list(head.student.studentID, name: query.text.isEmpty ? nil : query.text)
            return LinkSearchPage(
                head, query: query, rows: try workspace.rows(of: found.candidates),
                isCut: found.isCut)
        }
    }

    // MARK: Deleting

    private static func deletePage(
        _ workspace: Workspace, _ row: Int, _ form: FormState = .blank
    ) throws -> DeleteALEPage {
        let head = try StudentHeads(workspace).head(ofRow: row)
        var refusal: Phrase?
        do {
            try DeleteStudent(workspace).check(head.student.studentID)
        } catch let error as OperationError where error.code != "access.denied" {
            refusal = ErrorWords.words(for: error)
        }
        return DeleteALEPage(head, refusal: refusal, form: form)
    }

    private static func delete(_ visit: Visit) async throws -> Answer {
        let row = try visit.number(.student, "student")
        let reason = visit.form["reason"]
        return try await visit.submit { workspace in
            let head = try StudentHeads(workspace).head(ofRow: row)
            let deleted = try DeleteStudent(workspace).run(head.student.studentID, reason: reason)
            return .redirect(
                LinkALEPage.address,
                notice: Notice(.deleted(head.givenName), changeSet: deleted.changeSet))
        } orShow: { workspace, form in
            try deletePage(workspace, row, form)
        }
    }
}
