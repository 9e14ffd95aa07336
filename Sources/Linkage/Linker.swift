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
    let leastLogOdds: Double
    /// In larger tables fewer unlikely pairs are kept for learning: there are enough.
    private static let largeTable = 200_000
    /// Rows, or pairs, that are one piece of work.
    static let rowsPerPiece = 1 << 15

    public init(
        _ table: LinkageTable, model: LinkageModel = .students,
        options: LinkageOptions = LinkageOptions()
    ) {
        self.table = table
        self.model = model
        self.options = options
        shares = TableShares(table)
        leastLogOdds = table.count > Self.largeTable ? -9 : -14
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

extension Linker {
    /// Why two rows have the score that they have.
    ///
    /// - Parameters:
    ///   - model: by which the pair was judged: `LinkageResult.model`.
    ///   - texts: of the two rows, as they were written.
    public func explain(
        _ left: Int, _ right: Int, by model: LinkageModel,
        texts: (LinkagePerson, LinkagePerson)
    ) -> LinkageScore {
        let likelihoods = Likelihoods(model, pairsPerPerson: pairsPerPerson)
        var scorer = PairScorer(self, likelihoods)
        return model.score(
            scorer.vector(left, right), likelihoods,
            ReasonTexts(texts.0, texts.1, table.extraNames))
    }
}
