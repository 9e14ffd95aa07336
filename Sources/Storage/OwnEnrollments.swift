import Records

// All SQL that touches `enrollment`, and what is shown beside it.

/// An enrollment as it is shown: one of our own, or one that the SIS reports.
public struct EnrollmentView: Equatable, Sendable {
    /// The number of one of our own; nil where the SIS reports it.
    public let id: Int?
    public let site: Int
    public let start: CalendarDate
    public let end: CalendarDate?
    /// `YYYY-YYYY`; blank where the SIS does not say.
    public let academicYear: String
    public let grade: String
    public let isPrimary: Bool
    public let entryCode: String
    public let exitCode: String
    /// Since when the SIS's files do not have it any more.
    public let missingSince: CalendarDate?
}

extension OwnEnrollment {
    fileprivate static let table = VersionedTable.enrollment

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0), student: try row.requiredInteger(1),
            site: try row.requiredInteger(2), start: try row.requiredDay(3),
            end: try row.day(4), schoolYear: try row.schoolYear(5),
            grade: try row.requiredText(6), isPrimary: try row.requiredInteger(7) == 1,
            entryCode: try row.requiredText(8), exitCode: try row.requiredText(9),
            addedAt: try row.requiredText(10))
    }

    fileprivate var view: EnrollmentView {
        EnrollmentView(
            id: id, site: site, start: start, end: end, academicYear: schoolYear.description,
            grade: grade, isPrimary: isPrimary, entryCode: entryCode, exitCode: exitCode,
            missingSince: nil)
    }
}

extension Reader {
    /// An enrollment of our own by its number, or nil.
    public func ownEnrollment(_ id: Int) throws -> OwnEnrollment? {
        try first(
            "SELECT \(sql: OwnEnrollment.table.columnList) FROM enrollment WHERE id = \(id)",
            OwnEnrollment.init)
    }

    /// The enrollments of our own of a student, the latest first.
    public func ownEnrollments(of student: Int) throws -> [OwnEnrollment] {
        try rows(
            """
            SELECT \(sql: OwnEnrollment.table.columnList) FROM enrollment
            WHERE student = \(student) ORDER BY start DESC, id DESC
            """, OwnEnrollment.init)
    }

    /// Whether a student is linked to the SIS.
    public func isLinked(_ student: Int) throws -> Bool {
        try count(
            """
            SELECT count(*) FROM student WHERE id = \(student) AND sis_student IS NOT NULL
            """) > 0
    }

    /// All enrollments of a student: those that the SIS reports, where it is linked, and those of
    /// our own; the latest first.
    public func enrollments(of student: Int) throws -> [EnrollmentView] {
        let reported = try rows(
            """
            SELECT e.site, e.start, e.ends, e.academic_year, e.grade, e.is_primary, e.entry_code,
                e.exit_code, e.missing_since
            FROM sis_enrollment e JOIN student s ON s.sis_student = e.sis_student
            WHERE s.id = \(student)
            ORDER BY e.start DESC, e.site, e.academic_year
            """
        ) { row in
            var isPrimary = try row.requiredText(5)
            return EnrollmentView(
                id: nil, site: try row.requiredInteger(0), start: try row.requiredDay(1),
                end: try row.day(2), academicYear: try row.requiredText(3),
                grade: try row.requiredText(4),
                isPrimary: isPrimary.withUTF8 {
                    RosterEnrollment.isYes(UnsafeRawBufferPointer($0))
                },
                entryCode: try row.requiredText(6), exitCode: try row.requiredText(7),
                missingSince: try row.day(8))
        }
        return reported + (try ownEnrollments(of: student).map(\.view))
    }
}

extension Writer {
    /// Writes an enrollment of our own whole, keeping what it was.
    public func save(_ enrollment: OwnEnrollment, in change: Int) throws {
        try save(
            [
                .init(number: enrollment.id), .init(number: enrollment.student),
                .init(number: enrollment.site), .init(enrollment.start), .init(enrollment.end),
                .text(enrollment.schoolYear.description), .text(enrollment.grade),
                .init(number: enrollment.isPrimary ? 1 : 0), .text(enrollment.entryCode),
                .text(enrollment.exitCode), .text(enrollment.addedAt),
            ], of: OwnEnrollment.table, in: change)
    }
}
