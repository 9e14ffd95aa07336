import Linkage
import Records
import Storage

extension FindDuplicates {
    /// So many who changed are looked at one by one; for more, everybody has to be looked through.
    static let mostRefreshed = 2_000

    /// Looks again at those who changed since everybody was looked through, by the indexes of the
    /// store. Does nothing in a district in which nobody was looked through yet, or in which too
    /// many changed.
    ///
    /// - Returns: how many were looked at; nil where it did nothing.
    @discardableResult
    public func refresh() throws -> Int? {
        try workspace.require(.decideDuplicates)
        if workspace.scope != nil { throw Workspace.ofWholeDistrict }
        let found = try workspace.store.read { try Changed(workspace, $0) }
        guard let found else { return nil }
        try workspace.store.write { writer in
            try writer.removePairs(
                students: found.people.compactMap(\.student),
                sisStudents: found.people.compactMap(\.sisStudent))
            for key in found.gone { try writer.remove(key) }
            for pair in found.pairs { try writer.keep(pair) }
            try writer.note(found.search)
        }
        return found.people.count
    }

    /// What is to be written of those who changed.
    private struct Changed {
        let people: [MatchPerson]
        var pairs: [DuplicatePair] = []
        /// Pairs of which one record is gone, or is another one by now.
        let gone: [DuplicatePair.Key]
        let search: DuplicateSearch

        /// Nil where there is nothing to be done.
        init?(_ workspace: Workspace, _ reader: any Reader) throws {
            guard let last = try reader.duplicateSearch() else { return nil }
            let newest = try reader.newestChange()
            if newest == last.newestChange { return nil }
            let most = FindDuplicates.mostRefreshed
            guard let changed = try reader.matchesChanged(since: last.newestChange, most: most)
            else { return nil }
            let all = try reader.duplicatePairs(from: MatchScore(probability: 0, weight: 0))
            gone = try all.map(\.key).filter { try reader.people(of: $0) == nil }
            let sis = Set(changed.sisStudents + gone.flatMap(\.sisStudents))
            let students = Set(changed.students + gone.flatMap(\.students))
            var people: [MatchPerson] = []
            for one in sis.sorted() {
                if let person = try reader.matchPerson(sisStudent: one) { people.append(person) }
            }
            for one in students.sorted() {
                guard let person = try reader.matchPerson(one) else { continue }
                if person.sisStudent.map(sis.contains) != true { people.append(person) }
            }
            self.people = people
            search = DuplicateSearch(at: last.at, newestChange: newest, people: last.people)
            let known = Dictionary(all.map { ($0.key, $0) }) { first, _ in first }
            pairs = try Self.pairs(of: people, workspace, reader).map { key, score in
                DuplicatePair(
                    key, score.kept, isConflict: score.isConflict,
                    foundAt: known[key]?.foundAt ?? workspace.now,
                    laterUntil: known[key]?.laterUntil)
            }
        }

        private static func pairs(
            of people: [MatchPerson], _ workspace: Workspace, _ reader: any Reader
        ) throws -> [(DuplicatePair.Key, LinkageScore)] {
            let formats = try reader.districtSettings().formats
            var likely: [DuplicatePair.Key: (one: MatchPerson, other: MatchPerson)] = [:]
            for source in [PeopleSource.roster, .unlinkedStudents] {
                let results = try CandidateSearch(
                    source: source, reader: reader, formats: formats, workspace: workspace
                ).find(people.map(\.description))
                for (person, result) in zip(people, results) {
                    for found in result.found {
                        let other: MatchPerson
                        switch source {
                        case .roster:
                            other = MatchPerson(
                                roster: found.person,
                                student: try reader.profile(ofSISStudent: found.person.id))
                        case .unlinkedStudents: other = MatchPerson(unlinked: found.person)
                        }
                        if other.student == person.student, other.sisStudent == person.sisStudent {
                            continue
                        }
                        if let key = person.pair(with: other) { likely[key] = (person, other) }
                    }
                }
            }
            let apart = try DecidedApart(Array(likely.values), reader)
            return try likely.sorted { ($0.key.one, $0.key.other) < ($1.key.one, $1.key.other) }
                .compactMap { key, pair in
                    if apart.holds(pair.one, pair.other) { return nil }
                    let score = try reader.score(pair.one, pair.other)
                    let isKept = score.probability >= FindDuplicates.floor || score.isConflict
                    return isKept ? (key, score) : nil
                }
        }
    }
}
