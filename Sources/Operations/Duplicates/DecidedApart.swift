import Records
import Storage

/// Who was told apart from whom, in the whole district.
struct DecidedApart {
    private var students: [DuplicatePair.Key: [ToldApart]] = [:]
    private let notLinked: NotLinked

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
        notLinked = try NotLinked(
            Set(pairs.flatMap { [$0.one, $0.other] }.compactMap(\.student)).sorted(), reader)
    }

    /// Whether anything was ever decided of two students.
    func mentions(_ key: DuplicatePair.Key) -> Bool { students[key] != nil }

    /// Whether a decision that the two are not one person stands: no number agrees that did not
    /// agree then.
    func holds(_ one: MatchPerson, _ other: MatchPerson) -> Bool {
        let agreement = Agreement(one.description, other.description)
        let told = one.pair(with: other).flatMap { students[$0] } ?? []
        if told.contains(where: agreement.leaves) { return true }
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
        let told = try Set(toldApartFromRoster())
        return try pairs.filter { pair in
            let isMentioned =
                pair.key.kind == .students && decided.mentions(pair.key)
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
            let found = try notLinked([student]).last { $0.sisStudent == sis }
            return found.map {
                Duplicates.Earlier(actor: $0.actor, at: $0.at, reason: $0.reason)
            }
        }
        return nil
    }
}
