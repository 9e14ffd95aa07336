/// Keys with their rows, and the blocks of rows that share a key.
///
/// A key and its row are one number: 37 bits of the key above, 27 of the row below. Two different
/// keys are one in some few pairs of a million rows, which are then compared for nothing.
enum Blocks {
    /// Larger blocks are cut into rows with the same names and birth date.
    static let mostOfStrict = 300
    /// Larger blocks of loose rules are passed over.
    static let mostOfLoose = 100
    /// So many parts the keys are dealt into, each sorted by itself.
    static let parts = 16
    /// A table must not have more rows.
    static let mostRows = 1 << 27

    private static let rowMask = UInt64(mostRows - 1)

    @inline(__always)
    static func entry(_ key: UInt64, _ row: Int) -> UInt64 { key & ~rowMask | UInt64(row) }

    @inline(__always)
    static func row(_ entry: UInt64) -> Int { Int(entry & rowMask) }

    /// The part of a key.
    @inline(__always)
    static func part(_ entry: UInt64) -> Int { Int(entry >> 60) }

    /// Hands over each run of entries with one key; `entries` are sorted.
    @inline(__always)
    static func forEachBlock(_ entries: [UInt64], _ body: (Range<Int>) -> Void) {
        var start = 0
        while start < entries.count {
            let key = entries[start] & ~rowMask
            var end = start + 1
            while end < entries.count, entries[end] & ~rowMask == key { end += 1 }
            if end - start > 1 { body(start..<end) }
            start = end
        }
    }

    /// Sorts entries of one part by key; rows that stood in rising order stay so.
    ///
    /// Three passes of a radix sort over the 33 bits of the key below the part.
    static func sort(_ entries: inout [UInt64]) {
        var other = Array(repeating: UInt64(0), count: entries.count)
        for shift in [UInt64(27), 38, 49] {
            var starts = Array(repeating: 0, count: 2048)
            for entry in entries { starts[Int(entry &>> shift & 2047)] &+= 1 }
            var sum = 0
            for index in starts.indices {
                let count = starts[index]
                starts[index] = sum
                sum += count
            }
            for entry in entries {
                let digit = Int(entry &>> shift & 2047)
                other[starts[digit]] = entry
                starts[digit] &+= 1
            }
            swap(&entries, &other)
        }
    }
}
