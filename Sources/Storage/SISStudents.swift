import Records

// All SQL that touches `sis_student`, the General Student Table, except for linking.

/// What telling new, changed and unchanged rows apart needs of a SIS student.
///
/// `importID` and `grade` are valid inside the closure that is handed them.
public struct SISStudentEntry {
    public let id: Int64
    public let importID: UnsafeRawBufferPointer
    public let content: Int64
    public let isMissing: Bool
    public let grade: UnsafeRawBufferPointer
    /// Nil where it is not known.
    public let site: Int64?
}

/// A SIS student as the store has it.
public struct SISStudentRecord: Sendable {
    public var id: Int64
    public var student: RosterStudent
    public var site: Int64?
    /// Since when the sender's files no longer have the student.
    public var missingSince: CalendarDate?
    /// What the rows that it was read from say; see `ContentHash`.
    public var content: Int64

    public init(id: Int64, student: RosterStudent, content: Int64, site: Int64? = nil) {
        self.id = id
        self.student = student
        self.content = content
        self.site = site
    }
}

extension Reader {
    /// Hands over every SIS student, in the order in which they are stored.
    public func forEachSISStudent(_ body: (SISStudentEntry) throws -> Void) throws {
        try scan(
            """
            SELECT id, import_id, content, missing_since, grade, site FROM sis_student ORDER BY id
            """
        ) { row in
            let site = row.integer(5)
            try body(
                SISStudentEntry(
                    id: row.integer(0), importID: row.bytes(1), content: row.integer(2),
                    isMissing: row.integer(3) != .min, grade: row.bytes(4),
                    site: site == .min ? nil : site))
            return true
        }
    }

    /// How many SIS students there are.
    public func sisStudentCount() throws -> Int { try count("SELECT count(*) FROM sis_student") }

    /// The SIS students with these numbers, by number.
    public func sisStudents(_ ids: some Collection<Int64>) throws -> [Int64: SISStudentRecord] {
        var found: [Int64: SISStudentRecord] = [:]
        let columns = VersionedTable.sisStudent.columnList
        try ids.forEachBatch { batch in
            let records = try rows(
                "SELECT \(sql: columns) FROM sis_student WHERE id IN (\(list: batch))",
                Self.sisStudent)
            for record in records { found[record.id] = record }
        }
        return found
    }

    private static func sisStudent(_ row: any ResultRow) throws -> SISStudentRecord {
        var student = RosterStudent()
        for field in RosterField.allCases {
            if field.isDate {
                student.set(try date(row, field.rawValue + 1), for: field)
            } else {
                student[field] = try row.requiredText(field.rawValue + 1)
            }
        }
        student.otherColumns = JSONText.members(try row.requiredText(SISStudentColumn.others))
        student.grade = try row.requiredText(SISStudentColumn.grade)
        var record = SISStudentRecord(
            id: Int64(try row.requiredInteger(0)), student: student,
            content: Int64(try row.requiredInteger(SISStudentColumn.content)),
            site: try row.integer(SISStudentColumn.site).map(Int64.init))
        record.missingSince = try date(row, SISStudentColumn.missingSince)
        return record
    }

    private static func date(_ row: any ResultRow, _ column: Int) throws -> CalendarDate? {
        try row.integer(column).map { CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0)) }
    }

    /// The OneRoster `sourcedId` of every SIS student that has one, with the other columns of
    /// those that name further ones.
    public func forEachSourcedID(
        _ body: (_ id: Int64, _ sourcedID: UnsafeRawBufferPointer, _ others: String?) throws -> Void
    ) throws {
        try scan(
            """
            SELECT id, sourced_id, other_columns FROM sis_student WHERE sourced_id <> ''
            ORDER BY id
            """
        ) { row in
            let others = row.bytes(2)
            try body(row.integer(0), row.bytes(1), others.count > 2 ? others.text : nil)
            return true
        }
    }

    /// State IDs that more than one SIS student holds.
    public func sharedStateIDs() throws -> [String] {
        try rows(
            """
            SELECT state_id FROM sis_student WHERE state_id <> ''
            GROUP BY state_id HAVING count(*) > 1
            """
        ) { try $0.requiredText(0) }
    }
}

/// Columns of `sis_student` behind its fields, which stand in their own order from 1 on.
enum SISStudentColumn {
    static let others = RosterField.allCases.count + 1
    static let grade = others + 1
    static let site = others + 2
    static let nameKey = others + 3
    static let content = others + 6
    static let missingSince = others + 7
    static let changeSet = others + 8
}

extension Writer {
    /// Writes SIS students whole: new ones, or those that are there (`areNew` false), of which
    /// the prior images have to be kept before. `body` is handed what writes one of them.
    public func writeSISStudents(
        areNew: Bool, in change: Int,
        _ body: (_ write: (SISStudentRecord, _ nameKeys: [String]) throws -> Void) throws -> Void
    ) throws {
        let table = VersionedTable.sisStudent
        try bulk(table.bulk(areNew ? .none : .update)) { sink in
            var row = RowBuffer()
            try body { record, nameKeys in
                row.set(0, record.id)
                for field in RosterField.allCases {
                    if field.isDate {
                        row.set(
                            field.rawValue + 1,
                            record.student.date(field).map { Int64($0.dayNumber) })
                    } else {
                        row.set(field.rawValue + 1, record.student[field])
                    }
                }
                row.set(SISStudentColumn.others, JSONText.object(record.student.otherColumns))
                row.set(SISStudentColumn.grade, record.student.grade)
                row.set(SISStudentColumn.site, record.site)
                for (index, key) in nameKeys.enumerated() {
                    row.set(SISStudentColumn.nameKey + index, key)
                }
                row.set(SISStudentColumn.content, record.content)
                row.set(
                    SISStudentColumn.missingSince,
                    record.missingSince.map { Int64($0.dayNumber) })
                row.set(SISStudentColumn.changeSet, Int64(change))
                try row.write(to: sink)
            }
        }
    }

    /// Keeps the SIS students with these numbers as they are. Returns how many are kept.
    public func keepSISStudents(_ ids: some Collection<Int64>, in change: Int) throws -> Int {
        var kept = 0
        try ids.forEachBatch { kept += try keepImages(of: .sisStudent, ids: $0, in: change) }
        return kept
    }

    /// Marks the SIS students with these numbers as missing from the sender's files since `day`.
    /// Returns how many prior images were kept.
    public func markSISStudents(
        _ ids: some Collection<Int64>, missingSince day: CalendarDate, in change: Int
    ) throws -> Int {
        let kept = try keepSISStudents(ids, in: change)
        try ids.forEachBatch { batch in
            try run(
                """
                UPDATE sis_student SET missing_since = \(day.dayNumber), change_set = \(change)
                WHERE id IN (\(list: batch))
                """)
        }
        return kept
    }

    /// Sets grade and site of the SIS students with these numbers. Returns how many prior images
    /// were kept.
    public func placeSISStudents(
        _ ids: some Collection<Int64>, grade: String, site: Int64?, in change: Int
    ) throws -> Int {
        let kept = try keepSISStudents(ids, in: change)
        try ids.forEachBatch { batch in
            try run(
                """
                UPDATE sis_student
                SET grade = \(grade), site = \(optional: site), change_set = \(change)
                WHERE id IN (\(list: batch))
                """)
        }
        return kept
    }
}
