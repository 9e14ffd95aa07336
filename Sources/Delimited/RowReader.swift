/// Cuts a text into rows and cells, a bounded piece of it in memory at a time.
///
/// Plain texts (no quotation mark, no lone carriage return) go through a loop that looks at eight
/// bytes at once; all others through one that looks at each. Both give the same rows where both
/// apply.
public struct RowReader: ~Copyable {
    /// A longer row is handed on as too long, without cells.
    public static let maximumRowBytes = 1 << 20
    /// Cells of a row past this many are counted, not kept.
    public static let maximumCells = 1024
    /// How much is read at once.
    static let pieceBytes = 1 << 20

    let dialect: Dialect
    let buffer: UnsafeMutableRawBufferPointer
    /// Where quoted rows are written without their quotation marks.
    let scratch: UnsafeMutableRawBufferPointer
    let bounds: UnsafeMutablePointer<CellBounds>

    public init(_ dialect: Dialect) {
        self.dialect = dialect
        buffer = .allocate(byteCount: Self.maximumRowBytes + Self.pieceBytes + 8, alignment: 64)
        scratch = .allocate(
            byteCount: dialect.isPlain ? 8 : Self.maximumRowBytes + Self.pieceBytes, alignment: 64)
        bounds = .allocate(capacity: Self.maximumCells)
    }

    deinit {
        buffer.deallocate()
        scratch.deallocate()
        bounds.deallocate()
    }

    /// Reads `range` of a text through `read` and hands each row to `body`, in order.
    ///
    /// - Parameters:
    ///   - range: bytes from the start of the text; begins where a row begins, and ends behind a
    ///     line end or at the end of the text.
    ///   - read: fills a buffer from a byte offset on and returns how many bytes it could fill;
    ///     fewer than asked for only means to ask again, none that the text ends.
    ///   - body: returns false to stop.
    public func forEachRow<Failure: Error>(
        in range: Range<Int>,
        read: (Int, UnsafeMutableRawBufferPointer) throws(Failure) -> Int,
        _ body: (Row) throws(Failure) -> Bool
    ) throws(Failure) {
        var offset = range.lowerBound
        var filled = 0
        var skipped = 0
        let capacity = Self.maximumRowBytes + Self.pieceBytes
        while true {
            let wanted = min(capacity - filled, range.upperBound - offset - filled)
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + wanted])
            let got = wanted > 0 ? try read(offset + filled, room) : 0
            filled += got
            let isLast = got <= 0 || offset + filled >= range.upperBound
            var used = 0
            if skipped > 0 {
                used = try endTooLongRow(&skipped, offset, filled, isLast, body)
                if used < 0 { return }
            }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[used..<filled])
            let cut =
                dialect.isPlain
                ? try plainRows(piece, at: offset + used, isLast: isLast, body)
                : try anyRows(piece, at: offset + used, isLast: isLast, body)
            guard let cut else { return }
            used += cut
            if isLast { return }
            if used == 0, filled == capacity {
                // A carriage return at the end may be what ends the row.
                used = buffer[filled - 1] == 0x0D ? filled - 1 : filled
                skipped = used
            }
            offset += used
            filled -= used
            if filled > 0, used > 0, let base = buffer.baseAddress {
                base.copyMemory(from: base + used, byteCount: filled)
            }
        }
    }

    /// Passes over the rest of a row that did not fit; the bytes passed over, or -1 to stop.
    private func endTooLongRow<Failure: Error>(
        _ skipped: inout Int, _ offset: Int, _ filled: Int, _ isLast: Bool,
        _ body: (Row) throws(Failure) -> Bool
    ) throws(Failure) -> Int {
        let piece = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
        let found = piece.firstIndex {
            $0 == 0x0A || (dialect.loneReturnsEndLines && $0 == 0x0D)
        }
        guard var end = found else {
            skipped += filled
            if isLast {
                _ = try body(
                    tooLong(endingAt: offset + filled, length: skipped, isTerminated: false))
                return -1
            }
            return filled
        }
        if piece[end] == 0x0D, end + 1 < filled, piece[end + 1] == 0x0A { end += 1 }
        if piece[end] == 0x0D, end + 1 == filled, !isLast {
            // Whether a line feed follows shows when more was read.
            skipped += end
            return end
        }
        let row = tooLong(endingAt: offset + end + 1, length: skipped + end + 1, isTerminated: true)
        skipped = 0
        return try body(row) ? end + 1 : -1
    }

    func tooLong(endingAt end: Int, length: Int, isTerminated: Bool) -> Row {
        Row(
            offset: end - length, length: length, isTerminated: isTerminated, flaw: .tooLong,
            count: 0, base: UnsafeRawPointer(bounds), bounds: bounds, kept: 0)
    }
}
