import Foundation

/// Finds the pairs of a table that are one person.
public struct Linker: Sendable {
    public let table: LinkageTable
    public let model: LinkageModel
    public let options: LinkageOptions
    let shares: TableShares
    /// With how many others each person is compared.
    let pairsPerPerson: Double

    /// Less likely pairs are forgotten at once: log odds to the base 2.
    static let leastLogOdds = -7.0
    /// Rows whose keys are made by one piece of work.
    private static let rowsPerPiece = 1 << 15

    public init(
        _ table: LinkageTable, model: LinkageModel = .students,
        options: LinkageOptions = LinkageOptions()
    ) {
        self.table = table
        self.model = model
        self.options = options
        shares = TableShares(table)
        let rows = Double(table.count)
        pairsPerPerson =
            if let start = table.rightStart {
                max(Double(start), rows - Double(start))
            } else {
                rows / 2
            }
    }

    /// Compares all pairs of all blocks, learns from them, and judges them.
    public func run() -> LinkageResult {
        var tuned = model
        if options.isAdapting { tuned.learnUnrelated(from: self) }
        var (found, compared, passed) = candidates(by: tuned)
        if options.isAdapting {
            tuned = LinkageTrainer(self).adapted(tuned, to: found)
        }
        judge(&found, by: tuned)
        let threshold = options.threshold ?? model.threshold
        found.removeAll { Double($0.probability) < threshold }
        return LinkageResult(
            pairs: found, model: tuned, compared: compared, blocksPassedOver: passed,
            threshold: threshold)
    }

    // MARK: Candidates

    /// What one part of one rule's blocks came to.
    private struct Found: Sendable {
        var pairs: [LinkagePair] = []
        var compared = 0
        var passed = 0
    }

    /// The pairs of all blocks that are not too unlikely, each once, in order.
    func candidates(by model: LinkageModel) -> ([LinkagePair], compared: Int, passed: Int) {
        let likelihoods = Likelihoods(model, pairsPerPerson: pairsPerPerson)
        let columns = BlockingColumns(table)
        var all = Found()
        for rule in BlockingRule.allCases where columns.has(rule) {
            let entries = entries(rule, columns)
            let found = Parallel.map(Blocks.parts, threads: options.threads) { part in
                compare(part, of: entries, rule, columns, likelihoods)
            }
            for one in found {
                all.pairs.append(contentsOf: one.pairs)
                all.compared += one.compared
                all.passed += one.passed
            }
            Self.putInOrder(&all.pairs)
        }
        return (all.pairs, all.compared, all.passed)
    }

