/// The blocks of one rule: rows that share a key, in one of several parts of all keys.
struct Blocks {
    /// Larger blocks are cut into rows with the same names and birth date.
    static let mostOfStrict = 300
    /// Larger blocks of loose rules are passed over.
    static let mostOfLoose = 100
    /// So many parts the keys are dealt into, each sorted by itself.
    static let parts = 16

    private let rowBits: UInt64
    private let rowMask: UInt64

    /// - Parameter rows: how many rows the table has.
    init(rows: Int) {
        rowBits = UInt64(64 - UInt64(max(1, rows)).leadingZeroBitCount)
        rowMask = (1 << rowBits) - 1
    }

    /// A key and its row in one number: the key in the high bits.
    @inline(__always)
    func entry(_ key: UInt64, _ row: Int) -> UInt64 { key & ~rowMask | UInt64(row) }

    @inline(__always)
    func row(_ entry: UInt64) -> Int { Int(entry & rowMask) }

    /// The part of a key.
    @inline(__always)
    static func part(_ entry: UInt64) -> Int { Int(entry >> 60) }

    /// Hands over each run of entries with one key; `entries` are sorted.
    @inline(__always)
    func forEachBlock(_ entries: [UInt64], _ body: (Range<Int>) -> Void) {
        var start = 0
        while start < entries.count {
            let key = entries[start] & ~rowMask
            var end = start + 1
            while end < entries.count, entries[end] & ~rowMask == key { end += 1 }
            if end - start > 1 { body(start..<end) }
            start = end
        }
    }
}
