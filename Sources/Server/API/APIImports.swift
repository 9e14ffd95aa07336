import Foundation
import Hummingbird
import Operations
import Pages
import Records

/// Import runs: looking at them, handing files in, deciding about held runs.
enum APIImports {
    private static let path = APIRoute.root + "/imports"
    private static let tag = "imports"

    static let routes = [list, show, problems, upload, job, approve, discard]

    // MARK: Looking

    private static let list = APIRoute(
        method: .get, path: path, id: "listImports", tag: tag, words: "The runs, the newest first.",
        scopes: [.importsRead], rights: [.seeImports], parameters: APIPage<APIRun>.parameters,
        success: .init(
            status: .ok, schema: APIPage<APIRun>.schema(APIRun.schema), words: "A page.",
            hasLink: true),
        answer: { call in
            try await call.work { workspace in
                let found = try ReviewRuns(workspace).page(
                    call.page, size: call.size.rawValue, details: false)
                return call.page(
                    found.runs.map(APIRun.init), total: found.total,
                    pages: max(1, (found.total + found.size - 1) / found.size))
            }
        })

    private static let show = APIRoute(
        method: .get, path: path + "/{run}", id: "getImport", tag: tag,
        words: "One run with its report.", scopes: [.importsRead], rights: [.seeImports],
        success: .init(status: .ok, schema: APIRun.schema, words: "The run."),
        answer: { call in
            let run = try call.number(in: "run", of: "run")
            return try await call.work { .ok(APIRun(try ReviewRuns($0).run(run))) }
        })

    private static let problems = APIRoute(
        method: .get, path: path + "/{run}/problems", id: "listImportProblems", tag: tag,
        words: "The problems of a run, grouped by what there is to do about them.",
        scopes: [.importsRead], rights: [.seeImports],
        parameters: APIPage<ProblemGroups.Group>.parameters,
        success: .init(
            status: .ok, schema: APIPage<ProblemGroups.Group>.schema(APIRun.group),
            words: "A page. Cells are shown only with `students:read`.", hasLink: true),
        answer: { call in
            let run = try call.number(in: "run", of: "run")
            return try await call.work { workspace in
                let groups = try ReviewRuns(workspace).problems(of: run).groups
                let size = call.size.rawValue
                let first = min(call.page - 1, groups.count) * size
                return call.page(
                    Array(groups.dropFirst(first).prefix(size)), total: groups.count,
                    pages: max(1, (groups.count + size - 1) / size))
            }
        })

    // MARK: Handing in

    private static let upload = APIRoute(
        method: .post, path: path, id: "importFile", tag: tag,
        words: "Hands in a file or a ZIP file, checks it, and imports it unless `check` says to "
            + "look only. Goes on by itself; the answer says where to ask how far it is.",
        scopes: [.importsWrite], rights: [.runImports],
        parameters: [
            .init(
                name: "File-Name",
                schema: .matching(.fileName).saying(
                    "What the sender calls the file.", like: "programs.txt"), isHeader: true,
                isRequired: true),
            .init(name: "check", schema: .boolean.saying("Only show what would happen.")),
        ], body: .file,
        success: .init(
            status: .accepted, schema: APIJob.schema, words: "The job.", hasLocation: true),
        changes: true,
        answer: { call in
            let name = call.text("File-Name") ?? ""
            let isCheck = call.boolean("check") ?? false
            let (staged, delivery, digest) = try await receive(call, name)
            do {
                return try await call.change(
                    file: digest, ifKnown: { try? staged.discard(delivery) }
                ) { _ in
                    call.site.startJob(delivery) { tell in
                        let checked = try staged.check(delivery, onProgress: tell)
                        if isCheck {
                            try staged.discard(delivery)
                            return .checked(checked)
                        }
                        return .imported(try staged.apply(delivery, onProgress: tell))
                    }
                    return .accepted(
                        APIJob(delivery, .running(nil, isImport: !isCheck), nil),
                        at: "\(path)/jobs/\(delivery)")
                }
            } catch {
                try? staged.discard(delivery)
                throw error
            }
        })

    /// Takes the file in, piece by piece.
    private static func receive(
        _ call: APICall, _ name: String
    ) async throws -> (StagedImport, delivery: String, digest: String) {
        let staged = call.staged
        let id = try await call.site.store.working {
            _ = try staged.prune()
            return try staged.begin().id
        }
        do {
            let file = try staged.receive(name, into: id)
            for try await buffer in call.request.body {
                try file.append(Array(buffer.readableBytesView))
            }
            return (staged, id, try file.finish().digest)
        } catch {
            try? staged.discard(id)
            throw error
        }
    }

    private static let job = APIRoute(
        method: .get, path: path + "/jobs/{job}", id: "getImportJob", tag: tag,
        words: "How far an import is, and what came of it.",
        scopes: [.importsWrite], rights: [.runImports],
        success: .init(status: .ok, schema: APIJob.schema, words: "The job."),
        answer: { call in
            let id = call.parameters.get("job") ?? ""
            let state = call.site.jobs.state(of: id)
            if case .waits = state { throw APICall.nothing("job") }
            return .ok(APIJob(id, state, call.site.failures.of(id)))
        })

    // MARK: Deciding

    private static let approve = APIRoute(
        method: .post, path: path + "/{run}/approve", id: "approveImport", tag: tag,
        words:
            "Imports the file of a run that was held as a whole, with its limits waived. Goes on "
            + "by itself.", scopes: [.importsWrite], rights: [.runImports],
        success: .init(
            status: .accepted, schema: APIJob.schema, words: "The job.", hasLocation: true),
        changes: true,
        answer: { call in
            let run = try call.number(in: "run", of: "run")
            return try await call.change { workspace in
                let held = try ReviewRuns(workspace).run(run)
                guard held.state == "held" else { throw notHeld }
                let id = "run-\(run)"
                call.site.startJob(id) { _ in
                    .imported([try ReviewRuns(workspace).approve(run)])
                }
                return .accepted(
                    APIJob(id, .running(nil, isImport: true), nil), at: "\(path)/jobs/\(id)")
            }
        })

    private static let discard = APIRoute(
        method: .post, path: path + "/{run}/discard", id: "discardImport", tag: tag,
        words: "Drops a run that was held as a whole.",
        scopes: [.importsWrite], rights: [.runImports],
        success: .init(status: .ok, schema: APIRun.report, words: "The report."), changes: true,
        answer: { call in
            let run = try call.number(in: "run", of: "run")
            return try await call.change { .ok(try ReviewRuns($0).discard(run)) }
        })

    private static let notHeld = APIProblem(
        .conflict, code: "run.not-held", "The run is not held.",
        remedy: "Look at the run: it was decided about already.")
}

extension APICall {
    /// Where files that are handed in wait, as those of the pages do.
    fileprivate var staged: StagedImport {
        StagedImport(workspace, folder: site.settings.uploads + "/staged")
    }
}
