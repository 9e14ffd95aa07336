import Linkage
import Testing

/// The bit-parallel measures against plain ones.
@Suite struct SpellingTests {
    /// Jaro-Winkler letter by letter.
    private static func plainJaroWinkler(_ left: [UInt8], _ right: [UInt8]) -> Double {
        if left.isEmpty || right.isEmpty { return 0 }
        let bound = max(0, max(left.count, right.count) / 2 - 1)
        var ofLeft = Array(repeating: false, count: left.count)
        var ofRight = Array(repeating: false, count: right.count)
        for (index, letter) in right.enumerated() {
            for other in left.indices
            where abs(other - index) <= bound && !ofLeft[other] && left[other] == letter {
                (ofLeft[other], ofRight[index]) = (true, true)
                break
            }
        }
        let one = zip(left, ofLeft).filter(\.1).map(\.0)
        let other = zip(right, ofRight).filter(\.1).map(\.0)
        if one.isEmpty { return 0 }
        let common = Double(one.count)
        let moved = Double(zip(one, other).count { $0 != $1 } / 2)
        let jaro =
            (common / Double(left.count) + common / Double(right.count)
                + (common - moved) / common) / 3
        let prefix = zip(left, right).prefix(4).prefix { $0 == $1 }.count
        return jaro > 0.7 ? jaro + Double(prefix) * 0.1 * (1 - jaro) : jaro
    }

    /// Optimal string alignment by the usual table.
    private static func plainDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var rows = [Array(0...right.count)]
        for (i, letter) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                var best = min(
                    rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }

    /// Texts of few letters, so that many agree in part.
    private static func texts(_ count: Int, longest: Int) -> [[UInt8]] {
        var state: UInt64 = 7
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        return (0..<count).map { _ in
            (0..<below(longest + 1)).map { _ in UInt8(ascii: "a") + UInt8(below(5)) }
        }
    }

    @Test(arguments: [12, 64]) func `bit by bit is letter by letter`(_ longest: Int) {
        let texts = Self.texts(250, longest: longest)
        for left in texts {
            let one = String(decoding: left, as: UTF8.self)
            for right in texts {
                let other = String(decoding: right, as: UTF8.self)
                let found = StringSimilarity.jaroWinkler(one, other)
                let distance = StringSimilarity.damerauLevenshtein(one, other)
                guard abs(found - Self.plainJaroWinkler(left, right)) < 1e-12,
                    distance == Self.plainDistance(left, right)
                else {
                    Issue.record("\(one) and \(other): \(found), \(distance)")
                    return
                }
            }
        }
    }

    @Test func `sixteen at a time is one by one`() {
        let names = Self.texts(400, longest: 20).map { String(decoding: $0, as: UTF8.self) }
        let index = NameIndex(names)
        for name in names.prefix(120) {
            for least in [Float(0.01), 0.85] {
                var found: [Int: Float] = [:]
                index.forEach(like: name, least: least) { found[$0] = $1 }
                for (number, other) in names.enumerated() {
                    let wanted = Float(StringSimilarity.jaroWinkler(name, other))
                    let isRight =
                        wanted >= least ? found[number] == wanted : found[number] == nil
                    if !isRight {
                        Issue.record("\(name) and \(other): \(wanted)")
                        return
                    }
                }
            }
        }
    }

    @Test func `the examples of the literature hold`() {
        for (left, right, score) in [
            ("MARTHA", "MARHTA", 0.9611), ("DIXON", "DICKSONX", 0.8133),
            ("DWAYNE", "DUANE", 0.84),
        ] {
            #expect(abs(StringSimilarity.jaroWinkler(left, right) - score) < 1e-4)
        }
        #expect(StringSimilarity.damerauLevenshtein("ca", "abc") == 3)
        #expect(StringSimilarity.damerauLevenshtein("jaiden", "jaidne") == 1)
    }
}
