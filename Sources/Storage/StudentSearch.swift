import Records

// The SQL by which students are found by name and number, through indexes alone.

/// One student found, with a profile or only in the General Student Table.
public struct StudentHit: Equatable, Sendable {
    /// How the text led to the student.
    public enum Match: String, Codable, Sendable { case id, name, similar }

    /// Our number of the student; nil where only the General Student Table has it.
    public let student: Int?
    public let studentID: String?
    public let integrationID: String?
    public let stateID: String
    public let lastName: String
    public let firstName: String
    public let middleName: String
    public let birthDate: CalendarDate?
    public let grade: String
    public let status: String
    public var match: Match
}

extension Reader {
    private static var sisColumns: String {
        """
        s.id, s.student_id, g.import_id, g.state_id, g.last_name, g.first_name, g.middle_name,
        g.birth_date, g.grade, s.status
        """
    }

    private static var ownColumns: String {
        """
        s.id, s.student_id, NULL, '', s.last_name, s.first_name, s.middle_name, s.birth_date,
        s.grade, s.status
        """
    }

    private static func hit(_ row: any ResultRow, _ match: StudentHit.Match) throws -> StudentHit {
        StudentHit(
            student: try row.integer(0), studentID: try row.text(1),
            integrationID: try row.text(2), stateID: try row.text(3) ?? "",
            lastName: try row.requiredText(4), firstName: try row.requiredText(5),
            middleName: try row.requiredText(6),
            birthDate: try row.integer(7).map {
                CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0))
            }, grade: try row.requiredText(8), status: try row.text(9) ?? "notImported",
            match: match)
    }

    /// Students who have a name key in `range`: surname first, given name first, or the second
    /// surname first.
    public func students(
        namedFrom low: String, to high: String, match: StudentHit.Match, limit: Int,
        in scope: SiteScope? = nil
    ) throws -> [StudentHit] {
        var found: [StudentHit] = []
        let codes = try codes(hiddenFor: scope)
        let listed = scope.and(student: "s", sis: "g", hiding: codes)
        let own = scope.and(student: "s", sis: nil, hiding: codes)
        for column in ["name_key", "given_key", "surname_key"] where found.count < limit {
            // The conditions on blanks let the partial indexes serve.
            let notBlank = column == "surname_key" ? "AND g.surname_key <> ''" : ""
            found += try rows(
                """
                SELECT \(sql: Self.sisColumns) FROM sis_student g
                LEFT JOIN student s ON s.sis_student = g.id
                WHERE g.\(sql: column) >= \(low) AND g.\(sql: column) < \(high) \(sql: notBlank)
                    \(query: listed)
                ORDER BY g.\(sql: column) LIMIT \(limit - found.count)
                """
            ) { try Self.hit($0, match) }
            if found.count >= limit { break }
            found += try rows(
                """
                SELECT \(sql: Self.ownColumns) FROM student s
                WHERE s.\(sql: column) >= \(low) AND s.\(sql: column) < \(high)
                    AND s.\(sql: column) <> '' AND s.sis_student IS NULL AND s.status <> 'retired'
                    \(query: own)
                ORDER BY s.\(sql: column) LIMIT \(limit - found.count)
                """
            ) { try Self.hit($0, match) }
        }
        return found
    }

    /// Students who hold a number that begins with `text`.
    public func students(
        numberedFrom text: String, limit: Int, in scope: SiteScope? = nil
    ) throws -> [StudentHit] {
        let listed = scope.and(
            student: "s", sis: "g", hiding: try codes(hiddenFor: scope))
        let high = text + "\u{10FFFF}"
        // Where not all are seen, the first few may be the wrong ones.
        let few: Query = scope == nil ? "LIMIT \(limit)" : ""
        var found: [StudentHit] = []
        for column in ["import_id", "state_id", "other_id"] where found.count < limit {
            let notBlank = column == "import_id" ? "" : "AND g.\(column) <> ''"
            found += try rows(
                """
                SELECT \(sql: Self.sisColumns) FROM sis_student g
                LEFT JOIN student s ON s.sis_student = g.id
                WHERE g.\(sql: column) >= \(text) AND g.\(sql: column) < \(high) \(sql: notBlank)
                    \(query: listed)
                ORDER BY g.\(sql: column) LIMIT \(limit - found.count)
                """
            ) { try Self.hit($0, .id) }
        }
        let linked = """
            SELECT s.id, s.student_id, g.import_id, coalesce(g.state_id, ''),
                coalesce(g.last_name, s.last_name), coalesce(g.first_name, s.first_name),
                coalesce(g.middle_name, s.middle_name),
                CASE WHEN g.id IS NULL THEN s.birth_date ELSE g.birth_date END,
                coalesce(g.grade, s.grade), s.status
            FROM student s LEFT JOIN sis_student g ON g.id = s.sis_student
            """
        found += try rows(
            """
            \(sql: linked) WHERE s.student_id >= \(text) AND s.student_id < \(high)
                \(query: listed)
            ORDER BY s.student_id LIMIT \(limit)
            """
        ) { try Self.hit($0, .id) }
        found += try rows(
            """
            \(sql: linked) WHERE s.id IN (SELECT i.student FROM identifier i
                WHERE i.system IN ('stateID', 'otherID', 'studentID')
                    AND i.value >= \(text) AND i.value < \(high) \(query: few))
                \(query: listed) LIMIT \(limit)
            """
        ) { try Self.hit($0, .id) }
        return found
    }

    /// Name words known in this district that share a variant with `word`.
    public func nameWords(sharingVariantsOf word: String) throws -> [String] {
        try rows(
            """
            SELECT DISTINCT name FROM name_variant
            WHERE variant IN (\(list: NameKeys.variants(of: word).sorted())) LIMIT 500
            """
        ) { try $0.requiredText(0) }
    }
}
