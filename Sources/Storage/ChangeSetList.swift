import Records

// The SQL of change sets as a list.

/// Which change sets a list has.
public struct ChangeSetFilter: Equatable, Sendable {
    public var kind: String?
    public var actor: String?
    /// From the beginning of this day on, in UTC.
    public var from: CalendarDate?
    /// To the end of this day, in UTC.
    public var to: CalendarDate?
    /// Those that were not undone alone.
    public var isStanding = false
    /// Those about a student of these sites alone; nil for all.
    public var sites: [Int]?

    public init() {}

    fileprivate var conditions: Query {
        var all: [Query] = []
        if let kind { all.append("c.kind = \(kind)") }
        if let actor { all.append("c.actor = \(actor)") }
        if let from { all.append("c.at >= \(from.description)") }
        if let to {
            all.append("c.at < \(CalendarDate(dayNumber: to.dayNumber + 1).description)")
        }
        if isStanding {
            // By the index: the plans that stand before this column can be long.
            all.append(
                "c.id NOT IN (SELECT u.id FROM change_set u WHERE u.undone_by IS NOT NULL)")
        }
        if let sites {
            all.append(
                """
                EXISTS (SELECT 1 FROM change_subject t JOIN student s ON s.id = t.student
                    LEFT JOIN sis_student g ON g.id = s.sis_student
                    WHERE t.change_set = c.id AND \(query: .isAt(
                        sites, "CASE WHEN g.id IS NULL THEN s.site ELSE g.site END")))
                """)
        }
        return .all(all)
    }
}

extension Reader {
    /// Change sets, the newest first, without their plans.
    public func changeSets(
        _ filter: ChangeSetFilter, limit: Int, offset: Int
    ) throws -> [ChangeSetRecord] {
        try rows(
            """
            SELECT c.id, c.kind, c.actor, c.at, c.reason, c.undoes, c.undone_by FROM change_set c
            WHERE \(query: filter.conditions) ORDER BY c.id DESC
            LIMIT \(limit) OFFSET \(offset)
            """
        ) {
            ChangeSetRecord(
                id: try $0.requiredInteger(0), kind: try $0.requiredText(1),
                actor: try $0.requiredText(2), at: try $0.requiredText(3),
                reason: try opened($0.requiredText(4), kind: SealedKind.reason), plan: "",
                undoes: try $0.integer(5), undoneBy: try $0.integer(6))
        }
    }

    /// How many there are, at most `limit`.
    public func changeSetCount(_ filter: ChangeSetFilter, limit: Int) throws -> Int {
        try count(
            """
            SELECT count(*) FROM (SELECT c.id FROM change_set c
                WHERE \(query: filter.conditions) LIMIT \(limit)) t
            """)
    }

    /// The kinds of change sets that there are, and who made them.
    public func changeSetKinds() throws -> (kinds: [String], actors: [String]) {
        (try leaps("kind"), try leaps("actor"))
    }

    private func leaps(_ column: String) throws -> [String] {
        try rows(
            """
            WITH RECURSIVE leap (value) AS (
                SELECT min(\(sql: column)) FROM change_set
                UNION ALL
                SELECT (SELECT min(c.\(sql: column)) FROM change_set c
                    WHERE c.\(sql: column) > leap.value)
                FROM leap WHERE leap.value IS NOT NULL)
            SELECT value FROM leap WHERE value IS NOT NULL
            """
        ) { try $0.requiredText(0) }
    }

    /// How many rows these change sets wrote, in all tables together.
    public func rowsWritten(by changes: [Int]) throws -> [Int: TableChange] {
        if changes.isEmpty { return [:] }
        let found = try rows(
            """
            SELECT change_set, CAST(sum(inserted) AS BIGINT), CAST(sum(updated) AS BIGINT),
                CAST(sum(deleted) AS BIGINT)
            FROM change_set_table WHERE change_set IN (\(list: changes)) GROUP BY change_set
            """
        ) {
            (
                try $0.requiredInteger(0),
                TableChange(
                    inserted: try $0.requiredInteger(1), updated: try $0.requiredInteger(2),
                    deleted: try $0.requiredInteger(3))
            )
        }
        return Dictionary(found) { first, _ in first }
    }

    /// Whom these change sets were about, by our numbers, in order.
    public func subjects(ofAll changes: [Int]) throws -> [Int: [Int]] {
        if changes.isEmpty { return [:] }
        var found: [Int: [Int]] = [:]
        try scanIntegers(
            """
            SELECT change_set, student FROM change_subject
            WHERE change_set IN (\(list: changes)) ORDER BY change_set, student
            """, few: true
        ) {
            found[Int($0[0]), default: []].append(Int($0[1]))
            return true
        }
        return found
    }

    /// The student IDs of these students, merged or not, by our numbers.
    public func studentIDs(of students: [Int]) throws -> [Int: String] {
        var found: [Int: String] = [:]
        try students.forEachBatch { batch in
            for (id, studentID) in try rows(
                "SELECT id, student_id FROM student WHERE id IN (\(list: batch))",
                { (try $0.requiredInteger(0), try $0.requiredText(1)) })
            {
                found[id] = studentID
            }
        }
        return found
    }
}
