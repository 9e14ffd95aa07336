import Records

// The SQL of students of Alternative Learning Experience, and of who can be deleted.

extension Reader {
    /// Students who were made for ALE, or who have a learning plan; who was merged is not among
    /// them.
    public func aleStudents(_ text: ListText?) throws -> [Int] {
        let found: Query =
            text.map {
                "AND s.id IN (\(query: $0.students ?? "SELECT id FROM student WHERE 1 = 0"))"
            } ?? ""
        return try rows(
            """
            SELECT s.id FROM student s
            WHERE s.origin IN ('ale', 'aleSameDay', 'aleIncomingKindergarten')
                AND s.status <> 'retired' \(query: found)
            UNION SELECT s.id FROM learning_plan l JOIN student s ON s.id = l.student
            WHERE s.status <> 'retired' \(query: found)
            """
        ) { try $0.requiredInteger(0) }
    }

    /// Those of these students to whom anything was ever attached, or is: the same as
    /// `wasEverAttached`, for many at once.
    public func everAttached(among students: [Int]) throws -> Set<Int> {
        if students.isEmpty { return [] }
        let tables: [VersionedTable] = [
            .document, .event, .learningPlan, .enrollment, .programEnrollment, .programAlias,
        ]
        var found = Set<Int>()
        let now: [Query] =
            tables.map {
                """
                SELECT DISTINCT student FROM \(sql: $0.name) WHERE student IN (\(list: students))
                """
            } + [
                """
                SELECT DISTINCT merged_into FROM student WHERE merged_into IN (\(list: students))
                """,
                """
                SELECT DISTINCT student FROM identifier
                WHERE student IN (\(list: students)) AND system = 'studentID'
                """,
            ]
        for query in now { found.formUnion(try rows(query) { try $0.requiredInteger(0) }) }
        let left = students.filter { !found.contains($0) }
        if left.isEmpty { return found }
        let since = try count(
            """
            SELECT coalesce(min(c.id), 0) FROM change_set c WHERE c.at >= (
                SELECT min(s.created_at) FROM student s WHERE s.id IN (\(list: left)))
            """)
        for table in tables {
            found.formUnion(
                table.key.first == "student"
                    ? try owners(byKeysOf: table, among: left, since: since)
                    : try owners(byImagesOf: table, among: left, since: since))
        }
        return found
    }

    /// The change sets that replaced rows, with the images of these.
    private static var replaced: String {
        """
        change_set_table t JOIN prior_image p
            ON p.change_set = t.change_set AND p.table_name = t.table_name
        """
    }

    private func owners(
        byKeysOf table: VersionedTable, among students: [Int], since change: Int
    ) throws -> [Int] {
        // A slash comes right before a zero.
        let ranges: [Query] = students.map {
            "(CAST(\($0) AS BIGINT), CAST(\("\($0)/") AS TEXT), CAST(\("\($0)0") AS TEXT))"
        }
        let all = ranges.dropFirst().reduce(ranges[0]) { "\(query: $0), \(query: $1)" }
        return try rows(
            """
            SELECT DISTINCT v.column1 FROM (VALUES \(query: all)) AS v
            CROSS JOIN \(sql: Self.replaced)
            WHERE t.table_name = \(table.name) AND t.updated + t.deleted > 0
                AND t.change_set >= \(change)
                AND p.row_key >= v.column2 AND p.row_key < v.column3
            """
        ) { try $0.requiredInteger(0) }
    }

    private func owners(
        byImagesOf table: VersionedTable, among students: [Int], since change: Int
    ) throws -> [Int] {
        let place = table.columns.firstIndex(of: "student") ?? 0
        return try rows(
            """
            SELECT DISTINCT CASE WHEN p.table_name = \(table.name)
                THEN CAST(\(jsonItem: place, of: "p.image") AS BIGINT) END
            FROM \(sql: Self.replaced)
            WHERE t.table_name = \(table.name) AND t.updated + t.deleted > 0
                AND t.change_set >= \(change)
            """
        ) { try $0.integer(0) ?? 0 }.filter(students.contains)
    }

    /// The learning plans of these students, the latest first; those that another one took the
    /// place of are left out.
    public func learningPlans(ofAll students: [Int]) throws -> [Int: [LearningPlan]] {
        var found: [Int: [LearningPlan]] = [:]
        for student in students {
            found[student] = try learningPlans(of: student).filter { $0.status != .superseded }
        }
        return found
    }
}
