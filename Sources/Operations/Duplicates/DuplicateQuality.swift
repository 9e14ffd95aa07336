import Foundation
import Records
import Storage

/// How good the matching is in this district: what waits by probability, how often people agreed
/// with it, and what another threshold would show.
public struct DuplicateQuality {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// A part of the scale of probabilities.
    public struct Bar: Codable, Equatable, Sendable {
        /// From, in percent; up to, but without, `to`, and with it in the last one.
        public let from: Double
        public let to: Double
        /// Pairs that wait or were put off.
        public let waiting: Int
        /// Pairs that somebody merged or linked.
        public let same: Int
        /// Pairs that somebody told apart.
        public let apart: Int
    }

    /// A share, as it was counted, and between which shares the true one is likely (95 %).
    public struct Share: Codable, Equatable, Sendable {
        public let count: Int
        public let of: Int
        public let low: Double
        public let high: Double

        /// Source of the interval: Wilson, "Probable inference", Journal of the American
        /// Statistical Association, 1927.
        public init(_ count: Int, of total: Int) {
            self.count = count
            of = total
            let (n, z) = (Double(max(1, total)), 1.96)
            let share = Double(count) / n
            let middle = share + z * z / (2 * n)
            let spread = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
            low = total == 0 ? 0 : max(0, (middle - spread) / (1 + z * z / n))
            high = total == 0 ? 1 : min(1, (middle + spread) / (1 + z * z / n))
        }
    }

    /// What a threshold means.
    public struct Effect: Codable, Equatable, Sendable {
        /// In percent.
        public let threshold: Double
        /// Pairs that would be shown.
        public let shown: Int
        /// Of the decided pairs that it would have shown, those that are one person. What people
        /// decided, not all that there is.
        public let precision: Share
        /// Of the pairs that people found to be one person, by whatever way, those that it would
        /// have shown.
        public let recall: Share
    }

    /// All of it.
    public struct Shown: Codable, Equatable, Sendable {
        public let bars: [Bar]
        public let now: Effect
        /// The same for other thresholds, the lowest first.
        public let others: [Effect]
        /// Decisions that stand.
        public let decisions: Int
        /// When everybody was looked through last; nil where nobody was.
        public let searchedAt: String?
    }

    private static let edges = [5.0, 20, 35, 50, 65, 80, 90, 95, 99, 100]
    private static let thresholds = [5.0, 20, 35, 50, 65, 80, 90, 95, 99]

    /// - Throws: `access.denied`, `access.whole-district`.
    public func run() throws -> Shown {
        try read { facts in
            Shown(
                bars: zip(Self.edges, Self.edges.dropFirst()).map(facts.bar),
                now: facts.effect(facts.threshold),
                others: Self.thresholds.filter { $0 != facts.threshold }.map(facts.effect),
                decisions: facts.decisions.count, searchedAt: facts.searchedAt)
        }
    }

    /// What changes with another threshold.
    ///
    /// - Parameter percent: the threshold.
    /// - Throws: `setting.invalid` where it is none.
    public func preview(_ percent: Double) throws -> (before: Effect, after: Effect) {
        try Administration(workspace).check(DistrictSettings.threshold, "\(percent)")
        return try read { ($0.effect($0.threshold), $0.effect(percent)) }
    }

    private func read<T>(_ body: (Facts) throws -> T) throws -> T {
        try workspace.require(.decideDuplicates)
        if workspace.scope != nil { throw Workspace.ofWholeDistrict }
        return try workspace.store.read { try body(Facts($0)) }
    }
}

/// What there is to be counted.
private struct Facts {
    let waiting: [DuplicatePair]
    let decisions: [MatchDecision]
    /// In percent.
    let threshold: Double
    let searchedAt: String?

    init(_ reader: any Reader) throws {
        waiting = try reader.undecided(Array(reader.knownPairs().values))
        decisions = try reader.matchDecisions()
        threshold = Double(try reader.districtSettings().duplicateThreshold.millionths) / 10_000
        searchedAt = try reader.duplicateSearch()?.at
    }

    func bar(_ from: Double, _ to: Double) -> DuplicateQuality.Bar {
        func holds(_ score: MatchScore) -> Bool {
            let percent = score.probability * 100
            return percent >= from && (percent < to || to == 100)
        }
        let decided = decisions.filter { holds($0.score) }
        return DuplicateQuality.Bar(
            from: from, to: to, waiting: waiting.count { holds($0.score) },
            same: decided.count(where: \.isSame), apart: decided.count { !$0.isSame })
    }

    func effect(_ percent: Double) -> DuplicateQuality.Effect {
        func isShown(_ score: MatchScore) -> Bool { score.probability * 100 >= percent }
        let shown = decisions.filter { isShown($0.score) }
        let same = decisions.filter(\.isSame)
        return DuplicateQuality.Effect(
            threshold: percent,
            shown: waiting.count { $0.isConflict || isShown($0.score) },
            precision: DuplicateQuality.Share(shown.count(where: \.isSame), of: shown.count),
            recall: DuplicateQuality.Share(same.count { isShown($0.score) }, of: same.count))
    }
}
