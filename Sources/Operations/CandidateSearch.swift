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

    /// Words that sound alike which are tried for one name.
    private static let wordsTried = 40

    /// Those who might be each of `people`, the likeliest first, in the order of `people`.
    func find(_ people: [PersonDescription]) throws -> [[Found]] {
        let names = people.map(Names.init)
        let words = try reader.nameWords(sounding: Set(names.flatMap(\.sounds)).sorted())
        var ranges = Set<NameRange>()
        for name in names {
            if let whole = name.whole { ranges.insert(NameRange(words: whole)) }
            guard let initial = name.initial else { continue }
            for sound in name.sounds {
                for word in (words[sound] ?? []).prefix(Self.wordsTried) {
                    if let range = NameRange(surname: word, initial: initial) {
                        ranges.insert(range)
                    }
                }
            }
        }
        var known = Known()
        known.add(try reader.people(source, named: ranges.sorted { $0.low < $1.low }))
        let days = Set(people.compactMap(\.birthDate)).sorted()
        known.add(try reader.people(source, bornOn: days))
        if case .roster = source {
            known.add(
                try reader.rosterPeople(
                    stateIDs: Set(people.map(\.stateID).filter { $0 != "" }).sorted(),
                    otherIDs: Set(people.flatMap(\.otherIDs)).sorted()))
        }
        known.mark(formats)
        return zip(people, names).map { person, name in
            known.near(person, name).map {
                Found(person: $0, likeness: Likeness(person, $0.description))
            }.filter(\.likeness.isCandidate).sorted {
                ($1.likeness.score, $0.person.number) < ($0.likeness.score, $1.person.number)
            }
        }
    }

    /// What of a person's names people are looked for by.
    fileprivate struct Names {
        /// Surname and first name, folded.
        let whole: String?
        let initial: Character?
        let lastInitial: Character?
        /// Variants of the words of the surname; see `Soundex.variant`.
        let sounds: [String]

        init(_ person: PersonDescription) {
            let last = NameKeys.folded(person.lastName)
            let first = NameKeys.folded(person.firstName)
            whole = last.isEmpty || first.isEmpty ? nil : "\(last) \(first)"
            initial = first.first
            lastInitial = last.first
            sounds = last.split(separator: " ").filter { $0.utf8.count > 2 }
                .compactMap { Soundex.variant(of: String($0)) }
        }
    }

    /// Everybody whom the look-ups brought, each once.
    private struct Known {
        private var people: [KnownPerson] = []
        private var names: [Names] = []
        private var seen = Set<Int>()
        private var byBirthDate: [CalendarDate: [Int]] = [:]
        private var bySound: [String: [Int]] = [:]
        private var byName: [String: [Int]] = [:]
        private var byNumber: [String: [Int]] = [:]

        mutating func add(_ found: [KnownPerson]) {
            for person in found where seen.insert(person.id).inserted {
                let index = people.count
                let name = Names(person.description)
                people.append(person)
                names.append(name)
                if let day = person.description.birthDate {
                    byBirthDate[day, default: []].append(index)
                }
                if let whole = name.whole { byName[whole, default: []].append(index) }
                for sound in name.sounds { bySound[sound, default: []].append(index) }
                for number in person.description.otherIDs + [person.description.stateID]
                where !number.isEmpty {
                    byNumber[number, default: []].append(index)
                }
            }
        }

        /// Tells stand-ins from state IDs.
        mutating func mark(_ formats: IDFormats) {
            guard let isProvisional = formats.provisionalID?.matcher else { return }
            for index in people.indices where isProvisional(people[index].description.stateID) {
                people[index].description.stateIDIsProvisional = true
            }
        }

        func near(_ person: PersonDescription, _ name: Names) -> [KnownPerson] {
            var near = Set<Int>()
            for number in person.otherIDs + [person.stateID] where !number.isEmpty {
                near.formUnion(byNumber[number] ?? [])
            }
            if let whole = name.whole { near.formUnion(byName[whole] ?? []) }
            for sound in name.sounds {
                near.formUnion(
                    (bySound[sound] ?? []).filter { names[$0].initial == name.initial })
            }
            if let day = person.birthDate {
                near.formUnion(
                    (byBirthDate[day] ?? []).filter {
                        names[$0].initial == name.initial
                            || names[$0].lastInitial == name.lastInitial
                    })
            }
            return near.map { people[$0] }
        }
    }
}
