import Records

// The SQL that finds how long ago what is kept of students ended.

/// When something of a student ended last.
public struct RetainedUntil: Equatable, Sendable {
    /// Our number.
    public let student: Int
    /// Nil where it says no day.
    public let last: CalendarDate?
    /// Whether some of it has not ended.
    public let isOpen: Bool

    public init(student: Int, last: CalendarDate?, isOpen: Bool) {
        self.student = student
        self.last = last
        self.isOpen = isOpen
    }

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            student: try row.requiredInteger(0), last: try row.day(1),
            isOpen: try row.requiredInteger(2) > 0)
    }
}

extension Reader {
    /// Program enrollments of these codes, by student.
    public func retainedPrograms(_ programs: [Int]) throws -> [RetainedUntil] {
        if programs.isEmpty { return [] }
        return try rows(
            """
            SELECT student, max(ends), max(CASE WHEN ends IS NULL THEN 1 ELSE 0 END)
            FROM program_enrollment WHERE program IN (\(list: programs)) GROUP BY student
            """, RetainedUntil.init)
    }

    /// Students of whom one of these fields says something; they say no day.
    public func retainedFields(_ fields: [String]) throws -> [RetainedUntil] {
        if fields.isEmpty { return [] }
        return try rows(
            "SELECT DISTINCT student FROM student_field WHERE field IN (\(list: fields))"
        ) { RetainedUntil(student: try $0.requiredInteger(0), last: nil, isOpen: false) }
    }

    /// Events and learning plans, by student.
    public func retainedEvents() throws -> [RetainedUntil] {
        try rows("SELECT student, max(day), 0 FROM event GROUP BY student", RetainedUntil.init)
    }

    public func retainedPlans() throws -> [RetainedUntil] {
        try rows(
            "SELECT student, max(ends), 0 FROM learning_plan GROUP BY student", RetainedUntil.init)
    }

    /// Documents, by the day on which the last one was added.
    public func retainedDocuments() throws -> [RetainedUntil] {
        try rows("SELECT student, max(added_at) FROM document GROUP BY student") { row in
            RetainedUntil(
                student: try row.requiredInteger(0),
                last: CalendarDate(iso: String(try row.requiredText(1).prefix(10))),
                isOpen: false)
        }
    }

    /// When students were last enrolled here, by the SIS or by hand; nobody who never was.
    public func lastEnrolled() throws -> [RetainedUntil] {
        try rows(
            """
            SELECT student, max(ends), max(CASE WHEN ends IS NULL THEN 1 ELSE 0 END) FROM (
                SELECT s.id AS student, e.ends AS ends FROM sis_enrollment e
                JOIN student s ON s.sis_student = e.sis_student WHERE e.missing_since IS NULL
                UNION ALL SELECT student, ends FROM enrollment) t
            GROUP BY student
            """, RetainedUntil.init)
    }

    /// Since when students are gone who were never enrolled: from the SIS, or, where nothing links
    /// them, since they were made. Open are those whom the SIS still has.
    public func lastKnown() throws -> [RetainedUntil] {
        try rows(
            """
            SELECT s.id, g.id, g.missing_since, s.created_at FROM student s
            LEFT JOIN sis_student g ON g.id = s.sis_student WHERE s.status <> 'retired'
            """
        ) { row in
            let isLinked = try row.integer(1) != nil
            let gone = try row.day(2)
            return RetainedUntil(
                student: try row.requiredInteger(0),
                last: isLinked
                    ? gone : CalendarDate(iso: String(try row.requiredText(3).prefix(10))),
                isOpen: isLinked && gone == nil)
        }
    }
}
