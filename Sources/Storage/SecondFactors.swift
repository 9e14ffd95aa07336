// All SQL that touches `second_factor`, `recovery_code` and `account_use`. Times are seconds since
// 1970.

/// What proves, beside the password, who somebody is.
public struct StoredFactor: Equatable, Sendable {
    /// The key, sealed.
    public let sealedKey: String
    /// When its owner first gave a code; nil while it is being set up.
    public let confirmedAt: Int?
    /// The time step of the newest code that was taken.
    public let lastStep: Int
}

extension Reader {
    public func secondFactor(of account: Int) throws -> StoredFactor? {
        try first(
            """
            SELECT sealed_key, confirmed_at, last_step FROM second_factor
            WHERE account = \(account)
            """
        ) {
            StoredFactor(
                sealedKey: try $0.requiredText(0), confirmedAt: try $0.integer(1),
                lastStep: try $0.requiredInteger(2))
        }
    }

    /// The accounts that have one, confirmed.
    public func accountsWithSecondFactor() throws -> Set<Int> {
        Set(
            try rows("SELECT account FROM second_factor WHERE confirmed_at IS NOT NULL") {
                try $0.requiredInteger(0)
            })
    }

    /// How many codes can still be used of those that do not end by themselves.
    public func recoveryCodesLeft(of account: Int) throws -> Int {
        try count(
            """
            SELECT count(*) FROM recovery_code
            WHERE account = \(account) AND used_at IS NULL AND ends_at IS NULL
            """)
    }

    /// When each account signed in last.
    public func lastSignIns() throws -> [Int: Int] {
        Dictionary(
            try rows("SELECT account, signed_in_at FROM account_use") {
                (try $0.requiredInteger(0), try $0.requiredInteger(1))
            }, uniquingKeysWith: max)
    }
}

extension Writer {
    /// Keeps a key that is being set up, in the place of one that was there.
    public func keepSecondFactor(_ sealedKey: String, of account: Int) throws {
        try run("DELETE FROM second_factor WHERE account = \(account)")
        try run(
            """
            INSERT INTO second_factor (account, sealed_key, confirmed_at, last_step)
            VALUES (\(account), \(sealedKey), NULL, 0)
            """)
    }

    /// Takes a code: none of its time step or an earlier one is taken afterwards. Returns whether
    /// it was the first.
    public func takeCode(ofStep step: Int, account: Int, at time: Int) throws -> Bool {
        try run(
            """
            UPDATE second_factor
            SET last_step = \(step), confirmed_at = coalesce(confirmed_at, \(time))
            WHERE account = \(account) AND last_step < \(step)
            """) > 0
    }

    /// Keeps the digests of recovery codes; those that were there are gone, unless they are added
    /// to.
    ///
    /// - Parameter end: when they end by themselves; nil for those that do not.
    public func keepRecoveryCodes(
        _ hashes: [String], of account: Int, adding: Bool = false, endingAt end: Int? = nil
    ) throws {
        if !adding { try run("DELETE FROM recovery_code WHERE account = \(account)") }
        for hash in hashes {
            try run(
                """
                INSERT INTO recovery_code (account, code_hash, used_at, ends_at)
                VALUES (\(account), \(hash), NULL, \(optional: end))
                """)
        }
    }

    /// Takes a recovery code, once. Returns whether there was one.
    public func takeRecoveryCode(_ hash: String, of account: Int, at time: Int) throws -> Bool {
        try run(
            """
            UPDATE recovery_code SET used_at = \(time)
            WHERE account = \(account) AND code_hash = \(hash) AND used_at IS NULL
                AND (ends_at IS NULL OR ends_at > \(time))
            """) > 0
    }

    /// Notes that somebody signed in.
    public func noteSignIn(of account: Int, at time: Int) throws {
        try run(
            """
            INSERT INTO account_use (account, signed_in_at) VALUES (\(account), \(time))
            ON CONFLICT (account) DO UPDATE SET signed_in_at = excluded.signed_in_at
            """)
    }
}
