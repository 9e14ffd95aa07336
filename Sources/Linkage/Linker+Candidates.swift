extension Linker {
    /// What one part of one rule's blocks came to.
    private struct Found: Sendable {
        var pairs: [LinkagePair] = []
        var compared = 0
        var passed = 0
        /// Keys of blocks that were too large.
        var large: [UInt64] = []
    }

    /// The pairs of all blocks that are not too unlikely, each once, in order.
    func candidates(by model: LinkageModel) -> ([LinkagePair], compared: Int, passed: Int) {
        let likelihoods = Likelihoods(model, pairsPerPerson: pairsPerPerson)
        var columns = BlockingColumns(table, threads: options.threads)
        var all = Found()
        for rule in BlockingRule.allCases where columns.has(rule) && !isTooMuch(rule) {
            let entries = entries(rule, columns)
            let made = columns
            let found = Parallel.map(Blocks.parts, threads: options.threads) { part in
                compare(entries.map { $0[part] }, rule, made, likelihoods)
            }
            for one in found {
                all.pairs.append(contentsOf: one.pairs)
                all.compared += one.compared
                all.passed += one.passed
            }
            // Pairs of the first rule need not be met again.
            if rule == .birthAndName { columns.largeOfFirst = Set(found.flatMap(\.large)) }
            if all.pairs.count > 4 * table.count { Self.putInOrder(&all.pairs) }
        }
        Self.putInOrder(&all.pairs)
        return (all.pairs, all.compared, all.passed)
    }

    private static func putInOrder(_ pairs: inout [LinkagePair]) {
        pairs.sort {
            UInt64($0.left) << 32 | UInt64($0.right) < UInt64($1.left) << 32 | UInt64($1.right)
        }
        var kept = 0
        for index in pairs.indices {
            if kept > 0, pairs[kept - 1].left == pairs[index].left,
                pairs[kept - 1].right == pairs[index].right
            {
                continue
            }
            pairs[kept] = pairs[index]
            kept += 1
        }
        pairs.removeLast(pairs.count - kept)
    }

    /// The keys of a rule with their rows, by piece of the table and part of the keys.
    private func entries(_ rule: BlockingRule, _ columns: BlockingColumns) -> [[[UInt64]]] {
        let pieces = Parallel.pieces(of: table.count, size: Self.rowsPerPiece)
        return Parallel.map(pieces.count, threads: options.threads) { piece in
            var entries = Array(repeating: [UInt64](), count: Blocks.parts)
            for part in entries.indices {
                entries[part].reserveCapacity(pieces[piece].count / Blocks.parts * 5 / 4)
            }
            for row in pieces[piece] {
                for slot in 0..<columns.slots(rule) {
                    let key = columns.parts(row, rule, slot: slot).key(rule, slot: slot)
                    if key == 0 { continue }
                    let entry = Blocks.entry(key, row)
                    entries[Blocks.part(entry)].append(entry)
                }
            }
            return entries
        }
    }

    private func compare(
        _ pieces: [[UInt64]], _ rule: BlockingRule, _ columns: BlockingColumns,
        _ likelihoods: Likelihoods
    ) -> Found {
        var entries = Array(pieces.joined())
        Blocks.sort(&entries)
        var found = Found()
        if rule.isLoose, isTooMuch(entries) {
            found.passed += 1
            return found
        }
        var scorer = PairScorer(self, likelihoods)
        let most = rule.isLoose ? Blocks.mostOfLoose : Blocks.mostOfStrict
        Blocks.forEachBlock(entries) { block in
            if block.count <= most {
                score(entries, block, rule, columns, &scorer, &found)
            } else if rule.isLoose {
                found.passed += 1
            } else {
                scoreRefined(entries[block], rule, columns, &scorer, &found)
            }
        }
        return found
    }

    /// Whether the blocks of a loose rule have so many pairs that it costs more than it finds.
    private func isTooMuch(_ entries: [UInt64]) -> Bool {
        var pairs = 0
        Blocks.forEachBlock(entries) { block in
            if block.count <= Blocks.mostOfLoose { pairs += block.count * (block.count - 1) / 2 }
        }
        return pairs > max(Self.fewPairs, table.count / 2) / Blocks.parts
    }

    /// Whether a rule of one value is known beforehand to have too many pairs.
    private func isTooMuch(_ rule: BlockingRule) -> Bool {
        let values: ValueShares? =
            switch rule {
            case .zip: shares.zip
            case .city: shares.city
            case .last: shares.last
            default: nil
            }
        guard let values else { return false }
        let rows = Double(table.count)
        return values.equalByChance * rows * rows / 2
            > Double(10 * max(Self.fewPairs, table.count / 2))
    }

    /// So many pairs of a loose rule are always compared.
    private static let fewPairs = 300_000

    /// A block that is too large: only rows with the same names and birth date are compared.
    private func scoreRefined(
        _ entries: ArraySlice<UInt64>, _ rule: BlockingRule, _ columns: BlockingColumns,
        _ scorer: inout PairScorer, _ found: inout Found
    ) {
        found.passed += 1
        if let first = entries.first {
            found.large.append(Blocks.entry(first, 0))
        }
        let refined = entries.map { entry in
            let row = Blocks.row(entry)
            return Blocks.entry(columns.refinement(row), row)
        }.sorted()
        Blocks.forEachBlock(refined) { block in
            if block.count <= Blocks.mostOfStrict {
                score(refined, block, rule, columns, &scorer, &found)
            }
        }
    }

    @inline(__always)
    private func score(
        _ entries: [UInt64], _ block: Range<Int>, _ rule: BlockingRule,
        _ columns: BlockingColumns, _ scorer: inout PairScorer, _ found: inout Found
    ) {
        let start = table.rightStart ?? -1
        let isLater = rule != .birthAndName
        for one in block {
            let left = Blocks.row(entries[one])
            if start >= 0, left >= start { break }
            for other in (one + 1)..<max(one + 1, block.upperBound) {
                let right = Blocks.row(entries[other])
                if start >= 0 ? right < start : right == left { continue }
                if isLater, columns.wereMet(left, right) { continue }
                found.compared += 1
                if let pair = scorer.pair(left, right, isHome: rule == .home) {
                    found.pairs.append(pair)
                }
            }
        }
    }
}
