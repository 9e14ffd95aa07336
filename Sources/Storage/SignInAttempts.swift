// All SQL that touches `sign_in_attempt`. Times are seconds since 1970.

extension Reader {
    /// When the newest attempts since `time` were with a name, the newest first.
    public func signInAttempts(withNameHash hash: String, since time: Int, limit: Int) throws
        -> [Int]
    {
        try rows(
            """
            SELECT at FROM sign_in_attempt WHERE name_hash = \(hash) AND at > \(time)
            ORDER BY at DESC LIMIT \(limit)
            """
        ) { try $0.requiredInteger(0) }
    }

    /// When the newest attempts since `time` were from an address, the newest first.
    public func signInAttempts(fromAddress address: String, since time: Int, limit: Int) throws
        -> [Int]
    {
        try rows(
            """
            SELECT at FROM sign_in_attempt WHERE address = \(address) AND at > \(time)
            ORDER BY at DESC LIMIT \(limit)
            """
        ) { try $0.requiredInteger(0) }
    }
}

extension Writer {
    /// Notes an attempt and returns its number.
    public func addSignInAttempt(nameHash: String, address: String, at time: Int) throws -> Int {
        let id = try takeNumbers("sign_in_attempt")
        try run(
            """
            INSERT INTO sign_in_attempt (id, name_hash, address, at)
            VALUES (\(id), \(nameHash), \(address), \(time))
            """)
        return id
    }

    /// Takes an attempt that succeeded from those that count, and what was tried with its name.
    public func forgiveSignInAttempts(withNameHash hash: String, succeeded id: Int) throws {
        try run("DELETE FROM sign_in_attempt WHERE id = \(id)")
        try run("UPDATE sign_in_attempt SET name_hash = '' WHERE name_hash = \(hash)")
    }

    public func pruneSignInAttempts(until time: Int) throws {
        try run("DELETE FROM sign_in_attempt WHERE at <= \(time)")
    }
}