    private static func putInOrder(_ pairs: inout [LinkagePair]) {
        pairs.sort { ($0.left, $0.right) < ($1.left, $1.right) }
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

    /// The keys of a rule with their rows, in no order.
    private func entries(_ rule: BlockingRule, _ columns: BlockingColumns) -> [[UInt64]] {
        let blocks = Blocks(rows: table.count)
        let pieces = Parallel.pieces(of: table.count, size: Self.rowsPerPiece)
        return Parallel.map(pieces.count, threads: options.threads) { piece in
            var entries: [UInt64] = []
            entries.reserveCapacity(Self.rowsPerPiece)
            for row in pieces[piece] {
                for slot in 0..<columns.slots(rule) {
                    let key = columns.parts(row, rule, slot: slot).key(rule, slot: slot)
                    if key != 0 { entries.append(blocks.entry(key, row)) }
                }
            }
            return entries
        }
    }

    private func compare(
        _ part: Int, of entries: [[UInt64]], _ rule: BlockingRule, _ columns: BlockingColumns,
        _ likelihoods: Likelihoods
    ) -> Found {
        let blocks = Blocks(rows: table.count)
        var own: [UInt64] = []
        own.reserveCapacity(entries.reduce(0) { $0 + $1.count } / Blocks.parts * 5 / 4)
        for piece in entries {
            for entry in piece where Blocks.part(entry) == part { own.append(entry) }
        }
        own.sort()
        var found = Found()
        if rule.isLoose, isTooMuch(own, blocks) {
            found.passed += 1
            return found
        }
        var scorer = PairScorer(self, likelihoods)
        let most = rule.isLoose ? Blocks.mostOfLoose : Blocks.mostOfStrict
        blocks.forEachBlock(own) { block in
            if block.count <= most {
                score(own, block, blocks, &scorer, &found)
            } else if rule.isLoose {
                found.passed += 1
            } else {
                scoreRefined(own[block], columns, blocks, &scorer, &found)
            }
        }
        return found
    }

    /// Whether the blocks of a loose rule have so many pairs that it costs more than it finds.
    private func isTooMuch(_ entries: [UInt64], _ blocks: Blocks) -> Bool {
        var pairs = 0
        blocks.forEachBlock(entries) { block in
            if block.count <= Blocks.mostOfLoose { pairs += block.count * (block.count - 1) / 2 }
        }
        return pairs > max(300_000, 2 * table.count) / Blocks.parts
    }

    /// A block that is too large: only rows with the same names and birth date are compared.
    private func scoreRefined(
        _ entries: ArraySlice<UInt64>, _ columns: BlockingColumns, _ blocks: Blocks,
        _ scorer: inout PairScorer, _ found: inout Found
    ) {
        let refined = entries.map { entry in
            let row = blocks.row(entry)
            return blocks.entry(columns.refinement(row), row)
        }.sorted()
        blocks.forEachBlock(refined) { block in
            if block.count <= Blocks.mostOfStrict {
                score(refined, block, blocks, &scorer, &found)
            } else {
                found.passed += 1
            }
        }
    }

    @inline(__always)
    private func score(
        _ entries: [UInt64], _ block: Range<Int>, _ blocks: Blocks, _ scorer: inout PairScorer,
        _ found: inout Found
    ) {
        let start = table.rightStart ?? -1
        for one in block {
            let left = blocks.row(entries[one])
            if start >= 0, left >= start { break }
            for other in (one + 1)..<max(one + 1, block.upperBound) {
                let right = blocks.row(entries[other])
                if start >= 0 ? right < start : right == left { continue }
                found.compared += 1
                if let pair = scorer.pair(left, right) { found.pairs.append(pair) }
            }
        }
    }

    // MARK: Judging

    /// Gives each pair its weight and probability by `model`.
    func judge(_ pairs: inout [LinkagePair], by model: LinkageModel) {
        let likelihoods = Likelihoods(model, pairsPerPerson: pairsPerPerson)
        let prior = log2(likelihoods.priorOdds)
        let pieces = Parallel.pieces(of: pairs.count, size: Self.rowsPerPiece)
        let given = pairs
        let judged = Parallel.map(pieces.count, threads: options.threads) { piece in
            var scorer = PairScorer(self, likelihoods)
            return given[pieces[piece]].map { pair -> Float in
                Float(scorer.logOdds(Int(pair.left), Int(pair.right)))
            }
        }
        var index = 0
        for odds in judged.joined() {
            pairs[index].logOdds = odds
            pairs[index].weight = odds - Float(prior)
            pairs[index].probability = Float(model.probability(logOdds: Double(odds)))
            index += 1
        }
    }
}

/// Compares pairs and says how likely they are one person.
struct PairScorer {
    private var comparer: PairComparer
    private let likelihoods: Likelihoods
    private static let leastOdds = exp2(Linker.leastLogOdds)

    init(_ linker: Linker, _ likelihoods: Likelihoods) {
        comparer = PairComparer(linker.table, linker.shares)
        self.likelihoods = likelihoods
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
        if odds < Self.leastOdds { return nil }
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
        return Likelihoods.odds(joint) < Self.hopelessOdds
    }

    private static let decisive: [Comparison] = [
        .first, .last, .birthDate, .stateID, .otherID, .phone,
    ]
    /// What an address, a ZIP code, a city and the like can make up for.
    private static let hopelessOdds = exp2(-21.0)

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
