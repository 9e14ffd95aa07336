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

    public init(id: Int, number: String, profile: String?, description: PersonDescription) {
        self.id = id
        self.number = number
        self.profile = profile
        self.description = description
    }
}

/// Where people are looked for.
public enum PeopleSource: Sendable {
    case roster
    case unlinkedStudents

    fileprivate var selection: Query { selection(of: 0) }

    /// The columns of a person, and the number of the search that finds it.
    fileprivate func selection(of search: Int) -> Query {
        let number: Query = "CAST(\(search) AS BIGINT)"
        return switch self {
        case .roster:
            """
            SELECT p.id, p.import_id, s.student_id, p.last_name, p.first_name, p.middle_name,
                p.aka_last_name, p.aka_first_name, p.birth_date, p.gender, p.grade, p.site,
                p.state_id, p.other_id, p.import_id, 0, \(query: number)
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
                    AND i.system = 'stateID' AND i.status = 'provisional'), \(query: number)
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

    /// All keys that begin with this letter.
    public init?(initial: Character) {
        guard let scalar = initial.unicodeScalars.first,
            let next = UnicodeScalar(scalar.value + 1)
        else { return nil }
        low = String(initial)
        high = String(Character(next))
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

/// What people are looked for by, each with a limit of its own: more tell nobody apart.
public enum PeopleSearch: Hashable, Sendable {
    /// A name key in this range.
    case named(NameRange)
    /// The same, born on one of these days, or nobody knows when.
    case namedAndBorn(NameRange, ClosedRange<CalendarDate>)
    /// Born on a day, with one of these letters at the beginning of the surname or the first name;
    /// or also known by another name. Without letters, whoever was born on it.
    case bornOn(CalendarDate, last: Character?, first: Character?)
    /// A name under which a SIS student is also known.
    case alias(AliasName)

    fileprivate var most: Int {
        switch self {
        case .named, .alias: 500
        case .namedAndBorn, .bornOn: 1_000
        }
    }

    fileprivate static var kinds: Int { 4 }

    fileprivate var kind: Int {
        switch self {
        case .named: 0
        case .namedAndBorn: 1
        case .bornOn: 2
        case .alias: 3
        }
    }

    fileprivate func condition(_ source: PeopleSource) -> Query {
        switch self {
        case .named(let range): "\(query: range.holds(source)) ORDER BY p.name_key, p.id"
        case .namedAndBorn(let range, let days):
            """
            \(query: range.holds(source)) AND (p.birth_date >= \(days.lowerBound.dayNumber)
            AND p.birth_date <= \(days.upperBound.dayNumber) OR p.birth_date IS NULL)
            ORDER BY p.name_key, p.id
            """
        case .bornOn(let day, let last, let first):
            """
            p.birth_date = \(day.dayNumber) AND p.birth_date IS NOT NULL
            AND (\(query: Self.initials(last, first, source))) ORDER BY p.id
            """
        case .alias(let name):
            """
            p.aka_last_name = \(name.akaLast) AND p.aka_first_name = \(name.akaFirst)
            AND p.last_name = \(name.last) AND p.first_name = \(name.first)
            AND (p.aka_last_name <> '' OR p.aka_first_name <> '') ORDER BY p.id
            """
        }
    }
}

extension PeopleSearch {
    fileprivate static func initials(
        _ last: Character?, _ first: Character?, _ source: PeopleSource
    ) -> Query {
        var ways: [Query] = []
        if let range = last.flatMap(NameRange.init(initial:)) {
            ways.append("p.name_key >= \(range.low) AND p.name_key < \(range.high)")
        }
        if let range = first.flatMap(NameRange.init(initial:)) {
            ways.append("p.given_key >= \(range.low) AND p.given_key < \(range.high)")
        }
        guard let one = ways.first else { return "1 = 1" }
        if case .roster = source { ways.append("p.aka_last_name <> '' OR p.aka_first_name <> ''") }
        return ways.dropFirst().reduce(one) { "\(query: $0) OR \(query: $1)" }
    }
}

/// The names of SIS students who are also known by another one.
public struct AliasName: Hashable, Sendable {
    public let last: String
    public let first: String
    /// Blank where it is the legal one.
    public let akaLast: String
    public let akaFirst: String

    public init(last: String, first: String, akaLast: String, akaFirst: String) {
        self.last = last
        self.first = first
        self.akaLast = akaLast
        self.akaFirst = akaFirst
    }
}

extension NameRange {
    fileprivate func holds(_ source: PeopleSource) -> Query {
        "p.name_key >= \(low) AND p.name_key < \(high) AND \(query: source.named)"
    }
}

extension Array {
    fileprivate func inBatches(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

extension KnownPerson {
    fileprivate init(_ row: any ResultRow) throws {
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
        id = try row.requiredInteger(0)
        number = try row.requiredText(1)
        profile = try row.text(2)
        description = person
    }
}

extension Reader {
    private static var searchesPerStatement: Int { 50 }
    /// Names under which SIS students are also known that are looked through.
    private static var mostAliases: Int { 200_000 }

    private func people(_ source: PeopleSource, _ condition: Query) throws -> [KnownPerson] {
        try rows("\(query: source.selection) \(query: condition)", KnownPerson.init)
    }

    /// The next people in the order of our numbers, to go through all.
    public func people(
        _ source: PeopleSource, after last: Int, limit: Int
    ) throws -> [KnownPerson] {
        try people(source, "p.id > \(last) ORDER BY p.id LIMIT \(limit)")
    }

    /// The profiles of SIS students by our numbers of these.
    public func profilesBySISStudent() throws -> [Int: Int] {
        var found: [Int: Int] = [:]
        try scanIntegers("SELECT sis_student, id FROM student WHERE sis_student IS NOT NULL") {
            found[Int($0[0])] = Int($0[1])
            return true
        }
        return found
    }

    /// How many SIS students have this surname, folded: as the whole of it or its first words.
    public func rosterCount(surname: String) throws -> Int {
        let range = NameRange(words: surname)
        return try count(
            """
            SELECT count(*) FROM sis_student
            WHERE name_key >= \(range.low) AND name_key < \(range.high)
            """)
    }

    /// How many SIS students have this first name, folded.
    public func rosterCount(given: String) throws -> Int {
        let range = NameRange(words: given)
        return try count(
            """
            SELECT count(*) FROM sis_student
            WHERE given_key >= \(range.low) AND given_key < \(range.high)
            """)
    }

    /// What a student says of itself, whatever became of it; nil where there is none.
    public func ownDescription(of student: Int) throws -> PersonDescription? {
        try rows(
            """
            SELECT p.id, p.student_id, p.student_id, p.last_name, p.first_name, p.middle_name,
                '', '', p.birth_date, p.gender, p.grade, p.site,
                coalesce((SELECT min(i.value) FROM identifier i WHERE i.student = p.id
                    AND i.system = 'stateID'), ''),
                coalesce((SELECT min(i.value) FROM identifier i WHERE i.student = p.id
                    AND i.system = 'otherID'), ''), '', 0
            FROM student p WHERE p.id = \(student)
            """, KnownPerson.init
        ).first?.description
    }

    /// People by our numbers.
    public func people(_ source: PeopleSource, ids: [Int]) throws -> [KnownPerson] {
        var found: [KnownPerson] = []
        try ids.forEachBatch { found += try people(source, "p.id IN (\(list: $0))") }
        return found
    }

    /// The people whom each of these searches finds, and the searches that were cut off because
    /// they find more than tell anybody apart.
    public func people(
        _ source: PeopleSource, _ searches: [PeopleSearch]
    ) throws -> (found: [KnownPerson], cut: Set<PeopleSearch>) {
        var found: [KnownPerson] = []
        var cut = Set<PeopleSearch>()
        // Searches of one kind together: SQLite takes twice as long over statements that mix them.
        let groups = [Int](0..<PeopleSearch.kinds).map { kind in searches.filter { $0.kind == kind }
        }
        for some in groups.flatMap({ $0.inBatches(of: Self.searchesPerStatement) }) {
            let parts = some.enumerated().map { place, search -> Query in
                """
                SELECT * FROM (\(query: source.selection(of: place))
                \(query: search.condition(source)) LIMIT \(search.most + 1)) AS found
                """
            }
            let all = parts.dropFirst().reduce(parts[0]) {
                "\(query: $0) UNION ALL \(query: $1)"
            }
            var counts = Array(repeating: 0, count: some.count)
            for (person, place) in try rows(
                all, { (try KnownPerson($0), try $0.requiredInteger(16)) })
            {
                counts[place] += 1
                if counts[place] > some[place].most {
                    cut.insert(some[place])
                } else {
                    found.append(person)
                }
            }
        }
        return (found, cut)
    }

    /// All names of SIS students who are also known by another one, and whether that is all of
    /// them.
    public func aliasNames() throws -> (names: [AliasName], isCut: Bool) {
        let names = try rows(
            """
            SELECT DISTINCT last_name, first_name, aka_last_name, aka_first_name FROM sis_student
            WHERE (aka_last_name <> '' OR aka_first_name <> '') LIMIT \(Self.mostAliases + 1)
            """
        ) {
            AliasName(
                last: try $0.requiredText(0), first: try $0.requiredText(1),
                akaLast: try $0.requiredText(2), akaFirst: try $0.requiredText(3))
        }
        return (names, names.count > Self.mostAliases)
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
