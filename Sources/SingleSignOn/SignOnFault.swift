/// Why somebody was not signed in by a provider.
///
/// Nothing that a provider or a token said is in it.
public protocol SignOnFault: Error, Sendable {
    /// Stable, listed in `docs/errors.md`.
    var code: String { get }
    var message: String { get }
    var remedy: String { get }
}

/// What is wrong with an ID token. The first that is found is told, in this order.
public enum TokenFault: String, CaseIterable, SignOnFault {
    case size = "sso.token-size"
    case form = "sso.token-form"
    case algorithm = "sso.token-algorithm"
    case header = "sso.token-header"
    case type = "sso.token-type"
    case key = "sso.token-key"
    case signature = "sso.token-signature"
    case issuer = "sso.token-issuer"
    case audience = "sso.token-audience"
    case times = "sso.token-times"
    case expired = "sso.token-expired"
    case early = "sso.token-early"
    case old = "sso.token-old"
    case nonce = "sso.token-nonce"
    case subject = "sso.token-subject"
    case hash = "sso.token-hash"
    case authenticated = "sso.token-authenticated"

    public var code: String { rawValue }

    public var message: String {
        switch self {
        case .size: "The provider's token is larger than any token should be."
        case .form: "The provider's token is not a signed token."
        case .algorithm: "The provider's token is signed in a way that is not accepted."
        case .header: "The provider's token asks for something that is not accepted."
        case .type: "The provider's token is of another kind."
        case .key: "The provider's token is signed with a key that is not the provider's."
        case .signature: "The signature of the provider's token is not right."
        case .issuer: "The token is from another provider."
        case .audience: "The provider's token is for somebody else."
        case .times: "The provider's token does not say until when it holds."
        case .expired: "The provider's token does not hold any more."
        case .early: "The provider's token does not hold yet."
        case .old: "The provider's token was made too long ago."
        case .nonce: "The provider's token does not belong to this sign-in."
        case .subject: "The provider's token does not say whom it is about."
        case .hash: "What the provider sent with the token does not belong to it."
        case .authenticated: "The provider asked for no password for too long."
        }
    }

    public var remedy: String {
        switch self {
        case .expired, .early, .old:
            "Try again. If it happens again, the clock of one of the two servers is wrong."
        case .nonce: "Begin again on the sign-in page."
        case .authenticated: "Sign out at the provider, and try again."
        default:
            "Nobody was signed in. Tell this code to who keeps the server; they look up what it "
                + "means."
        }
    }
}

/// What is wrong with a provider, or with how it is set up.
public enum ProviderFault: String, CaseIterable, SignOnFault {
    case issuerForm = "sso.issuer-invalid"
    case unreachable = "sso.provider-unreachable"
    case answer = "sso.provider-answer"
    case redirect = "sso.provider-redirect"
    case issuer = "sso.provider-issuer"
    case metadata = "sso.provider-metadata"
    case keys = "sso.provider-keys"
    case client = "sso.client-refused"
    case code = "sso.code-refused"
    case issuerParameter = "sso.answer-issuer"

    public var code: String { rawValue }

    public var message: String {
        switch self {
        case .issuerForm: "This is not the address of an issuer."
        case .unreachable: "The provider cannot be reached."
        case .answer: "The provider answered with something that is not accepted."
        case .redirect: "The provider sent the server elsewhere, where it does not go."
        case .issuer: "The provider says that it is another one."
        case .metadata: "The provider does not say, or does not have, what is needed."
        case .keys: "The provider has no key that is accepted."
        case .client: "The provider does not accept the client ID and its secret."
        case .code: "The provider did not accept its own code a second time, or any more."
        case .issuerParameter: "The answer is from another provider."
        }
    }

    public var remedy: String {
        switch self {
        case .issuerForm:
            "It begins with https:// and has no query: the provider's pages for administrators "
                + "have it."
        case .unreachable, .answer: "Try again in a minute."
        case .code: "Begin again on the sign-in page."
        default:
            "Nobody was signed in. Tell this code to who keeps the server; they look up what it "
                + "means."
        }
    }
}
