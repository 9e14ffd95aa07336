/// One row of a text, cut into cells, borrowed from the buffer that is being read.
///
/// Valid only inside the closure that was handed it.
public struct Row {
    /// What is wrong with the row as a whole.
    public enum Flaw: Sendable {
        /// Longer than `RowReader.maximumRowBytes`; its cells were not read.
        case tooLong
        /// A quotation mark opens a cell and none closes it; it was kept as an ordinary character.
        case openQuote
    }

    /// Where the row begins, in bytes from the start of the text.
    public let offset: Int
    /// How many bytes it takes, line end included.
    public let length: Int
    /// Whether a line end closes the row; false only for the last row of a text.
    public let isTerminated: Bool
    public let flaw: Flaw?
    /// How many cells it has; those past `RowReader.maximumCells` are counted, not kept.
    public let count: Int
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let bounds: UnsafePointer<CellBounds>
    @usableFromInline let kept: Int

    @usableFromInline
    init(
        offset: Int, length: Int, isTerminated: Bool, flaw: Flaw?, count: Int,
        base: UnsafeRawPointer, bounds: UnsafePointer<CellBounds>, kept: Int
    ) {
        self.offset = offset
        self.length = length
        self.isTerminated = isTerminated
        self.flaw = flaw
        self.count = count
        self.base = base
        self.bounds = bounds
        self.kept = kept
    }

    /// Cell `index` as it stands; empty where the row is shorter.
    @inlinable
    public subscript(index: Int) -> Cell {
        guard index < kept else { return Cell(start: base, count: 0) }
        let cell = bounds[index]
        return Cell(start: base + Int(cell.start), count: Int(cell.end &- cell.start))
    }

    /// Whether the row has no cell with anything in it but spaces.
    public var isBlank: Bool {
        for index in 0..<kept where !self[index].trimmed.isEmpty { return false }
        return count <= kept
    }

    /// All cells as text, as they stand.
    public var texts: [String] { (0..<kept).map { self[$0].text } }
}

/// Where a cell begins and ends, from the base of its row.
@usableFromInline
struct CellBounds {
    @usableFromInline var start: UInt32
    @usableFromInline var end: UInt32

    @inlinable
    init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }
}

extension Row {
    /// Whether any byte of the row is not ASCII.
    @inlinable
    public var hasHighBytes: Bool {
        let length = kept > 0 ? Int(bounds[kept - 1].end) : 0
        var at = 0
        var marks: UInt64 = 0
        while at &+ 8 <= length {
            marks |= base.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            at &+= 8
        }
        while at < length {
            marks |= UInt64(base.load(fromByteOffset: at, as: UInt8.self))
            at &+= 1
        }
        return marks & 0x8080_8080_8080_8080 != 0
    }
}
