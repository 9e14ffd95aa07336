/// Pairs that say how often values agree among people who are not one.
extension Linker {
    private static let drawn = 100_000

    /// The levels of pairs drawn by lot, without those that are likely one person or one family.
    func drawnCounts(_ model: LinkageModel) -> LevelCounts {
        let likelihoods = Likelihoods(model, pairsPerPerson: pairsPerPerson)
        let pieces = Parallel.pieces(of: Self.drawn, size: 10_000)
        let counted = Parallel.map(pieces.count, threads: options.threads) { piece in
            var counts = LevelCounts()
            var scorer = PairScorer(self, likelihoods)
            var state = UInt64(piece + 1) &* 0x9E37_79B9_7F4A_7C15
            func below(_ bound: Int) -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int((state >> 33) % UInt64(max(1, bound)))
            }
            for _ in pieces[piece] {
                let start = table.rightStart
                let left = below(start ?? table.count)
                let right = start.map { $0 + below(table.count - $0) } ?? below(table.count)
                if left == right || right >= table.count { continue }
                let vector = scorer.vector(left, right)
                let joint = likelihoods.joint(vector)
                let apart =
                    joint[PairClass.unrelated.rawValue] + joint[PairClass.neighbors.rawValue]
                if apart < joint.sum() / 2 { continue }
                var parts = ClassVector(repeating: 0)
                parts[PairClass.unrelated.rawValue] = 1
                counts.add(vector, parts)
            }
            return counts
        }
        var all = LevelCounts()
        for one in counted { all.add(one) }
        return all
    }

    private static let mostHomePairs = 20_000
    private static let mostOfHome = 30

    /// Some of the pairs of one address (or of one telephone, where there are no addresses), evenly
    /// chosen, and how many pairs of one household each stands for; 0 where homes are not known.
    func homePairs() -> (pairs: [LinkagePair], scale: Double) {
        let rule = table.address.isEmpty ? BlockingRule.phone : .address
        guard !(table.address.isEmpty && table.phone.isEmpty) else { return ([], 0) }
        var all: [LinkagePair] = []
        for pieces in homeEntries(rule) {
            var entries = pieces
            Blocks.sort(&entries)
            Blocks.forEachBlock(entries) { block in
                guard block.count <= Self.mostOfHome else { return }
                for one in block {
                    for other in (one + 1)..<max(one + 1, block.upperBound) {
                        addPair(Blocks.row(entries[one]), Blocks.row(entries[other]), to: &all)
                    }
                }
            }
        }
        let step = max(1, all.count / Self.mostHomePairs)
        let chosen = stride(from: 0, to: all.count, by: step).map { all[$0] }
        // Not all pairs of one household have one address as it is written.
        return (chosen, Double(step) / 0.85)
    }

    private func homeEntries(_ rule: BlockingRule) -> [[UInt64]] {
        var entries = Array(repeating: [UInt64](), count: Blocks.parts)
        for row in 0..<table.count {
            var parts = BlockingParts()
            if rule == .address {
                parts.address = UInt64(table.address[row])
            } else {
                parts.phone = table.phone[row]
            }
            let key = parts.key(rule, slot: 0)
            if key == 0 { continue }
            let entry = Blocks.entry(key, row)
            entries[Blocks.part(entry)].append(entry)
        }
        return entries
    }

    private func addPair(_ one: Int, _ other: Int, to pairs: inout [LinkagePair]) {
        if let start = table.rightStart, (one < start) == (other < start) { return }
        pairs.append(
            LinkagePair(
                left: UInt32(truncatingIfNeeded: one), right: UInt32(truncatingIfNeeded: other),
                logOdds: 0))
    }
}
