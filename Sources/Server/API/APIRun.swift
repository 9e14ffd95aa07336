import Foundation
import Operations
import Pages
import Records
import Synchronization

/// An import run as the API shows it.
struct APIRun: Encodable {
    let run: Int
    let file, layout, state, startedAt, actor: String
    let changeSet, undoneBy: Int?
    let waiting: SmallCount
    let report: RunReport?

    init(_ listed: ReviewRuns.Listed) {
        run = listed.run
        file = listed.file
        layout = listed.layout
        state = listed.state
        startedAt = listed.startedAt
        actor = listed.actor
        changeSet = listed.changeSet
        undoneBy = listed.undoneBy
        waiting = listed.waiting
        report = listed.report
    }

    private static let count = JSONSchema.integer(0...Int(Int32.max))
    /// Whoever does not see the rows is not told whether there are few.
    private static let told = JSONSchema(.smallCount)
    private static let id = JSONSchema.integer(1...Int(Int32.max))
    private static let states = [
        "applied", "checked", "held", "repeated", "failed", "discarded", "undone",
    ]

    static let schema = JSONSchema.named("ImportRun") {
        .object(
            .required("run", id.like(3)), .required("file", .text.like("programs.txt")),
            .required("layout", .text.like("programs")),
            .required("state", .choice(states)), .required("startedAt", .moment),
            .required("actor", .text.like("mira.osterby")),
            .optional("changeSet", id), .optional("undoneBy", id),
            .required("waiting", told.saying("Held rows that nobody has decided about.")),
            .optional("report", report))
    }

    static let report = JSONSchema.named("ImportReport") {
        .object(
            .required("run", id.orNull), .required("file", .text),
            .required("layout", .text), .required("state", .choice(states)),
            .required("read", count), .required("inserted", count), .required("updated", count),
            .required("closed", count), .required("unchanged", count), .required("held", count),
            .required("rejected", count), .required("warnings", count),
            .required("changeSet", id.orNull), .required("problems", .array(of: problem)),
            .required("notes", .array(of: .text)), .required("wouldHold", .boolean))
    }

    private static let severity = JSONSchema.choice(["error", "warning"])

    private static let problem = JSONSchema.object(
        .required("code", .text.like("program.unknown-code")), .required("severity", severity),
        .required("count", count), .required("rows", .array(of: count)),
        .required("message", .text), .required("fix", .text))

    static let group = JSONSchema.named("ProblemGroup") {
        .object(
            .required("fix", .text.saying("What to do.")), .required("severity", severity),
            .required("count", told),
            .required(
                "problems",
                .array(
                    of: .object(
                        .required("code", .text), .required("count", told),
                        .required("message", .text),
                        .required("examples", .array(of: example))))),
            .required(
                "unknownCodes",
                .array(
                    of: .object(
                        .required("table", .text), .required("key", .text),
                        .required("rows", told)))))
    }

    private static let example = JSONSchema.object(
        .optional("file", .text), .required("row", count), .required("column", .text),
        .optional("cell", .text))
}

/// An import that goes on by itself.
struct APIJob: Encodable {
    let job, state: String
    let progress: Progress?
    let reports: [RunReport]
    let problem: JSONValue?

    struct Progress: Encodable {
        let file, stage, unit: String
        let completed: Int
        let total: Int?
    }

    init(_ id: String, _ state: DeliveryPage.State, _ problem: APIProblem?) {
        job = id
        switch state {
        case .waits, .running(nil, _):
            (self.state, progress, reports) = ("running", nil, [])
        case .running(let told?, _):
            self.state = "running"
            progress = Progress(
                file: told.file, stage: told.stage.rawValue, unit: told.unit.rawValue,
                completed: told.completed, total: told.total)
            reports = []
        case .checked(let checked):
            (self.state, progress, reports) = ("checked", nil, checked.reports)
        case .imported(let done): (self.state, progress, reports) = ("imported", nil, done)
        case .failed: (self.state, progress, reports) = ("failed", nil, [])
        }
        self.problem =
            self.state == "failed"
            ? try? JSONValue(json: Array((problem ?? Self.broke).json.utf8)) : nil
    }

    private static let broke = APIProblem(
        .internalServerError, code: "internal", "The import could not be finished.",
        remedy: "Look at the runs. If it happens again, report it with this code.")

    static let schema = JSONSchema.named("ImportJob") {
        .object(
            .required("job", .matching(.job).like("5b1c2f1e-7b0e-4f0e-9d59-2f6a3f6b7c11")),
            .required("state", .choice(["running", "checked", "imported", "failed"])),
            .optional(
                "progress",
                .object(
                    .required("file", .text), .required("stage", .text),
                    .required("unit", .text),
                    .required("completed", .integer(0...(1 << 53))),
                    .optional("total", .integer(0...(1 << 53))))),
            .required("reports", .array(of: APIRun.report)),
            .optional("problem", APIProblem.schema))
    }
}

/// Why jobs failed, as programs are told it; pages keep only the words.
final class JobFailures: Sendable {
    private let kept = Mutex([String: APIProblem]())

    func of(_ job: String) -> APIProblem? { kept.withLock { $0[job] } }

    fileprivate func note(_ job: String, _ problem: APIProblem?) {
        kept.withLock { kept in
            if kept.count >= ImportJobs.most { kept = [:] }
            kept[job] = problem
        }
    }
}

extension Site {
    /// Begins a job whose failure programs can ask for.
    func startJob(
        _ id: String,
        _ body:
            @escaping @Sendable (@escaping @Sendable (ImportProgress) -> Void) throws ->
            DeliveryPage.State
    ) {
        failures.note(id, nil)
        jobs.start(id, isImport: true) { [failures, references] tell in
            do { return try body(tell) } catch {
                failures.note(id, APIProblem(error, references))
                throw error
            }
        }
    }
}
