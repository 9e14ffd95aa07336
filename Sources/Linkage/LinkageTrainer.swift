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
    private static let rounds = 8
    /// Learning looks at no more pairs than this.
    private static let mostPairs = 150_000

    public init(_ linker: Linker) { self.linker = linker }

    /// `model` after learning from `pairs` without labels.
    func adapted(_ model: LinkageModel, to pairs: [LinkagePair]) -> LinkageModel {
        let step = max(1, pairs.count / Self.mostPairs)
        let chosen = stride(from: 0, to: pairs.count, by: step).map { pairs[$0] }
        let vectors = vectors(chosen)
        var model = model
        for _ in 0..<Self.rounds {
            let counts = expected(vectors, model)
            model.learnMatches(counts, from: self.linker.model, scale: Double(step))
            model.learnRates(counts, people: people, scale: Double(step), from: linker.model)
        }
        return model
    }

    /// How many rows there are of which each may have a duplicate.
    private var people: Double {
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
    private func expected(_ vectors: [PairVector], _ model: LinkageModel) -> LevelCounts {
        let likelihoods = Likelihoods(model, pairsPerPerson: linker.pairsPerPerson)
        let pieces = Parallel.pieces(of: vectors.count, size: 1 << 13)
        let counted = Parallel.map(pieces.count, threads: linker.options.threads) { piece in
            var counts = LevelCounts()
            for vector in vectors[pieces[piece]] {
                let joint = likelihoods.joint(vector)
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
    /// Takes over how often levels occur among matches, `prior` counting as pairs of its own.
    mutating func learnMatches(_ counts: LevelCounts, from prior: LinkageModel, scale: Double) {
        for comparison in Comparison.allCases {
            let name = comparison.field.modelName
            guard let before = prior.levels[name] else { continue }
            for one in PairClass.matches {
                let index = one.rawValue
                var sum = 0.0
                for level in 1..<LevelCode.count { sum += counts[comparison, level][index] }
                let total = sum * scale + LinkageTrainer.priorPairs
                for level in 1..<LevelCode.count {
                    let found = counts[comparison, level][index] * scale
                    levels[name]?[index][level - 1] =
                        (found + LinkageTrainer.priorPairs * before[index][level - 1]) / total
                }
            }
        }
    }

    /// Takes over how many pairs of each class there are for each person.
    mutating func learnRates(
        _ counts: LevelCounts, people: Double, scale: Double, from prior: LinkageModel
    ) {
        let strength = min(50, people / 4)
        for one in PairClass.allCases where one != .unrelated && one != .neighbors {
            let before = prior.pairsPerPerson[one.rawValue]
            let found = counts.pairs[one.rawValue] * scale
            pairsPerPerson[one.rawValue] =
                (found + strength * before) / (people + strength)
        }
    }

    /// Takes over how often levels occur among two people with nothing in common, from pairs
    /// drawn by lot.
    mutating func learnUnrelated(from linker: Linker) {
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
}
