import Records

// The SQL of the program enrollments of all students as a list.
//
// No index but the key serves it: what few rows fit is found by one scan of the table, which takes
// integers alone; of what many fit, a page is found in the order of names, or kept while scanning.

/// Which program enrollments a list has.
public struct ProgramFilter: Equatable, Sendable {
    /// Numbers of codes; nil for all.
    public var programs: [Int]?
    public var site: Int?
    /// On a day between start and end.
    public var activeOn: CalendarDate?
    public var schoolYear: SchoolYear?
    /// With an end date on one of these days.
    public var ends: ClosedRange<CalendarDate>?
    /// The number of a code.
    public var eligibilityCode: Int?
    /// The sites whose students can be seen; nil for all.
    public var sites: [Int]?

    public init() {}
}

/// What a program enrollment in a list is ordered by.
public struct ProgramKey: Hashable, Sendable {
    public let key: ProgramRecord.Key
    /// `Int64.min` where it is open.
    public let ends: Int64

    init(_ values: UnsafeBufferPointer<Int64>) {
        key = ProgramRecord.Key(
            student: values[0], program: values[1], start: values[2], site: values[3])
        ends = values[4]
    }
}

/// What the list is ordered by. Rows that are the same in it follow the numbers of their students.
public enum ProgramOrder: Sendable { case name, program, start, end }

extension ProgramFilter {
    private var conditions: Query {
        var all: [Query] = []
        if let programs {
            all.append(programs.isEmpty ? "1 = 0" : "p.program IN (\(list: programs))")
        }
        if let site { all.append("p.site = \(site)") }
        if let activeOn {
            let day = activeOn.dayNumber
            all.append("p.start <= \(day) AND (p.ends IS NULL OR p.ends >= \(day))")
        }
        if let schoolYear { all.append("p.academic_year = \(schoolYear.start)") }
        if let ends {
            all.append(
                """
                p.ends >= \(ends.lowerBound.dayNumber) AND p.ends <= \(ends.upperBound.dayNumber)
                """)
        }
        if let eligibilityCode { all.append("p.eligibility_code = \(eligibilityCode)") }
        return .all(all)
    }

    /// The students of the sites, as a column `id`.
    private var students: Query? {
        guard let sites else { return nil }
        return """
            SELECT s.id FROM sis_student g JOIN student s ON s.sis_student = g.id
            WHERE \(query: .isAt(sites, "g.site"))
            UNION ALL SELECT s.id FROM student s
            WHERE s.sis_student IS NULL AND \(query: .isAt(sites, "s.site"))
            """
    }

    /// The list, from the table or from the students who can be seen.
    fileprivate var rows: Query {
        guard let students else {
            return "program_enrollment p WHERE \(query: conditions)"
        }
        return """
            (\(query: students)) t JOIN program_enrollment p ON p.student = t.id
            WHERE \(query: conditions)
            """
    }

    /// The list with the names of the students, in two halves: those whom the SIS names, and those
    /// who say their names themselves. On SQLite the order of these tables is that of the loops.
    fileprivate var named: [(rows: Query, name: String)] {
        [
            (
                """
                sis_student g CROSS JOIN student s CROSS JOIN program_enrollment p
                WHERE s.sis_student = g.id AND p.student = s.id
                    AND \(query: .isAt(sites, "g.site")) AND \(query: conditions)
                """, "g.name_key"
            ),
            (
                """
                student s CROSS JOIN program_enrollment p
                WHERE p.student = s.id AND s.sis_student IS NULL
                    AND \(query: .isAt(sites, "s.site"))
                    AND \(query: conditions)
                """, "s.name_key"
            ),
        ]
    }
}

extension Reader {
    private static var columns: String { "p.student, p.program, p.start, p.site, p.ends" }

    private func programKeys(_ query: Query) throws -> [ProgramKey] {
        var found: [ProgramKey] = []
        try scanIntegers(query, few: true) {
            found.append(ProgramKey($0))
            return true
        }
        return found
    }

