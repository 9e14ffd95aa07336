/// Rows that are one person, found from pairs.
///
/// Pairs are taken from the likeliest on. Two clusters become one only if nothing speaks against
/// it: no side that has each person once would have two in it; no two state IDs differ; and the
/// rows that are not pairs themselves are not unlike, so that no weak link chains two people.
public struct LinkageClusters: Sendable {
    /// The first row of each row's cluster, by row; rows of no pair are clusters of their own.
    public let first: [UInt32]

    /// Clusters larger than this are not grown: they are a fault of the data.
    static let mostRows = 60
    /// Pairs across two clusters that are looked at before they become one.
    static let mostPairsLookedAt = 40
    /// The mean log odds across two clusters must be at least this.
    static let leastMean = -6.0

    /// The clusters of `result`, whose table and options are those of `linker`.
    public init(_ result: LinkageResult, of linker: Linker) {
        var work = ClusterWork(linker, model: result.model)
        let order = result.pairs.indices.sorted { one, other in
            let (left, right) = (result.pairs[one], result.pairs[other])
            if left.logOdds != right.logOdds { return left.logOdds > right.logOdds }
            return (left.left, left.right) < (right.left, right.right)
        }
        for index in order { work.join(result.pairs[index]) }
        first = work.first()
    }

    /// The clusters of more than one row, each in rising order, by their first row.
    public var groups: [[UInt32]] {
        var groups: [UInt32: [UInt32]] = [:]
        for (row, first) in first.enumerated() where first != UInt32(row) {
            groups[first, default: [first]].append(UInt32(row))
        }
        return groups.values.sorted { $0[0] < $1[0] }
    }
}

/// Clusters while they are made: each a ring of its rows, so that a row costs eight bytes.
struct ClusterWork {
    private let linker: Linker
    private var scorer: PairScorer
    private var parent: [UInt32]
    private var next: [UInt32]

    init(_ linker: Linker, model: LinkageModel) {
        self.linker = linker
        scorer = PairScorer(
            linker, Likelihoods(model, pairsPerPerson: linker.pairsPerPerson))
        parent = (0..<UInt32(linker.table.count)).map { $0 }
        next = parent
    }

    /// Puts the clusters of a pair together, unless something speaks against it.
    mutating func join(_ pair: LinkagePair) {
        let (one, other) = (root(pair.left), root(pair.right))
        if one == other { return }
        let (left, right) = (rows(one), rows(other))
        guard left.count + right.count <= LinkageClusters.mostRows, keepsSides(left, right),
            keepsStateIDs(left, right), isStrong(left, right)
        else { return }
        parent[Int(max(one, other))] = min(one, other)
        next.swapAt(Int(one), Int(other))
    }

    func first() -> [UInt32] {
        var work = self
        return parent.indices.map { work.root(UInt32($0)) }
    }

    private mutating func root(_ row: UInt32) -> UInt32 {
        var row = row
        while parent[Int(row)] != row {
            parent[Int(row)] = parent[Int(parent[Int(row)])]
            row = parent[Int(row)]
        }
        return row
    }

    private func rows(_ root: UInt32) -> [Int] {
        var rows = [Int(root)]
        var row = next[Int(root)]
        while row != root {
            rows.append(Int(row))
            row = next[Int(row)]
        }
        return rows
    }

    private func keepsSides(_ left: [Int], _ right: [Int]) -> Bool {
        guard let start = linker.table.rightStart else { return true }
        let rows = left + right
        let ofLeft = rows.count { $0 < start }
        return !(linker.options.isLeftUnique && ofLeft > 1)
            && !(linker.options.isRightUnique && rows.count - ofLeft > 1)
    }

    private func keepsStateIDs(_ left: [Int], _ right: [Int]) -> Bool {
        if linker.table.stateID.isEmpty { return true }
        for one in left {
            for other in right {
                let level = PackedNumber.level(
                    linker.table.stateID[one], linker.table.stateID[other])
                if level == LevelCode.differ { return false }
                if level == LevelCode.slip, !linker.options.joinsStateIDsOneSlipApart {
                    return false
                }
            }
        }
        return true
    }

    /// Whether the rows of both are one person on the whole, not only the pair that links them.
    private mutating func isStrong(_ left: [Int], _ right: [Int]) -> Bool {
        if left.count == 1, right.count == 1 { return true }
        var (sum, count) = (0.0, 0)
        for one in left {
            for other in right where count < LinkageClusters.mostPairsLookedAt {
                sum += max(-40, min(40, scorer.logOdds(one, other)))
                count += 1
            }
        }
        return sum / Double(max(1, count)) >= LinkageClusters.leastMean
    }
}
