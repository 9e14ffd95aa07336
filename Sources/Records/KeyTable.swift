import Delimited

/// Texts in memory, each with a number: 0, 1, 2 and so on, in the order in which they were met.
///
/// Holds a million student numbers in some 35 MB, without a `String` for any of them.
public struct KeyTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Open addressing: the hash of a key and, below it, its number plus one; 0 where free. With
    /// the hash at hand, other keys are passed over, and the table grows, without a look at bytes
    /// that lie anywhere in memory.
    private var slots: [UInt64]

    private static let usualKeyBytes = 10

    /// A table with room for `capacity` keys.
    public init(capacity: Int = 0) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        ends.reserveCapacity(capacity)
        bytes.reserveCapacity(capacity * Self.usualKeyBytes)
    }

    /// How many keys there are.
    public var count: Int { ends.count }

    /// The number of `key`, a new one where it was not met before.
    public mutating func add(_ key: Cell) -> (number: Int, isNew: Bool) {
        if ends.count * 2 >= slots.count { grow() }
        let hash = Self.hash(key)
        let (slot, found) = slot(of: key, hash)
        if let found { return (found, false) }
        let number = ends.count
        bytes.append(contentsOf: key)
        ends.append(bytes.count)
        slots[slot] = UInt64(hash) &<< 32 | UInt64(truncatingIfNeeded: number + 1)
        return (number, true)
    }

    /// The number of `key`, or nil where it was not met.
    public func number(of key: Cell) -> Int? { slot(of: key, Self.hash(key)).number }

    /// Where `key` is, with its number, or where it would go.
    @inline(__always)
    private func slot(of key: Cell, _ hash: UInt32) -> (slot: Int, number: Int?) {
        slots.withUnsafeBufferPointer { slots in
            let mask = slots.count - 1
            var at = Int(hash) & mask
            while slots[at] != 0 {
                let slot = slots[at]
                if UInt32(truncatingIfNeeded: slot &>> 32) == hash {
                    let number = Int(UInt32(truncatingIfNeeded: slot)) - 1
                    if equals(number, key) { return (at, number) }
                }
                at = (at + 1) & mask
            }
            return (at, nil)
        }
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
    private static func hash(_ key: Cell) -> UInt32 {
        UInt32(truncatingIfNeeded: ContentHash.hash(key, seed: 0x1F83_D9AB_FB41_BD6B))
    }

    private mutating func grow() {
        let before = slots
        slots = Array(repeating: 0, count: before.count * 2)
        let mask = slots.count - 1
        for slot in before where slot != 0 {
            var at = Int(slot &>> 32) & mask
            while slots[at] != 0 { at = (at + 1) & mask }
            slots[at] = slot
        }
    }
}
