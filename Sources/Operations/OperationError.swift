/// Why an operation was refused. Each has a stable code, a sentence and a remedy.
public enum OperationError: Error, Equatable, Sendable {
    case cannotWrite(String)
    case notFound(kind: String, name: String)
    case refused(code: String, message: String, remedy: String)

    /// Stable, listed in `docs/errors.md`.
    public var code: String {
        switch self {
        case .cannotWrite: "file.cannot-write"
        case .notFound(let kind, _): "\(kind).not-found"
        case .refused(let code, _, _): code
        }
    }

    public var message: String {
        switch self {
        case .cannotWrite(let path): "Cannot write \(path)."
        case .notFound(let kind, let name):
            "There is no \(kind.replacing("-", with: " ")) \(name)."
        case .refused(_, let message, _): message
        }
    }

    public var remedy: String {
        switch self {
        case .cannotWrite: "Choose a folder that exists and that you may write to."
        case .notFound(let kind, _):
            switch kind {
            case "student": "Look it up with: homeroom student find TEXT."
            case "run": "See the runs with: homeroom import list."
            case "held-row": "See the held rows with: homeroom import show RUN."
            case "code": "See the codes with: homeroom code list."
            case "alert": "See the alerts with: homeroom alert list."
            case "mapping": "See the mappings with: homeroom mapping list."
            case "delivery": "See what was handed in with: homeroom import staged list."
            case "setting": "See the settings with: homeroom setting list."
            case "change-set": "See the change sets with: homeroom changes list."
            case "document": "See a student's documents with: homeroom document list ID."
            case "event": "See a student's events with: homeroom event list ID."
            case "enrollment": "See a student's enrollments with: homeroom enrollment list ID."
            case "plan": "See a student's learning plans with: homeroom plan list ID."
            case "user": "See the users with: homeroom user list."
            case "notice": "See those that wait with: homeroom nightly notices."
            case "transfer-request": "See the requests with: homeroom envelope requests."
            case "token": "See the tokens with: homeroom token list."
            case "course", "contact", "review", "intervention":
                "See those of a plan with: homeroom plan show PLAN."
            default: "Check the name."
            }
        case .refused(_, _, let remedy): remedy
        }
    }
}
