import Records

// All SQL that touches `session`. Times are seconds since 1970.

/// That somebody is signed in.
public struct StoredSession: Sendable {
    public let account: UserAccount
    public let createdAt: Int
    public let seenAt: Int
    /// When it ends whatever is done in it.
    public let endsAt: Int
    /// When a second factor was given in it last; nil where it never was.
    public let provenAt: Int?
    /// How it was begun: `password`, or another way of signing in.
    public let method: String
    /// Whether the account has a second factor.
    public let hasSecondFactor: Bool
    /// Whether the account's password was made by somebody else and was not replaced yet.
    public let hasInitialPassword: Bool
}

/// One of the sessions of an account.
public struct OpenSession: Sendable, Equatable {
    /// SHA-256 of the token: by it a session is found, and it is shown to nobody.
    public let tokenHash: String
    public let createdAt: Int
    public let seenAt: Int
    /// When it ends whatever is done in it.
    public let endsAt: Int
    /// When a second factor was given in it last; nil where it never was.
    public let provenAt: Int?
    /// How it was begun.
    public let method: String
}

extension Reader {
    /// The session whose token has this SHA-256, or nil. It may have ended.
    public func session(withTokenHash hash: String) throws -> StoredSession? {
        let found = try rows(
            """
            SELECT s.created_at, s.seen_at, s.ends_at, s.proven_at, s.method, f.confirmed_at,
                p.is_initial, \(sql: AccountRow.columns)
            FROM session s JOIN user_account a ON a.id = s.account
            LEFT JOIN second_factor f ON f.account = a.id
            LEFT JOIN user_password p ON p.account = a.id
            LEFT JOIN user_site u ON u.account = a.id
            WHERE s.token_hash = \(hash)
            """
        ) {
            (
                created: try $0.requiredInteger(0), seen: try $0.requiredInteger(1),
                ends: try $0.requiredInteger(2), proven: try $0.integer(3),
                method: try $0.requiredText(4), confirmed: try $0.integer(5),
                initial: try $0.integer(6), row: try AccountRow($0, from: 7)
            )
        }
        guard let first = found.first,
            let account = AccountRow.accounts(found.map(\.row)).first
        else { return nil }
        return StoredSession(
            account: account, createdAt: first.created, seenAt: first.seen, endsAt: first.ends,
            provenAt: first.proven, method: first.method, hasSecondFactor: first.confirmed != nil,
            hasInitialPassword: first.initial == 1)
    }

    /// The sessions of an account, the newest first. Some may have ended.
    public func sessions(of account: Int) throws -> [OpenSession] {
        try rows(
            """
            SELECT token_hash, created_at, seen_at, ends_at, proven_at, method FROM session
            WHERE account = \(account) ORDER BY created_at DESC, token_hash
            """
        ) {
            OpenSession(
                tokenHash: try $0.requiredText(0), createdAt: try $0.requiredInteger(1),
                seenAt: try $0.requiredInteger(2), endsAt: try $0.requiredInteger(3),
                provenAt: try $0.integer(4), method: try $0.requiredText(5))
        }
    }

    /// When each account was last seen, of those who have a session.
    public func lastSeen() throws -> [Int: Int] {
        let found = try rows("SELECT account, max(seen_at) FROM session GROUP BY account") {
            (try $0.requiredInteger(0), try $0.requiredInteger(1))
        }
        return Dictionary(found, uniquingKeysWith: max)
    }
}

extension Writer {
    public func addSession(
        tokenHash: String, account: Int, at time: Int, endsAt: Int, provenAt: Int? = nil,
        method: String = "password"
    ) throws {
        try run(
            """
            INSERT INTO session
                (token_hash, account, created_at, seen_at, ends_at, proven_at, method)
            VALUES (\(tokenHash), \(account), \(time), \(time), \(endsAt),
                \(optional: provenAt), \(method))
            """)
    }

    /// Notes that a second factor was given in a session.
    public func proveSession(withTokenHash hash: String, at time: Int) throws {
        try run("UPDATE session SET proven_at = \(time) WHERE token_hash = \(hash)")
    }

    /// Gives a session another token, by the SHA-256 of both.
    public func replaceSessionToken(hash: String, by new: String) throws {
        try run("UPDATE session SET token_hash = \(new) WHERE token_hash = \(hash)")
    }

    /// Notes that somebody was seen in a session.
    public func seeSession(withTokenHash hash: String, at time: Int) throws {
        try run("UPDATE session SET seen_at = \(time) WHERE token_hash = \(hash)")
    }

    public func endSession(withTokenHash hash: String) throws {
        try run("DELETE FROM session WHERE token_hash = \(hash)")
    }

    /// Ends the sessions of an account, but for the one that is kept. Returns how many.
    @discardableResult
    public func endSessions(of account: Int, keeping hash: String? = nil) throws -> Int {
        try run(
            "DELETE FROM session WHERE account = \(account) AND token_hash <> \(hash ?? "")")
    }

    /// Ends all sessions of the district. Returns how many.
    public func endAllSessions() throws -> Int { try run("DELETE FROM session") }

    /// Removes sessions that have ended, or in which nobody was seen since. Returns how many.
    @discardableResult
    public func pruneSessions(endedBy time: Int, notSeenSince seen: Int) throws -> Int {
        try run("DELETE FROM session WHERE ends_at <= \(time) OR seen_at <= \(seen)")
    }
}
