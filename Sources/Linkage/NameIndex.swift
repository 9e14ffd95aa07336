import Delimited

/// Names made ready for comparing one with all of them: sixteen of one length at a time.
///
/// Source of the measure: Winkler, 1990; see `StringSimilarity`. Names of more than 16 bytes are
/// compared one by one.
public struct NameIndex: Sendable {
    /// Names of one length, in groups of sixteen: the first letters of all, then the second.
    private struct Bucket: Sendable {
        let length: Int
        var numbers: [UInt32] = []
        var letters: [UInt8] = []
    }

    private static let lanes = 16
    private var buckets: [Bucket] = []
    private var long: [UInt32] = []
    private let names: [[UInt8]]

    public init(_ names: [String]) {
        self.names = names.map { Array($0.utf8) }
        let byLength = Dictionary(grouping: names.indices, by: { names[$0].utf8.count })
        for (length, numbers) in byLength.sorted(by: { $0.key < $1.key }) {
            if length > Self.lanes {
                long += numbers.map { UInt32($0) }
            } else if length > 0 {
                buckets.append(bucket(length, numbers))
            }
        }
    }

    private func bucket(_ length: Int, _ numbers: [Int]) -> Bucket {
        var bucket = Bucket(length: length)
        let groups = (numbers.count + Self.lanes - 1) / Self.lanes
        bucket.letters = Array(repeating: 0, count: groups * length * Self.lanes)
        for (place, number) in numbers.enumerated() {
            bucket.numbers.append(UInt32(number))
            let group = place / Self.lanes * length * Self.lanes + place % Self.lanes
            for index in 0..<length {
                bucket.letters[group + index * Self.lanes] = names[number][index]
            }
        }
        return bucket
    }

    /// Hands over the names whose Jaro-Winkler similarity to `name` is at least `least`, with the
    /// similarity, shorter names first.
    public func forEach(
        like name: String, least: Float, _ body: (_ number: Int, _ similarity: Float) -> Void
    ) {
        let query = Array(name.utf8)
        if query.isEmpty { return }
        if query.count <= Self.lanes {
            scan(query, least, body)
        } else {
            for bucket in buckets { compare(query, bucket.numbers, least, body) }
        }
        compare(query, long, least, body)
    }

    private func compare(
        _ query: [UInt8], _ numbers: [UInt32], _ least: Float, _ body: (Int, Float) -> Void
    ) {
        query.withUnsafeBytes { query in
            for number in numbers {
                let score = names[Int(number)].withUnsafeBytes {
                    Float(Spelling.jaroWinkler(query, $0))
                }
                if score >= least { body(Int(number), score) }
            }
        }
    }

    /// Compares the query with all groups of every bucket.
    private func scan(_ query: [UInt8], _ least: Float, _ body: (Int, Float) -> Void) {
        for bucket in buckets {
            let scores = SimilarityTables.shared.table(query.count, bucket.length)
            let needed = scores.leastCommon(least)
            if needed > min(query.count, bucket.length) { continue }
            query.withUnsafeBufferPointer { query in
                bucket.letters.withUnsafeBytes { letters in
                    let group = NameGroup(query, bucket.length, scores, least, needed)
                    if query.count <= 8 {
                        group.scanBytes(letters, bucket.numbers.count) {
                            body(Int(bucket.numbers[$0]), $1)
                        }
                    } else {
                        group.scanWords(letters, bucket.numbers.count) {
                            body(Int(bucket.numbers[$0]), $1)
                        }
                    }
                }
            }
        }
    }
}

/// The tables of all pairs of lengths.
struct SimilarityTables: Sendable {
    static let shared = SimilarityTables()
    private let tables: [SimilarityTable] = (0..<289).map {
        SimilarityTable($0 / 17, $0 % 17)
    }

    func table(_ m: Int, _ n: Int) -> SimilarityTable { tables[m * 17 + n] }
}

/// The similarity by common letters, transposed ones and common first ones, for two lengths.
struct SimilarityTable: Sendable {
    private(set) var scores: [Float] = Array(repeating: 0, count: 17 * 9 * 5)

    init(_ m: Int, _ n: Int) {
        if m == 0 || n == 0 { return }
        for common in 1...min(m, n) {
            for swapped in 0...min(8, common / 2) {
                for prefix in 0...min(4, m, n) {
                    scores[(common * 9 + swapped) * 5 + prefix] = Float(
                        Spelling.score(
                            common: common, transposed: swapped * 2, m, n, prefix: prefix))
                }
            }
        }
    }

    @inline(__always)
    func score(_ common: Int, _ swapped: Int, _ prefix: Int) -> Float {
        scores[(common &* 9 &+ swapped) &* 5 &+ prefix]
    }

    /// With fewer common letters `least` cannot be reached.
    func leastCommon(_ least: Float) -> Int {
        for common in 0...16 where (0...4).contains(where: { score(common, 0, $0) >= least }) {
            return common
        }
        return 17
    }
}
