// All SQL that touches `alarm`. Times are seconds since 1970.

/// Something that somebody should look at at once.
public struct AlarmRecord: Codable, Equatable, Sendable {
    public let id: Int
    public let at: Int
    public let kind: String
    /// Our number of the user whom it is about.
    public let account: Int?
    /// Who it is about.
    public let party: String
    /// In words, without a student's value.
    public let detail: String
    /// Who looked into it; blank while nobody did.
    public let seenBy: String
    public let seenAt: Int?

    fileprivate init(_ row: any ResultRow) throws {
        id = try row.requiredInteger(0)
        at = try row.requiredInteger(1)
        kind = try row.requiredText(2)
        account = try row.integer(3)
        party = try row.requiredText(4)
        detail = try row.requiredText(5)
        seenBy = try row.requiredText(6)
        seenAt = try row.integer(7)
    }
}

extension Reader {
    /// Alarms, the newest first.
    public func alarms(isOpen: Bool, limit: Int) throws -> [AlarmRecord] {
        try rows(
            """
            SELECT id, at, kind, account, party, detail, seen_by, seen_at FROM alarm
            WHERE seen_at IS NULL OR \(isOpen ? 0 : 1) = 1
            ORDER BY id DESC LIMIT \(limit)
            """, AlarmRecord.init)
    }

    /// Alarms that nobody looked into yet.
    public func openAlarmCount() throws -> Int {
        try count("SELECT count(*) FROM alarm WHERE seen_at IS NULL")
    }

    /// Whether an alarm of a kind about an account was raised since.
    public func hasAlarm(_ kind: String, about account: Int, since time: Int) throws -> Bool {
        try count(
            """
            SELECT count(*) FROM alarm
            WHERE account = \(account) AND kind = \(kind) AND at >= \(time)
            """) > 0
    }
}

extension Writer {
    public func raiseAlarm(
        _ kind: String, at time: Int, account: Int?, party: String, detail: String
    ) throws {
        let id = try takeNumbers("alarm")
        try run(
            """
            INSERT INTO alarm (id, at, kind, account, party, detail, seen_by, seen_at)
            VALUES (\(id), \(time), \(kind), \(optional: account), \(party), \(detail), '', NULL)
            """)
    }

    /// Notes who looked into an alarm. Returns whether it was open.
    public func closeAlarm(_ id: Int, by name: String, at time: Int) throws -> Bool {
        try run(
            """
            UPDATE alarm SET seen_by = \(name), seen_at = \(time)
            WHERE id = \(id) AND seen_at IS NULL
            """) > 0
    }
}
