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

/// The grade and site that a SIS student gets.
public struct SISPlacement: Sendable {
    public let id: Int64
    public let grade: String
    public let site: Int64

    public init(id: Int64, grade: String, site: Int64) {
        self.id = id
        self.grade = grade
        self.site = site
    }
}

/// What a SIS student has beyond a studemo.txt, and by what it is found.
public struct SISStudentRest: Sendable {
    public let stateID: String
    public let otherID: String
    public let sourcedID: String
    public let lastName: String
    public let firstName: String
    public let middleName: String
    public let birthDate: CalendarDate?
    public let grade: String
    public let site: Int64?

    /// Whether `student` is found by the same numbers, names and birth date.
    public func hasKeys(of student: RosterStudent) -> Bool {
        stateID == student[.stateID] && otherID == student[.otherID]
            && sourcedID == student[.sourcedID] && lastName == student[.lastName]
            && firstName == student[.firstName] && middleName == student[.middleName]
            && birthDate == student.date(.birthDate)
    }
}

extension Query.StringInterpolation {
    /// Rows of number, grade and site, for `VALUES`.
    fileprivate mutating func appendInterpolation(
        placements: some Sequence<SISPlacement>
    ) {
        var comma = ""
        for one in placements {
            appendLiteral("\(comma)(CAST(")
            appendInterpolation(one.id)
            appendLiteral(" AS BIGINT), CAST(")
            appendInterpolation(one.grade)
            appendLiteral(" AS TEXT), CAST(")
            appendInterpolation(one.site)
            appendLiteral(" AS BIGINT))")
            comma = ", "
        }
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
                sisStudent)
            for record in records { found[record.id] = record }
        }
        return found
    }

    private func sisStudent(_ row: any ResultRow) throws -> SISStudentRecord {
        var student = RosterStudent()
        for field in RosterField.allCases {
            if field.isDate {
                student.set(try Self.date(row, field.rawValue + 1), for: field)
            } else {
                student[field] = try row.requiredText(field.rawValue + 1)
            }
        }
        student[.primaryDisability] = try opened(
            student[.primaryDisability], kind: SealedKind.disability)
        if SealedForm.isSealed(student[.plan504Accommodations]) {
            let plan = SealedPlan504(
                said: try opened(student[.plan504Accommodations], kind: SealedKind.plan504))
            student[.plan504Accommodations] = plan.accommodations
            student.set(plan.review, for: .plan504ReviewDate)
        }
        let others = try opened(
            row.requiredText(SISStudentColumn.others), kind: SealedKind.otherColumns)
        student.otherColumns = others.isEmpty ? [] : JSONText.members(others)
        student.grade = try row.requiredText(SISStudentColumn.grade)
        var record = SISStudentRecord(
            id: Int64(try row.requiredInteger(0)), student: student,
            content: Int64(try row.requiredInteger(SISStudentColumn.content)),
            site: try row.integer(SISStudentColumn.site).map(Int64.init))
        record.missingSince = try Self.date(row, SISStudentColumn.missingSince)
        return record
    }

    private static func date(_ row: any ResultRow, _ column: Int) throws -> CalendarDate? {
        try row.integer(column).map { CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0)) }
    }

    /// What SIS students have beyond a studemo.txt, and by what they are found, by number.
    public func sisStudentRests(
        _ ids: some Collection<Int64>
    ) throws -> [Int64: SISStudentRest] {
        var found: [Int64: SISStudentRest] = [:]
        try ids.forEachBatch { batch in
            try scan(
                """
                SELECT id, state_id, other_id, sourced_id, last_name, first_name, middle_name,
                    birth_date, grade, site
                FROM sis_student WHERE id IN (\(list: batch))
                """
            ) { row in
                let (birthDate, site) = (row.integer(7), row.integer(9))
                found[row.integer(0)] = SISStudentRest(
                    stateID: row.bytes(1).text, otherID: row.bytes(2).text,
                    sourcedID: row.bytes(3).text, lastName: row.bytes(4).text,
                    firstName: row.bytes(5).text, middleName: row.bytes(6).text,
                    birthDate: birthDate == .min
                        ? nil : CalendarDate(dayNumber: Int32(truncatingIfNeeded: birthDate)),
                    grade: row.bytes(8).text, site: site == .min ? nil : site)
                return true
            }
        }
        return found
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
            try body(
                row.integer(0), row.bytes(1),
                others.count > 2 ? opened(others.text, kind: SealedKind.otherColumns) : nil)
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

/// How SIS students are written.
public enum SISStudentWrite: Sendable {
    /// They are not there yet.
    case new
    /// They are there, and anything may change.
    case changed
    /// They are there, and neither numbers nor names change: no index has to be touched.
    case sameKeys

    fileprivate var bulk: BulkWrite {
        let table = VersionedTable.sisStudent
        switch self {
        case .new: return table.bulk(.none)
        case .changed: return table.bulk(.update)
        case .sameKeys:
            let keys: Set = [
                "id", "import_id", "state_id", "other_id", "sourced_id", "last_name", "first_name",
                "middle_name", "birth_date", "name_key", "given_key", "surname_key",
            ]
            return BulkWrite(
                into: table.name, columns: table.columns, key: table.key, conflict: .update,
                replaced: table.columns.filter { !keys.contains($0) })
        }
    }
}

extension Writer {
    /// Writes SIS students whole, of which the prior images have to be kept before. `body` is
    /// handed what writes one of them.
    public func writeSISStudents(
        _ kind: SISStudentWrite, in change: Int,
        _ body: (_ write: (SISStudentRecord, _ nameKeys: [String]) throws -> Void) throws -> Void
    ) throws {
        try bulk(kind.bulk) { sink in
            var row = RowBuffer()
            try body { record, nameKeys in
                let record = try sealed(record)
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
                row.set(
                    SISStudentColumn.others,
                    try sealed(otherColumns: record.student.otherColumns, of: Int(record.id)))
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

    /// Sets grade and site of SIS students, which come in the order of their numbers. Returns how
    /// many prior images were kept.
    public func placeSISStudents(
        _ placements: some Collection<SISPlacement>, in change: Int
    ) throws -> Int {
        let kept = try keepSISStudents(placements.map(\.id), in: change)
        try placements.forEachBatch { batch in
            try run(
                """
                UPDATE sis_student
                SET grade = placed.column2, site = placed.column3, change_set = \(change)
                FROM (VALUES \(placements: batch)) AS placed WHERE sis_student.id = placed.column1
                """)
        }
        return kept
    }
}
