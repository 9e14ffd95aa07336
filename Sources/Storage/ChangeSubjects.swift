import Records

// All SQL that touches `change_subject`.

extension Writer {
    /// Notes the students whom a change set is about.
    public func note(subjects students: [Int], of change: Int) throws {
        for student in Set(students).sorted() {
            try run(
                """
                INSERT INTO change_subject (student, change_set) VALUES (\(student), \(change))
                ON CONFLICT (student, change_set) DO NOTHING
                """)
        }
    }
}

extension Reader {
    /// The change sets that were about any of these students, the newest first.
    public func changes(about students: [Int]) throws -> [ChangeSetRecord] {
        if students.isEmpty { return [] }
        return try changeSets(
            try rows(
                "SELECT change_set FROM change_subject WHERE student IN (\(list: students))"
            ) { try $0.requiredInteger(0) })
    }

    /// The change sets that were about any of these students or wrote a row of theirs that is
    /// there, the newest first.
    public func changes(touching students: [Int]) throws -> [ChangeSetRecord] {
        if students.isEmpty { return [] }
        var found = try changes(about: students).map(\.id)
        for table in VersionedTable.all {
            guard let scope = table.scope(students) else { continue }
            found += try rows(
                """
                WITH RECURSIVE walk (row_key, reached) AS (
                    SELECT \(sql: table.keyExpression), change_set FROM \(sql: table.name)
                    WHERE \(query: scope)
                    UNION
                    SELECT w.row_key,
                        (SELECT p.prior_change_set FROM prior_image p
                        WHERE p.change_set = w.reached AND p.table_name = \(table.name)
                            AND p.row_key = w.row_key AND p.prior_change_set < w.reached)
                    FROM walk w WHERE w.reached IS NOT NULL)
                SELECT DISTINCT reached FROM walk WHERE reached IS NOT NULL
                """
            ) { try $0.requiredInteger(0) }
        }
        return try changeSets(found)
    }

    private func changeSets(_ numbers: [Int]) throws -> [ChangeSetRecord] {
        try Set(numbers).sorted(by: >).compactMap { try changeSet($0) }
    }

    /// The change sets after `change` that replaced rows and were about any of these students, or
    /// about nobody by name, by the tables that they wrote, in order.
    ///
    /// - Parameter students: with all whom a merge ever joined with them: whoever had their rows
    ///   meanwhile is one of them.
    public func changes(
        after change: Int, concerning students: [Int]
    ) throws -> [String: [Int]] {
        if students.isEmpty { return [:] }
        let written = try rows(
            """
            SELECT t.table_name, t.change_set FROM change_set_table t
            WHERE t.updated + t.deleted > 0 AND t.change_set IN (
                SELECT s.change_set FROM change_subject s
                WHERE s.student IN (\(list: students)) AND s.change_set > \(change)
                UNION ALL
                SELECT c.id FROM change_set c WHERE c.id > \(change)
                    AND NOT EXISTS (SELECT 1 FROM change_subject s WHERE s.change_set = c.id))
            ORDER BY 2
            """
        ) { (table: try $0.requiredText(0), change: try $0.requiredInteger(1)) }
        return Dictionary(grouping: written, by: \.table).mapValues { $0.map(\.change) }
    }

    /// These students with all whom a merge, undone or not, ever joined with them, in order.
    public func studentsEverMerged(with students: [Int]) throws -> [Int] {
        var all = Set(students)
        var next = students
        while !next.isEmpty {
            let joined = try rows(
                """
                SELECT DISTINCT o.student FROM change_subject s
                JOIN change_set c ON c.id = s.change_set AND c.kind = 'merge'
                JOIN change_subject o ON o.change_set = s.change_set
                WHERE s.student IN (\(list: next))
                """
            ) { try $0.requiredInteger(0) }
            next = joined.filter { all.insert($0).inserted }
        }
        return all.sorted()
    }

    /// Whom a change set was about.
    public func subjects(of change: Int) throws -> [Int] {
        try rows("SELECT student FROM change_subject WHERE change_set = \(change) ORDER BY student")
        { try $0.requiredInteger(0) }
    }
}
