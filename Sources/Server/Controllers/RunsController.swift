import Operations
import Pages
import Records
import Storage

/// Import runs: looking at what they did, and deciding about what they hold.
enum RunsController {
    static let routes: [Route] = [
        .get("/imports/runs/{run}", ImportsController.looking) { visit in
            let run = try visit.number(in: "run")
            let query = visit.listQuery("runs", filters: [])
            return try await visit.show { try page($0, run, query, .blank) }
        },
        .post("/imports/runs/{run}/approve", .needs(.runImports)) { visit in
            try await decide(visit, .runApproved) { try $0.approve($1) }
        },
        .post("/imports/runs/{run}/discard", .needs(.runImports)) { visit in
            try await decide(visit, .runDiscarded) { try $0.discard($1) }
        },
        .get("/imports/runs/{run}/errors", .needs(.runImports), errors),
        .post("/imports/runs/{run}/rows/{row}", .needs(.runImports), decideRow),
        .get("/imports/runs/{run}/codes", .needs(.changeCodes)) { visit in
            let run = try visit.number(in: "run")
            return try await visit.show { try codesPage($0, run, .blank) }
        },
        .post("/imports/runs/{run}/codes", .needs(.changeCodes), addCodes),
    ]

    private static func page(
        _ workspace: Workspace, _ run: Int, _ query: ListQuery, _ form: FormState
    ) throws -> RunPage {
        let review = ReviewRuns(workspace)
        let decides = workspace.allows(.runImports)
        let seesRows = decides && workspace.access.seesWholeFiles
        return RunPage(
            run: try review.run(run), problems: try review.problems(of: run),
            held: seesRows
                ? try review.rows(of: run, .held, page: query.page, size: query.size) : nil,
            rejected: seesRows ? try review.rejectedCount(of: run) : 0, decides: decides,
            query: query, form: form)
    }

    private static func decide(
        _ visit: Visit, _ words: Phrase,
        _ act: @escaping @Sendable (ReviewRuns, Int) throws -> RunReport
    ) async throws -> Answer {
        let run = try visit.number(in: "run")
        return try await visit.submit { workspace in
            let report = try act(ReviewRuns(workspace), run)
            return .redirect(
                "/imports/runs/\(run)", notice: Notice(words, changeSet: report.changeSet))
        } orShow: { workspace, form in
            try page(workspace, run, ListQuery(), form)
        }
    }

    private static func errors(_ visit: Visit) async throws -> Answer {
        let run = try visit.number(in: "run")
        let workspace = try visit.workspace
        let uploads = visit.site.settings.uploads
        return try await visit.work {
            let files = try ReviewRuns(workspace).errorFiles(of: run, in: uploads)
            guard let file = files.first else {
                throw OperationError.notFound(kind: "error-file", name: "\(run)")
            }
            return Answer(
                status: .ok,
                content: .file(
                    file.bytes, type: "text/plain; charset=utf-8", name: file.name))
        }
    }

    private static func decideRow(_ visit: Visit) async throws -> Answer {
        let run = try visit.number(in: "run")
        let row = try visit.number(in: "row")
        let choice = visit.form["choice"]
        let query = ListQuery(page: Int(visit.form["page"]) ?? 1)
        return try await visit.submit { workspace in
            let rows = try ReviewRuns(workspace).rows(
                of: run, .held, page: query.page, size: query.size)
            let resolve: ResolveHeldRow.Choice
            switch choice {
            case "close":
                guard let held = rows.heldRows.first(where: { $0.row == row }) else {
                    throw OperationError.notFound(kind: "held-row", name: "\(row)")
                }
                resolve = .close(record: held.nearest)
            case "insert": resolve = .insert
            default: resolve = .discard
            }
            let done = try ResolveHeldRow(workspace).run(run, row: row, resolve)
            return .redirect(
                query.address("/imports/runs/\(run)") + "#held",
                notice: Notice(.rowDecided(row), changeSet: done.changeSet))
        } orShow: { workspace, form in
            try page(workspace, run, query, form)
        }
    }

    private static func codesPage(
        _ workspace: Workspace, _ run: Int, _ form: FormState
    ) throws -> RunCodesPage {
        let problems = try ReviewRuns(workspace).problems(of: run)
        return RunCodesPage(
            run: run, codes: problems.groups.flatMap(\.unknownCodes),
            systemKeys: SystemKey.all.map { ($0.key, $0.translation) }, form: form)
    }

    private static func addCodes(_ visit: Visit) async throws -> Answer {
        let run = try visit.number(in: "run")
        let form = visit.form
        return try await visit.submit { workspace in
            var codes: [CodeTables.NewCode] = []
            for index in 0..<FormValues.limit {
                guard let key = form.some("key-\(index)") else { break }
                guard let text = form.some("text-\(index)") else { continue }
                codes.append(
                    CodeTables.NewCode(
                        table: form["table-\(index)"], key: key,
                        entry: CodeTables.Entry(
                            text: text, systemKey: form.some("system-\(index)"))))
            }
            if codes.isEmpty { throw FormProblems("text-0", .enter(.textOfCode)) }
            _ = try CodeTables(workspace).add(codes)
            let report = try ReviewRuns(workspace).rerun(run)
            return .redirect(
                report.run.map { "/imports/runs/\($0)" } ?? "/imports/runs/\(run)",
                notice: Notice(.codesAdded(codes.count), changeSet: report.changeSet))
        } orShow: { workspace, form in
            try codesPage(workspace, run, form)
        }
    }
}
