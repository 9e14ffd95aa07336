import Records

// All SQL that touches `program_enrollment` and `program_alias`.

extension VersionedTable {
    /// The columns of a program enrollment in the order in which `ProgramRecord` is read.
    static let programColumns =
        "student, program, start, site, content, ends, eligibility_start, eligibility_end, "
        + "academic_year, "
        + "eligibility_code, exit_code, start_is_eligibility, change_set"
}

extension ProgramRecord {
    /// From the integers of one row, in the order of `VersionedTable.programColumns`.
    @inlinable
    init(_ values: UnsafeBufferPointer<Int64>) {
        func day(_ index: Int) -> Int32 {
            values[index] == .min ? ProgramRow.noDay : Int32(truncatingIfNeeded: values[index])
        }
        func code(_ index: Int) -> Int32 {
            values[index] == .min ? 0 : Int32(truncatingIfNeeded: values[index])
        }
        let key = Key(
            student: values[0], program: values[1], start: values[2], site: values[3])
        var row = ProgramRow(
            slot: 0, program: Int32(truncatingIfNeeded: values[1]),
            start: Int32(truncatingIfNeeded: values[2]), site: values[3])
        row.end = day(5)
        row.eligibilityStart = day(6)
        row.eligibilityEnd = day(7)
        row.academicYear = values[8] == .min ? 0 : Int16(truncatingIfNeeded: values[8])
        row.eligibilityCode = code(9)
        row.exitCode = code(10)
        row.startIsEligibility = values[11] == 1
        self.init(key: key, row: row, changeSet: values[12])
    }

    /// The prior image: a JSON array in the order of the table's columns.
    public var image: String {
        func day(_ value: Int32) -> String { value == ProgramRow.noDay ? "null" : "\(value)" }
        func code(_ value: Int32) -> String { value == 0 ? "null" : "\(value)" }
        return "[\(key.student),\(key.program),\(key.start),\(key.site),\(row.contentHash),"
            + "\(day(row.end)),"
            + "\(day(row.eligibilityStart)),\(day(row.eligibilityEnd)),"
            + "\(code(Int32(row.academicYear))),\(code(row.eligibilityCode)),"
            + "\(code(row.exitCode)),\(row.startIsEligibility ? 1 : 0),\(changeSet)]"
    }
}

extension Reader {
    /// Hands over all program enrollments in key order.
    public func forEachProgramRecord(_ body: (ProgramRecord) throws -> Bool) throws {
        try scanIntegers(
            """
            SELECT \(sql: VersionedTable.programColumns) FROM program_enrollment
            ORDER BY student, program, start, site
            """
        ) { try body(ProgramRecord($0)) }
    }

    /// Hands over the keys of all program enrollments with the hash of their content, in key
    /// order: student, program, start, site, hash. For telling what has not changed without
    /// reading it whole.
    public func forEachProgramKey(
        _ body: (UnsafeBufferPointer<Int64>) throws -> Bool
    ) throws {
        try scanIntegers(
            """
            SELECT student, program, start, site, content FROM program_enrollment
            ORDER BY student, program, start, site
            """, body)
    }

    /// Hands over the key (student, program, start, site) of every program enrollment that began by
    /// a day and has no end, in key order.
    public func forEachOpenProgramKey(
        startedBy day: CalendarDate, _ body: (UnsafeBufferPointer<Int64>) throws -> Bool
    ) throws {
        try scanIntegers(
            """
            SELECT student, program, start, site FROM program_enrollment
            WHERE ends IS NULL AND start <= \(day.dayNumber)
            ORDER BY student, program, start, site
            """, body)
    }

    /// The program enrollments of one student, in key order.
    public func programRecords(of student: Int64) throws -> [ProgramRecord] {
        var found: [ProgramRecord] = []
        try scanIntegers(
            """
            SELECT \(sql: VersionedTable.programColumns) FROM program_enrollment
            WHERE student = \(student) ORDER BY program, start, site
            """, few: true
        ) {
            found.append(ProgramRecord($0))
            return true
        }
        return found
    }

