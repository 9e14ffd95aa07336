import Records

// All SQL that touches `sis_enrollment`.

extension Reader {
    /// Hands over every enrollment of SIS students, in the order of its key. Grades are numbered
    /// in `grades`.
    public func forEachSISEnrollment(
        grades: inout KeyTable, _ body: (RosterEnrollment) throws -> Void
    ) throws {
        try scan(
            """
            SELECT sis_student, site, start, academic_year, ends, grade, is_primary,
                attendance_program, exit_code, session_type, entry_code, missing_since
            FROM sis_enrollment ORDER BY sis_student, site, start, academic_year
            """
        ) { row in
            var enrollment = RosterEnrollment()
            enrollment.student = row.integer(0)
            enrollment.site = row.integer(1)
            enrollment.start = Int32(truncatingIfNeeded: row.integer(2))
            enrollment.year = CellRules.schoolYear(row.bytes(3)) ?? 0
            if row.integer(4) != .min { enrollment.end = Int32(truncatingIfNeeded: row.integer(4)) }
            enrollment.grade = Int32(truncatingIfNeeded: grades.add(row.bytes(5)).number)
            enrollment.isPrimary = RosterEnrollment.isYes(row.bytes(6))
            enrollment.isMissing = row.integer(11) != .min
            enrollment.content = RosterEnrollment.content(end: enrollment.end) {
                row.bytes(5 + $0)
            }
            try body(enrollment)
            return true
        }
    }
}

extension Writer {
    /// Writes enrollments whole: new ones, or those that are there (`areNew` false), of which the
    /// prior images have to be kept before. `body` is handed what writes one of them, with its
    /// texts in the order of `RosterEnrollment.content`.
    public func writeSISEnrollments(
        areNew: Bool, in change: Int,
        _ body: (_ write: (RosterEnrollment, _ texts: [String]) throws -> Void) throws -> Void
    ) throws {
        let table = VersionedTable.sisEnrollment
        try bulk(table.bulk(areNew ? .none : .update)) { sink in
            var row = RowBuffer()
            try body { enrollment, texts in
                row.set(0, enrollment.student)
                row.set(1, enrollment.site)
                row.set(2, Int64(enrollment.start))
                row.set(3, enrollment.academicYear)
                let isOpen = enrollment.end == RosterEnrollment.noDay
                row.set(4, isOpen ? nil : Int64(enrollment.end))
                for (index, text) in texts.enumerated() { row.set(5 + index, text) }
                row.set(11, Int64?.none)
                row.set(12, Int64(change))
                try row.write(to: sink)
            }
        }
    }

    /// Keeps these enrollments as they are, before they are updated or deleted. They come in the
    /// order of their keys. Returns how many are kept.
    @discardableResult
    public func keepSISEnrollments(
        _ enrollments: some Collection<RosterEnrollment>, in change: Int,
        for operation: ImageOperation = .update
    ) throws -> Int {
        var kept = 0
        try enrollments.forEachBatch { batch in
            let students = Set(batch.map(\.student)).sorted()
            kept += try keepImages(
                of: .sisEnrollment, among: Set(batch.map(\.rowKey)),
                where: "sis_student IN (\(list: students))", in: change, for: operation)
        }
        return kept
    }

    /// Deletes these enrollments, whose prior images have to be kept before.
    public func deleteSISEnrollments(_ enrollments: some Sequence<RosterEnrollment>) throws {
        for one in enrollments {
            try run("DELETE FROM sis_enrollment WHERE \(query: one.condition)")
        }
    }

    /// Marks these enrollments as missing from the sender's files since `day`. Their prior images
    /// have to be kept before.
    public func markSISEnrollments(
        _ enrollments: some Sequence<RosterEnrollment>, missingSince day: CalendarDate,
        in change: Int
    ) throws {
        for one in enrollments {
            try run(
                """
                UPDATE sis_enrollment
                SET missing_since = \(day.dayNumber), change_set = \(change)
                WHERE \(query: one.condition)
                """)
        }
    }
}

extension RosterEnrollment {
    fileprivate var rowKey: String {
        VersionedTable.rowKey(["\(student)", "\(site)", "\(start)", academicYear])
    }

    fileprivate var condition: Query {
        """
        sis_student = \(student) AND site = \(site) AND start = \(start)
            AND academic_year = \(academicYear)
        """
    }
}
