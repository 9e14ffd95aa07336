extension RowReader {
    /// A quoted cell may not span more than this; past it the quotation mark was a character.
    static var maximumQuotedBytes: Int { 1 << 16 }

    /// The rows of `piece`, byte by byte: quoted cells, any line end.
    ///
    /// Returns the bytes used, or nil where `body` asked to stop.
    func anyRows<Failure: Error>(
        _ piece: UnsafeRawBufferPointer, at offset: Int, isLast: Bool,
        _ body: (Row) throws(Failure) -> Bool
    ) throws(Failure) -> Int? {
        guard let base = UnsafeRawPointer(scratch.baseAddress) else { return 0 }
        var rowStart = 0
        while rowStart < piece.count {
            var cut = RowCut(dialect: dialect, piece: piece, start: rowStart)
            guard cut.cutRow(into: scratch, bounds, isLast: isLast) else { return rowStart }
            let length = cut.at - rowStart
            let row =
                length > Self.maximumRowBytes
                ? tooLong(
                    endingAt: offset + cut.at, length: length, isTerminated: cut.isTerminated)
                : Row(
                    offset: offset + rowStart, length: length, isTerminated: cut.isTerminated,
                    flaw: cut.hasOpenQuote ? .openQuote : nil, count: cut.cells, base: base,
                    bounds: bounds, kept: min(cut.cells, Self.maximumCells))
            guard try body(row) else { return nil }
            rowStart = cut.at
        }
        return rowStart
    }
}

/// One row being cut, byte by byte.
private struct RowCut {
    let dialect: Dialect
    let piece: UnsafeRawBufferPointer
    var at: Int
    var cells = 0
    var written = 0
    var isTerminated = false
    var hasOpenQuote = false

    init(dialect: Dialect, piece: UnsafeRawBufferPointer, start: Int) {
        self.dialect = dialect
        self.piece = piece
        at = start
    }

    /// False where the row goes on past the end of the piece.
    mutating func cutRow(
        into output: UnsafeMutableRawBufferPointer, _ bounds: UnsafeMutablePointer<CellBounds>,
        isLast: Bool
    ) -> Bool {
        while true {
            let cellStart = written
            if dialect.quoted, at < piece.count, piece[at] == 0x22 {
                switch takeQuoted(into: output, isLast: isLast) {
                case .closed: break
                case .incomplete: return false
                case .literal: hasOpenQuote = true
                }
            }
            while at < piece.count, !endsCell(piece[at]) {
                output[written] = piece[at]
                written += 1
                at += 1
            }
            if cells < RowReader.maximumCells {
                bounds[cells] = CellBounds(cellStart, written)
            }
            cells += 1
            guard at < piece.count else { return isLast }
            if piece[at] == dialect.separator {
                at += 1
                continue
            }
            return takeLineEnd(isLast: isLast)
        }
    }

    private func endsCell(_ byte: UInt8) -> Bool {
        byte == dialect.separator || byte == 0x0A
            || (byte == 0x0D && (dialect.loneReturnsEndLines || isReturnOfPair(at)))
    }

    private func isReturnOfPair(_ index: Int) -> Bool {
        index + 1 < piece.count && piece[index + 1] == 0x0A
    }

    /// False where a carriage return is the last byte so far and a line feed may follow.
    private mutating func takeLineEnd(isLast: Bool) -> Bool {
        if piece[at] == 0x0D {
            if at + 1 == piece.count, !isLast { return false }
            at += isReturnOfPair(at) ? 2 : 1
        } else {
            at += 1
        }
        isTerminated = true
        return true
    }

    private enum Quoted { case closed, incomplete, literal }

    /// Takes a cell that begins with a quotation mark, up to the mark that closes it.
    ///
    /// A mark closes the cell only where a separator or a line end follows; two marks stand for
    /// one. Where none closes it, the first mark is an ordinary character and nothing is taken.
    private mutating func takeQuoted(
        into output: UnsafeMutableRawBufferPointer, isLast: Bool
    ) -> Quoted {
        var index = at + 1
        let start = written
        let limit = min(piece.count, at + RowReader.maximumQuotedBytes)
        var (holdsSeparator, holdsLineBreak) = (false, false)
        while index < limit {
            guard piece[index] == 0x22 else {
                if piece[index] == dialect.separator { holdsSeparator = true }
                if piece[index] == 0x0A || piece[index] == 0x0D { holdsLineBreak = true }
                // Two stray marks in two rows would swallow what lies between them. Files with
                // tabs are rarely written with quotation marks, others nearly always.
                if holdsSeparator, holdsLineBreak, dialect.separator == 0x09 {
                    written = start
                    return .literal
                }
                output[written] = piece[index]
                written += 1
                index += 1
                continue
            }
            let next = index + 1
            if next == piece.count, !isLast { break }
            if next == piece.count || piece[next] == dialect.separator || piece[next] == 0x0A
                || piece[next] == 0x0D
            {
                at = next
                return .closed
            }
            guard piece[next] == 0x22 else { break }
            output[written] = 0x22
            written += 1
            index += 2
        }
        let reachedEnd = index >= piece.count || (index + 1 == piece.count && piece[index] == 0x22)
        written = start
        return reachedEnd && limit == piece.count && !isLast ? .incomplete : .literal
    }
}
