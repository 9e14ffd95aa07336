import HTTPTypes
import Hummingbird
import Operations
import Records
import Storage

/// Why a request was not carried out.
///
/// Source of the form: RFC 9457.
struct APIProblem: Error, Sendable {
    let status: HTTPResponse.Status
    /// Stable, listed in `docs/errors.md`.
    let code: String
    let detail: String
    /// What to do; nil where nobody can say.
    var remedy: String?
    /// What belongs to it beside words.
    var more: [String: JSONValue] = [:]
    var headers: HTTPFields = [:]

    init(
        _ status: HTTPResponse.Status, code: String, _ detail: String, remedy: String? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.remedy = remedy
    }

    var json: String {
        var members = more
        members["type"] = .text("/problems/\(code)")
        members["title"] = .text(status.reasonPhrase)
        members["status"] = .integer(status.code)
        members["code"] = .text(code)
        members["detail"] = .text(detail)
        if let remedy { members["remedy"] = .text(remedy) }
        return APIText.json(JSONValue.object(members))
    }

    static let schema = JSONSchema.named("Problem") {
        .object(
            .required(
                "type", .text.saying("A URI reference of the code.", like: "/problems/merge.stale")
            ),
            .required("title", .text.like("Conflict")),
            .required("status", .integer(400...599).like(409)),
            .required(
                "code", .text.saying("Stable; docs/errors.md lists all.", like: "merge.stale")),
            .required("detail", .text.like("The students changed since the preview.")),
            .optional("remedy", .text.like("Preview again, and apply the new fingerprint.")),
            .optional(
                "place",
                .text.saying("A JSON pointer into the body.", like: "/fields/birthDate")),
            .optional(
                "changes",
                .array(
                    of: .object(
                        .required("studentID", .text), .required("what", .text),
                        .required("was", .text), .required("now", .text))
                ).saying("What is not as it was, of `merge.stale`.")),
            .optional(
                "candidates",
                .array(
                    of: .object(
                        .optional("ref", .text), .optional("integrationID", .text),
                        .required("score", .number))
                ).saying("Who it likely is, of `student.likely-exists`.")))
    }
}

// MARK: What went wrong

extension APIProblem {
    /// What an error is to a program. Nothing of an error is told but operations' own words.
    init(_ error: any Error, _ references: References) {
        switch error {
        case let problem as APIProblem: self = problem
        case let error as OperationError: self.init(error)
        case let error as LikelyStudents:
            self.init(error.refusal)
            more["candidates"] = .array(error.candidates.map { $0.likely(references) })
            remedy = "Use that student. If it is another person, send anyway: true."
        case let error as MergeStale:
            self = Self.stale
            more["changes"] = JSONValue(error.changes) ?? .array([])
        case StorageError.busy:
            self.init(
                .serviceUnavailable, code: "store.busy",
                "Somebody else is changing the district for longer than usual.",
                remedy: "Send the same request again in a minute, with the same key.")
            headers[.retryAfter] = "30"
        case let error as HTTPError where error.status == .contentTooLarge:
            self = Self.tooLarge
        default:
            self.init(
                .internalServerError, code: "internal", "Something went wrong here.",
                remedy: "Look whether it was done. If it happens again, report it with this code.")
        }
    }

    private init(_ error: OperationError) {
        let status = Self.status(of: error.code)
        let isCommand = error.remedy.contains("homeroom ") || error.remedy.contains("--")
        self.init(
            status, code: error.code,
            status == .notFound ? "There is nothing of this name." : error.message,
            remedy: Self.remedies[error.code] ?? (isCommand ? nil : error.remedy))
        if status == .unauthorized { headers[.wwwAuthenticate] = #"Bearer realm="homeroom""# }
    }

    private static func status(of code: String) -> HTTPResponse.Status {
        switch code {
        case "api.token-address": .forbidden
        case _ where code.hasPrefix("api.token-"): .unauthorized
        case _ where code.hasPrefix("access."): .forbidden
        case _ where code.hasSuffix(".not-found"): .notFound
        case "import.too-large": .contentTooLarge
        case _ where conflicts.contains(code): .conflict
        default: .unprocessableContent
        }
    }

    /// What somebody did meanwhile, or before.
    private static let conflicts: Set = [
        "merge.stale", "merge.already-merged", "student.changed", "student.id-taken",
        "student.likely-exists", "undo.already-undone", "program.exists", "link.already-linked",
        "link.not-linked", "run.not-held",
    ]

    /// In words of the API: operations name commands.
    private static let remedies = [
        "student.changed": "Get the student again, and decide anew with its revision.",
        "link.unconfirmed":
            "Look at it with check: true. If they are one person, confirm the codes.",
        "merge.choice-missing": "Preview the merge, and choose each that is undecided.",
        "merge.choice-refused": "Preview the merge, and choose among the options.",
        "undo.all-edited": "Look at it with check: true. Undo the later change sets first.",
        "undo.clash": "Undo the later change sets first, from the newest on.",
        "undo.order": "Undo the change set that is named first.",
        "undo.choice-refused": "Look at it with check: true, and choose among what it lists.",
        "program.exists": "Change that record.",
        "student.sis-owned": "Change it in the SIS. It comes with the next roster.",
    ]

    static let stale = APIProblem(
        .conflict, code: "merge.stale",
        "The students, or what was chosen, are not as they were in the preview.",
        remedy: "Preview again, and apply the new fingerprint.")

    static let tooLarge = APIProblem(
        .contentTooLarge, code: "api.too-large", "The body is too large.",
        remedy: "Send at most \(APILimits.bodyBytes >> 20) MiB of JSON; files go to /imports.")

    static func badRequest(_ code: String, _ detail: String, remedy: String) -> APIProblem {
        APIProblem(.badRequest, code: code, detail, remedy: remedy)
    }
}

extension Candidate {
    /// Who it is, without what the record says.
    fileprivate func likely(_ references: References) -> JSONValue {
        var members: [String: JSONValue] = ["score": .number(score)]
        if let integrationID {
            members["integrationID"] = .text(integrationID)
        } else {
            members["ref"] = .text(references.name(.student, id))
        }
        return .object(members)
    }
}
