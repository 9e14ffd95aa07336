// All SQL that touches `access_log`.

/// That somebody saw something of a student.
///
/// Source: who, and in what legitimate interest, 34 CFR 99.32; when and for what purpose,
/// 34 CFR 300.614.
public struct AccessLogEntry: Equatable, Sendable {
    public let id: Int
    /// Our number of the student.
    public let student: Int
    /// UTC, ISO 8601.
    public let at: String
    public let party: String
    public let purpose: String
    /// What was seen, by our numbers: `document 7`.
    public let seen: String

    fileprivate init(_ row: any ResultRow) throws {
        id = try row.requiredInteger(0)
        student = try row.requiredInteger(1)
        at = try row.requiredText(2)
        party = try row.requiredText(3)
        purpose = try row.requiredText(4)
        seen = try row.requiredText(5)
    }
}

extension Reader {
    /// Who saw something of a student, the latest first.
    public func accessLog(of student: Int) throws -> [AccessLogEntry] {
        try rows(
            """
            SELECT id, student, at, party, purpose, seen FROM access_log
            WHERE student = \(student) ORDER BY id DESC
            """, AccessLogEntry.init)
    }
}

extension Writer {
    /// Notes that somebody saw something of a student. It stays for good, as long as the student's
    /// record does.
    public func logAccess(
        to student: Int, at time: String, party: String, purpose: String, seen: String
    ) throws {
        let id = try takeNumbers("access_log")
        try run(
            """
            INSERT INTO access_log (id, student, at, party, purpose, seen)
            VALUES (\(id), \(student), \(time), \(party), \(purpose), \(seen))
            """)
    }
}
