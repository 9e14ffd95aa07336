import Records

// The SQL that finds who might be a person: by numbers, by names, by how they sound, by birth
// date. Every look-up goes through an index.

/// A person whom the General Student Table has, or a student whom nothing links to it.
public struct KnownPerson: Sendable {
    /// Our number of the SIS student, or of the student.
    public let id: Int
    /// The integration ID, or the student ID.
    public let number: String
    /// The student ID of the profile: of the one that is linked, or of the student itself.
    public let profile: String?
    public var description: PersonDescription
}

/// Where people are looked for.
public enum PeopleSource: Sendable {
    case roster
    case unlinkedStudents

    fileprivate var selection: Query {
        switch self {
        case .roster:
            """
            SELECT p.id, p.import_id, s.student_id, p.last_name, p.first_name, p.middle_name,
                p.aka_last_name, p.aka_first_name, p.birth_date, p.gender, p.grade, p.site,
                p.state_id, p.other_id, p.import_id, 0
            FROM sis_student p LEFT JOIN student s ON s.sis_student = p.id
            WHERE
            """
        case .unlinkedStudents:
            """
            SELECT p.id, p.student_id, p.student_id, p.last_name, p.first_name, p.middle_name,
                '', '', p.birth_date, p.gender, p.grade, p.site,
                coalesce((SELECT min(i.value) FROM identifier i WHERE i.student = p.id
                    AND i.system = 'stateID' AND i.status <> 'retired'), ''),
                coalesce((SELECT min(i.value) FROM identifier i WHERE i.student = p.id
                    AND i.system = 'otherID' AND i.status = 'active'), ''), '',
                (SELECT count(*) FROM identifier i WHERE i.student = p.id
                    AND i.system = 'stateID' AND i.status = 'provisional')
            FROM student p WHERE p.sis_student IS NULL AND p.status <> 'retired' AND
            """
        }
    }

    /// The partial indexes of students leave blanks out, which the condition has to say.
    fileprivate var named: Query {
        switch self {
        case .roster: "1 = 1"
        case .unlinkedStudents: "p.name_key <> ''"
        }
    }
}

/// A range of name keys: from `low` up to, but not, `high`.
public struct NameRange: Hashable, Sendable {
    public let low: String
    public let high: String

    /// All keys that begin with these folded words and go on with a space, or with nothing.
    public init(words: String) {
        low = words
        high = words + "!"
    }

    /// All keys that begin with this surname, and then with this letter of the first name.
    public init?(surname: String, initial: Character) {
        guard let scalar = initial.unicodeScalars.first,
            let next = UnicodeScalar(scalar.value + 1)
        else { return nil }
        low = "\(surname) \(initial)"
        high = "\(surname) \(Character(next))"
    }
}

extension Reader {
    /// Rows that one statement may bring; more tell nobody apart.
    private static var peoplePerStatement: Int { 5_000 }
    private static var rangesPerStatement: Int { 50 }
    private static var daysPerStatement: Int { 25 }

    private func people(_ source: PeopleSource, _ condition: Query) throws -> [KnownPerson] {
        try rows(
            """
            \(query: source.selection) \(query: condition) LIMIT \(Self.peoplePerStatement)
            """
        ) { row in
            var person = PersonDescription(
                lastName: try row.requiredText(3), firstName: try row.requiredText(4),
                birthDate: try row.integer(8).map {
                    CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0))
                })
            person.middleName = try row.requiredText(5)
            person.akaLastName = try row.requiredText(6)
            person.akaFirstName = try row.requiredText(7)
            person.gender = try row.requiredText(9)
            person.grade = try row.requiredText(10)
            person.site = try row.integer(11)
            person.stateID = try row.requiredText(12)
            person.otherIDs = [try row.requiredText(13), try row.requiredText(14)]
                .filter { !$0.isEmpty }
            person.stateIDIsProvisional = try row.requiredInteger(15) > 0
            return KnownPerson(
                id: try row.requiredInteger(0), number: try row.requiredText(1),
                profile: try row.text(2), description: person)
        }
    }

    /// People by our numbers.
    public func people(_ source: PeopleSource, ids: [Int]) throws -> [KnownPerson] {
        var found: [KnownPerson] = []
        try ids.forEachBatch { found += try people(source, "p.id IN (\(list: $0))") }
        return found
    }

    /// People who were born on one of these days.
    public func people(
        _ source: PeopleSource, bornOn days: [CalendarDate]
    ) throws -> [KnownPerson] {
        var found: [KnownPerson] = []
        var rest = days.map(\.dayNumber)[...]
        while !rest.isEmpty {
            let some = rest.prefix(Self.daysPerStatement)
            found += try people(
                source, "p.birth_date IN (\(list: some)) AND p.birth_date IS NOT NULL")
            rest = rest.dropFirst(some.count)
        }
        return found
    }

    /// People with a name key in one of these ranges.
    public func people(
        _ source: PeopleSource, named ranges: [NameRange]
    ) throws -> [KnownPerson] {
        var found: [KnownPerson] = []
        var rest = ranges[...]
        while !rest.isEmpty {
            let any = rest.prefix(Self.rangesPerStatement).map { range -> Query in
                """
                (p.name_key >= \(range.low) AND p.name_key < \(range.high)
                    AND \(query: source.named))
                """
            }
            let condition = any.dropFirst().reduce(any[0]) {
                "\(query: $0) OR \(query: $1)"
            }
            found += try people(source, "(\(query: condition))")
            rest = rest.dropFirst(Self.rangesPerStatement)
        }
        return found
    }

    /// SIS students who hold one of these numbers.
    public func rosterPeople(
        stateIDs: [String], otherIDs: [String]
    ) throws -> [KnownPerson] {
        var found: [KnownPerson] = []
        try stateIDs.forEachBatch {
            found += try people(.roster, "p.state_id IN (\(list: $0)) AND p.state_id <> ''")
        }
        try otherIDs.forEachBatch {
            found += try people(.roster, "p.other_id IN (\(list: $0)) AND p.other_id <> ''")
            found += try people(.roster, "p.import_id IN (\(list: $0))")
        }
        return found
    }

    /// Name words known in this district by how they sound: by `Soundex.variant`.
    public func nameWords(sounding variants: [String]) throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        try variants.forEachBatch { batch in
            let read = try rows(
                """
                SELECT variant, name FROM name_variant WHERE variant IN (\(list: batch))
                ORDER BY variant, name
                """
            ) { (try $0.requiredText(0), try $0.requiredText(1)) }
            for (variant, name) in read { found[variant, default: []].append(name) }
        }
        return found
    }
}
