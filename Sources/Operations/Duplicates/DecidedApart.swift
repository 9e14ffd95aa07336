import Records
import Storage

/// Who was told apart from whom, in the whole district.
struct DecidedApart {
    /// An earlier decision about a pair that is proposed again.
    struct Earlier: Codable, Equatable, Sendable {
        let actor: String
        /// UTC, ISO 8601.
        let at: String
        let reason: String
    }

    private var students: [DuplicatePair.Key: ToldApart] = [:]
    private let notLinked: NotLinked

    /// - Parameter pairs: those about which it is asked.
    init(_ pairs: [(one: MatchPerson, other: MatchPerson)], _ reader: any Reader) throws {
        for told in try reader.toldApart() {
            students[DuplicatePair.Key(.students, told.student, told.other)] = told
        }
        let unlinked = pairs.flatMap { [$0.one, $0.other] }
            .filter { $0.sisStudent == nil }.compactMap(\.student)
        notLinked = try NotLinked(Set(unlinked).sorted(), reader)
    }

    /// Whether a decision that the two are not one person stands: no number agrees that did not
    /// agree then.
    func holds(_ one: MatchPerson, _ other: MatchPerson) -> Bool {
        let agreement = Agreement(one.description, other.description)
        if let key = one.pair(with: other), let told = students[key], agreement.leaves(told) {
            return true
        }
        for (unlinked, linked) in [(one, other), (other, one)] {
            if let student = unlinked.student, unlinked.sisStudent == nil,
                let sis = linked.sisStudent, notLinked.holds(student, sis, agreement)
            {
                return true
            }
        }
        return false
    }
}

extension Reader {
    /// What was decided last of two who are proposed again; nil where nothing was.
    func earlier(_ one: MatchPerson, _ other: MatchPerson) throws -> DecidedApart.Earlier? {
        if let a = one.student, let b = other.student {
            return try notSame(a, b).map {
                DecidedApart.Earlier(actor: $0.actor, at: $0.at, reason: $0.reason)
            }
        }
        for (unlinked, linked) in [(one, other), (other, one)] {
            guard let student = unlinked.student, let sis = linked.sisStudent else { continue }
            let found = try notLinked([student]).last { $0.sisStudent == sis }
            return found.map {
                DecidedApart.Earlier(actor: $0.actor, at: $0.at, reason: $0.reason)
            }
        }
        return nil
    }
}
