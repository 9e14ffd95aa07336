/// How a table is linked.
public struct LinkageOptions: Sendable {
    /// How many threads work; the result does not depend on it.
    public var threads = Parallel.cores
    /// From this probability on, a pair is given out; nil for the model's own threshold.
    public var threshold: Double?
    /// Whether the model learns from the pairs at hand, without labels, before they are judged.
    public var isAdapting = true
    /// Whether each row of the left side is another person.
    public var isLeftUnique = false
    /// Whether each row of the right side is another person.
    public var isRightUnique = false
    /// Whether state IDs one slip apart may stand in one cluster; other different ones never may.
    public var joinsStateIDsOneSlipApart = false

    public init() {}
}

/// Two rows of a table that may be one person.
public struct LinkagePair: Equatable, Sendable {
    /// The lower row; with two sides, that of the left.
    public let left: UInt32
    public let right: UInt32
    /// Log odds to the base 2, before calibration.
    var logOdds: Float
    /// The match weight in bits.
    public internal(set) var weight: Float = 0
    /// The chance that the two are one person, calibrated.
    public internal(set) var probability: Float = 0
}

/// What linking a table came to.
public struct LinkageResult: Sendable {
    /// Pairs from the threshold on, by left and then right row.
    public var pairs: [LinkagePair]
    /// The model by which they were judged.
    public var model: LinkageModel
    /// How many pairs were compared, those met by several rules counted each time.
    public var compared: Int
    /// Blocks that were passed over as too large.
    public var blocksPassedOver: Int
    /// The threshold that counted.
    public var threshold: Double
}
