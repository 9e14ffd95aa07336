import Records

// All SQL that touches `not_same`, and that finds whom a student stands for.

extension Reader {
    /// A student with all who were merged into it, in whatever chain.
    public func merged(into student: Int) throws -> [Int] {
        var found = [student]
        var next = [student]
        while !next.isEmpty {
            next = try rows(
                "SELECT id FROM student WHERE merged_into IN (\(list: next)) ORDER BY id"
            ) { try $0.requiredInteger(0) }
            found += next
        }
        return found
    }

    /// The student that `student` was merged into, itself not followed further.
    public func mergedInto(_ student: Int) throws -> Int? {
        try first("SELECT merged_into FROM student WHERE id = \(student)") { try $0.integer(0) }
            ?? nil
    }

    /// A student, of these or, where they are none, of all, who was merged and has a row of one of
    /// these tables all the same.
    public func mergedOwner(
        of tables: [VersionedTable], among students: [Int]
    ) throws -> Int? {
        let only: Query = students.isEmpty ? "" : "AND s.id IN (\(list: students))"
        for table in tables {
            let isMoved = MergedTable.all.contains {
                switch $0 {
                case .renamed(let moved), .handedOver(let moved): moved == table
                case .stays: false
                }
            }
            guard isMoved else { continue }
            let owner = try first(
                """
                SELECT s.id FROM student s WHERE s.merged_into IS NOT NULL \(query: only)
                    AND EXISTS (
                    SELECT 1 FROM \(sql: table.name) r WHERE r.student = s.id)
                ORDER BY s.id LIMIT 1
                """
            ) { try $0.requiredInteger(0) }
            if let owner { return owner }
        }
        return nil
    }

    /// Whether there is a student with our number.
    public func hasStudent(_ student: Int) throws -> Bool {
        try count("SELECT count(*) FROM student WHERE id = \(student)") > 0
    }

    /// The decisions that tell these students apart, or whom they stand for.
    public func notSameDecisions(among students: [Int]) throws -> [NotSameDecision] {
        let members = try students.map { try merged(into: $0) }
        let all = members.flatMap(\.self)
        if all.isEmpty { return [] }
        let found = try rows(
            """
            SELECT low, high, at, reason FROM not_same
            WHERE low IN (\(list: all)) AND high IN (\(list: all)) ORDER BY at, low, high
            """
        ) {
            NotSameDecision(
                one: try $0.requiredInteger(0), other: try $0.requiredInteger(1),
                at: try $0.requiredText(2), reason: try $0.requiredText(3))
        }
        // Within one student a decision says nothing any more.
        return found.filter { decision in
            !members.contains { $0.contains(decision.one) && $0.contains(decision.other) }
        }
    }
}

extension Writer {
    /// Notes that two students are not the same person; one that is noted stays as it is.
    ///
    /// - Parameter evidence: the numbers in which they agree now.
    public func tellApart(
        _ one: Int, _ other: Int, origin: String, evidence: String, reason: String, actor: String,
        at: String, in change: Int
    ) throws {
        if one == other { return }
        let made = try run(
            """
            INSERT INTO not_same (low, high, origin, evidence, reason, actor, at, change_set)
            VALUES (\(min(one, other)), \(max(one, other)), \(origin), \(evidence), \(reason),
                \(actor), \(at), \(change))
            ON CONFLICT (low, high) DO NOTHING
            """)
        try note(TableChange(inserted: made), of: .notSame, in: change)
    }
}
