import Foundation
import Linkage
import Records
import Storage

/// Looks through everybody for pairs that may be one person, and keeps them to be looked at.
public struct FindDuplicates {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Less likely pairs are not kept: nobody sets a threshold under it.
    public static let floor = 0.05

    /// What came of it.
    public struct Found: Codable, Equatable, Sendable {
        /// Records that were compared: SIS students, and students that nothing links.
        public let people: Int
        /// Pairs from the district's threshold on, and of each kind.
        public let pairs: Int
        public let merges: Int
        public let links: Int
        /// Pairs within the SIS itself.
        public let roster: Int
        /// Numbers that two unlike people hold.
        public let conflicts: Int
        /// Of `pairs`, those that were not known before.
        public let new: Int
        /// Pairs that were known and are none any more.
        public let gone: Int
    }

    /// - Throws: `access.denied`, `access.whole-district`.
    public func run() throws -> Found {
        try workspace.require(.decideDuplicates)
        if workspace.scope != nil { throw Workspace.ofWholeDistrict }
        let seen = try workspace.store.read { try Seen($0) }
        return try workspace.store.write { writer in
            let known = try writer.knownPairs()
            for key in known.keys where seen.pairs[key] == nil { try writer.remove(key) }
            for (key, score) in seen.pairs {
                try writer.keep(key, score, known[key], at: workspace.now)
            }
            try writer.note(
                DuplicateSearch(
                    at: workspace.now, newestChange: seen.newestChange, people: seen.people))
            return Found(seen, known, threshold: seen.threshold)
        }
    }

    /// What one look through a district found.
    fileprivate struct Seen {
        let people: Int
        let newestChange: Int
        let threshold: MatchScore
        var pairs: [DuplicatePair.Key: LinkageScore] = [:]

        init(_ reader: any Reader) throws {
            let people = try MatchPeople(reader)
            self.people = people.all.count
            newestChange = try reader.newestChange()
            threshold = try reader.districtSettings().duplicateThreshold
            let frequencies = people.frequencies
            let model = try reader.matchModel()
            let likely = DuplicateCandidates.pairs(among: people.all)
                .map { (one: people.all[$0.0], other: people.all[$0.1]) }
            let apart = try DecidedApart(likely, reader)
            for (one, other) in likely {
                guard let key = one.pair(with: other), !apart.holds(one, other) else { continue }
                let (left, right) = MatchPerson.compared(one, other)
                let score = model.compare(left, right, frequencies: frequencies)
                if score.isWorthKeeping { pairs[key] = score }
            }
        }
    }
}

extension FindDuplicates.Found {
    fileprivate init(
        _ seen: FindDuplicates.Seen, _ known: [DuplicatePair.Key: DuplicatePair],
        threshold: MatchScore
    ) {
        let shown = seen.pairs.filter {
            $0.value.isConflict || $0.value.kept.millionths >= threshold.millionths
        }
        func count(_ kind: DuplicatePair.Kind) -> Int { shown.count { $0.key.kind == kind } }
        people = seen.people
        pairs = shown.count
        merges = count(.students)
        links = count(.link)
        roster = count(.roster)
        conflicts = shown.values.count(where: \.isConflict)
        new = shown.count { known[$0.key] == nil }
        gone = known.count { seen.pairs[$0.key] == nil }
    }
}

extension LinkageScore {
    /// Whether anybody should ever see the pair.
    var isWorthKeeping: Bool { probability >= FindDuplicates.floor || isConflict }
}

extension Reader {
    /// All pairs that are kept.
    func knownPairs() throws -> [DuplicatePair.Key: DuplicatePair] {
        let all = try duplicatePairs(from: MatchScore(probability: 0, weight: 0))
        return Dictionary(all.map { ($0.key, $0) }) { first, _ in first }
    }
}

extension Writer {
    /// So much more, in hundredths of a bit, brings back what was put off.
    private static var clearlyMore: Int { 300 }

    /// Keeps a pair that was found, with what is known of it already.
    func keep(
        _ key: DuplicatePair.Key, _ score: LinkageScore, _ known: DuplicatePair?, at time: String
    ) throws {
        var pair = DuplicatePair(
            key, score.kept, isConflict: score.isConflict, foundAt: known?.foundAt ?? time,
            laterUntil: known?.laterUntil)
        if let known, known.score.hundredths + Self.clearlyMore < pair.score.hundredths {
            pair.laterUntil = nil
        }
        if pair != known { try keep(pair) }
    }
}
