import Crypto
import CryptoExtras
import Foundation

/// A token that nobody must be let in by.
public struct ForgedToken: Sendable, CustomStringConvertible {
    public let name: String
    /// The code of the refusal.
    public let code: String
    /// What the provider publishes, where it is not the usual.
    public let keySet: @Sendable (SigningKeys) throws -> [String]
    /// In seconds, where a recent sign-in was asked for.
    public let maxAge: Int?
    public let token: @Sendable (TokenOccasion, SigningKeys) throws -> String

    public var description: String { name }

    /// Made by hand.
    init(
        raw name: String, _ code: String,
        keySet: @escaping @Sendable (SigningKeys) throws -> [String] = { try $0.published() },
        maxAge: Int? = nil,
        _ token: @escaping @Sendable (TokenOccasion, SigningKeys) throws -> String
    ) {
        self.name = name
        self.code = "sso.token-" + code
        self.keySet = keySet
        self.maxAge = maxAge
        self.token = token
    }

    /// A good one with something changed before it is signed.
    init(
        _ name: String, _ code: String,
        keySet: @escaping @Sendable (SigningKeys) throws -> [String] = { try $0.published() },
        maxAge: Int? = nil,
        _ change: @escaping @Sendable (inout TokenDraft, TokenOccasion, SigningKeys) throws -> Void
    ) {
        self.init(raw: name, code, keySet: keySet, maxAge: maxAge) { occasion, keys in
            var draft = TokenDraft(occasion, keys)
            try change(&draft, occasion, keys)
            return try draft.signed()
        }
    }

    public static let all =
        algorithms + macs + keys + headers + times + issuers + audiences + nonces + subjects
        + signatures + forms + hashes + ages
}
