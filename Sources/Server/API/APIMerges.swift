import Crypto
import Foundation
import Hummingbird
import Operations
import Records

/// Merging students: looking first, then doing exactly what was looked at.
enum APIMerges {
    private static let path = APIRoute.root + "/merges"
    private static let tag = "merges"
    /// Students that are merged into one at once.
    private static let mostSources = 10

    static let routes = [preview, apply]

    private static let preview = APIRoute(
        method: .post, path: path + "/preview", id: "previewMerge", tag: tag,
        words: "Shows exactly what a merge would do, and changes nothing.",
        scopes: [.merge], rights: [.mergeStudents], body: .json(.object(subject)),
        success: .init(
            status: .ok,
            schema: .object(
                .required("fingerprint", fingerprintSchema),
                .required(
                    "isReady",
                    .boolean.saying("Whether nothing has to be chosen and nothing stops it.")),
                .required("preview", previewSchema)),
            words: "The preview, and what it is applied by."),
        answer: { call in
            let request = try request(call)
            return try await call.work { workspace in
                let merge = MergeStudents(workspace)
                let plan = try merge.preview(merge.named(request, workspace))
                return .ok(
                    Previewed(
                        fingerprint: fingerprint(plan, call.site),
                        isReady: plan.undecided.isEmpty && plan.refusedChoices.isEmpty
                            && !plan.guards.contains { $0.severity == .stop },
                        preview: MergeJSON(plan, try merge.origins(in: plan))))
            }
        })

    private static let apply = APIRoute(
        method: .post, path: path, id: "applyMerge", tag: tag,
        words: "Merges, as the preview with this fingerprint showed.",
        scopes: [.merge], rights: [.mergeStudents],
        body: .json(
            .object(
                subject + [
                    .required("fingerprint", fingerprintSchema),
                    .required(
                        "reason", .line(200, shortest: 1).like("Same child, entered twice")),
                    .optional(
                        "confirm",
                        .array(of: .choice(confirmable), most: 20).saying(
                            "Codes of guards that ask, and are meant all the same.")),
                ])),
        success: .init(
            status: .created, schema: merged, words: "The change set.", hasLocation: true),
        changes: true,
        answer: { call in
            let request = try request(call)
            let body = call.body
            return try await call.change { workspace in
                let merge = MergeStudents(workspace)
                var request = try merge.named(request, workspace)
                request.confirmed = Set((body["confirm"]?.array ?? []).compactMap(\.text))
                request.reason = body["reason"]?.text ?? ""
                let plan = try merge.preview(request)
                guard fingerprint(plan, call.site) == body["fingerprint"]?.text else {
                    throw APIProblem.stale
                }
                // What changes between this and the merge itself is found there.
                request.preview = plan
                let done = try merge.apply(request)
                return .created(
                    Merged(
                        changeSet: done.changeSet, studentID: done.target,
                        ref: call.name(try workspace.row(ofStudent: done.target))),
                    at: "\(APIRoute.root)/changes/\(done.changeSet)")
            }
        })

    // MARK: What comes along

    private static let subject: [JSONSchema.Member] = [
        .required(
            "sources",
            .array(of: APIStudents.refSchema, least: 1, most: mostSources).saying(
                "Those who are folded in, and retired.")),
        .required("target", APIStudents.refSchema.saying("The one who stays.")),
        .optional(
            "choices",
            .map(of: .line(200)).saying(
                "Whose value or row counts, by the name of a field or the ID of a collision: "
                    + "target, source, both, or a source's student ID.",
                like: ["caseManager": "source"])),
    ]

    /// Numbers of ours in the place of students, until a workspace names them.
    fileprivate struct Subject: Sendable {
        let sources: [Int]
        let target: Int
        let choices: [String: String]
    }

