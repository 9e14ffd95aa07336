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
        let numbers = try rows(
            """
            SELECT DISTINCT change_set FROM change_subject WHERE student IN (\(list: students))
            ORDER BY change_set DESC
            """
        ) { try $0.requiredInteger(0) }
        return try numbers.compactMap { try changeSet($0) }
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
