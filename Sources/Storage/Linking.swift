import Records

// The SQL by which unlinked students and SIS students find each other.

/// A student without a SIS student, with the numbers to link it by.
public struct UnlinkedStudent: Equatable, Sendable {
    public let id: Int
    /// The visible student ID.
    public let studentID: String
    public var subject: LinkRule.Subject
}

extension LinkRule.Subject {
    /// Adds a number of which there is none yet: those that count come before stand-ins.
    fileprivate mutating func take(_ other: Self) {
        if stateID.isEmpty {
            stateID = other.stateID
            stateIDIsProvisional = other.stateIDIsProvisional
        }
        if otherID.isEmpty { otherID = other.otherID }
    }
}

extension Reader {
    /// Students who are neither linked nor retired and have a state ID, which may be a stand-in, or
    /// an other ID; of some only where `students` are given, which are not empty.
    public func unlinkedStudents(_ students: [Int]? = nil) throws -> [UnlinkedStudent] {
        // More than a statement names are looked for among all.
        let some = students.flatMap { $0.count > rowsPerStatement ? nil : $0 }
        let only: Query = some.map { "AND s.id IN (\(list: $0))" } ?? ""
        let found = try rows(
            """
            SELECT s.id, s.student_id, s.last_name, s.first_name, s.birth_date, i.system, i.value,
                i.status
            FROM student s JOIN identifier i ON i.student = s.id
            WHERE s.sis_student IS NULL AND s.status <> 'retired' AND i.status <> 'retired'
                AND i.system IN ('stateID', 'otherID') \(query: only)
            ORDER BY s.id, i.system, i.status, i.value
            """
        ) { row -> UnlinkedStudent in
            var subject = LinkRule.Subject(
                lastName: try row.requiredText(2), firstName: try row.requiredText(3),
                birthDate: try row.integer(4).map {
                    CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0))
                })
            if try row.requiredText(5) == "stateID" {
                subject.stateID = try row.requiredText(6)
                subject.stateIDIsProvisional = try row.requiredText(7) == "provisional"
            } else {
                subject.otherID = try row.requiredText(6)
            }
            return UnlinkedStudent(
                id: try row.requiredInteger(0), studentID: try row.requiredText(1),
                subject: subject)
        }
        var students: [UnlinkedStudent] = []
        for row in found {
            guard let last = students.last, last.id == row.id else {
                students.append(row)
                continue
            }
            students[students.count - 1].subject.take(row.subject)
        }
        return students
    }

    /// The SIS students that hold one of these numbers.
    public func linkCandidates(
        stateIDs: [String], otherIDs: [String]
    ) throws -> [LinkRule.Candidate] {
        var found: [Int: LinkRule.Candidate] = [:]
        let add = { (candidates: [LinkRule.Candidate]) in
            for candidate in candidates { found[candidate.id] = candidate }
        }
        // The indexes leave blank numbers out, which the conditions have to say.
        try stateIDs.forEachBatch { batch in
            add(try candidates(where: "g.state_id IN (\(list: batch)) AND g.state_id <> ''"))
        }
        try otherIDs.forEachBatch { batch in
            add(try candidates(where: "g.other_id IN (\(list: batch)) AND g.other_id <> ''"))
            add(try candidates(where: "g.import_id IN (\(list: batch))"))
        }
        return found.values.sorted { $0.id < $1.id }
    }

    private func candidates(where condition: Query) throws -> [LinkRule.Candidate] {
        try rows(
            """
            SELECT g.id, g.import_id, g.state_id, g.other_id, g.last_name, g.first_name,
                g.aka_last_name, g.aka_first_name, g.birth_date,
                CASE WHEN EXISTS (SELECT 1 FROM student s WHERE s.sis_student = g.id)
                    THEN 1 ELSE 0 END
            FROM sis_student g WHERE \(query: condition)
            """
        ) { row in
            LinkRule.Candidate(
                id: try row.requiredInteger(0), importID: try row.requiredText(1),
                stateID: try row.requiredText(2), otherID: try row.requiredText(3),
                lastName: try row.requiredText(4), firstName: try row.requiredText(5),
                akaLastName: try row.requiredText(6), akaFirstName: try row.requiredText(7),
                birthDate: try row.integer(8).map {
                    CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0))
                }, hasProfile: try row.requiredInteger(9) == 1)
        }
    }
}

extension Writer {
    /// Links a student to a SIS student, keeping what it was, and notes it in the change set.
    public func link(_ student: Int, toSISStudent sis: Int, in change: Int) throws {
        let kept = try keepImages(of: .student, ids: [Int64(student)], in: change)
        try run(
            """
            UPDATE student
            SET sis_student = \(sis), revision = revision + 1, change_set = \(change)
            WHERE id = \(student)
            """)
        try note(TableChange(updated: kept), of: .student, in: change)
    }
}
