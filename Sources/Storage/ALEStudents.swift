import Records

// The SQL that finds the students of ALE.

/// A student of ALE, as lists show it.
public struct ALEStudent: Equatable, Sendable {
    /// Our number of the student.
    public let id: Int
    public let studentID: String
    public let lastName: String
    public let firstName: String
    public let middleName: String
    public let birthDate: CalendarDate?
    public let grade: String
    public let isLinked: Bool
    /// Whether the student was made for ALE; others have a learning plan.
    public let isMadeForALE: Bool
}

extension Reader {
    /// Students who were made for ALE, by where their profiles came from, and those who have a
    /// learning plan; without those who were merged into others.
    public func aleStudents(origins: [String]) throws -> [ALEStudent] {
        try rows(
            """
            SELECT s.id, s.student_id, coalesce(g.last_name, s.last_name),
                coalesce(g.first_name, s.first_name), coalesce(g.middle_name, s.middle_name),
                CASE WHEN g.id IS NULL THEN s.birth_date ELSE g.birth_date END,
                coalesce(g.grade, s.grade), s.sis_student,
                CASE WHEN s.origin IN (\(list: origins)) THEN 1 ELSE 0 END
            FROM student s LEFT JOIN sis_student g ON g.id = s.sis_student
            WHERE s.status <> 'retired' AND (s.origin IN (\(list: origins))
                OR s.id IN (SELECT p.student FROM learning_plan p))
            ORDER BY s.id
            """
        ) { row in
            ALEStudent(
                id: try row.requiredInteger(0), studentID: try row.requiredText(1),
                lastName: try row.requiredText(2), firstName: try row.requiredText(3),
                middleName: try row.requiredText(4), birthDate: try row.day(5),
                grade: try row.requiredText(6), isLinked: try row.integer(7) != nil,
                isMadeForALE: try row.requiredInteger(8) == 1)
        }
    }
}
