import Delimited
import Records

/// A number of a person or a telephone, of digits and letters, in 64 bits; 0 where it is missing.
///
/// Up to 12 characters are kept as they are, in base 37, so that two numbers can be compared digit
/// by digit. Of a longer one only a hash is kept: it is equal or it is not.
enum PackedNumber {
    private static let longest = 12
    /// Marks a hash. 37 to the power of 12 is below it.
    private static let hashMark: UInt64 = 1 << 63

    /// Letters in either case and digits count; all else is passed over.
    static func read(_ cell: Cell) -> UInt64 {
        var packed: UInt64 = 0
        var length = 0
        for byte in cell {
            guard let digit = digit(byte) else { continue }
            length += 1
            if length > longest { return ContentHash.hash(cell, seed: 1) | hashMark }
            packed = packed &* 37 &+ digit
        }
        return packed
    }

    /// A telephone number: its last ten digits.
    static func readPhone(_ cell: Cell) -> UInt64 {
        var packed: UInt64 = 0
        let digits = cell.count { (0x30...0x39).contains($0) }
        var passed = 0
        for byte in cell where (0x30...0x39).contains(byte) {
            passed += 1
            if digits - passed < 10 { packed = packed &* 37 &+ UInt64(byte) - 0x30 + 1 }
        }
        return digits < 4 ? 0 : packed
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte) - 0x30 + 1
        case 0x41...0x5A: UInt64(byte) - 0x41 + 11
        case 0x61...0x7A: UInt64(byte) - 0x61 + 11
        default: nil
        }
    }

    /// Equal, one slip apart, or different.
    static func level(_ left: UInt64, _ right: UInt64) -> UInt8 {
        if left == 0 || right == 0 { return LevelCode.missing }
        if left == right { return LevelCode.equal }
        if (left | right) & hashMark != 0 { return LevelCode.differ }
        return isOneSlipApart(left, right) ? LevelCode.slip : LevelCode.differ
    }

    /// Whether one digit is added, dropped or replaced, or two neighbors are swapped, in numbers of
    /// at least five characters.
    private static func isOneSlipApart(_ left: UInt64, _ right: UInt64) -> Bool {
        guard min(left, right) >= 37 * 37 * 37 * 37 else { return false }
        // What is the same at the end goes first.
        var (one, other) = (left, right)
        while one % 37 == other % 37 { (one, other) = (one / 37, other / 37) }
        if one / 37 == other / 37 || one / 37 == other || one == other / 37 { return true }
        return one / 37 % 37 == other % 37 && one % 37 == other / 37 % 37
            && one / 1369 == other / 1369
    }
}
