extension RowReader {
    private static var lows: UInt64 { 0x0101_0101_0101_0101 }
    private static var highs: UInt64 { 0x8080_8080_8080_8080 }

    /// The rows of `piece`, where a line feed always ends a row and a separator always a cell.
    ///
    /// Returns the bytes used, or nil where `body` asked to stop.
    func plainRows<Failure: Error>(
        _ piece: UnsafeRawBufferPointer, at offset: Int, isLast: Bool,
        _ body: (Row) throws(Failure) -> Bool
    ) throws(Failure) -> Int? {
        guard let base = piece.baseAddress else { return 0 }
        var cells = 0
        var cellStart = 0
        var rowStart = 0
        var at = 0
        let separators = Self.lows &* UInt64(dialect.separator)
        while at < piece.count {
            var marks: UInt64
            if at + 8 <= piece.count {
                let word = base.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
                marks = Self.zeroBytes(word ^ separators) | Self.zeroBytes(word ^ (Self.lows &* 10))
            } else {
                marks = lastMarks(piece, at)
            }
            while marks != 0 {
                let mark = at &+ marks.trailingZeroBitCount &>> 3
                marks &= marks &- 1
                let isEnd = base.load(fromByteOffset: mark, as: UInt8.self) == 0x0A
                if cells < Self.maximumCells {
                    var end = mark
                    if isEnd, end > rowStart,
                        base.load(fromByteOffset: end - 1, as: UInt8.self) == 0x0D
                    {
                        end -= 1
                    }
                    bounds[cells] = CellBounds(cellStart &- rowStart, end &- rowStart)
                }
                cells &+= 1
                cellStart = mark &+ 1
                guard isEnd else { continue }
                let length = mark &+ 1 &- rowStart
                let row =
                    length > Self.maximumRowBytes
                    ? tooLong(endingAt: offset + mark + 1, length: length, isTerminated: true)
                    : Row(
                        offset: offset &+ rowStart, length: length, isTerminated: true, flaw: nil,
                        count: cells, base: base + rowStart, bounds: bounds,
                        kept: min(cells, Self.maximumCells))
                guard try body(row) else { return nil }
                rowStart = mark &+ 1
                cells = 0
            }
            at &+= 8
        }
        guard isLast, rowStart < piece.count else { return rowStart }
        return try body(lastRow(piece, rowStart, cells, cellStart, offset)) ? piece.count : nil
    }

    /// The row that no line end closes.
    private func lastRow(
        _ piece: UnsafeRawBufferPointer, _ rowStart: Int, _ cells: Int, _ cellStart: Int,
        _ offset: Int
    ) -> Row {
        let length = piece.count - rowStart
        if length > Self.maximumRowBytes {
            return tooLong(endingAt: offset + piece.count, length: length, isTerminated: false)
        }
        var end = piece.count
        if piece[end - 1] == 0x0D, end > cellStart { end -= 1 }
        if cells < Self.maximumCells {
            bounds[cells] = CellBounds(cellStart - rowStart, end - rowStart)
        }
        return Row(
            offset: offset + rowStart, length: length, isTerminated: false, flaw: nil,
            count: cells + 1,
            base: UnsafeRawPointer(rebased(piece, rowStart)), bounds: bounds,
            kept: min(cells + 1, Self.maximumCells))
    }

    private func rebased(_ piece: UnsafeRawBufferPointer, _ start: Int) -> UnsafeRawPointer {
        UnsafeRawPointer(
            UnsafeRawBufferPointer(rebasing: piece[start...]).baseAddress ?? .init(bounds))
    }

    /// The high bit of each byte of `word` that is zero; exact, without carries between bytes.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        ~(((word & ~highs) &+ ~highs) | word | ~highs)
    }

    private func lastMarks(_ piece: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
        var marks: UInt64 = 0
        for index in at..<min(at + 8, piece.count)
        where piece[index] == dialect.separator || piece[index] == 0x0A {
            marks |= 0x80 << UInt64((index - at) * 8)
        }
        return marks
    }
}
