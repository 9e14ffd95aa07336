/// Why a OneRoster service could not be read. None of them names a student.
public enum RosterFault: Error, Equatable, Sendable {
    /// There is no answer, after several tries.
    case unreachable
    /// It said that it is busy, or failed, with this status, after several tries.
    case busy(status: Int)
    /// It does not accept the client ID and its secret.
    case client(why: String)
    /// It does not give this client a kind of records.
    case forbidden(what: String)
    /// It does not have what it was asked for.
    case notThere(what: String)
    /// It answered with what the specification does not have.
    case answer(what: String, status: Int)
    /// It leads elsewhere, where nobody goes.
    case elsewhere
    /// An answer is longer than is read.
    case tooLarge(what: String)
    /// It gave a record twice, or not as many as it said, several times.
    case changing(what: String)
    /// It gave students, and none of what belongs to them.
    case empty(what: String)

    /// Stable.
    public var code: String {
        switch self {
        case .unreachable: "sis.unreachable"
        case .busy: "sis.busy"
        case .client: "sis.client-refused"
        case .forbidden: "sis.forbidden"
        case .notThere: "sis.not-there"
        case .answer: "sis.answer"
        case .elsewhere: "sis.redirect"
        case .tooLarge: "sis.too-large"
        case .changing: "sis.changing"
        case .empty: "sis.empty"
        }
    }

    public var message: String {
        switch self {
        case .unreachable: "The service cannot be reached."
        case .busy(let status): "The service is busy or failing (status \(status))."
        case .client(let why):
            "The service does not accept the client ID and its secret"
                + (why.isEmpty ? "." : " (\(why)).")
        case .forbidden(let what): "The service does not give this client its \(what)."
        case .notThere(let what): "The service has no \(what)."
        case .answer(let what, let status):
            "The service answered for \(what) with something that is not accepted "
                + "(status \(status))."
        case .elsewhere: "The service leads to another address, where nobody goes."
        case .tooLarge(let what): "An answer for \(what) is too large."
        case .changing(let what):
            "The service gave some \(what) twice, or not as many as it said."
        case .empty(let what): "The service gave students, but no \(what) at all."
        }
    }

    public var remedy: String {
        switch self {
        case .unreachable: "Check its address and the network; it is asked again by itself."
        case .busy: "It is asked again by itself. Where it goes on, ask whoever runs the SIS."
        case .client: "Check the address of the tokens, the client ID, the secret and the scopes."
        case .forbidden:
            "Have the SIS give this client the scopes of rostering and demographics, or read "
                + "without demographics."
        case .notThere:
            "Check the address: it ends as in https://sis.example.org/ims/oneroster/rostering/v1p2."
        case .answer: "Ask whoever runs the SIS; the specification is OneRoster 1.1 or 1.2."
        case .elsewhere: "Give the address to which it leads, where that is the SIS's."
        case .tooLarge: "Give a smaller number of records for each answer."
        case .changing: "It is asked again by itself, at a time when less is changed there."
        case .empty:
            "Have the SIS give this client the scopes of rostering and demographics, or read "
                + "without demographics."
        }
    }
}
