import Delimited

/// Texts in memory, each with a number: 0, 1, 2 and so on, in the order in which they were met.
///
/// Holds a million student numbers in about 30 MB, without a `String` for any of them.
public struct KeyTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Open addressing: a number plus one, or 0 where free.
    private var slots: [Int32]

    /// A table with room for `capacity` keys.
    public init(capacity: Int = 0) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        ends.reserveCapacity(capacity)
    }

    /// How many keys there are.
    public var count: Int { ends.count }

    /// The number of `key`, a new one where it was not met before.
    public mutating func add(_ key: Cell) -> (number: Int, isNew: Bool) {
        if ends.count * 2 >= slots.count { grow() }
        var at = Self.hash(key) & (slots.count - 1)
        while slots[at] != 0 {
            let number = Int(slots[at]) - 1
            if equals(number, key) { return (number, false) }
            at = (at + 1) & (slots.count - 1)
        }
        let number = ends.count
        bytes.append(contentsOf: key)
        ends.append(bytes.count)
        slots[at] = Int32(truncatingIfNeeded: number + 1)
        return (number, true)
    }

    /// The number of `key`, or nil where it was not met.
    public func number(of key: Cell) -> Int? {
        var at = Self.hash(key) & (slots.count - 1)
        while slots[at] != 0 {
            let number = Int(slots[at]) - 1
            if equals(number, key) { return number }
            at = (at + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The number of `key`, or nil where it was not met.
    public func number(of key: String) -> Int? {
        var key = key
        return key.withUTF8 { number(of: Cell($0)) }
    }

    /// The number of `key`, a new one where it was not met before.
    public mutating func add(_ key: String) -> Int {
        var key = key
        return key.withUTF8 { add(Cell($0)).number }
    }

    /// The key with this number.
    public func text(_ number: Int) -> String {
        String(decoding: bytes[range(number)], as: UTF8.self)
    }

    /// Hands over the bytes of the key with this number.
    public func withKey<T>(_ number: Int, _ body: (Cell) throws -> T) rethrows -> T {
        try bytes.withUnsafeBytes { try body(Cell(rebasing: $0[range(number)])) }
    }

    /// Whether the key `left` comes before the key `right`, byte by byte.
    public func isBefore(_ left: Int, _ right: Int) -> Bool {
        bytes.withUnsafeBytes {
            $0[range(left)].lexicographicallyPrecedes($0[range(right)])
        }
    }

    @inline(__always)
    private func range(_ number: Int) -> Range<Int> {
        (number == 0 ? 0 : ends[number - 1])..<ends[number]
    }

    @inline(__always)
    private func equals(_ number: Int, _ key: Cell) -> Bool {
        let range = range(number)
        guard range.count == key.count else { return false }
        return bytes.withUnsafeBytes { all in
            for index in 0..<key.count where all[range.lowerBound &+ index] != key[index] {
                return false
            }
            return true
        }
    }

    @inline(__always)
    private static func hash(_ key: Cell) -> Int {
        Int(truncatingIfNeeded: ContentHash.hash(key, seed: 0x1F83_D9AB_FB41_BD6B) >> 2)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for number in ends.indices {
            var at = withKey(number) { Self.hash($0) } & (slots.count - 1)
            while slots[at] != 0 { at = (at + 1) & (slots.count - 1) }
            slots[at] = Int32(truncatingIfNeeded: number + 1)
        }
    }
}
