/// The bytes of one cell, borrowed from the buffer that is being read.
///
/// Valid only inside the closure that was handed the row.
public typealias Cell = UnsafeRawBufferPointer

extension UnsafeRawBufferPointer {
    /// Without the spaces (and no-break spaces in UTF-8) at both ends.
    @inlinable
    public var trimmed: Cell {
        var low = 0
        var high = count
        while low < high, Self.isBlank(self[low]) { low += 1 }
        while low < high, Self.isBlank(self[high - 1]) { high -= 1 }
        if low < high, self[low] >= 0x80 || self[high - 1] >= 0x80 {
            return trimmedOfNoBreakSpaces(low, high)
        }
        return Cell(rebasing: self[low..<high])
    }

    @inlinable
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0D || byte == 0x09 }

    @usableFromInline
    func trimmedOfNoBreakSpaces(_ low: Int, _ high: Int) -> Cell {
        var (low, high) = (low, high)
        while high - low >= 2 {
            if Self.isBlank(self[low]) {
                low += 1
            } else if self[low] == 0xC2, self[low + 1] == 0xA0 {
                low += 2
            } else {
                break
            }
        }
        while high - low >= 2 {
            if Self.isBlank(self[high - 1]) {
                high -= 1
            } else if self[high - 2] == 0xC2, self[high - 1] == 0xA0 {
                high -= 2
            } else {
                break
            }
        }
        return Cell(rebasing: self[low..<high])
    }

    /// The cell as text; bytes that are not UTF-8 become replacement characters.
    public var text: String { String(decoding: self, as: UTF8.self) }
}
