import Operations
import Pages
import Storage

/// Taking a change set back: looking at what that would do, doing it, and how it can be redone.
enum UndoController {
    static let routes: [Route] = [
        .get("/changes/{change}/undo", .needsOne(of: [.undo, .undoOwn])) { visit in
            let change = try visit.number(in: "change")
            let workspace = try visit.workspace
            return try await visit.work { try look(change, [:], .blank, workspace, visit.frame) }
        },
        .post("/changes/{change}/undo", .needsOne(of: [.undo, .undoOwn]), undo),
    ]

    private static func undo(_ visit: Visit) async throws -> Answer {
        let change = try visit.number(in: "change")
        let workspace = try visit.workspace
        let choices = choices(in: visit.form)
        let typed = visit.typed
        let onlyLooks = !visit.form["check"].isEmpty
        return try await visit.work {
            if onlyLooks { return try look(change, choices, typed, workspace, visit.frame) }
            do {
                _ = try Undo(workspace, choices: choices).run(change)
                return .redirect(Address.changeSet(change, "undo"))
            } catch let error as OperationError where isTold(error) {
                var form = typed
                form.problems = [FormState.Problem(nil, ErrorWords.words(for: error))]
                return try look(change, [:], form, workspace, visit.frame)
            }
        }
    }

    /// What a person said of rows and fields that were written since.
    private static func choices(in form: FormValues) -> [String: UndoEdit.Choice] {
        var choices: [String: UndoEdit.Choice] = [:]
        for (name, values) in form.values where name.hasPrefix(UndoPage.prefix) {
            let choice = values.first.flatMap(UndoEdit.Choice.init)
            choices[String(name.dropFirst(UndoPage.prefix.count))] = choice
        }
        return choices
    }

    /// Whether it is told on a page of ours; that something is not there, or not allowed, is told
    /// as everywhere.
    private static func isTold(_ error: OperationError) -> Bool {
        !error.code.hasPrefix("access.") && !error.code.hasSuffix(".not-found")
    }

    /// The page that fits: what an undo would do, why it cannot be, or that it is done.
    private static func look(
        _ change: Int, _ choices: [String: UndoEdit.Choice], _ form: FormState,
        _ workspace: Workspace, _ frame: Frame
    ) throws -> Answer {
        do {
            let report = try Undo(workspace, choices: choices).check(change)
            guard let record = try workspace.store.read({ try $0.changeSet(change) }) else {
                throw OperationError.notFound(kind: "change-set", name: "\(change)")
            }
            return .html(
                frame.document(
                    UndoPage(record, report, form: form)),
                status: form.problems.isEmpty ? .ok : .unprocessableContent)
        } catch let error as OperationError where isTold(error) {
            if error.code == "undo.already-undone", let done = try Undo(workspace).done(change) {
                return .html(frame.document(UndoDonePage(done)))
            }
            return .html(
                frame.document(UndoRefusedPage(change, because: error)),
                status: .unprocessableContent)
        }
    }
}
