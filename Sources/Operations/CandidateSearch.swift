import Records
import Storage

/// Looks for those who might be a person: by numbers, names, how they sound, and birth date.
struct CandidateSearch {
    /// One who might be the person, and how alike they are.
    struct Found {
        let person: KnownPerson
        let likeness: Likeness
    }

    let source: PeopleSource
    let reader: any Reader
    let formats: IDFormats
    /// Whoever it does not see is not found.
    let workspace: Workspace

    /// Those who might be one person.
    struct Result {
        /// The likeliest first.
        var found: [Found]
        /// Whether so many have such a name or birth date that not all were looked at.
        let isCut: Bool
    }

    /// Words that sound alike which are tried for one name.
    private static let wordsTried = 40

    /// Those who might be each of `people`, in the order of `people`.
    func find(_ people: [PersonDescription]) throws -> [Result] {
        let names = people.map { Names(last: $0.lastName, first: $0.firstName) }
        let words = try reader.nameWords(sounding: Set(names.flatMap(\.sounds)).sorted())
        let searches = zip(people, names).map { Self.searches(for: $0, $1, words) }
        var known = Known(isProvisional: formats.provisionalID?.matcher)
        // What names a person for certain comes first.
        if case .roster = source {
            known.add(
                try reader.rosterPeople(
                    stateIDs: Set(people.map(\.stateID).filter { $0 != "" }).sorted(),
                    otherIDs: Set(people.flatMap(\.otherIDs)).sorted()))
        }
        let (found, cut) = try reader.people(source, Self.inOrder(searches.joined()))
        known.add(found)
        let closer = zip(zip(people, names), searches).map { Self.closer($0.0, $0.1, $1, cut) }
        let (near, stillCut) = try reader.people(
            source, Self.inOrder(closer.map(\.searches).joined()))
        known.add(near)
        let aliases = try findAliases(names, &known)
        try known.keep {
            Set(try workspace.seen($0, from: source, id: \.id, reader).map(\.id))
        }
        return zip(zip(people, names), closer).map { person, closer in
            Result(
                found: known.near(person.0, person.1).map {
                    Found(person: $0, likeness: Likeness(person.0, $0.description))
                }.filter(\.likeness.isCandidate).sorted {
                    ($1.likeness.score, $0.person.number) < ($0.likeness.score, $1.person.number)
                },
                isCut: aliases || closer.misses || !stillCut.isDisjoint(with: closer.searches))
        }
    }

    private static func inOrder(_ searches: some Sequence<PeopleSearch>) -> [PeopleSearch] {
        var seen = Set<PeopleSearch>()
        return searches.filter { seen.insert($0).inserted }
    }

    private static func searches(
        for person: PersonDescription, _ name: Names, _ words: [String: [String]]
    ) -> [PeopleSearch] {
        var searches: [PeopleSearch] = []
        if let whole = name.whole { searches.append(.named(NameRange(words: whole))) }
        if let initial = name.initial {
            let alike = name.sounds.flatMap { (words[$0] ?? []).prefix(wordsTried) }
            let ranges = (name.surnames + alike).compactMap {
                NameRange(surname: $0, initial: initial)
            }
            // Whoever has only a like name, and another birth date, is nobody's candidate.
            let near = person.birthDate.map(near)
            searches += ranges.map { range in
                near.map { .namedAndBorn(range, $0) } ?? .named(range)
            }
        }
        if let day = person.birthDate {
            searches.append(.bornOn(day, last: name.lastInitial, first: name.initial))
        }
        return searches
    }

    private static func near(_ day: CalendarDate) -> ClosedRange<CalendarDate> {
        day.adding(days: -Likeness.nearDays)...day.adding(days: Likeness.nearDays)
    }

    /// Where a search was cut off, birth date and name together find who is near. Without a birth
    /// date some are missed.
    private static func closer(
        _ person: PersonDescription, _ name: Names, _ searches: [PeopleSearch],
        _ cut: Set<PeopleSearch>
    ) -> (searches: [PeopleSearch], misses: Bool) {
        let cutOff = searches.filter(cut.contains)
        guard let day = person.birthDate else { return ([], !cutOff.isEmpty) }
        let isNearCut = cutOff.contains {
            if case .namedAndBorn = $0 { true } else { false }
        }
        return (
            cutOff.compactMap { search in
                if case .named(let range) = search { return .namedAndBorn(range, near(day)) }
                return name.lastInitial.flatMap(NameRange.init(initial:)).map {
                    .namedAndBorn($0, day...day)
                }
            }, isNearCut
        )
    }

