import Foundation

/// A model made ready for one population: how likely each level is in each class.
struct Likelihoods: Sendable {
    /// By place in a vector, then level; 1 for missing.
    private var rows: [ClassVector]
    /// Classes in which the chance of equal values is not their share.
    private var kept: [ClassVector]
    /// Classes in which it is, and how many times the share.
    private var shared: [ClassVector]
    /// How likely each class is before anything is compared, times a number.
    let priors: ClassVector

    /// A share is taken for no smaller than this: the rarest names are often slips.
    static let leastShare: Float = 2e-6
    /// How many times likelier a common name is among people of one town.
    static let neighborFactor: Float = 2.5

    /// - Parameter pairs: with how many others each person is compared, on average.
    init(_ model: LinkageModel, pairsPerPerson pairs: Double) {
        rows = Array(
            repeating: ClassVector(repeating: 1), count: PairVector.width * LevelCode.count)
        kept = Array(repeating: ClassVector(repeating: 1), count: PairVector.width)
        shared = Array(repeating: ClassVector(repeating: 0), count: PairVector.width)
        priors = Self.priors(model, pairs)
        for place in 0..<PairVector.width {
            let comparison = Comparison(rawValue: min(place, PairVector.firstExtra)) ?? .extra
            guard let table = model.levels[comparison.field.modelName] else { continue }
            for one in PairClass.allCases {
                for level in 1..<LevelCode.count {
                    rows[place * LevelCode.count + level][one.rawValue] =
                        Float(max(1e-12, table[one.rawValue][level - 1]))
                }
                if one.usesShare(comparison) {
                    kept[place][one.rawValue] = 0
                    shared[place][one.rawValue] = one == .neighbors ? Self.neighborFactor : 1
                    rows[place * LevelCode.count + 1][one.rawValue] = 1
                }
            }
        }
    }

    /// Keeps products of many small numbers within what a `Float` can hold; odds do not change.
    private static let scale: Float = 1e30

    private static func priors(_ model: LinkageModel, _ pairs: Double) -> ClassVector {
        var priors = ClassVector(repeating: 0)
        for one in PairClass.allCases {
            priors[one.rawValue] = Float(model.pairsPerPerson[one.rawValue] / max(1, pairs))
        }
        // In a small population the known classes must leave something for the others.
        if priors.sum() > 0.5 { priors *= 0.5 / priors.sum() }
        let rest = 1 - priors.sum()
        priors[PairClass.neighbors.rawValue] += rest * Float(model.neighborShare)
        priors[PairClass.unrelated.rawValue] += rest * Float(1 - model.neighborShare)
        return priors * scale
    }

    /// How likely the level at `place` of a vector is, class by class.
    @inline(__always)
    func factor(_ vector: borrowing PairVector, _ place: Int) -> ClassVector {
        let level = Int(vector.levels[place])
        let row = rows[place &* LevelCode.count &+ level]
        if level != Int(LevelCode.equal) { return row }
        let share = vector.shares[place]
        if share == 0 { return row }
        return row * (kept[place] + shared[place] * max(share, Self.leastShare))
    }

    /// How likely the whole vector is, times how likely each class was before.
    @inline(__always)
    func joint(_ vector: borrowing PairVector) -> ClassVector {
        var joint = priors
        for place in 0..<PairVector.width where vector.levels[place] != LevelCode.missing {
            joint *= factor(vector, place)
        }
        return joint
    }

    /// More is not told apart.
    private static let mostOdds = exp2(60.0)

    /// The odds of one person to two.
    @inline(__always)
    static func odds(_ joint: ClassVector) -> Double {
        let all = joint.sum()
        let same = (joint * ClassVector.isMatch).sum()
        return min(Double(same) / max(Double(all - same), 1e-38), mostOdds)
    }

    /// The odds of one person to two, exactly.
    static func odds(_ joint: SIMD16<Double>) -> Double {
        let same = (joint * SIMD16<Double>(ClassVector.isMatch)).sum()
        return same / max(joint.sum() - same, 1e-300)
    }

    /// The odds before anything is compared.
    var priorOdds: Double { Self.odds(priors) }
}

extension LinkageField {
    /// The name of the field's table in a model; all columns that only the sender knows have one.
    var modelName: String {
        if case .extra = self { return "extra" }
        return name
    }
}
