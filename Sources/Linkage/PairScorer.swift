import Foundation

/// Compares pairs and says how likely they are one person.
struct PairScorer {
    private var comparer: PairComparer
    private let likelihoods: Likelihoods
    private let leastOdds: Double
    private let hopelessOdds: Double

    init(_ linker: Linker, _ likelihoods: Likelihoods) {
        comparer = PairComparer(linker.table, linker.shares)
        self.likelihoods = likelihoods
        leastOdds = exp2(linker.leastLogOdds)
        hopelessOdds = leastOdds * Self.hopelessPart
    }

    /// The pair, unless it is too unlikely to be kept.
    @inline(__always)
    mutating func pair(_ left: Int, _ right: Int) -> LinkagePair? {
        var vector = PairVector()
        comparer.compareNames(left, right, &vector)
        comparer.compareNumbers(left, right, &vector)
        if isHopeless(vector), !comparer.sharesHome(left, right) { return nil }
        comparer.compareRest(left, right, &vector)
        let odds = Likelihoods.odds(likelihoods.joint(vector))
        if odds < leastOdds { return nil }
        return LinkagePair(
            left: UInt32(truncatingIfNeeded: min(left, right)),
            right: UInt32(truncatingIfNeeded: max(left, right)), logOdds: Float(log2(odds)))
    }

    /// Whether names, birth dates and numbers leave too little for the rest to make up for.
    @inline(__always)
    private func isHopeless(_ vector: borrowing PairVector) -> Bool {
        var joint = likelihoods.priors
        for comparison in Self.decisive {
            joint *= likelihoods.factor(vector, comparison.rawValue)
        }
        return Likelihoods.odds(joint) < hopelessOdds
    }

    private static let decisive: [Comparison] = [
        .first, .last, .birthDate, .stateID, .otherID, .phone,
    ]
    /// What an address, a ZIP code, a city and the like can make up for.
    private static let hopelessPart = exp2(-7.0)

    mutating func vector(_ left: Int, _ right: Int) -> PairVector {
        var vector = PairVector()
        comparer.compareNames(left, right, &vector)
        comparer.compareRest(left, right, &vector)
        return vector
    }

    mutating func logOdds(_ left: Int, _ right: Int) -> Double {
        log2(Likelihoods.odds(likelihoods.joint(vector(left, right))))
    }
}
