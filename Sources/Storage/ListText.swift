import Records

// The SQL by which what a person typed leads to the rows of a list.

/// What a person typed into a list: the beginning of a number, of a name, or both.
public struct ListText: Equatable, Sendable {
    /// The beginning of a number.
    public let number: String?
    /// Beginnings of name keys, one for each order in which the words can have been meant.
    public let names: [String]

    public init(number: String?, names: [String]) {
        self.number = number
        self.names = names
    }

    /// The numbers of the SIS students to whom it leads, as a column `id`; nil where it leads to
    /// nobody.
    var sisStudents: Query? {
        var parts: [Query] = []
        for name in names {
            parts += ["name_key", "given_key", "surname_key"].map {
                "SELECT id FROM sis_student WHERE \(query: begins($0, name, isPartial: false))"
            }
        }
        if let number {
            parts += ["import_id", "state_id", "other_id"].map {
                let isPartial = $0 != "import_id"
                return """
                    SELECT id FROM sis_student
                    WHERE \(query: begins($0, number, isPartial: isPartial))
                    """
            }
        }
        return united(parts)
    }

    /// The numbers of the students to whom it leads, as a column `id`; nil where it leads to
    /// nobody. Merged ones can be among them.
    var students: Query? {
        guard let sis = sisStudents else { return nil }
        var parts: [Query] = [
            "SELECT s.id FROM (\(query: sis)) t JOIN student s ON s.sis_student = t.id"
        ]
        for name in names {
            parts += ["name_key", "given_key", "surname_key"].map {
                """
                SELECT id FROM student
                WHERE \(query: begins($0, name, isPartial: true)) AND sis_student IS NULL
                """
            }
        }
        if let number {
            parts += [
                "SELECT id FROM student WHERE \(query: begins("student_id", number))",
                """
                SELECT student AS id FROM identifier
                WHERE system IN ('stateID', 'otherID', 'studentID')
                    AND \(query: begins("value", number)) AND status <> 'retired'
                """,
            ]
        }
        return united(parts)
    }

    /// The conditions on blanks let partial indexes serve.
    private func begins(_ column: String, _ text: String, isPartial: Bool = false) -> Query {
        let notBlank = isPartial || column == "surname_key" ? "AND \(column) <> ''" : ""
        return """
            \(sql: column) >= \(text) AND \(sql: column) < \(text + "\u{10FFFF}") \(sql: notBlank)
            """
    }

    private func united(_ parts: [Query]) -> Query? {
        guard let first = parts.first else { return nil }
        return parts.dropFirst().reduce(first) { "\(query: $0) UNION \(query: $1)" }
    }
}

/// A part of a list that is ordered by itself.
public enum ListPart: Hashable, Sendable {
    case whole
    case grade(String)
    /// Nil for those of whom no site is known.
    case site(Int?)
}

/// A stretch of a list in its order.
public struct ListStretch: Sendable {
    /// What rows of one part are ordered by. Those that are the same in it follow their numbers.
    public enum Column: Sendable { case name, number }

    public let part: ListPart
    public let column: Column
    public let isDescending: Bool
    public let offset: Int
    public let limit: Int
    /// Whether many rows are in the part.
    public let isLong: Bool

    public init(
        part: ListPart = .whole, by column: Column, isDescending: Bool, offset: Int, limit: Int,
        isLong: Bool = true
    ) {
        self.part = part
        self.isLong = isLong
        self.column = column
        self.isDescending = isDescending
        self.offset = offset
        self.limit = limit
    }

    var direction: String { isDescending ? "DESC" : "ASC" }
}

/// What a row of a list is ordered by.
public struct ListKey: Sendable {
    public let id: Int
    /// As names are folded.
    public let name: String
    /// The integration ID, or the student ID.
    public let number: String
    public let grade: String
    public let site: Int?

    init(_ row: any ResultRow) throws {
        id = try row.requiredInteger(0)
        name = try row.requiredText(1)
        number = try row.requiredText(2)
        grade = try row.requiredText(3)
        site = try row.integer(4)
    }
}

extension Reader {
    /// The numbers that a query has, up to `limit` of them, and how many there are, at most
    /// `counted`: both with one scan.
    func numbers(
        _ query: Query, limit: Int, counted: Int = .max
    ) throws -> (ids: [Int], total: Int) {
        var ids: [Int] = []
        var total = 0
        try scanIntegers(query) {
            total += 1
            if ids.count < limit { ids.append(Int($0[0])) }
            return total < counted
        }
        return (ids, total)
    }
}

extension Query {
    /// That a column is one of these sites. Nil is every site, and where none is known.
    static func isAt(_ sites: [Int]?, _ column: String) -> Query {
        guard let sites else { return "1 = 1" }
        return sites.isEmpty ? "1 = 0" : "\(sql: column) IN (\(list: sites))"
    }

    /// All of these conditions.
    static func all(_ conditions: [Query]) -> Query {
        guard let first = conditions.first else { return "1 = 1" }
        return conditions.dropFirst().reduce(first) { "\(query: $0) AND \(query: $1)" }
    }
}
