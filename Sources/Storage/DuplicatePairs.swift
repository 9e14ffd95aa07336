import Records

// All SQL that touches `duplicate_pair` and `duplicate_search`: pairs that may be one person.

/// Two records that may be about one person.
public struct DuplicatePair: Equatable, Sendable {
    /// What the two are, which says what can be done about them.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// Two students: they can be merged.
        case students
        /// A student that nothing links, and a SIS student without a profile: they can be linked.
        case link
        /// Two SIS students: only the SIS can mend that.
        case roster
    }

    /// What names a pair: our numbers. Of a link `one` is the student; of others it is the lower
    /// number.
    public struct Key: Hashable, Sendable {
        public let kind: Kind
        public let one: Int
        public let other: Int

        public init(_ kind: Kind, _ one: Int, _ other: Int) {
            self.kind = kind
            let isInOrder = kind == .link || one <= other
            self.one = isInOrder ? one : other
            self.other = isInOrder ? other : one
        }
    }

    public let key: Key
    public var score: MatchScore
    /// Whether two unlike people hold one number, so that it is about the number.
    public var isConflict: Bool
    /// When the pair was found first. UTC, ISO 8601.
    public var foundAt: String
    /// Until when somebody put it off, in seconds since 1970; nil where nobody did.
    public var laterUntil: Int?

    public init(
        _ key: Key, _ score: MatchScore, isConflict: Bool, foundAt: String, laterUntil: Int? = nil
    ) {
        self.key = key
        self.score = score
        self.isConflict = isConflict
        self.foundAt = foundAt
        self.laterUntil = laterUntil
    }
}

/// How sure the machine is that two records are about one person, as it is kept.
public struct MatchScore: Hashable, Sendable {
    /// From 0 to 1,000,000.
    public let millionths: Int
    /// The match weight in hundredths of a bit.
    public let hundredths: Int

    /// - Parameters:
    ///   - probability: from 0 to 1.
    ///   - weight: in bits.
    public init(probability: Double, weight: Double) {
        millionths = Int((min(1, max(0, probability)) * 1_000_000).rounded())
        hundredths = Int((min(10_000, max(-10_000, weight)) * 100).rounded())
    }

    init(millionths: Int, hundredths: Int) {
        self.millionths = millionths
        self.hundredths = hundredths
    }

    public var probability: Double { Double(millionths) / 1_000_000 }
    public var weight: Double { Double(hundredths) / 100 }
}

/// When pairs were looked for last, among all.
public struct DuplicateSearch: Equatable, Sendable {
    /// UTC, ISO 8601.
    public let at: String
    /// The number of the newest change set then.
    public let newestChange: Int
    public let people: Int

    public init(at: String, newestChange: Int, people: Int) {
        self.at = at
        self.newestChange = newestChange
        self.people = people
    }
}

extension DuplicatePair {
    fileprivate static let columns: Query =
        "kind, one, other, probability, weight, is_conflict, found_at, later_until"

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            Key(
                Kind(rawValue: try row.requiredText(0)) ?? .students, try row.requiredInteger(1),
                try row.requiredInteger(2)),
            MatchScore(
                millionths: try row.requiredInteger(3), hundredths: try row.requiredInteger(4)),
            isConflict: try row.requiredInteger(5) == 1, foundAt: try row.requiredText(6),
            laterUntil: try row.integer(7))
    }
}

extension DuplicatePair.Key {
    fileprivate var isIt: Query {
        "kind = \(kind.rawValue) AND one = \(one) AND other = \(other)"
    }
}

