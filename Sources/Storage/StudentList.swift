import Records

// The SQL of the profiles as a list. What the SIS owns of a linked one is read through the link,
// so that such a list is two: linked students in the order of the General Student Table, and the
// others in their own.

/// Which profiles a list has. Those who were merged into others are never in it.
public struct StudentFilter: Equatable, Sendable {
    public var text: ListText?
    public var grade: String?
    public var site: Int?
    public var status: String?
    public var isLinked: Bool?
    public var caseManager: String?
    /// The sites that can be seen; nil for all.
    public var sites: [Int]?

    public init() {}
}

/// A profile in a list.
public struct StudentRow: Equatable, Sendable {
    public let id: Int
    public let studentID: String
    public let integrationID: String?
    public let stateID: String
    public let otherID: String
    public let lastName: String
    public let firstName: String
    public let middleName: String
    public let birthDate: CalendarDate?
    public let grade: String
    public let gender: String
    public let site: Int?
    /// Blank where the site is not known by name.
    public let siteName: String
    public let status: String
    public let origin: String
    public let caseManager: String

    fileprivate init(_ row: any ResultRow) throws {
        id = try row.requiredInteger(0)
        studentID = try row.requiredText(1)
        integrationID = try row.text(2)
        stateID = try row.requiredText(3)
        otherID = try row.requiredText(4)
        lastName = try row.requiredText(5)
        firstName = try row.requiredText(6)
        middleName = try row.requiredText(7)
        birthDate = try row.day(8)
        grade = try row.requiredText(9)
        gender = try row.requiredText(10)
        site = try row.integer(11)
        siteName = try row.text(12) ?? ""
        status = try row.requiredText(13)
        origin = try row.requiredText(14)
        caseManager = try row.requiredText(15)
    }
}

/// Whose word counts for a student: the SIS's, or the profile's own.
private enum Half: String, CaseIterable {
    case linked = "g"
    case own = "s"

    /// - Parameter column: what the rows are to come in the order of. On SQLite the order of these
    ///   names is that of the loops, which cannot be planned without knowing how many rows a page
    ///   takes.
    func tables(by column: ListStretch.Column = .name) -> Query {
        switch (self, column) {
        case (.linked, .name): "sis_student g CROSS JOIN student s"
        case (.linked, .number): "student s CROSS JOIN sis_student g"
        case (.own, _): "student s"
        }
    }

    /// A merged profile has no link.
    var isThere: Query {
        switch self {
        case .linked: "s.sis_student = g.id"
        case .own: "s.sis_student IS NULL AND s.status <> 'retired'"
        }
    }

    func column(_ name: String) -> String { "\(rawValue).\(name)" }
}

extension StudentFilter {
    fileprivate var halves: [Half] {
        switch isLinked {
        case nil: Half.allCases
        case true?: [.linked]
        case false?: [.own]
        }
    }

    /// - Parameter isLong: whether so many fit that a page is found sooner in the order of names
    ///   than by the index of grades and sites, whose rows would have to be ordered.
    fileprivate func conditions(
        _ half: Half, _ grades: [String], _ part: ListPart = .whole, isLong: Bool = false
    ) -> Query {
        var all: [Query] = [.isAt(sites, half.column("site"))]
        if let status { all.append("s.status = \(status)") }
        // No index is on what a function makes of a column.
        let shownGrade = half.column("grade") + (isLong ? " || ''" : "")
        if let grade { all.append("\(sql: shownGrade) = \(grade)") }
        if let site { all.append("\(sql: half.column("site")) = \(site)") }
        var isAtOneSite = site != nil
        switch part {
        case .whole: break
        case .grade(let grade): all.append("\(sql: shownGrade) = \(grade)")
        case .site(let site):
            isAtOneSite = true
            let column = half.column("site")
            all.append(site.map { "\(sql: column) = \($0)" } ?? "\(sql: column) IS NULL")
        }
        if half == .linked, isAtOneSite, !isLong, grade == nil, !grades.isEmpty {
            all.append("g.grade IN (\(list: grades))")
        }
        // With the sign these are looked up for each row; without it SQLite would look for each
        // row among all of them.
        if let text {
            all.append(text.students.map { "+s.id IN (\(query: $0))" } ?? "1 = 0")
        }
        if let caseManager {
            all.append(
                """
                +s.id IN (SELECT f.student FROM student_field f
                    WHERE f.field = 'caseManager' AND f.value = \(caseManager))
                """)
        }
        return .all([half.isThere] + all)
    }

