import Linkage
import Records
import Storage

/// A record that may be about the same person as another one: a student, as the SIS describes it
/// where it is linked, or a SIS student without a profile.
struct MatchPerson: Sendable {
    /// Our number of the student; nil where there is no profile.
    let student: Int?
    /// Our number of the SIS student; nil where nothing links the student.
    let sisStudent: Int?
    /// The student ID, or the integration ID of one without a profile.
    let number: String
    let description: PersonDescription

    /// - Parameter student: our number of the profile of a SIS student.
    init(roster person: KnownPerson, student: Int?) {
        self.student = student
        sisStudent = person.id
        number = person.profile ?? person.number
        description = person.description
    }

    init(unlinked person: KnownPerson) {
        student = person.id
        sisStudent = nil
        number = person.number
        description = person.description
    }

    /// How the two are called as a pair; nil where they are one record.
    func pair(with other: MatchPerson) -> DuplicatePair.Key? {
        switch (student, other.student) {
        case (let one?, let two?): one == two ? nil : DuplicatePair.Key(.students, one, two)
        case (let one?, nil): key(of: one, other)
        case (nil, let two?): other.key(of: two, self)
        case (nil, nil): rosterPair(with: other)
        }
    }

    /// How the two are called as a pair of the SIS; nil where they are not two of it.
    func rosterPair(with other: MatchPerson) -> DuplicatePair.Key? {
        sisStudent.flatMap { one in
            other.sisStudent.flatMap { two in
                one == two ? nil : DuplicatePair.Key(.roster, one, two)
            }
        }
    }

    /// With a SIS student who has no profile: only one that nothing links can be linked.
    private func key(of student: Int, _ other: MatchPerson) -> DuplicatePair.Key? {
        guard let sis = other.sisStudent else { return nil }
        guard let own = sisStudent else { return DuplicatePair.Key(.link, student, sis) }
        return own == sis ? nil : DuplicatePair.Key(.roster, own, sis)
    }

    /// What is compared, without the other IDs.
    private var linkagePerson: LinkagePerson {
        LinkagePerson([
            .first: description.firstName, .middle: description.middleName,
            .last: description.lastName, .akaFirst: description.akaFirstName,
            .akaLast: description.akaLastName,
            .birthDate: description.birthDate?.description ?? "", .gender: description.gender,
            .grade: description.grade, .school: description.site.map(String.init) ?? "",
            // A stand-in says nothing of who somebody is.
            .stateID: description.stateIDIsProvisional ? "" : description.stateID,
        ])
    }

    /// The same, with the other ID that tells most.
    var person: LinkagePerson {
        var person = linkagePerson
        person[.otherID] = description.otherIDs.first ?? ""
        return person
    }

    /// Both as they are compared: of their other IDs, the one that both have counts.
    static func compared(
        _ one: MatchPerson, _ other: MatchPerson
    ) -> (LinkagePerson, LinkagePerson) {
        var (left, right) = (one.linkagePerson, other.linkagePerson)
        let shared = one.description.otherIDs.first(where: other.description.otherIDs.contains)
        left[.otherID] = shared ?? one.description.otherIDs.first ?? ""
        right[.otherID] = shared ?? other.description.otherIDs.first ?? ""
        return (left, right)
    }
}

/// Everybody in a district, as they are matched.
struct MatchPeople {
    var all: [MatchPerson] = []
    let formats: IDFormats

    private static let batch = 20_000

    /// Reads all SIS students, and all students that nothing links.
    init(_ reader: any Reader) throws {
        formats = try reader.districtSettings().formats
        let profiles = try reader.profilesBySISStudent()
        try forEach(in: .roster, reader) {
            all.append(MatchPerson(roster: $0, student: profiles[$0.id]))
        }
        try forEach(in: .unlinkedStudents, reader) { all.append(MatchPerson(unlinked: $0)) }
    }