    /// Looks for the names by which SIS students are also known. Returns whether there are too
    /// many of them.
    private func findAliases(_ names: [Names], _ known: inout Known) throws -> Bool {
        guard case .roster = source else { return false }
        let (aliases, isCut) = try reader.aliasNames()
        if aliases.isEmpty { return false }
        let wholes = Set(names.compactMap(\.whole))
        let sounds = Set(names.flatMap(\.soundKeys))
        let wanted = aliases.filter { alias in
            let name = Names(alias)
            return name.whole.map(wholes.contains) == true
                || !sounds.isDisjoint(with: name.soundKeys)
        }
        known.add(try reader.people(source, wanted.map(PeopleSearch.alias)).found)
        return isCut
    }

    /// What of a person's names people are looked for by.
    fileprivate struct Names {
        /// Surname and first name, folded.
        let whole: String?
        let initial: Character?
        let lastInitial: Character?
        /// The words of the surname.
        let surnames: [String]
        /// Variants of them; see `Soundex.variant`.
        let sounds: [String]

        /// The sounds, each with the initial of the first name.
        var soundKeys: [String] { sounds.map { "\($0) \(initial.map(String.init) ?? "")" } }

        init(last: String, first: String) {
            let last = NameKeys.folded(last)
            let first = NameKeys.folded(first)
            whole = last.isEmpty || first.isEmpty ? nil : "\(last) \(first)"
            initial = first.first
            lastInitial = last.first
            surnames = last.split(separator: " ").filter { $0.utf8.count > 2 }.map(String.init)
            sounds = surnames.compactMap(Soundex.variant)
        }

        init(_ alias: AliasName) {
            self.init(
                last: alias.akaLast.isEmpty ? alias.last : alias.akaLast,
                first: alias.akaFirst.isEmpty ? alias.first : alias.akaFirst)
        }

        /// The legal names, and those by which the person is also known.
        static func all(of person: PersonDescription) -> [Names] {
            let legal = Names(last: person.lastName, first: person.firstName)
            if person.akaLastName.isEmpty, person.akaFirstName.isEmpty { return [legal] }
            let aka = AliasName(
                last: person.lastName, first: person.firstName, akaLast: person.akaLastName,
                akaFirst: person.akaFirstName)
            return [legal, Names(aka)]
        }
    }

    /// Everybody whom the look-ups brought, each once.
    private struct Known {
        /// Tells stand-ins from state IDs.
        let isProvisional: ((String) -> Bool)?
        private var people: [KnownPerson] = []
        private var names: [[Names]] = []
        private var seen = Set<Int>()
        private var kept = Set<Int>()
        private var byBirthDate: [CalendarDate: [Int]] = [:]
        private var bySound: [String: [Int]] = [:]
        private var byName: [String: [Int]] = [:]
        private var byNumber: [String: [Int]] = [:]

        init(isProvisional: ((String) -> Bool)?) { self.isProvisional = isProvisional }

        mutating func add(_ found: [KnownPerson]) {
            for var person in found where seen.insert(person.id).inserted {
                let index = people.count
                let all = Names.all(of: person.description)
                if isProvisional?(person.description.stateID) == true {
                    person.description.stateIDIsProvisional = true
                }
                people.append(person)
                names.append(all)
                if let day = person.description.birthDate {
                    byBirthDate[day, default: []].append(index)
                }
                for name in all {
                    if let whole = name.whole { byName[whole, default: []].append(index) }
                    for sound in name.soundKeys { bySound[sound, default: []].append(index) }
                }
                for number in person.description.otherIDs + [person.description.stateID]
                where !number.isEmpty {
                    byNumber[number, default: []].append(index)
                }
            }
        }

        /// Drops all whom `seen` does not return.
        mutating func keep(_ seen: ([KnownPerson]) throws -> Set<Int>) rethrows {
            kept = try seen(people)
        }

        func near(_ person: PersonDescription, _ name: Names) -> [KnownPerson] {
            var near = Set<Int>()
            for number in person.otherIDs + [person.stateID] where !number.isEmpty {
                near.formUnion(byNumber[number] ?? [])
            }
            if let whole = name.whole { near.formUnion(byName[whole] ?? []) }
            for sound in name.soundKeys { near.formUnion(bySound[sound] ?? []) }
            if let day = person.birthDate {
                near.formUnion(
                    (byBirthDate[day] ?? []).filter {
                        names[$0].contains {
                            $0.initial == name.initial || $0.lastInitial == name.lastInitial
                        }
                    })
            }
            return near.map { people[$0] }.filter { kept.contains($0.id) }
        }
    }
}
