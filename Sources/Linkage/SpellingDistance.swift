import Delimited

/// Distances and similarities of spelling, of texts of at most 64 bytes; longer ones are cut.
enum Spelling {
    static let longest = 64

    /// The Jaro-Winkler similarity, from 0 to 1.
    ///
    /// Source: Winkler, "String Comparator Metrics and Enhanced Decision Rules in the
    /// Fellegi-Sunter Model of Record Linkage", 1990: up to four common first letters count, a
    /// tenth each, where the Jaro similarity is above 0.7. Matched letters are kept as bits.
    static func jaroWinkler(_ left: Cell, _ right: Cell) -> Double {
        let (m, n) = (min(left.count, longest), min(right.count, longest))
        if m == 0 || n == 0 { return 0 }
        return withMasks(left, m) { masks in
            let bound = max(0, max(m, n) / 2 - 1)
            var window: UInt64 = bound >= 63 ? ~0 : (1 &<< UInt64(bound + 1)) &- 1
            var matched: UInt64 = 0
            var matches: UInt64 = 0
            for index in 0..<n {
                let found = masks[Int(right[index])] & window & ~matched
                matched |= found & (0 &- found)
                if found != 0 { matches |= 1 &<< UInt64(index) }
                window = index < bound ? window &<< 1 | 1 : window &<< 1
            }
            var out = 0
            var rest = matched
            let common = matched.nonzeroBitCount
            while matches != 0 {
                let low = rest & (0 &- rest)
                let letter = Int(right[matches.trailingZeroBitCount])
                if masks[letter] & low == 0 { out += 1 }
                matches &= matches &- 1
                rest ^= low
            }
            var prefix = 0
            while prefix < min(4, m, n), left[prefix] == right[prefix] { prefix += 1 }
            return score(common: common, transposed: out, m, n, prefix: prefix)
        }
    }

    /// Whether the Jaro-Winkler similarity is at least `least`, which must be above 0.7.
    @inline(__always)
    static func isSimilar(_ left: Cell, _ right: Cell, least: Double) -> Bool {
        let common = mostCommon(left, right)
        if common <= 0 { return false }
        var prefix = 0
        while prefix < min(4, left.count, right.count), left[prefix] == right[prefix] {
            prefix += 1
        }
        let most = score(common: common, transposed: 0, left.count, right.count, prefix: prefix)
        return most >= least && jaroWinkler(left, right) >= least
    }

    /// At most so many letters the two can have in common, by which letters they have at all.
    @inline(__always)
    static func mostCommon(_ left: Cell, _ right: Cell) -> Int {
        let (one, other) = (letters(left), letters(right))
        return min(
            left.count - (one & ~other).nonzeroBitCount,
            right.count - (other & ~one).nonzeroBitCount)
    }

    @inline(__always)
    private static func letters(_ text: Cell) -> UInt64 {
        var letters: UInt64 = 0
        for byte in text { letters |= 1 &<< UInt64(byte & 63) }
        return letters
    }

    @inline(__always)
    static func score(
        common: Int, transposed: Int, _ m: Int, _ n: Int, prefix: Int
    ) -> Double {
        if common == 0 { return 0 }
        let count = Double(common)
        let moved = Double(transposed / 2)
        let jaro = (count / Double(m) + count / Double(n) + (count - moved) / count) / 3
        return jaro > 0.7 ? jaro + Double(prefix) * 0.1 * (1 - jaro) : jaro
    }

    /// The Damerau-Levenshtein distance in which no part is edited twice: how many letters have
    /// to be added, dropped, replaced or swapped with their neighbor.
    ///
    /// Source: Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit
    /// Distances", 2003.
    static func distance(_ left: Cell, _ right: Cell) -> Int {
        let (m, n) = (min(left.count, longest), min(right.count, longest))
        if m == 0 || n == 0 { return max(m, n) }
        return withMasks(left, m) { masks in
            var positive: UInt64 = ~0
            var negative: UInt64 = 0
            var diagonal: UInt64 = 0
            var before: UInt64 = 0
            var distance = m
            let last: UInt64 = 1 &<< UInt64(m - 1)
            for index in 0..<n {
                let mask = masks[Int(right[index])]
                let swapped = ((~diagonal & mask) &<< 1) & before
                diagonal = (((mask & positive) &+ positive) ^ positive) | mask | negative | swapped
                var up = negative | ~(diagonal | positive)
                var down = diagonal & positive
                if up & last != 0 { distance += 1 }
                if down & last != 0 { distance -= 1 }
                up = up &<< 1 | 1
                down = down &<< 1
                positive = down | ~(diagonal | up)
                negative = up & diagonal
                before = mask
            }
            return distance
        }
    }

    /// For each byte, at which of the first `count` places of `text` it stands, as bits.
    @inline(__always)
    private static func withMasks<T>(
        _ text: Cell, _ count: Int, _ body: (UnsafeMutablePointer<UInt64>) -> T
    ) -> T {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 256) { masks in
            masks.initialize(repeating: 0)
            for index in 0..<count { masks[Int(text[index])] |= 1 &<< UInt64(index) }
            // The allocation has 256 elements, so it has a base.
            return body(masks.baseAddress.unsafelyUnwrapped)
        }
    }
}

/// Similarities of spelling, for callers outside of the engine.
public enum StringSimilarity {
    /// The Jaro-Winkler similarity of two texts as they stand, from 0 to 1; of texts longer than
    /// 64 bytes, of their first 64. Source: Winkler, 1990.
    public static func jaroWinkler(_ left: String, _ right: String) -> Double {
        withCells(left, right, Spelling.jaroWinkler)
    }

    /// The Damerau-Levenshtein distance of two texts (optimal string alignment).
    public static func damerauLevenshtein(_ left: String, _ right: String) -> Int {
        withCells(left, right, Spelling.distance)
    }

    private static func withCells<T>(
        _ left: String, _ right: String, _ body: (Cell, Cell) -> T
    ) -> T {
        var (left, right) = (left, right)
        return left.withUTF8 { one in right.withUTF8 { body(Cell(one), Cell($0)) } }
    }
}