    /// The list as one, where something else leads to few of it.
    fileprivate var narrow: Query? {
        var leads: [Query] = []
        if let text {
            leads.append(text.students ?? "SELECT id FROM student WHERE 1 = 0")
        }
        if let caseManager {
            leads.append(
                """
                SELECT student AS id FROM student_field
                WHERE field = 'caseManager' AND value = \(caseManager)
                """)
        }
        guard let first = leads.first else { return nil }
        var all: [Query] = ["s.status <> 'retired'"]
        if leads.count > 1 { all.append("s.id IN (\(query: leads[1]))") }
        func shown(_ name: String) -> String {
            "CASE WHEN g.id IS NULL THEN s.\(name) ELSE g.\(name) END"
        }
        all.append(.isAt(sites, shown("site")))
        if let status { all.append("s.status = \(status)") }
        if let grade { all.append("\(sql: shown("grade")) = \(grade)") }
        if let site { all.append("\(sql: shown("site")) = \(site)") }
        if let isLinked { all.append(isLinked ? "g.id IS NOT NULL" : "g.id IS NULL") }
        return """
            SELECT s.id FROM (\(query: first)) t JOIN student s ON s.id = t.id
            LEFT JOIN sis_student g ON g.id = s.sis_student WHERE \(query: .all(all))
            """
    }

    /// All of the list, in no order. Where the SIS's word is not asked for, it is not read.
    fileprivate func all(_ grades: [String]) -> Query {
        if let narrow { return narrow }
        let parts = halves.map { half -> Query in
            let readsSIS = grade != nil || site != nil || sites != nil
            if half == .linked, !readsSIS {
                let only: Query = status.map { "AND s.status = \($0)" } ?? ""
                return "SELECT s.id FROM student s WHERE s.sis_student > 0 \(query: only)"
            }
            return """
                SELECT s.id FROM \(query: half.tables())
                WHERE \(query: conditions(half, grades))
                """
        }
        return parts.dropFirst().reduce(parts[0]) { "\(query: $0) UNION ALL \(query: $1)" }
    }
}

extension Reader {
    /// The profiles of a list, up to `limit` of them and in no order, and how many there are, at
    /// most `counted` where anything narrows the list.
    public func studentList(
        _ filter: StudentFilter, limit: Int, counted: Int
    ) throws -> (ids: [Int], total: Int) {
        let all = filter.all(try rosterGrades())
        guard filter == StudentFilter() else {
            return try numbers(all, limit: limit, counted: counted)
        }
        let some = try numbers("SELECT id FROM (\(query: all)) t LIMIT \(limit)", limit: limit)
        if some.total < limit { return some }
        let merged = try count("SELECT count(*) FROM student WHERE merged_into IS NOT NULL")
        return (some.ids, try count("SELECT count(*) FROM student") - merged)
    }

    /// What these profiles are ordered by.
    public func studentKeys(_ ids: [Int]) throws -> [ListKey] {
        var found: [ListKey] = []
        try ids.forEachBatch { batch in
            found += try rows(
                """
                SELECT s.id, coalesce(g.name_key, s.name_key), s.student_id,
                    coalesce(g.grade, s.grade), CASE WHEN g.id IS NULL THEN s.site ELSE g.site END
                FROM student s LEFT JOIN sis_student g ON g.id = s.sis_student
                WHERE s.id IN (\(list: batch))
                """, ListKey.init)
        }
        return found
    }

