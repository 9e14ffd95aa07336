import Records

/// The cells of one program enrollment in the layout of programs.txt, as the store has them.
public struct ProgramExportRow: Sendable {
    public let importID: String
    public let stateID: String
    public let lastName: String
    public let firstName: String
    public let middleName: String
    public let birthDate: CalendarDate?
    public let program: String
    public let record: ProgramRecord
    public let eligibilityCode: String
    public let exitCode: String
}

extension Reader {
    /// Hands over all program enrollments with their students, in key order.
    public func forEachProgramExportRow(_ body: (ProgramExportRow) throws -> Void) throws {
        let names = Dictionary(
            uniqueKeysWithValues: try codes().map { (Int32($0.id), $0.key) })
        try scan(
            """
            SELECT coalesce(g.import_id, s.student_id), coalesce(g.state_id, ''),
                coalesce(g.last_name, s.last_name), coalesce(g.first_name, s.first_name),
                coalesce(g.middle_name, s.middle_name),
                CASE WHEN g.id IS NULL THEN s.birth_date ELSE g.birth_date END,
                p.student, p.program, p.start, p.site, p.content, p.ends, p.eligibility_start,
                p.eligibility_end, p.academic_year, p.eligibility_code, p.exit_code,
                p.start_is_eligibility, p.change_set
            FROM program_enrollment p JOIN student s ON s.id = p.student
            LEFT JOIN sis_student g ON g.id = s.sis_student
            ORDER BY p.student, p.program, p.start, p.site
            """
        ) { row in
            let values = (6..<19).map { row.integer($0) }
            let record = values.withUnsafeBufferPointer { ProgramRecord($0) }
            let birthDate = row.integer(5)
            try body(
                ProgramExportRow(
                    importID: row.bytes(0).text, stateID: row.bytes(1).text,
                    lastName: row.bytes(2).text, firstName: row.bytes(3).text,
                    middleName: row.bytes(4).text,
                    birthDate: birthDate == .min
                        ? nil : CalendarDate(dayNumber: Int32(truncatingIfNeeded: birthDate)),
                    program: names[record.row.program] ?? "", record: record,
                    eligibilityCode: names[record.row.eligibilityCode] ?? "",
                    exitCode: names[record.row.exitCode] ?? ""))
            return true
        }
    }
}
