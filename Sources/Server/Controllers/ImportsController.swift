import Foundation
import Hummingbird
import Operations
import Pages
import Records
import Storage

/// Handing files in, checking, importing them.
enum ImportsController {
    /// Whoever runs imports, and whoever may look on.
    static let looking = Route.Access.needsOne(of: [.runImports, .seeImports])

    static let place = ListPlace(path: "/imports", access: looking, purpose: "imports")

    static let routes: [Route] =
        place.routes { try page($1, $0, $2, .blank) } + others

    private static let others: [Route] = [
        .post("/imports/upload", .needs(.runImports), body: .files, upload),
        .get("/imports/delivery/{delivery}", .needs(.runImports)) { visit in
            let id = delivery(visit)
            return try await visit.show { workspace in
                let state = visit.site.jobs.state(of: id)
                // Once imported, the files are gone, a moment before the job is over.
                let files =
                    switch state {
                    case .waits, .checked: try staged(workspace, visit).show(id).files
                    case .running, .imported, .failed: [StagedImport.File]()
                    }
                return DeliveryPage(id: id, files: files, state: state)
            }
        },
        .get("/imports/delivery/{delivery}/progress", .needs(.runImports), progress),
        .post("/imports/delivery/{delivery}/check", .needs(.runImports)) { visit in
            let id = delivery(visit)
            let workspace = try visit.workspace
            try await visit.work { _ = try staged(workspace, visit).show(id) }
            startCheck(id, workspace, visit)
            return .redirect("/imports/delivery/\(id)")
        },
        .post("/imports/delivery/{delivery}/apply", .needs(.runImports)) { visit in
            let id = delivery(visit)
            let workspace = try visit.workspace
            let reason = visit.form["reason"]
            try await visit.work { _ = try staged(workspace, visit).show(id) }
            visit.site.jobs.start(id, isImport: true) { tell in
                .imported(
                    try staged(workspace, visit).apply(id, reason: reason, onProgress: tell))
            }
            return .redirect("/imports/delivery/\(id)")
        },
        .post("/imports/delivery/{delivery}/discard", .needs(.runImports)) { visit in
            let id = delivery(visit)
            let workspace = try visit.workspace
            if visit.site.jobs.isRunning(id) { return .redirect("/imports/delivery/\(id)") }
            return try await visit.work {
                try staged(workspace, visit).discard(id)
                visit.site.jobs.forget(id)
                return .redirect(
                    "/imports", notice: Notice(.deliveryDiscarded, kind: .information))
            }
        },
    ]

    static func delivery(_ visit: Visit) -> String { visit.parameters.get("delivery") ?? "" }

    static func staged(_ workspace: Workspace, _ visit: Visit) -> StagedImport {
        StagedImport(workspace, folder: visit.site.settings.uploads + "/staged")
    }

    static func startCheck(_ id: String, _ workspace: Workspace, _ visit: Visit) {
        visit.site.jobs.start(id, isImport: false) { tell in
            .checked(try staged(workspace, visit).check(id, onProgress: tell))
        }
    }

    private static func page(
        _ workspace: Workspace, _ visit: Visit, _ query: ListQuery, _ form: FormState
    ) throws -> ImportsPage {
        let staged = workspace.allows(.runImports) ? staged(workspace, visit) : nil
        _ = try staged?.prune()
        return ImportsPage(
            deliveries: try staged?.list(),
            runs: try ReviewRuns(workspace).page(query.page, size: query.size, details: false),
            query: query, form: form)
    }

    private static func upload(_ visit: Visit) async throws -> Answer {
        let upload = try await visit.receive(
            Upload.Limit(files: StagedImport.maximumFiles, bytes: StagedImport.maximumBytes))
        defer { upload.discard() }
        let query = visit.listQuery("imports", filters: [])
        return try await visit.with(upload.form).submit(
            fields: [
                "import.no-files": "files", "import.same-name": "files",
                "import.too-many-files": "files", "import.too-large": "files",
            ]
        ) { workspace in
            if upload.files.isEmpty { throw FormProblems("files", .chooseFiles) }
            let staged = staged(workspace, visit)
            let delivery = try staged.begin()
            do {
                for file in upload.files { _ = try staged.add(file.path, to: delivery.id) }
            } catch {
                try? staged.discard(delivery.id)
                throw error
            }
            startCheck(delivery.id, workspace, visit)
            return .redirect("/imports/delivery/\(delivery.id)")
        } orShow: { workspace, form in
            try page(workspace, visit, query, form)
        }
    }

    /// Told to the page's script while it shows the progress.
    private struct Told: Encodable {
        let done: Int
        let total: Int
        let text: String
    }

    private static func progress(_ visit: Visit) async throws -> Answer {
        let id = delivery(visit)
        let jobs = visit.site.jobs
        let body = ResponseBody { writer in
            var last = ""
            // As long as any import takes; then the page asks anew.
            let ticks = AsyncStream<Int> { stream in
                let task = Task {
                    for tick in 0..<12_000 where !Task.isCancelled {
                        stream.yield(tick)
                        try? await Task.sleep(for: .milliseconds(150))
                    }
                    stream.finish()
                }
                stream.onTermination = { _ in task.cancel() }
            }
            for await _ in ticks.cancelOnGracefulShutdown() {
                guard case .running(let progress, _) = jobs.state(of: id) else { break }
                guard let progress else { continue }
                let text = StableJSON.text(
                    Told(
                        done: progress.completed, total: progress.total ?? 0,
                        text: Phrase.progress(progress).text))
                if text == last { continue }
                last = text
                try await writer.write(
                    ByteBuffer(string: "event: progress\ndata: \(text)\n\n"))
            }
            try await writer.write(ByteBuffer(string: "event: done\ndata: {}\n\n"))
            try await writer.finish(nil)
        }
        return Answer(
            status: .ok, content: .stream(body, type: "text/event-stream", name: nil))
    }
}
