import Records

// All SQL that touches `session`. Times are seconds since 1970.

/// That somebody is signed in.
public struct StoredSession: Sendable {
    public let account: UserAccount
    public let createdAt: Int
    public let seenAt: Int
    /// When it ends whatever is done in it.
    public let endsAt: Int
}

extension Reader {
    /// The session whose token has this SHA-256, or nil. It may have ended.
    public func session(withTokenHash hash: String) throws -> StoredSession? {
        let found = try rows(
            """
            SELECT s.created_at, s.seen_at, s.ends_at, \(sql: AccountRow.columns)
            FROM session s JOIN user_account a ON a.id = s.account
            LEFT JOIN user_site u ON u.account = a.id
            WHERE s.token_hash = \(hash)
            """
        ) {
            (
                created: try $0.requiredInteger(0), seen: try $0.requiredInteger(1),
                ends: try $0.requiredInteger(2), row: try AccountRow($0, from: 3)
            )
        }
        guard let first = found.first,
            let account = AccountRow.accounts(found.map(\.row)).first
        else { return nil }
        return StoredSession(
            account: account, createdAt: first.created, seenAt: first.seen, endsAt: first.ends)
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
        tokenHash: String, account: Int, at time: Int, endsAt: Int
    ) throws {
        try run(
            """
            INSERT INTO session (token_hash, account, created_at, seen_at, ends_at)
            VALUES (\(tokenHash), \(account), \(time), \(time), \(endsAt))
            """)
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

    /// Removes sessions that have ended, or in which nobody was seen since. Returns how many.
    @discardableResult
    public func pruneSessions(endedBy time: Int, notSeenSince seen: Int) throws -> Int {
        try run("DELETE FROM session WHERE ends_at <= \(time) OR seen_at <= \(seen)")
    }
}
