import Records

// All SQL that touches `access_event`, `access_subject` and `access_intake`.

/// One answer that showed students, or one disclosure.
///
/// Source: who, and in what legitimate interest, 34 CFR 99.32; when and for what purpose,
/// 34 CFR 300.614.
public struct AccessEvent: Codable, Equatable, Sendable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case page, print, export, api, command, document
        /// To somebody outside, entered by hand.
        case disclosure
    }

    /// UTC, ISO 8601.
    public var at: String
    /// Our number of the user; nil where none was signed in, or none of ours.
    public var account: Int?
    /// Who saw it.
    public var party: String
    public var kind: Kind
    /// What was shown, without a student's value.
    public var what: String
    public var purpose: String
    /// Our numbers of the students, and of the SIS students.
    public var subjects: AccessSubjects

    public init(
        at: String, account: Int?, party: String, kind: Kind, what: String, purpose: String,
        subjects: AccessSubjects
    ) {
        self.at = at
        self.account = account
        self.party = party
        self.kind = kind
        self.what = what
        self.purpose = purpose
        self.subjects = subjects
    }
}

/// Whom an answer showed: profiles, and rows of the General Student Table.
public struct AccessSubjects: Codable, Equatable, Sendable {
    public var students: Set<Int>
    public var sisStudents: Set<Int>

    public init(students: Set<Int> = [], sisStudents: Set<Int> = []) {
        self.students = students
        self.sisStudents = sisStudents
    }

    public var isEmpty: Bool { students.isEmpty && sisStudents.isEmpty }
    public var count: Int { students.count + sisStudents.count }
}

/// What is kept of one event, as a student's log shows it.
public struct AccessLogEntry: Equatable, Sendable {
    public let id: Int
    /// UTC, ISO 8601.
    public let at: String
    public let party: String
    public let kind: AccessEvent.Kind
    public let what: String
    public let purpose: String
    /// How many students were shown together.
    public let students: Int

    fileprivate init(_ row: any ResultRow) throws {
        id = try row.requiredInteger(0)
        at = try row.requiredText(1)
        party = try row.requiredText(2)
        kind = AccessEvent.Kind(rawValue: try row.requiredText(3)) ?? .page
        what = try row.requiredText(4)
        purpose = try row.requiredText(5)
        students = try row.requiredInteger(6)
    }
}

extension Reader {
    /// Who saw any of these, the latest first: students with the SIS students to whom they are
    /// linked.
    public func accessLog(
        of students: [Int], limit: Int = .max, offset: Int = 0
    ) throws -> [AccessLogEntry] {
        try rows(
            """
            SELECT id, at, party, kind, what, purpose, students FROM access_event
            WHERE id IN (\(query: Self.events(of: students)))
            ORDER BY at DESC, id DESC LIMIT \(limit) OFFSET \(offset)
            """, AccessLogEntry.init)
    }

    public func accessLogCount(of students: [Int]) throws -> Int {
        try count(
            """
            SELECT count(*) FROM access_event
            WHERE id IN (\(query: Self.events(of: students)))
            """)
    }

    private static func events(of students: [Int]) -> Query {
        """
        SELECT event FROM access_subject
        WHERE kind = 'student' AND subject IN (\(list: students))
        UNION
        SELECT a.event FROM access_subject a JOIN student s ON s.sis_student = a.subject
        WHERE a.kind = 'sis' AND s.id IN (\(list: students))
        """
    }

    /// How many different students an account saw from a time on (UTC, ISO 8601).
    public func studentsSeen(
        by account: Int, since first: String, until last: String
    ) throws -> Int {
        try count(
            """
            SELECT count(*) FROM (
                SELECT DISTINCT s.kind, s.subject FROM access_event e
                JOIN access_subject s ON s.event = e.id
                WHERE e.account = \(account) AND e.at >= \(first) AND e.at <= \(last)) seen
            """)
    }

    /// How many different students an account saw on each day of UTC on which it saw any, before
    /// one.
    public func studentsSeenDaily(
        by account: Int, since first: String, before last: String
    ) throws -> [Int] {
        try rows(
            """
            SELECT count(*) FROM (
                SELECT DISTINCT substr(e.at, 1, 10) AS day, s.kind, s.subject FROM access_event e
                JOIN access_subject s ON s.event = e.id
                WHERE e.account = \(account) AND e.at >= \(first) AND e.at < \(last)) seen
            GROUP BY day
            """
        ) { try $0.requiredInteger(0) }
    }

    /// Whether a journal of this name was taken in.
    public func tookIn(journal name: String) throws -> Bool {
        try count("SELECT count(*) FROM access_intake WHERE name = \(name)") > 0
    }
}

extension Writer {
    /// Notes who saw whom. It stays for good, as long as the students' records do.
    public func log(_ events: [AccessEvent]) throws {
        let shown = events.filter { !$0.subjects.isEmpty }
        if shown.isEmpty { return }
        let first = try takeNumbers("access_event", count: shown.count)
        for (index, event) in shown.enumerated() {
            try run(
                """
                INSERT INTO access_event (id, at, account, party, kind, what, purpose, students)
                VALUES (\(first + index), \(event.at), \(optional: event.account),
                    \(event.party), \(event.kind.rawValue), \(event.what), \(event.purpose),
                    \(event.subjects.count))
                """)
        }
        let write = BulkWrite(
            into: "access_subject", columns: ["kind", "subject", "event"],
            key: ["kind", "subject", "event"], conflict: .none)
        try bulk(write) { sink in
            for (index, event) in shown.enumerated() {
                sink.set(2, Int64(first + index))
                let kinds = [
                    ("student", event.subjects.students), ("sis", event.subjects.sisStudents),
                ]
                for (kind, subjects) in kinds {
                    try sink.set(0, kind) {
                        for subject in subjects.sorted() {
                            sink.set(1, Int64(subject))
                            try sink.write()
                        }
                    }
                }
            }
        }
    }

    /// Notes that a journal was taken in.
    public func note(journal name: String) throws {
        try run("INSERT INTO access_intake (name) VALUES (\(name))")
    }
}
