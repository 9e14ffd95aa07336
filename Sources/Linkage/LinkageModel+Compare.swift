import Delimited
import Foundation

extension LinkageModel {
    /// How many others somebody is compared with where nobody says how many there are.
    static let usualPopulation = 50_000
    /// The share of a first name, a surname or another value where no frequencies are known.
    static let usualShares: [Comparison: Float] = [
        .first: 0.003, .middle: 0.005, .last: 0.001, .city: 0.05, .zip: 0.02, .school: 0.02,
        .guardian: 0.0005, .extra: 0.05,
    ]

    /// Surnames are taken for so many times more common among people of one first name.
    static let usualNamesakes: Float = 2

    /// Compares two people and says why.
    ///
    /// - Parameter frequencies: how common names are, and how many people there are; what is usual
    ///   is taken where it is nil.
    public func compare(
        _ left: LinkagePerson, _ right: LinkagePerson, frequencies: NameFrequencies? = nil
    ) -> LinkageScore {
        var fields = left.fields
        fields += right.fields.filter { !fields.contains($0) }
        var builder = LinkageTableBuilder(fields: fields)
        builder.append(left)
        builder.append(right)
        let table = builder.build()
        var comparer = PairComparer(table, TableShares(table), remembering: false)
        var vector = PairVector()
        comparer.compareNames(0, 1, &vector)
        comparer.compareRest(0, 1, &vector)
        for place in 0..<PairVector.width where vector.shares[place] > 0 {
            let comparison = Comparison(rawValue: min(place, PairVector.firstExtra)) ?? .extra
            let usual = Self.usualShares[comparison] ?? 0.01
            let isFloored = comparison == .guardian && vector.shares[place] < 0.005
            vector.shares[place] = isFloored ? max(usual, vector.shares[place]) : usual
        }
        if let frequencies, frequencies.people > 0 {
            if vector[.first] == LevelCode.equal {
                let share = frequencies.share(first: left[.first])
                vector.shares[Comparison.first.rawValue] = Float(share)
            }
            if vector[.last] == LevelCode.equal {
                let share = frequencies.share(last: left[.last])
                vector.shares[Comparison.last.rawValue] = Float(share) * Self.usualNamesakes
            }
        }
        let people = Double(frequencies?.people ?? Self.usualPopulation)
        let likelihoods = Likelihoods(self, pairsPerPerson: people / 2)
        return score(vector, likelihoods, ReasonTexts(left, right, table.extraNames))
    }

    /// The score of a compared pair, with a reason for each field that both have.
    func score(
        _ vector: PairVector, _ likelihoods: Likelihoods, _ texts: ReasonTexts
    ) -> LinkageScore {
        // Twice as precise as tables are compared, so that no reason is lost in the rest.
        var joint = SIMD16<Double>(likelihoods.priors)
        var before = log2(Likelihoods.odds(joint))
        let prior = before
        var reasons: [LinkageReason] = []
        for place in 0..<PairVector.width {
            let field = texts.field(at: place)
            let (left, right) = texts.values(field, level: vector.levels[place])
            if vector.levels[place] == LevelCode.missing {
                if !left.isEmpty || !right.isEmpty {
                    let told = left.isEmpty || right.isEmpty ? nil : vector.telling(place)
                    reasons.append(
                        LinkageReason(
                            field: field, left: left, right: right,
                            level: told.map { .told(by: $0) } ?? .missing, weight: 0))
                }
                continue
            }
            joint *= SIMD16<Double>(likelihoods.factor(vector, place))
            let after = log2(Likelihoods.odds(joint))
            reasons.append(
                LinkageReason(
                    field: field, left: left, right: right,
                    level: LinkageLevel(vector, place), weight: after - before))
            before = after
        }
        return LinkageScore(
            weight: before - prior, probability: probability(logOdds: before), reasons: reasons,
            alarms: alarms(vector, joint))
    }

    /// What a person has to look at.
    func alarms(_ vector: PairVector, _ joint: SIMD16<Double>) -> [LinkageAlarm] {
        var alarms: [LinkageAlarm] = []
        let isOne = Likelihoods.odds(joint) > 1
        let all = joint.sum()
        // Twins share all but it, and are the likeliest to be given each other's number.
        let namesDiffer = vector[.first] == LevelCode.differ
        for (comparison, field) in [
            (Comparison.stateID, LinkageField.stateID), (.otherID, .otherID),
        ] where vector[comparison] == LevelCode.equal {
            if !isOne || namesDiffer { alarms.append(.sharedIdentifier(field)) }
        }
        let isOneByName = [.first, .last, .birthDate].allSatisfy {
            vector[$0] == LevelCode.equal || vector[$0] == LevelCode.form
        }
        if vector[.stateID] == LevelCode.differ, isOneByName { alarms.append(.twoStateIDs) }
        if joint[PairClass.twins.rawValue] + joint[PairClass.twinsMoved.rawValue] > all / 2 {
            alarms.append(.twins)
        }
        return alarms
    }
}

/// The texts of a pair, for reasons.
struct ReasonTexts {
    let left: LinkagePerson
    let right: LinkagePerson
    let extras: [String]

    init(_ left: LinkagePerson, _ right: LinkagePerson, _ extras: [String]) {
        self.left = left
        self.right = right
        self.extras = extras
    }

    func field(at place: Int) -> LinkageField {
        guard place >= PairVector.firstExtra else {
            return Comparison(rawValue: place)?.field ?? .first
        }
        let index = place - PairVector.firstExtra
        return .extra(index < extras.count ? extras[index] : "")
    }

    /// Both values as they were written, of whichever names agreed.
    func values(_ field: LinkageField, level: UInt8) -> (String, String) {
        (left[field], right[field])
    }
}

extension LinkageLevel {
    /// The level at `place` of a vector.
    init(_ vector: PairVector, _ place: Int) {
        let comparison = Comparison(rawValue: min(place, PairVector.firstExtra)) ?? .extra
        let share = vector.shares[place]
        switch vector.levels[place] {
        case LevelCode.equal: self = .equal(share: share > 0 ? Double(share) : nil)
        case LevelCode.form: self = Self.form(of: comparison)
        case LevelCode.initial: self = comparison == .birthDate ? .placeholder : .initial
        case LevelCode.part: self = comparison == .birthDate ? .twoPartsEqual : .part
        case LevelCode.slip: self = .slip
        case LevelCode.similar: self = .similar
        case LevelCode.elsewhere:
            self = .elsewhere(
                comparison == .last
                    ? .first : vector[.last] == LevelCode.elsewhere ? .last : .middle)
        case LevelCode.differ: self = .differ
        default: self = .missing
        }
    }

    private static func form(of comparison: Comparison) -> LinkageLevel {
        switch comparison {
        case .birthDate: .dayAndMonthSwapped
        case .grade: .nextGrade
        case .last: .spacing
        default: .shortForm
        }
    }
}
