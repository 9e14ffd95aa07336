import Records

// All SQL that touches `user_identity`.

/// Whom a provider's subject is here.
public struct UserIdentity: Sendable, Equatable {
    public var id: Int
    public var account: Int
    public var issuer: String
    /// What the provider calls somebody; only together with the issuer it names somebody.
    public var subject: String
    /// UTC, ISO 8601.
    public var linkedAt: String

    public init(id: Int, account: Int, issuer: String, subject: String, linkedAt: String) {
        self.id = id
        self.account = account
        self.issuer = issuer
        self.subject = subject
        self.linkedAt = linkedAt
    }
}

extension Reader {
    private func identities(_ condition: Query) throws -> [UserIdentity] {
        try rows(
            """
            SELECT id, account, issuer, subject, linked_at FROM user_identity
            WHERE \(query: condition) ORDER BY account, id
            """
        ) {
            UserIdentity(
                id: try $0.requiredInteger(0), account: try $0.requiredInteger(1),
                issuer: try $0.requiredText(2), subject: try $0.requiredText(3),
                linkedAt: try $0.requiredText(4))
        }
    }

    /// All identities, those of one account together.
    public func userIdentities() throws -> [UserIdentity] { try identities("1 = 1") }

    public func userIdentities(of account: Int) throws -> [UserIdentity] {
        try identities("account = \(account)")
    }

    /// The one of a subject, or nil. Both texts have to be the same, letter by letter.
    public func userIdentity(issuer: String, subject: String) throws -> UserIdentity? {
        try identities("issuer = \(issuer) AND subject = \(subject)").first
    }
}

extension Writer {
    /// Writes an identity whole, keeping what it was.
    public func save(_ identity: UserIdentity, in change: Int) throws {
        try save(
            [
                .init(number: identity.id), .init(number: identity.account),
                .text(identity.issuer), .text(identity.subject), .text(identity.linkedAt),
            ], of: .userIdentity, in: change)
    }

    /// Removes an identity, keeping what it was.
    public func remove(_ identity: UserIdentity, in change: Int) throws {
        try remove([Int64(identity.id)], from: .userIdentity, in: change)
    }
}
