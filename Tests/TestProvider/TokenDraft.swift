import Crypto
import Foundation

/// What a token is about: who asked for it and with what.
public struct TokenOccasion: Sendable {
    public var issuer: String
    public var clientID: String
    public var nonce: String
    public var subject = "subject-of-mira"
    /// In seconds since 1970.
    public var now: Int
    public var accessToken = "an-access-token"
    public var code = "a-code"

    public init(issuer: String, clientID: String, nonce: String, now: Int) {
        self.issuer = issuer
        self.clientID = clientID
        self.nonce = nonce
        self.now = now
    }
}

/// A token before it is signed, every part of which can be made wrong.
public struct TokenDraft: Sendable {
    /// Names with JSON, in order; a name may be there twice.
    public var header: [(String, String)]
    public var claims: [(String, String)]
    public var signer: SigningKeys.Signer

    /// One that has to be accepted.
    public init(_ occasion: TokenOccasion, _ keys: SigningKeys) {
        header = [("alg", #""RS256""#), ("kid", #""r1""#), ("typ", #""JWT""#)]
        claims = [
            ("iss", Written.quoted(occasion.issuer)), ("sub", Written.quoted(occasion.subject)),
            ("aud", Written.quoted(occasion.clientID)), ("exp", "\(occasion.now + 300)"),
            ("iat", "\(occasion.now)"), ("nonce", Written.quoted(occasion.nonce)),
        ]
        signer = SigningKeys.rs256(keys.rsa)
    }

    public mutating func say(_ name: String, _ json: String) {
        claims.removeAll { $0.0 == name }
        claims.append((name, json))
    }

    public mutating func sayNothing(of name: String) { claims.removeAll { $0.0 == name } }

    public mutating func head(_ name: String, _ json: String?) {
        header.removeAll { $0.0 == name }
        if let json { header.append((name, json)) }
    }

    public static func json(_ members: [(String, String)]) -> String {
        "{\(members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ","))}"
    }

    public var headerText: String { Written.base64(Self.json(header).utf8) }
    public var claimsText: String { Written.base64(Self.json(claims).utf8) }

    public func signed() throws -> String { try signed(headerText, claimsText) }

    public func signed(_ header: String, _ claims: String) throws -> String {
        let text = header + "." + claims
        return text + "." + Written.base64(try signer(Array(text.utf8)))
    }

    /// The left half of the SHA-256 of a text.
    public static func half(_ text: String) -> String {
        Written.base64(SHA256.hash(data: Array(text.utf8)).prefix(16))
    }
}
