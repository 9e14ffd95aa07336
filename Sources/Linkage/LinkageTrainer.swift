import Foundation

/// Trains a model: on pairs without labels (EM), or on pairs that people decided about.
///
/// Source of the algorithm: Dempster, Laird and Rubin, "Maximum Likelihood from Incomplete Data
/// via the EM Algorithm", 1977, as Winkler (1988) uses it for the Fellegi-Sunter model. The model
/// that is there counts as so many pairs of its own, so that few pairs change it little.
public struct LinkageTrainer: Sendable {
    let linker: Linker

    /// As how many pairs of each class the model at hand counts.
    static let priorPairs = 300.0
    private static let rounds = 6
    /// Learning looks at no more pairs than this.
    private static let mostPairs = 60_000

    public init(_ linker: Linker) { self.linker = linker }

    /// `model` after learning from `pairs` without labels.
    func adapted(_ model: LinkageModel, to pairs: [LinkagePair]) -> LinkageModel {
        let step = max(1, pairs.count / Self.mostPairs)
        let chosen = stride(from: 0, to: pairs.count, by: step).map { pairs[$0] }
        let vectors = vectors(chosen)
        let home = linker.homePairs()
        let homeVectors = self.vectors(home.pairs)
        var model = model
        for _ in 0..<Self.rounds {
            let counts = expected(vectors, model)
            model.learn(PairClass.matches, counts, from: linker.model, scale: Double(step))
            model.learnRates(counts, people: people, scale: Double(step), from: linker.model)
            if home.scale > 0 {
                let siblings = expected(homeVectors, model)
                model.learnHouseholds(
                    siblings, people: people, scale: home.scale, from: linker.model)
            }
        }
        return model
    }

    /// The model of the linker after learning from pairs that people decided about.
    ///
    /// What the model knows already counts as some hundred pairs, so that a few decisions change it
    /// little, and some thousand make it theirs.
    ///
    /// - Parameter decided: pairs of rows, and whether they are one person. Pairs whose rows are
    ///   not in the table are passed over.
    public func trained(on decided: [(left: Int, right: Int, isOne: Bool)]) -> LinkageModel {
        let known = decided.filter { pair in
            [pair.left, pair.right].allSatisfy { (0..<linker.table.count).contains($0) }
                && pair.left != pair.right
        }
        let vectors = vectors(
            known.map { LinkagePair(left: UInt32($0.left), right: UInt32($0.right), logOdds: 0) })
        var model = linker.model
        if known.isEmpty { return model }
        for _ in 0..<Self.rounds {
            let counts = expected(vectors, model, known.map(\.isOne))
            model.learn(PairClass.matches, counts, from: linker.model)
            model.learn(PairClass.households, counts, from: linker.model)
        }
        return model
    }

    /// How many rows there are of which each may have a duplicate.
    var people: Double {
        guard let start = linker.table.rightStart else { return Double(linker.table.count) }
        return Double(min(start, linker.table.count - start))
    }

    func vectors(_ pairs: [LinkagePair]) -> [PairVector] {
        let pieces = Parallel.pieces(of: pairs.count, size: 1 << 12)
        let likelihoods = Likelihoods(linker.model, pairsPerPerson: linker.pairsPerPerson)
        let made = Parallel.map(pieces.count, threads: linker.options.threads) { piece in
            var scorer = PairScorer(linker, likelihoods)
            return pairs[pieces[piece]].map { scorer.vector(Int($0.left), Int($0.right)) }
        }
        return Array(made.joined())
    }

    /// The expectation step, piece by piece so that the sums are the same with any threads.
    ///
    /// - Parameter isOne: what was decided about each pair; empty where nothing was.
    func expected(
        _ vectors: [PairVector], _ model: LinkageModel, _ isOne: [Bool] = []
    ) -> LevelCounts {
        let likelihoods = Likelihoods(model, pairsPerPerson: linker.pairsPerPerson)
        let pieces = Parallel.pieces(of: vectors.count, size: 1 << 13)
        let counted = Parallel.map(pieces.count, threads: linker.options.threads) { piece in
            var counts = LevelCounts()
            for index in pieces[piece] {
                let vector = vectors[index]
                var joint = likelihoods.joint(vector)
                if !isOne.isEmpty {
                    joint *= isOne[index] ? ClassVector.isMatch : 1 - ClassVector.isMatch
                }
                counts.add(vector, joint * (1 / max(1e-38, joint.sum())))
            }
            return counts
        }
        var all = LevelCounts()
        for one in counted { all.add(one) }
        return all
    }
}

