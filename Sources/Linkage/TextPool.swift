import Delimited
import Records

/// Distinct texts, each with a number from 1 on; 0 stands for a missing one.
struct TextPool: Sendable {
    private var bytes: [UInt8] = []
    /// Where each text ends; that of number 0, which has no bytes, first.
    private var ends: [UInt32] = [0]
    /// Open addressing, while texts are added: part of the hash above, the number below.
    private var slots: [UInt64] = Array(repeating: 0, count: 1024)

    /// One more than the highest number.
    var count: Int { ends.count }

    /// The number of a folded text; 0 for an empty one.
    mutating func add(_ text: Cell) -> UInt32 {
        if text.isEmpty { return 0 }
        if ends.count * 4 >= slots.count * 3 { grow() }
        let hash = ContentHash.hash(text, seed: 0x9E37_79B9_7F4A_7C15)
        let mask = slots.count - 1
        var at = Int(truncatingIfNeeded: hash) & mask
        while slots[at] != 0 {
            if (slots[at] ^ hash) >> 32 == 0 {
                let number = UInt32(truncatingIfNeeded: slots[at])
                if withText(number, { NameComparison.isEqual($0, text) }) { return number }
            }
            at = (at + 1) & mask
        }
        let number = UInt32(truncatingIfNeeded: ends.count)
        bytes.append(contentsOf: text)
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
        slots[at] = hash & ~0xFFFF_FFFF | UInt64(number)
        return number
    }

    /// Gives back what is needed only for adding.
    mutating func seal() { slots = [] }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for number in 1..<ends.count {
            let hash = withText(UInt32(truncatingIfNeeded: number)) {
                ContentHash.hash($0, seed: 0x9E37_79B9_7F4A_7C15)
            }
            var at = Int(truncatingIfNeeded: hash) & mask
            while slots[at] != 0 { at = (at + 1) & mask }
            slots[at] = hash & ~0xFFFF_FFFF | UInt64(number)
        }
    }

    @inline(__always)
    func withText<T>(_ number: UInt32, _ body: (Cell) -> T) -> T {
        bytes.withUnsafeBytes { all in
            let start = number == 0 ? 0 : Int(ends[Int(number) - 1])
            return body(Cell(rebasing: all[start..<Int(ends[Int(number)])]))
        }
    }

    /// Two texts at once.
    @inline(__always)
    func withTexts<T>(_ one: UInt32, _ other: UInt32, _ body: (Cell, Cell) -> T) -> T {
        withText(one) { left in withText(other) { body(left, $0) } }
    }

    func text(_ number: UInt32) -> String { withText(number) { $0.text } }
}