extension Reader {
    /// All pairs that are at least as likely as `threshold` or about a number that two hold, the
    /// latter and then the likeliest first.
    ///
    /// - Parameter now: in seconds since 1970; pairs that were put off until later are left out.
    ///   nil for all.
    public func duplicatePairs(
        from threshold: MatchScore, notPutOffAt now: Int? = nil
    ) throws -> [DuplicatePair] {
        let open: Query =
            now.map { "AND (later_until IS NULL OR later_until <= \($0))" } ?? ""
        return try rows(
            """
            SELECT \(query: DuplicatePair.columns) FROM duplicate_pair
            WHERE (probability >= \(threshold.millionths) OR is_conflict = 1) \(query: open)
            ORDER BY is_conflict DESC, weight DESC, kind, one, other
            """, DuplicatePair.init)
    }

    /// One pair; nil where it is not there any more.
    public func duplicatePair(_ key: DuplicatePair.Key) throws -> DuplicatePair? {
        try first(
            "SELECT \(query: DuplicatePair.columns) FROM duplicate_pair WHERE \(query: key.isIt)",
            DuplicatePair.init)
    }

    /// When all were looked through last; nil where they never were.
    public func duplicateSearch() throws -> DuplicateSearch? {
        try first("SELECT at, newest_change, people FROM duplicate_search") {
            DuplicateSearch(
                at: try $0.requiredText(0), newestChange: try $0.requiredInteger(1),
                people: try $0.requiredInteger(2))
        }
    }
}

extension Reader {
    /// The students whom change sets after `change` were about, and the SIS students that they
    /// wrote; nil where they are more than `most`.
    public func matchesChanged(
        since change: Int, most: Int
    ) throws -> (students: [Int], sisStudents: [Int])? {
        // Some change sets, as an import of profiles, are about nobody by name.
        let students = try rows(
            """
            SELECT student FROM change_subject WHERE change_set > \(change)
            UNION SELECT id FROM student WHERE change_set > \(change)
            ORDER BY 1 LIMIT \(most + 1)
            """
        ) { try $0.requiredInteger(0) }
        let written = try count(
            """
            SELECT CAST(coalesce(sum(inserted + updated), 0) AS BIGINT) FROM change_set_table
            WHERE change_set > \(change) AND table_name = 'sis_student'
            """)
        if students.count > most || written > most { return nil }
        let apart = try rosterApart(changedSince: change)
        if written == 0 { return (students, apart) }
        let sis = try rows("SELECT id FROM sis_student WHERE change_set > \(change) ORDER BY id") {
            try $0.requiredInteger(0)
        }
        return (students, Set(sis + apart).sorted())
    }
}

extension Writer {
    /// Keeps a pair; in the place of what was kept of the same two.
    public func keep(_ pair: DuplicatePair) throws {
        try run(
            """
            INSERT INTO duplicate_pair (\(query: DuplicatePair.columns))
            VALUES (\(pair.key.kind.rawValue), \(pair.key.one), \(pair.key.other),
                \(pair.score.millionths), \(pair.score.hundredths), \(pair.isConflict ? 1 : 0),
                \(pair.foundAt), \(optional: pair.laterUntil))
            ON CONFLICT (kind, one, other) DO UPDATE SET
                probability = excluded.probability, weight = excluded.weight,
                is_conflict = excluded.is_conflict, found_at = excluded.found_at,
                later_until = excluded.later_until
            """)
    }

    public func remove(_ key: DuplicatePair.Key) throws {
        try run("DELETE FROM duplicate_pair WHERE \(query: key.isIt)")
    }

    /// Drops all pairs that one of these students is in.
    public func removePairs(of students: [Int]) throws {
        try students.forEachBatch { batch in
            try run(
                """
                DELETE FROM duplicate_pair WHERE kind <> 'roster' AND one IN (\(list: batch))
                OR kind = 'students' AND other IN (\(list: batch))
                """)
        }
    }

    public func note(_ search: DuplicateSearch) throws {
        try run("DELETE FROM duplicate_search")
        try run(
            """
            INSERT INTO duplicate_search (id, at, newest_change, people)
            VALUES (1, \(search.at), \(search.newestChange), \(search.people))
            """)
    }
}
