import Operations
import Synchronization

/// What becomes known of a request while it is answered, for the log.
final class RequestNote: Sendable {
    private struct Known {
        var user: Int?
        var tried = SignInEvents.Who.nobody
        var control: Control?
    }

    private let known = Mutex(Known())

    /// Our number of who is signed in.
    var user: Int? {
        get { known.withLock { $0.user } }
        set { known.withLock { $0.user = newValue } }
    }

    /// Who tried to sign in with this request.
    var tried: SignInEvents.Who {
        get { known.withLock { $0.tried } }
        set { known.withLock { $0.tried = newValue } }
    }

    /// What refused the request, or led it elsewhere first.
    var control: Control? {
        get { known.withLock { $0.control } }
        set { known.withLock { $0.control = newValue } }
    }
}

/// What refuses requests that should not be, by stable codes; `docs/web.md` lists them.
enum Control: String, CaseIterable, Sendable {
    /// Nobody is signed in.
    case session
    /// A right that the user does not have.
    case permission
    /// A student, or a row, whom the user does not see.
    case scope
    /// The token that a form has to bring along.
    case csrf
    /// The site that a form comes from.
    case origin
    /// A code of the second factor, or setting it up, or the password again.
    case secondFactor = "second-factor"
    /// A password of one's own, in the place of one that somebody else made.
    case initialPassword = "initial-password"
    /// Too many attempts to sign in, or to give a code.
    case attempts
    /// Too many requests of one session, address or token.
    case rate
    /// Too many requests at once.
    case load
    /// The token of a program: none, ended, of another address, or in the address.
    case token
    /// A scope that the token of a program does not have.
    case tokenScope = "token-scope"

    /// What refused, by the error that tells of it; nil where it is no control.
    init?(_ error: any Error) {
        let code: String
        switch error {
        case is SignInLimited: code = "signin.limited"
        case let error as OperationError: code = error.code
        case let problem as APIProblem: code = problem.code
        default: return nil
        }
        switch code {
        case "access.whole-district": self = .scope
        case "signin.limited": self = .attempts
        case "api.rate": self = .rate
        case "api.scope-missing": self = .tokenScope
        case "second-factor.wrong", "second-factor.too-late": self = .secondFactor
        case _ where code.hasPrefix("access."): self = .permission
        case _ where code.hasPrefix("api.token"): self = .token
        default: return nil
        }
    }
}
