import Records

// The SQL of state files: the program enrollments of a school year with their students, and where
// these were enrolled.

/// A program enrollment with what a state file says of its student.
public struct StateRecord: Sendable {
    public let record: ProgramRecord
    /// Our number of the student.
    public let student: Int
    public let studentID: String
    /// The student's number in the district: the SIS's, or ours.
    public let localID: String
    public let stateID: String
    public let firstName: String
    public let lastName: String
    public let gender: String
    public let birthDate: CalendarDate?
}

/// Where a student was enrolled.
public struct EnrolledAt: Sendable {
    public let student: Int
    public let site: Int
    public let start: CalendarDate
    public let end: CalendarDate?
}

extension Reader {
    /// Program enrollments of some programs that have a day among `days`, in key order.
    public func stateRecords(
        of programs: [Int], on days: ClosedRange<CalendarDate>
    ) throws -> [StateRecord] {
        if programs.isEmpty { return [] }
        func shown(_ name: String) -> String {
            "CASE WHEN g.id IS NULL THEN s.\(name) ELSE g.\(name) END"
        }
        let own = ["first_name", "last_name", "gender", "birth_date"].map(shown)
            .joined(separator: ", ")
        var found: [StateRecord] = []
        let last = days.upperBound.dayNumber
        let first = days.lowerBound.dayNumber
        try scan(
            """
            SELECT p.student, p.program, p.start, p.site, p.content, p.ends, p.eligibility_start,
                p.eligibility_end, p.academic_year, p.eligibility_code, p.exit_code,
                p.start_is_eligibility, p.change_set,
                s.student_id, coalesce(g.import_id, s.student_id),
                coalesce(g.state_id, (SELECT min(i.value) FROM identifier i
                    WHERE i.student = s.id AND i.system = 'stateID' AND i.status = 'active'), ''),
                \(sql: own)
            FROM program_enrollment p JOIN student s ON s.id = p.student
            LEFT JOIN sis_student g ON g.id = s.sis_student
            WHERE p.program IN (\(list: programs)) AND p.start <= \(last)
                AND (p.ends IS NULL OR p.ends >= \(first))
            ORDER BY p.student, p.program, p.start, p.site
            """
        ) { row in
            let values = (0..<13).map { row.integer($0) }
            let birth = row.integer(19)
            found.append(
                StateRecord(
                    record: values.withUnsafeBufferPointer { ProgramRecord($0) },
                    student: Int(row.integer(0)), studentID: row.bytes(13).text,
                    localID: row.bytes(14).text, stateID: row.bytes(15).text,
                    firstName: row.bytes(16).text, lastName: row.bytes(17).text,
                    gender: row.bytes(18).text,
                    birthDate: birth == .min
                        ? nil : CalendarDate(dayNumber: Int32(truncatingIfNeeded: birth))))
            return true
        }
        return found
    }

    /// How many program enrollments have a day among `days`, by program.
    public func stateRecordCounts(on days: ClosedRange<CalendarDate>) throws -> [Int: Int] {
        let counts = try rows(
            """
            SELECT program, count(*) FROM program_enrollment
            WHERE start <= \(days.upperBound.dayNumber)
                AND (ends IS NULL OR ends >= \(days.lowerBound.dayNumber))
            GROUP BY program
            """
        ) { (try $0.requiredInteger(0), try $0.requiredInteger(1)) }
        return Dictionary(counts) { $1 }
    }

    /// The enrollments of students that have a day among `days`: the SIS's that it still has, and
    /// our own.
    public func enrolled(on days: ClosedRange<CalendarDate>) throws -> [EnrolledAt] {
        let window: Query = """
            e.start <= \(days.upperBound.dayNumber)
                AND (e.ends IS NULL OR e.ends >= \(days.lowerBound.dayNumber))
            """
        return try rows(
            """
            SELECT s.id, e.site, e.start, e.ends FROM sis_enrollment e
            JOIN student s ON s.sis_student = e.sis_student
            WHERE e.missing_since IS NULL AND \(query: window)
            UNION ALL SELECT e.student, e.site, e.start, e.ends FROM enrollment e
            WHERE \(query: window)
            """
        ) { row in
            EnrolledAt(
                student: try row.requiredInteger(0), site: try row.requiredInteger(1),
                start: try row.requiredDay(2), end: try row.day(3))
        }
    }
}
