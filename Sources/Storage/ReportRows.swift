import Records

// The SQL of reports: each column of a category is one expression over the same tables, so that the
// database filters, orders and counts.

/// A condition of a report, its values read.
public enum ReportCondition: Equatable, Sendable {
    case isOneOf(String, [ReportValue], isNot: Bool)
    case beginsWith(String, String)
    case isBlank(String, isNot: Bool)
    /// Days, both included; nil is open.
    case between(String, CalendarDate?, CalendarDate?)
    case activeOn(CalendarDate)
    /// Our numbers of the programs that are seen.
    case programs([Int])
    /// At one of these sites, now, as the lists of students have it.
    case studentsAt([Int])
}

/// A value in a report.
public enum ReportValue: Hashable, Sendable {
    case text(String)
    /// A day or a code, by its number; a site; the year in which a school year begins; 1 or 0.
    case number(Int)
    case blank

    public var text: String? { if case .text(let text) = self { text } else { nil } }
    public var number: Int? { if case .number(let number) = self { number } else { nil } }
}

/// A row of a report, with our number of its student.
public struct ReportRow: Equatable, Sendable {
    public let student: Int
    public let values: [ReportValue]
}

/// How many rows have the same values in the columns of a report's groups.
public struct ReportCount: Equatable, Sendable {
    public let values: [ReportValue]
    public let rows: Int
    /// How many students are in them.
    public let students: Int
}

extension ReportColumn {
    /// The expression of its value; that of a blank is NULL or ''.
    fileprivate var expression: String {
        func shown(_ name: String) -> String {
            "CASE WHEN g.id IS NULL THEN s.\(name) ELSE g.\(name) END"
        }
        func held(_ system: String) -> String {
            """
            (SELECT min(i.value) FROM identifier i WHERE i.student = s.id
                AND i.system = '\(system)' AND i.status = 'active')
            """
        }
        return switch name {
        case "lastName": shown("last_name")
        case "firstName": shown("first_name")
        case "middleName": shown("middle_name")
        case "studentID": "s.student_id"
        case "stateID": "coalesce(g.state_id, \(held("stateID")), '')"
        case "otherID": "coalesce(g.other_id, \(held("otherID")), '')"
        case "integrationID": "coalesce(g.import_id, '')"
        case "birthDate": shown("birth_date")
        case "gender": shown("gender")
        case "grade": shown("grade")
        case "school": shown("site")
        case "isLinked": "CASE WHEN s.sis_student IS NULL THEN 0 ELSE 1 END"
        case "origin": "s.origin"
        case "status": "s.status"
        case "createdOn": "substr(s.created_at, 1, 10)"
        case "program", "programName", "systemKey": "p.program"
        case "site": "nullif(p.site, \(ProgramRow.noSite))"
        case "schoolYear": "nullif(p.academic_year, 0)"
        case "eligibility": "nullif(p.eligibility_code, 0)"
        case "eligibilityStart": "p.eligibility_start"
        case "eligibilityEnd": "p.eligibility_end"
        case "start", "startMonth": "p.start"
        case "end", "endMonth": "p.ends"
        case "exitCode": "nullif(p.exit_code, 0)"
        default: "NULL"
        }
    }

    /// What it is ordered by.
    fileprivate func ranked(_ ranks: [ReportValue]) -> Query {
        if ranks.isEmpty { return "\(sql: expression)" }
        var places: Query = ""
        for (place, value) in ranks.enumerated() {
            let known: Query = value.text.map { "\($0)" } ?? "\(sql: "\(value.number ?? 0)")"
            places = "\(query: places) WHEN \(query: known) THEN \(sql: "\(place)")"
        }
        return "CASE \(sql: expression)\(query: places) END"
    }

    /// Whether its values are text in the database.
    fileprivate var isText: Bool { kind == .text }
}

extension ReportCategory {
    fileprivate var tables: Query {
        switch self {
        case .students:
            "student s LEFT JOIN sis_student g ON g.id = s.sis_student"
        case .programs:
            """
            program_enrollment p JOIN student s ON s.id = p.student
            LEFT JOIN sis_student g ON g.id = s.sis_student
            """
        }
    }

