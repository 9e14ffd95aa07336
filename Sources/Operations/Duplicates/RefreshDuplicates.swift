import Linkage
import Records
import Storage

extension FindDuplicates {
    /// So many who changed are looked at one by one; for more, everybody has to be looked through.
    static let mostRefreshed = 2_000

    /// Looks again at those who changed since everybody was looked through, by the indexes of the
    /// store. Does nothing in a district in which nobody was looked through yet, or in which too
    /// many changed (`isOverdue`).
    ///
    /// - Returns: how many were looked at; nil where it did nothing.
    @discardableResult
    public func refresh() throws -> Int? {
        try workspace.require(.decideDuplicates)
        if workspace.scope != nil { throw Workspace.ofWholeDistrict }
        let found = try workspace.store.read { try Changed(workspace, $0) }
        guard let found else { return nil }
        try workspace.store.write { writer in
            let known = try writer.knownPairs()
            for key in known.keys where found.touches(key) && found.pairs[key] == nil {
                try writer.remove(key)
            }
            for key in found.gone { try writer.remove(key) }
            for (key, score) in found.pairs {
                try writer.keep(key, score, known[key], at: workspace.now)
            }
            try writer.note(found.search)
        }
        return found.people.count
    }

    /// Whether so many changed since that only looking through everybody tells what they are.
    public func isOverdue() throws -> Bool {
        try workspace.store.read { reader in
            guard let last = try reader.duplicateSearch() else { return false }
            return try reader.matchesChanged(since: last.newestChange, most: Self.mostRefreshed)
                == nil
        }
    }

    /// What is to be written of those who changed.
    private struct Changed {
        let people: [MatchPerson]
        var pairs: [DuplicatePair.Key: LinkageScore] = [:]
        /// Pairs of which one record is gone, or is another one by now.
        let gone: Set<DuplicatePair.Key>
        let search: DuplicateSearch
        private let students: Set<Int>
        private let sisStudents: Set<Int>

        /// Nil where there is nothing to be done.
        init?(_ workspace: Workspace, _ reader: any Reader) throws {
            guard let last = try reader.duplicateSearch() else { return nil }
            let newest = try reader.newestChange()
            let most = FindDuplicates.mostRefreshed
            guard newest != last.newestChange,
                let changed = try reader.matchesChanged(since: last.newestChange, most: most)
            else { return nil }
            let known = try reader.knownPairs()
            gone = Set(try known.keys.filter { try reader.people(of: $0) == nil })
            people = try Self.people(
                students: changed.students + gone.flatMap(\.students),
                sisStudents: changed.sisStudents + gone.flatMap(\.sisStudents), reader)
            students = Set(people.compactMap(\.student))
            sisStudents = Set(people.compactMap(\.sisStudent))
            search = DuplicateSearch(at: last.at, newestChange: newest, people: last.people)
            var likely = try Self.candidates(for: people, workspace, reader)
            // Some are found only by looking through everybody; they are judged again.
            for key in known.keys where touches(key) && !gone.contains(key) {
                likely[key] = try reader.people(of: key)
            }
            let apart = try DecidedApart(Array(likely.values), reader)
            for (key, pair) in likely where !apart.holds(pair.one, pair.other) {
                let score = try reader.score(pair.one, pair.other)
                if score.isWorthKeeping { pairs[key] = score }
            }
        }

        /// Whether a pair is about somebody who changed.
        func touches(_ key: DuplicatePair.Key) -> Bool {
            !students.isDisjoint(with: key.students)
                || !sisStudents.isDisjoint(with: key.sisStudents)
        }

        private static func people(
            students: [Int], sisStudents: [Int], _ reader: any Reader
        ) throws -> [MatchPerson] {
            let sis = Set(sisStudents)
            var people = try sis.sorted().compactMap { try reader.matchPerson(sisStudent: $0) }
            for one in Set(students).sorted() {
                guard let person = try reader.matchPerson(one) else { continue }
                if person.sisStudent.map(sis.contains) != true { people.append(person) }
            }
            return people
        }

        private typealias Pairs = [DuplicatePair.Key: (one: MatchPerson, other: MatchPerson)]

        /// Who might be these people, and who holds their numbers.
        private static func candidates(
            for people: [MatchPerson], _ workspace: Workspace, _ reader: any Reader
        ) throws -> Pairs {
            let formats = try reader.districtSettings().formats
            var likely: Pairs = [:]
            for source in [PeopleSource.roster, .unlinkedStudents] {
                let results = try CandidateSearch(
                    source: source, reader: reader, formats: formats, workspace: workspace
                ).find(people.map(\.description))
                for (person, result) in zip(people, results) {
                    for found in result.found {
                        let other =
                            switch source {
                            case .roster: try reader.matchPerson(sisStudent: found.person.id)
                            case .unlinkedStudents: try reader.matchPerson(found.person.id)
                            }
                        if let other, let key = person.pair(with: other) {
                            likely[key] = (person, other)
                        }
                    }
                }
            }
            for person in people {
                let description = person.description
                let stateID = description.stateIDIsProvisional ? "" : description.stateID
                for number in Set(description.otherIDs + [stateID]) where !number.isEmpty {
                    for holder in try reader.currentHolders(of: number) {
                        guard let other = try reader.matchPerson(holder) else { continue }
                        if let key = person.pair(with: other) { likely[key] = (person, other) }
                    }
                }
            }
            return likely
        }
    }
}
