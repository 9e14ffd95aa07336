import Records

// The SQL that changes one student: its visible ID, its status, its link, and whether it is there.

extension Writer {
    /// Gives a student another visible ID. Nobody else may have it.
    public func setStudentID(_ studentID: String, of student: Int, in change: Int) throws {
        try update(student, "student_id = \(studentID)", in: change)
    }

    /// Gives a student another status, which is not `retired`.
    public func setStatus(_ status: String, of student: Int, in change: Int) throws {
        try update(student, "status = \(status)", in: change)
    }

    /// Takes the link to the SIS off a student.
    public func unlink(_ student: Int, in change: Int) throws {
        try update(student, "sis_student = NULL", in: change)
    }

    private func update(_ student: Int, _ sets: Query, in change: Int) throws {
        let kept = try keepImages(of: .student, ids: [Int64(student)], in: change)
        try run(
            """
            UPDATE student SET \(query: sets), revision = revision + 1, change_set = \(change)
            WHERE id = \(student)
            """)
        try note(TableChange(updated: kept), of: .student, in: change)
    }

    /// Removes a student with its numbers, its fields and what was decided about it. What hangs
    /// on a student has to be gone before.
    public func deleteStudent(_ student: Int, in change: Int) throws {
        let tables: [(VersionedTable, Query)] = [
            (.identifier, "student = \(student)"), (.studentField, "student = \(student)"),
            (.notLinked, "student = \(student)"),
            (.notSame, "(low = \(student) OR high = \(student))"), (.student, "id = \(student)"),
        ]
        for (table, its) in tables {
            let kept = try keepImages(of: table, where: its, in: change, for: .delete)
            if kept == 0 { continue }
            try run("DELETE FROM \(sql: table.name) WHERE \(query: its)")
            try note(TableChange(deleted: kept), of: table, in: change)
        }
    }
}

/// What hangs on a student, counted.
public struct AttachedCounts: Codable, Equatable, Sendable {
    public var documents = 0
    public var events = 0
    public var plans = 0
    public var programs = 0

    public init() {}

    public var total: Int { documents + events + plans + programs }
}

extension Reader {
    /// What hangs on these students. Those on whom nothing hangs are left out.
    public func attached(to students: [Int]) throws -> [Int: AttachedCounts] {
        var found: [Int: AttachedCounts] = [:]
        let tables: [(String, WritableKeyPath<AttachedCounts, Int>)] = [
            ("document", \.documents), ("event", \.events), ("learning_plan", \.plans),
            ("program_enrollment", \.programs),
        ]
        for (table, count) in tables {
            try students.forEachBatch { batch in
                let counted = try rows(
                    """
                    SELECT student, count(*) FROM \(sql: table)
                    WHERE student IN (\(list: batch)) GROUP BY student
                    """
                ) { (try $0.requiredInteger(0), try $0.requiredInteger(1)) }
                for (student, number) in counted {
                    found[student, default: AttachedCounts()][keyPath: count] = number
                }
            }
        }
        return found
    }

    /// The revision of a student, which every write counts up; nil where it is not there.
    public func revision(of student: Int) throws -> Int? {
        try first("SELECT revision FROM student WHERE id = \(student)") {
            try $0.requiredInteger(0)
        }
    }

    /// Whether anything was ever attached to a student, or is: records, documents, an earlier
    /// student ID, another student merged into it.
    public func wasEverAttached(to student: Int) throws -> Bool {
        let tables: [VersionedTable] = [
            .document, .event, .learningPlan, .enrollment, .programEnrollment, .programAlias,
        ]
        for table in tables {
            let rows: Query = "SELECT count(*) FROM \(sql: table.name) WHERE student = \(student)"
            if try count(rows) > 0 { return true }
        }
        let others = try count(
            """
            SELECT (SELECT count(*) FROM student WHERE merged_into = \(student))
                + (SELECT count(*) FROM identifier
                    WHERE student = \(student) AND system = 'studentID')
            """)
        return try others > 0 || tables.contains { try wasAttached($0, to: student) }
    }

    /// Whether a row that is not there any more, or says something else by now, named the student.
    /// No change set from before the student was made can have one.
    private func wasAttached(_ table: VersionedTable, to student: Int) throws -> Bool {
        let place = table.columns.firstIndex(of: "student") ?? 0
        return try count(
            """
            SELECT count(*) FROM prior_image
            WHERE change_set >= (SELECT coalesce(min(c.id), 0) FROM change_set c
                    WHERE c.at >= (SELECT s.created_at FROM student s WHERE s.id = \(student)))
                AND table_name = \(table.name)
                AND CASE WHEN table_name = \(table.name)
                    THEN CAST(\(jsonItem: place, of: "image") AS BIGINT) END = \(student)
            """) > 0
    }
}
