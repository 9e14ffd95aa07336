import Records
import Storage

/// Who was told apart from whom, in the whole district.
struct DecidedApart {
    private var students: [DuplicatePair.Key: [ToldApart]] = [:]
    private let notLinked: NotLinked
    private var roster: [DuplicatePair.Key: RosterApart] = [:]

    /// - Parameter pairs: those about which it is asked.
    init(_ pairs: [(one: MatchPerson, other: MatchPerson)], _ reader: any Reader) throws {
        // What was decided of somebody who was merged counts for whom they were merged into.
        let survivors = try reader.survivors()
        for told in try reader.toldApart() {
            let (one, other) = (
                survivors[told.student] ?? told.student, survivors[told.other] ?? told.other
            )
            students[DuplicatePair.Key(.students, one, other), default: []].append(told)
        }
        for told in try reader.rosterApart() {
            roster[DuplicatePair.Key(.roster, told.low, told.high)] = told
        }
        notLinked = try NotLinked(
            Set(pairs.flatMap { [$0.one, $0.other] }.compactMap(\.student)).sorted(), reader)
    }

    /// Whether anything was ever decided of two students, or of two SIS students.
    func mentions(_ key: DuplicatePair.Key) -> Bool {
        students[key] != nil || roster[key] != nil
    }

    /// Whether a decision that the two are not one person stands: no number agrees that did not
    /// agree then.
    func holds(_ one: MatchPerson, _ other: MatchPerson) -> Bool {
        let agreement = Agreement(one.description, other.description)
        let told = one.pair(with: other).flatMap { students[$0] } ?? []
        if told.contains(where: agreement.leaves) { return true }
        if let told = one.rosterPair(with: other).flatMap({ roster[$0] }), agreement.leaves(told) {
            return true
        }
        for (own, found) in [(one, other), (other, one)] {
            if let student = own.student, let sis = found.sisStudent,
                notLinked.holds(student, sis, agreement)
            {
                return true
            }
        }
        return false
    }
}

extension Reader {
    /// Of these pairs, those that nobody told apart.
    func undecided(_ pairs: [DuplicatePair]) throws -> [DuplicatePair] {
        let decided = try DecidedApart([], self)
        let told = try Set(toldApartFromRoster()).union(studentsToldApartInRoster())
        return try pairs.filter { pair in
            let isMentioned =
                decided.mentions(pair.key)
                || !told.isDisjoint(with: pair.key.students)
            guard isMentioned, let sides = try people(of: pair.key) else { return true }
            return try !DecidedApart([sides], self).holds(sides.one, sides.other)
        }
    }

    /// What was decided last of two who are proposed again; nil where nothing was.
    func earlier(_ one: MatchPerson, _ other: MatchPerson) throws -> Duplicates.Earlier? {
        if let a = one.student, let b = other.student,
            let last = try notSameDecisions(among: [a, b]).last
        {
            let actor =
                try notSame(last.one, last.other)?.actor
                ?? notLinked([last.one, last.other]).last?.actor
            return Duplicates.Earlier(actor: actor ?? "", at: last.at, reason: last.reason)
        }
        for (unlinked, linked) in [(one, other), (other, one)] {
            guard let student = unlinked.student, let sis = linked.sisStudent else { continue }
            guard let found = try notLinked([student]).last(where: { $0.sisStudent == sis })
            else { continue }
            return Duplicates.Earlier(actor: found.actor, at: found.at, reason: found.reason)
        }
        if let key = one.rosterPair(with: other),
            let told = try rosterApart().first(where: { $0.low == key.one && $0.high == key.other })
        {
            return Duplicates.Earlier(actor: told.actor, at: told.at, reason: told.reason)
        }
        return nil
    }
}
