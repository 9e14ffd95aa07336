import Operations
import Pages
import Records
import Storage

/// Students that nothing links to the SIS, and resolving them.
enum MissingController {
    static let place = ListPlace(
        path: "/missing", access: .needs(.seeStudents), purpose: "missing", filters: ["cause"])

    static let routes: [Route] =
        place.routes { visit, workspace, query in
            let page = try visit.site.missing.page(
                workspace, cause: query.filters["cause"].flatMap(Cause.init), page: query.page,
                size: PageSize(rawValue: query.size) ?? .few)
            return MissingPage(
                query: query, page: page,
                mayResolve: workspace.allows(.linkStudents) || workspace.allows(.mergeStudents))
        } + others

    private static let others: [Route] = [
        .get("/students/{student}/resolve", .needsOne(of: [.linkStudents, .mergeStudents])) {
            visit in
            let row = try visit.number(.student, "student")
            let sis = visit.query.some("sis").flatMap {
                visit.site.references.number(.sisStudent, $0)
            }
            return try await visit.show { workspace in
                try page(workspace, row, sis: sis, search: "", form: .blank)
            }
        },
        // The search of the page: by POST, so that no name stands in an address.
        .post("/students/{student}/resolve", .needsOne(of: [.linkStudents, .mergeStudents])) {
            visit in
            let row = try visit.number(.student, "student")
            let text = visit.form["text"]
            return try await visit.show { workspace in
                try page(workspace, row, sis: nil, search: text, form: .blank)
            }
        },
        Route.post(
            "/students/{student}/resolve/confirm", .needsOne(of: [.linkStudents, .mergeStudents]),
            body: .form, confirm
        ).afterStepUp,
    ]

    private static func page(
        _ workspace: Workspace, _ row: Int, sis: Int?, search: String, form: FormState
    ) throws -> ResolvePage {
        let head = try StudentHeads(workspace).head(ofRow: row)
        let id = head.student.studentID
        let item = try UnlinkedStudents(workspace).item(for: head.id)
        var check: ResolveStudent.Resolved?
        var refusal: Phrase?
        if head.student.integrationID != nil {
            refusal = .needsNothing
        } else if let sis {
            do {
                check = try ResolveStudent(workspace).check(
                    request(workspace, head, sis, FormValues()))
            } catch let error as OperationError {
                refusal = ErrorWords.words(for: error)
            }
        }
        let candidates =
            sis != nil || refusal != nil
            ? []
            : try StudentCandidates(workspace).run(id, name: search.isEmpty ? nil : search)
        return ResolvePage(
            head, item: item, candidates: candidates, search: search,
            chosen: refusal == .needsNothing ? 0 : sis, check: check, refusal: refusal,
            mayMerge: workspace.allows(.mergeStudents),
            mayLink: workspace.allows(.linkStudents), form: form)
    }

    private static func request(
        _ workspace: Workspace, _ head: StudentHead, _ sis: Int, _ form: FormValues
    ) throws -> ResolveStudent.Request {
        var request = ResolveStudent.Request(student: head.student.studentID)
        request.integrationID = try workspace.integrationID(ofRow: sis)
        request.confirmed = Set(form.all("confirm"))
        request.reason = form["reason"]
        for name in form.values.keys where name.hasPrefix("take-") {
            request.choices[String(name.dropFirst(5))] = form[name]
        }
        return request
    }

    private static func confirm(_ visit: Visit) async throws -> Answer {
        let row = try visit.number(.student, "student")
        let form = visit.form
        guard let sis = visit.site.references.number(.sisStudent, form["sis"]) else {
            return .redirect(Address.student(row, "resolve"))
        }
        return try await visit.submit(fields: ["link.unconfirmed": "confirm"]) { workspace in
            let head = try StudentHeads(workspace).head(ofRow: row)
            let request = try request(workspace, head, sis, form)
            let resolve = ResolveStudent(workspace)
            let check = try resolve.check(request)
            let undecided = check.plan?.undecided ?? []
            try FormProblems.require(
                undecided.map { name in
                    FormState.Problem(
                        "take-" + name,
                        .chooseValue(StudentField.named(name)?.label ?? Phrase.whichRow.text))
                })
            if check.plan == nil, !workspace.allows(.mergeStudents) {
                let done = try LinkStudent(workspace).run(
                    head.student.studentID, to: .sis(request.integrationID ?? ""),
                    confirmed: request.confirmed, reason: request.reason)
                return .redirect(
                    Address.student(head.id),
                    notice: Notice(.resolved(head.givenName), changeSet: done.changeSet))
            }
            let done = try resolve.run(request)
            return .redirect(
                Address.student(try workspace.row(ofStudent: done.target)),
                notice: Notice(.resolved(head.givenName), changeSet: done.changeSet))
        } orShow: { workspace, form in
            try page(workspace, row, sis: sis, search: "", form: form)
        }
    }
}
