import Delimited
import Records

/// Folds cells as `NameKeys.folded` does, into a buffer that is used again.
struct FoldedText: Sendable {
    private var bytes: [UInt8] = Array(repeating: 0, count: 256)

    /// What becomes of each byte: itself or its small letter; 0x20 for what parts words; 0 for what
    /// vanishes; 1 for what is not ASCII.
    private static let folds: [UInt8] = (0..<256).map { byte in
        switch byte {
        case 0x61...0x7A, 0x30...0x39: UInt8(byte)
        case 0x41...0x5A: UInt8(byte | 0x20)
        case 0x27: 0
        case 0x80...: 1
        default: 0x20
        }
    }

    /// The letters of the second half of Latin 1, two bytes each, as `NameKeys.folded` has them;
    /// two letters with the second in the higher byte.
    private static let latin: [UInt16] = {
        let rows = "aaaaaaæceeeeiiiidnooooo ouuuuyþßaaaaaaæceeeeiiiidnooooo ouuuuyþy"
        let pairs: [Character: (Character, Character)] = [
            "æ": ("a", "e"), "þ": ("t", "h"), "ß": ("s", "s"),
        ]
        return rows.map { letter in
            if letter == " " { return 0 }
            let (one, other) = pairs[letter] ?? (letter, "\0")
            return UInt16(one.asciiValue ?? 0) | UInt16(other.asciiValue ?? 0) << 8
        }
    }()

    /// Hands over `cell` in lower case, without accents and punctuation, one space between words.
    @inline(__always)
    mutating func with<T>(_ cell: Cell, _ body: (Cell) -> T) -> T {
        if bytes.count < cell.count { bytes = Array(repeating: 0, count: cell.count * 2) }
        let count = Self.folds.withUnsafeBufferPointer { folds in
            bytes.withUnsafeMutableBufferPointer { Self.fold(cell, folds, $0) }
        }
        if count < 0 {
            let folded = Array(NameKeys.folded(cell.text).utf8)
            return folded.withUnsafeBytes(body)
        }
        return bytes.withUnsafeBytes { body(Cell(rebasing: $0[..<count])) }
    }

    /// How many bytes were written; -1 where one is not ASCII.
    @inline(__always)
    private static func fold(
        _ cell: Cell, _ folds: UnsafeBufferPointer<UInt8>,
        _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var count = 0
        var index = 0
        while index < cell.count {
            let byte = cell[index]
            if byte == 0xC3, index &+ 1 < cell.count {
                let letters = Self.latin[Int(cell[index &+ 1] & 0x3F)]
                // A sign, or what is no letter of Latin 1, is for the slower way.
                if letters == 0 { return -1 }
                output[count] = UInt8(truncatingIfNeeded: letters)
                count &+= 1
                if letters > 0xFF {
                    output[count] = UInt8(truncatingIfNeeded: letters >> 8)
                    count &+= 1
                }
                index &+= 2
                continue
            }
            let folded = folds[Int(byte)]
            if folded > 0x20 {
                output[count] = folded
                count &+= 1
            } else if folded == 0x20 {
                if count > 0, output[count &- 1] != 0x20 {
                    output[count] = 0x20
                    count &+= 1
                }
            } else if folded == 1 {
                return -1
            }
            index &+= 1
        }
        return count > 0 && output[count - 1] == 0x20 ? count - 1 : count
    }
}