/// How often each level occurs, by comparison and class, each pair counted in parts.
struct LevelCounts: Sendable {
    /// By comparison and level.
    var levels = [SIMD16<Double>](
        repeating: SIMD16<Double>(repeating: 0),
        count: Comparison.allCases.count * LevelCode.count)
    /// Pairs in all.
    var pairs = SIMD16<Double>(repeating: 0)

    mutating func add(_ vector: PairVector, _ joint: ClassVector) {
        let parts = SIMD16<Double>(joint)
        pairs += parts
        for place in 0..<PairVector.width where vector.levels[place] != LevelCode.missing {
            let comparison = min(place, PairVector.firstExtra)
            levels[comparison * LevelCode.count + Int(vector.levels[place])] += parts
        }
    }

    mutating func add(_ other: LevelCounts) {
        pairs += other.pairs
        for index in levels.indices { levels[index] += other.levels[index] }
    }

    subscript(comparison: Comparison, level: Int) -> SIMD16<Double> {
        levels[comparison.rawValue * LevelCode.count + level]
    }
}

extension LinkageModel {
    /// Takes over how often levels occur in `classes`, `prior` counting as pairs of its own.
    mutating func learn(
        _ classes: [PairClass], _ counts: LevelCounts, from prior: LinkageModel,
        scale: Double = 1, priorPairs: Double = LinkageTrainer.priorPairs
    ) {
        for comparison in Comparison.allCases {
            let name = comparison.field.modelName
            guard let before = prior.levels[name] else { continue }
            for one in classes {
                let index = one.rawValue
                var sum = 0.0
                for level in 1..<LevelCode.count { sum += counts[comparison, level][index] }
                let total = sum * scale + priorPairs
                for level in 1..<LevelCode.count {
                    let found = counts[comparison, level][index] * scale
                    levels[name]?[index][level - 1] =
                        (found + priorPairs * before[index][level - 1]) / total
                }
            }
        }
    }

    /// Takes over how many pairs of each class there are for each person.
    mutating func learnRates(
        _ counts: LevelCounts, people: Double, scale: Double, from prior: LinkageModel
    ) {
        let strength = min(50, people / 4)
        for one in PairClass.matches + [.wrongNumber] {
            let found = counts.pairs[one.rawValue] * scale
            pairsPerPerson[one.rawValue] =
                (found + strength * prior.pairsPerPerson[one.rawValue]) / (people + strength)
        }
    }

    /// Takes over how many siblings there are, from pairs of one home.
    ///
    /// Where there are no other siblings, what looks like twins is mostly one child: the kinds of
    /// siblings stay as frequent among themselves as they were.
    mutating func learnHouseholds(
        _ counts: LevelCounts, people: Double, scale: Double, from prior: LinkageModel
    ) {
        let strength = min(50, people / 4)
        var (found, expected) = (0.0, 0.0)
        for one in PairClass.households {
            found += counts.pairs[one.rawValue] * scale
            expected += prior.pairsPerPerson[one.rawValue]
        }
        let rate = (found + strength * expected) / (people + strength) / max(1e-9, expected)
        for one in PairClass.households {
            pairsPerPerson[one.rawValue] = rate * prior.pairsPerPerson[one.rawValue]
        }
    }

    /// Takes over how often levels occur among two people with nothing in common, from pairs
    /// drawn by lot.
    mutating func learnUnrelated(from linker: Linker) {
        let towns = [linker.shares.zip, linker.shares.city].map(\.equalByChance)
        if let share = towns.first(where: { $0 > 0 }) {
            neighborShare = min(0.5, max(1e-5, share))
        }
        let counts = linker.drawnCounts(self)
        for comparison in Comparison.allCases {
            let name = comparison.field.modelName
            guard let before = levels[name]?[PairClass.unrelated.rawValue] else { continue }
            let index = PairClass.unrelated.rawValue
            var sum = 0.0
            for level in 1..<LevelCode.count { sum += counts[comparison, level][index] }
            if sum == 0 { continue }
            let strength = 5_000.0
            let learned = (1..<LevelCode.count).map { level in
                (counts[comparison, level][index] + strength * before[level - 1])
                    / (sum + strength)
            }
            levels[name]?[index] = learned
        }
    }
}
