import Records

// The SQL by which a number leads to a student: whoever holds it now comes before whoever held it
// once, and a student who was merged leads to the one who stayed.

extension Reader {
    /// Numbers of the students that `text` leads to as an ID of any kind: their own visible one,
    /// the SIS's for a linked student, an identifier; and then numbers that somebody had once.
    /// Merged students lead to who stayed. More than one only where the number is held by several.
    ///
    /// Those who are not in scope count as not there.
    public func students(withID text: String, in scope: SiteScope? = nil) throws -> [Int] {
        for step in Self.holders(of: text) + [Self.formerHolders(of: text)] {
            let found = try survivors(of: rows(step) { try $0.requiredInteger(0) })
            let seen = try students(found, in: scope)
            if !seen.isEmpty { return found.filter(seen.contains) }
        }
        return []
    }

    /// Numbers of the students who hold `text` now, as an ID of any kind; aliases do not count,
    /// but the student IDs of merged students do.
    public func currentHolders(of text: String) throws -> [Int] {
        var found: [Int] = []
        let merged: Query = "SELECT id FROM student WHERE student_id = \(text)"
        for step in Self.holders(of: text) + [merged] {
            found += try rows(step) { try $0.requiredInteger(0) }
        }
        return try survivors(of: found)
    }

    /// Who holds a number now, kind by kind, the visible ID first.
    private static func holders(of text: String) -> [Query] {
        [
            "SELECT id FROM student WHERE student_id = \(text) AND status <> 'retired'",
            """
            SELECT s.id FROM student s JOIN sis_student g ON g.id = s.sis_student
            WHERE g.import_id = \(text)
            """,
            """
            SELECT DISTINCT student FROM identifier
            WHERE system IN (\(list: identifierSystems)) AND value = \(text)
                AND status <> 'retired'
            """,
            """
            SELECT s.id FROM student s JOIN sis_student g ON g.id = s.sis_student
            WHERE g.state_id = \(text) AND g.state_id <> ''
            """,
            """
            SELECT s.id FROM student s JOIN sis_student g ON g.id = s.sis_student
            WHERE g.other_id = \(text) AND g.other_id <> ''
            """,
        ]
    }

    /// Who held a number once: merged students, and those who have another one by now.
    private static func formerHolders(of text: String) -> Query {
        """
        SELECT id FROM student WHERE student_id = \(text)
        UNION SELECT student FROM identifier
        WHERE system IN (\(list: identifierSystems)) AND value = \(text)
        """
    }

    /// Numbers of the students to whom `text` leads as a number that a merge retired: one of a
    /// student who was merged, or a stand-in that gave way. Numbers that an edit retired do not
    /// count.
    public func holdersThroughMerges(of text: String) throws -> [Int] {
        let found = try rows(
            """
            SELECT i.student FROM identifier i
            JOIN student s ON s.id = i.student JOIN change_set c ON c.id = i.change_set
            WHERE i.system IN (\(list: Self.identifierSystems)) AND i.value = \(text)
                AND i.status = 'retired'
                AND (c.kind = 'merge' OR c.kind = 'undo' AND s.merged_into IS NOT NULL)
            """
        ) { try $0.requiredInteger(0) }
        return try survivors(of: found)
    }

    /// All systems, so that the key of the table, which begins with the system, serves.
    private static var identifierSystems: [String] { ["studentID", "stateID", "otherID"] }

    /// The student at the end of the merges that begin at `student`; the student itself where it
    /// was not merged.
    public func survivor(of student: Int) throws -> Int {
        var (at, seen) = (student, Set<Int>())
        while seen.insert(at).inserted,
            let next = try first(
                "SELECT merged_into FROM student WHERE id = \(at)", { try $0.integer(0) }) ?? nil
        { at = next }
        return at
    }

    /// The survivors of these, each once, in order.
    private func survivors(of students: [Int]) throws -> [Int] {
        Set(try students.map { try survivor(of: $0) }).sorted()
    }

    /// The student IDs of those who were merged into `student`, or into one of those.
    public func studentIDs(mergedInto student: Int) throws -> [String] {
        var found: [Int: String] = [:]
        var next = [student]
        while !next.isEmpty {
            let merged = try rows(
                "SELECT id, student_id FROM student WHERE merged_into IN (\(list: next))"
            ) { (try $0.requiredInteger(0), try $0.requiredText(1)) }
            next = merged.map(\.0).filter { found[$0] == nil && $0 != student }
            for (id, studentID) in merged where id != student { found[id] = studentID }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension Reader {
    /// Whether another student, there or merged, has this student ID.
    public func isStudentIDTaken(_ studentID: String, but student: Int) throws -> Bool {
        try count(
            """
            SELECT count(*) FROM student WHERE student_id = \(studentID) AND id <> \(student)
            """) > 0
    }
}
