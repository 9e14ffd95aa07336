import Records

// The SQL of the General Student Table as a list.

/// Which SIS students a list has.
public struct RosterFilter: Equatable, Sendable {
    public var text: ListText?
    public var grade: String?
    public var site: Int?
    /// Whether they have a profile.
    public var isImported: Bool?
    /// Whether they dropped out of the sender's files.
    public var isDropped: Bool?
    /// The sites that can be seen; nil for all.
    public var sites: [Int]?

    public init() {}

    /// Whether an index leads to few.
    fileprivate var isNarrow: Bool { text != nil || grade != nil || site != nil }
}

/// A SIS student in a list.
public struct RosterRow: Equatable, Sendable {
    public let id: Int
    public let integrationID: String
    public let stateID: String
    public let otherID: String
    public let lastName: String
    public let firstName: String
    public let middleName: String
    public let nameSuffix: String
    public let birthDate: CalendarDate?
    public let grade: String
    public let gender: String
    public let site: Int?
    /// Blank where the site is not known by name.
    public let siteName: String
    public let missingSince: CalendarDate?
    /// Our number of the profile, where there is one.
    public let student: Int?
    public let studentID: String?

    fileprivate init(_ row: any ResultRow) throws {
        id = try row.requiredInteger(0)
        integrationID = try row.requiredText(1)
        stateID = try row.requiredText(2)
        otherID = try row.requiredText(3)
        lastName = try row.requiredText(4)
        firstName = try row.requiredText(5)
        middleName = try row.requiredText(6)
        nameSuffix = try row.requiredText(7)
        birthDate = try row.day(8)
        grade = try row.requiredText(9)
        gender = try row.requiredText(10)
        site = try row.integer(11)
        siteName = try row.text(12) ?? ""
        missingSince = try row.day(13)
        student = try row.integer(14)
        studentID = try row.text(15)
    }
}

extension RosterFilter {
    /// Where rows come from: what was typed leads to few.
    fileprivate var source: Query {
        guard let text else { return "sis_student g" }
        guard let found = text.sisStudents else { return "sis_student g" }
        return "(\(query: found)) t JOIN sis_student g ON g.id = t.id"
    }

    /// - Parameter grades: all that there are, so that the index, which begins with the grade,
    ///   leads to a site.
    fileprivate func conditions(
        _ grades: [String], _ part: ListPart = .whole, withImported: Bool = true
    ) -> Query {
        var all: [Query] = [.isAt(sites, "g.site")]
        if text != nil, text?.sisStudents == nil { all.append("1 = 0") }
        if let grade { all.append("g.grade = \(grade)") }
        if let site { all.append("g.site = \(site)") }
        if let isDropped {
            all.append(isDropped ? "g.missing_since IS NOT NULL" : "g.missing_since IS NULL")
        }
        var isAtOneSite = site != nil
        switch part {
        case .whole: break
        case .grade(let grade): all.append("g.grade = \(grade)")
        case .site(let site):
            isAtOneSite = true
            all.append(site.map { "g.site = \($0)" } ?? "g.site IS NULL")
        }
        if isAtOneSite, grade == nil, !grades.isEmpty {
            all.append("g.grade IN (\(list: grades))")
        }
        if withImported, let isImported {
            let exists: Query = "EXISTS (SELECT 1 FROM student s WHERE s.sis_student = g.id)"
            all.append(isImported ? exists : "NOT \(query: exists)")
        }
        return .all(all)
    }
}

extension Reader {
    /// All grades of SIS students, found by leaps through the index.
    public func rosterGrades() throws -> [String] {
        try rows(
            """
            WITH RECURSIVE leap (grade) AS (
                SELECT min(grade) FROM sis_student
                UNION ALL
                SELECT (SELECT min(g.grade) FROM sis_student g WHERE g.grade > leap.grade)
                FROM leap WHERE leap.grade IS NOT NULL)
            SELECT grade FROM leap WHERE grade IS NOT NULL
            """
        ) { try $0.requiredText(0) }
    }

