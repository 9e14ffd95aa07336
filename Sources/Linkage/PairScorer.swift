import Foundation

/// Compares pairs and says how likely they are one person.
struct PairScorer {
    private var comparer: PairComparer
    private let likelihoods: Likelihoods
    private let leastOdds: Double
    private let hopelessOdds: Double
    private let siblingPart: Float

    init(_ linker: Linker, _ likelihoods: Likelihoods) {
        comparer = PairComparer(linker.table, linker.shares)
        self.likelihoods = likelihoods
        leastOdds = exp2(linker.leastLogOdds)
        hopelessOdds = leastOdds * Self.hopelessPart
        siblingPart = Float(leastOdds * Self.siblingPart)
    }

    /// The pair, unless it is too unlikely to be kept.
    ///
    /// - Parameter isHome: whether the two were met at one home.
    @inline(__always)
    mutating func pair(_ left: Int, _ right: Int, isHome: Bool) -> LinkagePair? {
        var vector = PairVector()
        comparer.compareNames(left, right, &vector)
        comparer.compareNumbers(left, right, &vector)
        if isHopeless(vector, left, right, isHome) { return nil }
        comparer.compareRest(left, right, &vector)
        let odds = Likelihoods.odds(likelihoods.joint(vector))
        if odds < leastOdds { return nil }
        return LinkagePair(
            left: UInt32(truncatingIfNeeded: min(left, right)),
            right: UInt32(truncatingIfNeeded: max(left, right)), logOdds: Float(log2(odds)))
    }

    /// Whether names, birth dates and numbers leave too little for the rest to make up for.
    @inline(__always)
    private mutating func isHopeless(
        _ vector: borrowing PairVector, _ left: Int, _ right: Int, _ isHome: Bool
    ) -> Bool {
        var joint = likelihoods.priors
        for comparison in Self.decisive {
            joint *= likelihoods.factor(vector, comparison.rawValue)
        }
        let same = (joint * ClassVector.isMatch).sum()
        let siblings = (joint * ClassVector.isHousehold).sum()
        if same < siblings * siblingPart { return true }
        if isHome || Likelihoods.odds(joint) >= hopelessOdds { return false }
        return !comparer.sharesHome(left, right)
    }

    private static let decisive: [Comparison] = [
        .first, .last, .birthDate, .stateID, .otherID, .phone,
    ]
    /// What an address, a ZIP code, a city and the like can make up for.
    private static let hopelessPart = exp2(-7.0)

    /// What a middle name, a gender and a grade can make up for among children of one household,
    /// of whom home and telephone tell nothing.
    private static let siblingPart = exp2(-10.0)

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