    /// A stretch of the list in its order; for lists of which many are left.
    public func studentStretch(_ filter: StudentFilter, _ stretch: ListStretch) throws -> [Int] {
        let grades = try rosterGrades()
        let direction = stretch.direction
        // Each half is cut by itself, so that neither is ordered whole.
        let parts = filter.halves.map { half -> Query in
            let column =
                stretch.column == .name ? half.column("name_key") : "s.student_id"
            return """
                SELECT * FROM (SELECT s.id AS id, \(sql: column) AS shown
                    FROM \(query: half.tables(by: stretch.column))
                    WHERE \(query: filter.conditions(
                        half, grades, stretch.part, isLong: stretch.isLong))
                    ORDER BY \(sql: column) \(sql: direction), s.id \(sql: direction)
                    LIMIT \(stretch.offset + stretch.limit)) \(sql: half.rawValue)
                """
        }
        let all = parts.dropFirst().reduce(parts[0]) { "\(query: $0) UNION ALL \(query: $1)" }
        return try rows(
            """
            SELECT id FROM (\(query: all)) t ORDER BY shown \(sql: direction),
                id \(sql: direction)
            LIMIT \(stretch.limit) OFFSET \(stretch.offset)
            """
        ) { try $0.requiredInteger(0) }
    }

    /// How many of the list are in a part of it, at most `limit`.
    public func studentCount(
        _ filter: StudentFilter, in part: ListPart, limit: Int
    ) throws -> Int {
        let grades = try rosterGrades()
        let parts = filter.halves.map { half -> Query in
            """
            SELECT s.id FROM \(query: half.tables())
            WHERE \(query: filter.conditions(half, grades, part))
            """
        }
        let all = parts.dropFirst().reduce(parts[0]) { "\(query: $0) UNION ALL \(query: $1)" }
        return try count("SELECT count(*) FROM (\(query: all) LIMIT \(limit)) t")
    }

    /// All grades of students that nothing links.
    public func ownGrades() throws -> [String] {
        try rows(
            """
            SELECT DISTINCT grade FROM student
            WHERE sis_student IS NULL AND status <> 'retired' ORDER BY grade
            """
        ) { try $0.requiredText(0) }
    }

    /// The names of all case managers.
    public func caseManagers() throws -> [String] {
        try rows(
            """
            SELECT DISTINCT value FROM student_field WHERE field = 'caseManager' ORDER BY value
            """
        ) { try $0.requiredText(0) }
    }

    /// All sites of students that nothing links.
    public func ownSites() throws -> [Int] {
        try rows(
            """
            SELECT DISTINCT site FROM student
            WHERE sis_student IS NULL AND status <> 'retired' AND site IS NOT NULL ORDER BY site
            """
        ) { try $0.requiredInteger(0) }
    }

    /// These profiles, in the order of `ids`.
    public func studentRows(_ ids: [Int]) throws -> [StudentRow] {
        if ids.isEmpty { return [] }
        func number(_ system: String) -> String {
            """
            (SELECT min(i.value) FROM identifier i WHERE i.student = s.id
                AND i.system = '\(system)' AND i.status = 'active')
            """
        }
        func shown(_ name: String) -> String {
            "CASE WHEN g.id IS NULL THEN s.\(name) ELSE g.\(name) END"
        }
        let own = ["last_name", "first_name", "middle_name", "birth_date", "grade", "gender"]
            .map(shown).joined(separator: ", ")
        let site = shown("site")
        var found: [StudentRow] = []
        try ids.forEachBatch { batch in
            found += try rows(
                """
                SELECT s.id, s.student_id, g.import_id,
                    coalesce(g.state_id, \(sql: number("stateID")), ''),
                    coalesce(g.other_id, \(sql: number("otherID")), ''), \(sql: own), \(sql: site),
                    p.name, s.status, s.origin,
                    coalesce((SELECT f.value FROM student_field f
                        WHERE f.student = s.id AND f.field = 'caseManager'), '')
                FROM student s LEFT JOIN sis_student g ON g.id = s.sis_student
                LEFT JOIN site p ON p.id = \(sql: site)
                WHERE s.id IN (\(list: batch))
                """, StudentRow.init)
        }
        let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { byID[$0] }
    }
}