    fileprivate func isMet(_ condition: ReportCondition) -> Query {
        func expression(_ name: String) -> String { column(name)?.expression ?? "NULL" }
        switch condition {
        case .isOneOf(let name, let values, let isNot):
            let texts = values.compactMap(\.text)
            let numbers = values.compactMap(\.number)
            if texts.isEmpty && numbers.isEmpty { return isNot ? "1 = 1" : "1 = 0" }
            let list: Query = texts.isEmpty ? "\(list: numbers)" : "\(list: texts)"
            let isIn: Query = "\(sql: expression(name)) IN (\(query: list))"
            // What is blank is not one of them.
            return isNot
                ? "NOT coalesce(\(query: isIn), 1 = 0)" : isIn
        case .beginsWith(let name, let text):
            let length = "\(text.unicodeScalars.count)"
            return "substr(\(sql: expression(name)), 1, \(sql: length)) = \(text)"
        case .isBlank(let name, let isNot):
            let its = expression(name)
            if column(name)?.isText == true {
                return "\(sql: "coalesce(\(its), '')") \(sql: isNot ? "<>" : "=") ''"
            }
            return "\(sql: "(\(its))") \(sql: isNot ? "IS NOT NULL" : "IS NULL")"
        case .between(let name, let first, let last):
            var all: [Query] = []
            if let first { all.append("\(sql: expression(name)) >= \(first.dayNumber)") }
            if let last { all.append("\(sql: expression(name)) <= \(last.dayNumber)") }
            return .all(all)
        case .activeOn(let day):
            return """
                p.start <= \(day.dayNumber) AND (p.ends IS NULL OR p.ends >= \(day.dayNumber))
                """
        case .programs(let programs):
            return programs.isEmpty ? "1 = 0" : "p.program IN (\(list: programs))"
        case .studentsAt(let sites):
            return .isAt(sites, "CASE WHEN g.id IS NULL THEN s.site ELSE g.site END")
        }
    }

    fileprivate func source(_ conditions: [ReportCondition]) -> Query {
        let there: [Query] = ["s.status <> 'retired'"]
        return "\(query: tables) WHERE \(query: .all(there + conditions.map(isMet)))"
    }

    /// What rows that are the same otherwise are ordered by.
    fileprivate var key: String {
        switch self {
        case .students: "s.id"
        case .programs: "p.student, p.program, p.start, p.site"
        }
    }
}

extension Reader {
    /// A stretch of the rows of a report.
    ///
    /// - Parameters:
    ///   - sort: a column; nil for the order of names.
    ///   - ranks: where the column has codes, sites or grades, these in their order.
    public func reportRows(
        _ category: ReportCategory, _ columns: [ReportColumn], where conditions: [ReportCondition],
        by sort: ReportColumn?, ranks: [ReportValue] = [], isDescending: Bool, offset: Int,
        limit: Int
    ) throws -> [ReportRow] {
        let direction = isDescending ? "DESC" : "ASC"
        let order: Query
        if let sort {
            // The databases differ in where they put what is missing.
            let isBlank =
                sort.isText
                ? "coalesce(\(sort.expression), '') = ''" : "(\(sort.expression)) IS NULL"
            order = "\(sql: isBlank), \(query: sort.ranked(ranks)) \(sql: direction)"
        } else {
            order = "coalesce(g.name_key, s.name_key) \(sql: direction)"
        }
        let list = (["s.id"] + columns.map(\.expression)).joined(separator: ", ")
        return try rows(
            """
            SELECT \(sql: list) FROM \(query: category.source(conditions))
            ORDER BY \(query: order), \(sql: category.key) LIMIT \(limit) OFFSET \(offset)
            """
        ) { row in
            ReportRow(
                student: try row.requiredInteger(0),
                values: try columns.enumerated().map { try row.reportValue($0 + 1, $1) })
        }
    }

    /// How many rows a report has, at most `counted`.
    public func reportRowCount(
        _ category: ReportCategory, where conditions: [ReportCondition], counted: Int
    ) throws -> Int {
        try count(
            """
            SELECT count(*) FROM (SELECT 1 AS one FROM \(query: category.source(conditions))
                LIMIT \(counted)) t
            """)
    }

    /// The rows of a report, counted by the values of columns, in no order. Of a month these are
    /// its days.
    public func reportCounts(
        _ category: ReportCategory, by groups: [ReportColumn], where conditions: [ReportCondition]
    ) throws -> [ReportCount] {
        let list = groups.map(\.expression).joined(separator: ", ")
        return try rows(
            """
            SELECT count(*), count(DISTINCT s.id), \(sql: list)
            FROM \(query: category.source(conditions)) GROUP BY \(sql: list)
            """
        ) { row in
            ReportCount(
                values: try groups.enumerated().map { try row.reportValue($0 + 2, $1) },
                rows: try row.requiredInteger(0), students: try row.requiredInteger(1))
        }
    }

    /// How many students are in the rows of a report.
    public func reportStudentCount(
        _ category: ReportCategory, where conditions: [ReportCondition]
    ) throws -> Int {
        try count("SELECT count(DISTINCT s.id) FROM \(query: category.source(conditions))")
    }
}

extension ResultRow {
    fileprivate func reportValue(_ place: Int, _ column: ReportColumn) throws -> ReportValue {
        if column.isText {
            let text = try text(place) ?? ""
            return text.isEmpty ? .blank : .text(text)
        }
        return try integer(place).map(ReportValue.number) ?? .blank
    }
}
