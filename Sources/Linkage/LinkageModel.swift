import Foundation

/// A Fellegi-Sunter model: how often each comparison level occurs among pairs of records of one
/// person and among pairs of two, in eight classes of pairs.
///
/// Source: Fellegi and Sunter, "A Theory for Record Linkage", Journal of the American Statistical
/// Association, 1969. Classes within matches and non-matches, so that fields need not be
/// independent: Larsen and Rubin, "Iterative Automated Record Linkage Using Mixture Models", 2001.
public struct LinkageModel: Sendable, Codable, Equatable {
    /// Raised when numbers of an older model would mean something else.
    public static let version = 1
    /// The model's form; see `version` of the type.
    public var version = LinkageModel.version
    /// How often each level occurs, by comparison, class and level from 1 on, for pairs in which
    /// neither value is missing: the m probabilities of the first three classes, the u
    /// probabilities of the others.
    var levels: [String: [[Double]]]
    /// How many pairs of each class there are for each person; not used for pairs with nothing in
    /// common, which are all that is left.
    var pairsPerPerson: [Double]
    /// The part of all pairs of two people who are of one town.
    var neighborShare: Double
    /// Log odds (base 2) as computed, and as they turned out to be, in rising order.
    var calibration: [Calibration]
    /// From this probability on, a pair counts as one person unless somebody chooses otherwise.
    public var threshold: Double

    /// One point of the curve from computed to true log odds.
    struct Calibration: Sendable, Codable, Equatable {
        var computed: Double
        var found: Double
    }

    /// The probability for these log odds, to the base 2, by the calibration curve.
    func probability(logOdds: Double) -> Double {
        1 / (1 + exp2(-calibrated(logOdds)))
    }

    private func calibrated(_ logOdds: Double) -> Double {
        guard let first = calibration.first, let last = calibration.last else { return logOdds }
        if logOdds <= first.computed { return logOdds - first.computed + first.found }
        if logOdds >= last.computed { return logOdds - last.computed + last.found }
        for (low, high) in zip(calibration, calibration.dropFirst())
        where logOdds <= high.computed {
            let part = (logOdds - low.computed) / max(1e-9, high.computed - low.computed)
            return low.found + part * (high.found - low.found)
        }
        return logOdds
    }
}
