import Records

// The SQL by which a district is checked, as far as one statement does not tell it all.

/// What the rules of program enrollments found.
public struct ProgramsChecked: Equatable, Sendable {
    public var count = 0
    /// Records of a key that another one has too.
    public var repeated = BrokenRows()
    /// Records whose content hash is not that of what they say.
    public var unlikeContent = BrokenRows()
}

/// A series of numbers in which one that is in use would be given again.
public struct NumberSeries: Equatable, Sendable {
    public let name: String
    public let highest: Int
    public let next: Int

    /// The series of which the numbers are those of a table's rows; they have the table's name.
    fileprivate static let tables = [
        "change_set", "import_run", "student", "sis_student", "code", "enrollment", "content",
        "document", "event", "learning_plan", "plan_course", "plan_contact", "plan_review",
        "plan_intervention", "access_event", "alarm", "export_request", "saved_report",
        "envelope", "envelope_package", "transfer_request",
    ]
}

extension Reader {
    /// How many rows a table of the district has.
    public func rowCount(of table: VersionedTable) throws -> Int {
        try count("SELECT count(*) FROM \(sql: table.name)")
    }

    /// Reads every program enrollment, and finds out whether its key and its content hash are
    /// what they have to be.
    public func checkPrograms() throws -> ProgramsChecked {
        var result = ProgramsChecked()
        var last: ProgramRecord.Key?
        try scanIntegers(
            """
            SELECT \(sql: VersionedTable.programColumns) FROM program_enrollment
            ORDER BY student, program, start, site
            """
        ) { values in
            let record = ProgramRecord(values)
            result.count += 1
            if record.key == last { result.repeated.add("record \(record.key.reference)") }
            if record.row.contentHash != values[4] {
                result.unlikeContent.add("record \(record.key.reference)")
            }
            last = record.key
            return true
        }
        return result
    }

    /// Hands over each student that was merged, with the one that it was merged into.
    public func forEachMerge(_ body: (_ student: Int64, _ into: Int64) -> Void) throws {
        try scanIntegers(
            "SELECT id, merged_into FROM student WHERE merged_into IS NOT NULL ORDER BY id"
        ) {
            body($0[0], $0[1])
            return true
        }
    }

    /// The series that would give a number again.
    public func seriesBehind() throws -> [NumberSeries] {
        try NumberSeries.tables.map { table in
            NumberSeries(
                name: table,
                highest: try count("SELECT coalesce(max(id), 0) FROM \(sql: table)"),
                next: try nextNumber(table))
        }.filter { $0.next <= $0.highest }
    }

    // MARK: Import runs

    /// Hands over every run, by number: its report as JSON, and what became of it.
    public func forEachImportRun(
        _ body: (
            _ id: Int64, _ layout: String, _ state: String, _ report: String, _ changeSet: Int64?
        ) throws -> Void
    ) throws {
        try scan("SELECT id, layout, state, report, change_set FROM import_run ORDER BY id") {
            let change = $0.integer(4)
            try body(
                $0.integer(0), $0.bytes(1).text, $0.bytes(2).text,
                opened($0.bytes(3).text, kind: SealedKind.report),
                change == .min ? nil : change)
            return true
        }
    }

    /// How many rows are kept of each run: rejected ones, and held ones, whatever became of them.
    public func keptRowCounts() throws -> [Int64: (rejected: Int, held: Int)] {
        var counts: [Int64: (rejected: Int, held: Int)] = [:]
        try scanIntegers(
            """
            SELECT run, count(*), CAST(sum(CASE WHEN held = '' THEN 0 ELSE 1 END) AS BIGINT)
            FROM import_row GROUP BY run
            """
        ) {
            counts[$0[0]] = (rejected: Int($0[1] - $0[2]), held: Int($0[2]))
            return true
        }
        return counts
    }

    // MARK: The database itself

    /// What SQLite says of its own file: the number of its pages, what is wrong with them, and
    /// tables whose declared references lead nowhere. Nil on another database.
    public func checkFile() throws -> (pages: Int, faults: BrokenRows, references: BrokenRows)? {
        guard dialect == .sqlite else { return nil }
        let pages = try count("PRAGMA page_count")
        var faults = BrokenRows()
        for fault in try rows("PRAGMA quick_check", { try $0.requiredText(0) })
        where fault != "ok" {
            faults.add(fault)
        }
        var references = BrokenRows()
        try scan("PRAGMA foreign_key_check") { row in
            references.add("\(row.bytes(0).text) to \(row.bytes(2).text)")
            return true
        }
        return (pages, faults, references)
    }
}