    private static func request(_ call: APICall) throws -> Subject {
        let sources = (call.body["sources"]?.array ?? []).compactMap(\.text)
        return Subject(
            sources: try sources.map(call.student),
            target: try call.student(named: call.body["target"]?.text ?? ""),
            choices: (call.body["choices"]?.members ?? [:]).compactMapValues(\.text))
    }

    private static let confirmable = MergeGuard.Code.allCases.filter { $0.severity == .confirm }
        .map(\.rawValue)

    /// What only this site can make of a plan that somebody saw.
    private static func fingerprint(_ plan: MergePlan, _ site: Site) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(APIText.json(plan).utf8), using: site.keys.key("api-previews"))
        return Hexadecimal.text(code)
    }

    private static let fingerprintSchema = JSONSchema.matching(.fingerprint).saying(
        "Of the preview that was looked at. Refused as `merge.stale` where anything is otherwise "
            + "by now.", like: .text(String(repeating: "0a", count: 32)))

    // MARK: What goes back

    private struct Previewed: Encodable {
        let fingerprint: String
        let isReady: Bool
        let preview: MergeJSON
    }

    private struct Merged: Encodable {
        let changeSet: Int
        let studentID, ref: String
    }

    private static let merged = JSONSchema.object(
        .required("changeSet", .integer(1...Int(Int32.max)).like(7)),
        .required("studentID", .text.like("100200")), .required("ref", APIStudents.refSchema))

    private static let count = JSONSchema.integer(0...Int(Int32.max))
    private static let kinds = ["documents", "events", "programs", "plans", "enrollments"]

    private static let card = JSONSchema.named("MergeCard") {
        .object(
            [
                .required("studentID", .text), .optional("integrationID", .text),
                .optional("stateID", .text), .optional("otherID", .text),
                .required("status", .text), .required("fields", .map(of: .text)),
            ] + kinds.map { .required($0, count) })
    }

    private static let origin = JSONSchema.object(
        .required("from", .choice(["SIS", "profile"])), .optional("at", .text),
        .optional("actor", .text))

    private static let previewSchema = JSONSchema.named("MergePreview") {
        .object(
            [
                .required("target", .text.saying("Its student ID.")),
                .required("sources", .array(of: .text)), .required("targetCard", card),
                .required("sourceCards", .array(of: card)),
                .required("differences", .array(of: difference)),
                .required(
                    "identifiers",
                    .array(
                        of: .object(
                            .required("student", .text), .required("system", .text),
                            .required("value", .text), .required("becomes", .text)))),
                .required(
                    "collisions",
                    .array(
                        of: .object(
                            .required("id", .text), .required("kind", .text),
                            .required("relation", .text), .required("source", .text),
                            .required("target", .array(of: .text)), .required("action", .text),
                            .required("options", .array(of: .text))))),
                .required(
                    "guards",
                    .array(
                        of: .object(
                            .required("code", .text), .required("severity", .text),
                            .required("message", .text)))),
                .required("undecided", .array(of: .text).saying("To be chosen first.")),
                .required(
                    "refusedChoices",
                    .array(
                        of: .object(.required("name", .text), .required("reason", .text)))),
            ] + kinds.map { .required($0, count.saying("How many go over.")) })
    }

    private static let difference = JSONSchema.object(
        .required("field", .text), .required("label", .text), .required("owner", .text),
        .required("target", .text), .required("targetOrigin", origin),
        .required("source", .text), .required("sourceOrigin", origin),
        .required(
            "sources",
            .array(
                of: .object(
                    .required("student", .text), .required("value", .text),
                    .required("origin", origin)))),
        .required("default", .text), .required("choice", .text), .required("settled", .boolean))
}

extension MergeStudents {
    /// The request, with the student IDs of those in these rows.
    fileprivate func named(
        _ subject: APIMerges.Subject, _ workspace: Workspace
    ) throws -> Request {
        var request = Request(
            sources: try subject.sources.map { try workspace.studentID(ofRow: $0) },
            target: try workspace.studentID(ofRow: subject.target))
        request.choices = subject.choices
        return request
    }
}