    /// How many records each program has, by the number of its code.
    public func programCounts() throws -> [Int32: Int] {
        var counts: [Int32: Int] = [:]
        try scanIntegers(
            "SELECT program, count(*) FROM program_enrollment GROUP BY program", few: true
        ) {
            counts[Int32(truncatingIfNeeded: $0[0])] = Int($0[1])
            return true
        }
        return counts
    }

    /// How many program enrollments there are.
    public func programRecordCount() throws -> Int {
        try count("SELECT count(*) FROM program_enrollment")
    }

    /// What was decided about keys that files got wrong.
    public func programAliases() throws -> [ProgramRecord.Key: ProgramAlias] {
        let found = try rows(
            """
            SELECT student, program, start, site, decision, content,
                to_student, to_program, to_start, to_site
            FROM program_alias
            """
        ) { row in
            func number(_ column: Int) throws -> Int64 { Int64(try row.integer(column) ?? 0) }
            let key = ProgramRecord.Key(
                student: try number(0), program: try number(1), start: try number(2),
                site: try number(3))
            let target = ProgramRecord.Key(
                student: try number(6), program: try number(7), start: try number(8),
                site: try number(9))
            let isDiscarded = try row.requiredText(4) == "discard"
            return (
                key,
                isDiscarded ? .discard(content: try row.requiredText(5)) : ProgramAlias.same(target)
            )
        }
        return Dictionary(found, uniquingKeysWith: { $1 })
    }
}

extension Writer {
    /// Remembers what was decided about a key that a file got wrong.
    public func remember(
        _ alias: ProgramAlias, for key: ProgramRecord.Key, in change: Int
    ) throws {
        let table = VersionedTable.programAlias
        let condition: Query =
            """
            student = \(key.student) AND program = \(key.program) AND start = \(key.start)
            AND site = \(key.site)
            """
        let kept = try keepImages(of: table, where: condition, in: change, for: .update)
        var (decision, content) = ("same", "")
        var target: ProgramRecord.Key?
        switch alias {
        case .same(let key): target = key
        case .discard(let text): (decision, content) = ("discard", text)
        }
        let values: [Query.Value] = [
            .integer(key.student), .integer(key.program), .integer(key.start), .integer(key.site),
            .text(decision), .text(content), target.map { .integer($0.student) } ?? .null,
            target.map { .integer($0.program) } ?? .null,
            target.map { .integer($0.start) } ?? .null,
            target.map { .integer($0.site) } ?? .null, .integer(Int64(change)),
        ]
        try bulk(table.bulk(.update)) { try $0.write(values) }
        try note(TableChange(inserted: 1 - kept, updated: kept), of: table, in: change)
    }
}

extension ProgramRow {
    /// The values of the stored row, in the order of the table's columns.
    @inlinable
    public func store(
        in values: UnsafeMutablePointer<Int64>, student: Int64, changeSet: Int64
    ) {
        values[0] = student
        values[1] = Int64(program)
        values[2] = Int64(start)
        values[3] = site
        values[4] = contentHash
        values[5] = end == ProgramRow.noDay ? .min : Int64(end)
        values[6] = eligibilityStart == ProgramRow.noDay ? .min : Int64(eligibilityStart)
        values[7] = eligibilityEnd == ProgramRow.noDay ? .min : Int64(eligibilityEnd)
        values[8] = academicYear == 0 ? .min : Int64(academicYear)
        values[9] = eligibilityCode == 0 ? .min : Int64(eligibilityCode)
        values[10] = exitCode == 0 ? .min : Int64(exitCode)
        values[11] = startIsEligibility ? 1 : 0
        values[12] = changeSet
    }
}

extension Writer {
    /// Writes program enrollments that `next` makes one at a time by `ProgramRow.store`, in key
    /// order for speed. A record with the same key is replaced where `replacing`.
    public func writePrograms(
        replacing: Bool, _ next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws {
        try bulk(
            VersionedTable.programEnrollment.bulk(replacing ? .update : .none), rows: next)
    }

    /// Writes one program enrollment.
    public func write(
        _ row: ProgramRow, student: Int64, changeSet: Int, replacing: Bool
    ) throws {
        var isDone = false
        try writePrograms(replacing: replacing) { values in
            if isDone { return false }
            isDone = true
            row.store(in: values, student: student, changeSet: Int64(changeSet))
            return true
        }
    }
}
