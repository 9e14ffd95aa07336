// All SQL that touches `user_password`.

extension Reader {
    /// The hash of an account's password, or nil.
    public func passwordHash(of account: Int) throws -> String? {
        try first("SELECT hash FROM user_password WHERE account = \(account)") {
            try $0.requiredText(0)
        }
    }

    /// Whether an account's password was made by somebody else, and its owner has not replaced
    /// it; false where it has none.
    public func hasInitialPassword(_ account: Int) throws -> Bool {
        try count(
            "SELECT count(*) FROM user_password WHERE account = \(account) AND is_initial = 1") > 0
    }

    /// The accounts that have a password.
    public func accountsWithPassword() throws -> Set<Int> {
        Set(try rows("SELECT account FROM user_password") { try $0.requiredInteger(0) })
    }
}

extension Writer {
    /// Sets the hash of an account's password.
    ///
    /// - Parameter isInitial: whether somebody else made it, so that its owner has to replace it.
    public func setPasswordHash(
        _ hash: String, of account: Int, at time: String, isInitial: Bool
    ) throws {
        try run(
            """
            INSERT INTO user_password (account, hash, changed_at, is_initial)
            VALUES (\(account), \(hash), \(time), \(isInitial ? 1 : 0))
            ON CONFLICT (account) DO UPDATE SET
                hash = excluded.hash, changed_at = excluded.changed_at,
                is_initial = excluded.is_initial
            """)
    }

    /// Puts a better hash of the same password in the place of `old`.
    public func replacePasswordHash(_ old: String, by new: String, of account: Int) throws {
        try run(
            "UPDATE user_password SET hash = \(new) WHERE account = \(account) AND hash = \(old)")
    }
}

extension Reader {
    /// When an account's password was set; UTC, ISO 8601. Nil where it has none.
    public func passwordChangedAt(of account: Int) throws -> String? {
        try first("SELECT changed_at FROM user_password WHERE account = \(account)") {
            try $0.requiredText(0)
        }
    }
}