    /// All sites of SIS students, found in the same way: for each grade, however many a file named.
    public func rosterSites() throws -> [Int] {
        try rows(
            """
            WITH RECURSIVE held (grade) AS (
                SELECT min(grade) FROM sis_student
                UNION ALL
                SELECT (SELECT min(g.grade) FROM sis_student g WHERE g.grade > held.grade)
                FROM held WHERE held.grade IS NOT NULL),
            leap (grade, site) AS (
                SELECT held.grade,
                    (SELECT min(g.site) FROM sis_student g WHERE g.grade = held.grade)
                FROM held WHERE held.grade IS NOT NULL
                UNION ALL
                SELECT leap.grade, (SELECT min(g.site) FROM sis_student g
                    WHERE g.grade = leap.grade AND g.site > leap.site)
                FROM leap WHERE leap.site IS NOT NULL)
            SELECT DISTINCT site FROM leap WHERE site IS NOT NULL ORDER BY site
            """
        ) { try $0.requiredInteger(0) }
    }

    /// The SIS students of a list, up to `limit` of them and in no order, and how many there are.
    public func rosterList(
        _ filter: RosterFilter, limit: Int
    ) throws -> (ids: [Int], total: Int) {
        if filter.isImported != nil, !filter.isNarrow {
            return try rosterList(byProfiles: filter, limit: limit)
        }
        let all: Query =
            """
            SELECT g.id FROM \(query: filter.source)
            WHERE \(query: filter.conditions(try rosterGrades()))
            """
        guard filter == RosterFilter() else { return try numbers(all, limit: limit) }
        let some = try numbers("\(query: all) LIMIT \(limit)", limit: limit)
        return (some.ids, some.total < limit ? some.total : try sisStudentCount())
    }

    /// The same where only profiles tell who is meant: two scans are faster than a look-up for
    /// each.
    private func rosterList(
        byProfiles filter: RosterFilter, limit: Int
    ) throws -> (ids: [Int], total: Int) {
        var linked: [Bool] = []
        try scanIntegers("SELECT sis_student FROM student WHERE sis_student IS NOT NULL") {
            let id = Int($0[0])
            if id >= linked.count {
                linked += Array(repeating: false, count: id + 1_024 - linked.count)
            }
            linked[id] = true
            return true
        }
        var ids: [Int] = []
        var total = 0
        let conditions = filter.conditions([], withImported: false)
        try scanIntegers("SELECT g.id FROM sis_student g WHERE \(query: conditions)") {
            let id = Int($0[0])
            let isLinked = id < linked.count && linked[id]
            guard isLinked == filter.isImported else { return true }
            total += 1
            if ids.count < limit { ids.append(id) }
            return true
        }
        return (ids, total)
    }

    /// What these SIS students are ordered by.
    public func rosterKeys(_ ids: [Int]) throws -> [ListKey] {
        var found: [ListKey] = []
        try ids.forEachBatch { batch in
            found += try rows(
                """
                SELECT id, name_key, import_id, grade, site FROM sis_student
                WHERE id IN (\(list: batch))
                """, ListKey.init)
        }
        return found
    }

    /// A stretch of the list in its order; for lists of which many are left.
    public func rosterStretch(_ filter: RosterFilter, _ stretch: ListStretch) throws -> [Int] {
        let column = stretch.column == .name ? "g.name_key" : "g.import_id"
        let conditions = filter.conditions(try rosterGrades(), stretch.part)
        return try rows(
            """
            SELECT g.id FROM \(query: filter.source) WHERE \(query: conditions)
            ORDER BY \(sql: column) \(sql: stretch.direction), g.id \(sql: stretch.direction)
            LIMIT \(stretch.limit) OFFSET \(stretch.offset)
            """
        ) { try $0.requiredInteger(0) }
    }

    /// How many of the list are in a part of it, at most `limit`.
    public func rosterCount(
        _ filter: RosterFilter, in part: ListPart, limit: Int
    ) throws -> Int {
        let conditions = filter.conditions(try rosterGrades(), part)
        return try count(
            """
            SELECT count(*) FROM (SELECT g.id FROM \(query: filter.source)
                WHERE \(query: conditions) LIMIT \(limit)) t
            """)
    }

    /// These SIS students, in the order of `ids`.
    public func rosterRows(_ ids: [Int]) throws -> [RosterRow] {
        if ids.isEmpty { return [] }
        let found = try rows(
            """
            SELECT g.id, g.import_id, g.state_id, g.other_id, g.last_name, g.first_name,
                g.middle_name, g.name_suffix, g.birth_date, g.grade, g.gender, g.site, p.name,
                g.missing_since, s.id, s.student_id
            FROM sis_student g LEFT JOIN site p ON p.id = g.site
            LEFT JOIN student s ON s.sis_student = g.id
            WHERE g.id IN (\(list: ids))
            """, RosterRow.init)
        let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { byID[$0] }
    }
}