    private func forEach(
        in source: PeopleSource, _ reader: any Reader, _ body: (KnownPerson) -> Void
    ) throws {
        let isProvisional = formats.provisionalID?.matcher
        var last = 0
        while true {
            let people = try reader.people(source, after: last, limit: Self.batch)
            for var person in people {
                if isProvisional?(person.description.stateID) == true {
                    person.description.stateIDIsProvisional = true
                }
                body(person)
            }
            guard people.count == Self.batch, let end = people.last else { return }
            last = end.id
        }
    }

    /// How common names are among them.
    var frequencies: NameFrequencies {
        var frequencies = NameFrequencies()
        for person in all {
            frequencies.add(first: person.description.firstName, last: person.description.lastName)
        }
        return frequencies
    }
}

extension Reader {
    /// The two records of a pair as they are now; nil where one of them is gone, was merged, or is
    /// another one of the two by now.
    func people(of key: DuplicatePair.Key) throws -> (one: MatchPerson, other: MatchPerson)? {
        let one: MatchPerson?
        let other: MatchPerson?
        switch key.kind {
        case .students: (one, other) = (try matchPerson(key.one), try matchPerson(key.other))
        case .link:
            (one, other) = (try matchPerson(key.one), try matchPerson(sisStudent: key.other))
        case .roster:
            one = try matchPerson(sisStudent: key.one)
            other = try matchPerson(sisStudent: key.other)
        }
        guard let one, let other else { return nil }
        // One of them can have come to be linked, or to have a profile; that pair is another one.
        return one.pair(with: other) == key ? (one, other) : nil
    }

    /// A student by our number; nil where there is none, or it was merged.
    func matchPerson(_ student: Int) throws -> MatchPerson? {
        guard try mergedInto(student) == nil else { return nil }
        if let sis = try sisStudent(of: student) {
            return try people(.roster, ids: [sis]).first.map {
                MatchPerson(roster: try marked($0), student: student)
            }
        }
        return try people(.unlinkedStudents, ids: [student]).first.map {
            MatchPerson(unlinked: try marked($0))
        }
    }

    func matchPerson(sisStudent: Int) throws -> MatchPerson? {
        let student = try profile(ofSISStudent: sisStudent)
        return try people(.roster, ids: [sisStudent]).first.map {
            MatchPerson(roster: try marked($0), student: student)
        }
    }

    /// The person, with a state ID that has the form of a stand-in marked as one.
    func marked(_ person: KnownPerson) throws -> KnownPerson {
        var person = person
        if try districtSettings().formats.isProvisional(person.description.stateID) {
            person.description.stateIDIsProvisional = true
        }
        return person
    }

    /// How common the names are that two people share, and how many people there are.
    func frequencies(of one: MatchPerson, _ other: MatchPerson) throws -> NameFrequencies {
        let (one, other) = (one.description, other.description)
        var frequencies = NameFrequencies()
        // Counting a million takes long, and changes little.
        var people = try duplicateSearch()?.people ?? sisStudentCount()
        func isShared(_ name: KeyPath<PersonDescription, String>) -> Bool {
            !one[keyPath: name].isEmpty
                && NameKeys.folded(one[keyPath: name]) == NameKeys.folded(other[keyPath: name])
        }
        if isShared(\.firstName) {
            let count = try rosterCount(given: NameKeys.folded(one.firstName))
            frequencies.add(first: one.firstName, last: "", count: count)
            people -= count
        }
        if isShared(\.lastName) {
            let count = try rosterCount(surname: NameKeys.folded(one.lastName))
            frequencies.add(first: "", last: one.lastName, count: count)
            people -= count
        }
        frequencies.add(first: "", last: "", count: max(0, people))
        return frequencies
    }

    /// How likely it is that the two are one person, and why, as the model says now.
    func score(_ one: MatchPerson, _ other: MatchPerson) throws -> LinkageScore {
        let (left, right) = MatchPerson.compared(one, other)
        return try matchModel().compare(
            left, right, frequencies: try frequencies(of: one, other))
    }
}

extension LinkageScore {
    /// As it is kept.
    var kept: MatchScore { MatchScore(probability: probability, weight: weight) }

    /// Whether two people who are unlike have one number.
    var isConflict: Bool {
        alarms.contains {
            if case .sharedIdentifier = $0 { true } else { false }
        }
    }
}