    /// The program enrollments of a list, up to `limit` of them and in no order, and how many there
    /// are, at most `counted` where anything narrows the list: both with one scan.
    public func programList(
        _ filter: ProgramFilter, limit: Int, counted: Int = .max
    ) throws -> (keys: [ProgramKey], total: Int) {
        let isWhole = filter == ProgramFilter()
        let counted = isWhole ? limit : counted
        var keys: [ProgramKey] = []
        var total = 0
        try scanIntegers("SELECT \(sql: Self.columns) FROM \(query: filter.rows)") {
            total += 1
            if keys.count < limit { keys.append(ProgramKey($0)) }
            return total < counted
        }
        return (keys, isWhole && total == limit ? try programRecordCount() : total)
    }

    /// A stretch of the list in its order; for lists of which many are left.
    public func programStretch(
        _ filter: ProgramFilter, by order: ProgramOrder, isDescending: Bool, offset: Int,
        limit: Int
    ) throws -> [ProgramKey] {
        let direction = isDescending ? "DESC" : "ASC"
        let rest = "p.student, p.program, p.start, p.site"
        var tables = filter.rows
        let first: String
        switch order {
        case .name:
            return try programStretch(
                byName: filter, direction, offset: offset, limit: limit)
        case .program:
            tables = "code c, \(query: filter.rows) AND c.id = p.program"
            first = "c.code_key \(direction)"
        case .start: first = "p.start \(direction)"
        case .end: first = "p.ends IS NULL \(direction), p.ends \(direction)"
        }
        return try programKeys(
            """
            SELECT \(sql: Self.columns) FROM \(query: tables)
            ORDER BY \(sql: first), \(sql: rest) LIMIT \(limit) OFFSET \(offset)
            """)
    }

    private func programStretch(
        byName filter: ProgramFilter, _ direction: String, offset: Int, limit: Int
    ) throws -> [ProgramKey] {
        let rest = "student, program, start, site"
        let halves = filter.named.enumerated().map { number, half -> Query in
            """
            SELECT * FROM (SELECT \(sql: Self.columns), \(sql: half.name) AS shown
                FROM \(query: half.rows)
                ORDER BY \(sql: half.name) \(sql: direction),
                    p.student, p.program, p.start, p.site
                LIMIT \(offset + limit)) \(sql: "half\(number)")
            """
        }
        return try programKeys(
            """
            SELECT student, program, start, site, ends FROM (
                \(query: halves[0]) UNION ALL \(query: halves[1])) t
            ORDER BY shown \(sql: direction), \(sql: rest) LIMIT \(limit) OFFSET \(offset)
            """)
    }

    /// The folded names of students, by our numbers.
    public func nameKeys(_ students: some Collection<Int64>) throws -> [Int64: String] {
        var found: [Int64: String] = [:]
        try students.forEachBatch { batch in
            let names = try rows(
                """
                SELECT s.id, coalesce(g.name_key, s.name_key) FROM student s
                LEFT JOIN sis_student g ON g.id = s.sis_student WHERE s.id IN (\(list: batch))
                """
            ) { (Int64(try $0.requiredInteger(0)), try $0.requiredText(1)) }
            for (id, name) in names { found[id] = name }
        }
        return found
    }

    /// These program enrollments, in their order.
    public func programRecords(_ keys: [ProgramRecord.Key]) throws -> [ProgramRecord] {
        if keys.isEmpty { return [] }
        let wanted = Set(keys)
        var found: [ProgramRecord.Key: ProgramRecord] = [:]
        try Set(keys.map(\.student)).sorted().forEachBatch { batch in
            try scanIntegers(
                """
                SELECT \(sql: VersionedTable.programColumns) FROM program_enrollment
                WHERE student IN (\(list: batch))
                """, few: true
            ) {
                let record = ProgramRecord($0)
                if wanted.contains(record.key) { found[record.key] = record }
                return true
            }
        }
        return keys.compactMap { found[$0] }
    }
}
