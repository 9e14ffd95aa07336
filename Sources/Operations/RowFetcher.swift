import Delimited
import Records

/// Reads single rows of a text again, by where they begin.
final class RowFetcher {
    private let text: SourceText
    private let reader: RowReader
    /// Longer rows are read with a second, larger look.
    private static let usualRowBytes = 1 << 14

    init(_ text: SourceText) {
        self.text = text
        reader = RowReader(text.dialect)
    }

    /// The cells of the row that begins at `offset`, as they stand.
    func cells(at offset: Int) throws -> [String] {
        for window in [Self.usualRowBytes, RowReader.maximumRowBytes] {
            var cells: [String]?
            let end = min(text.bytes.count, offset + window)
            try reader.forEachRow(
                in: offset..<end, read: { try text.bytes.read(at: $0, into: $1) }
            ) { row in
                if row.isTerminated || end == text.bytes.count { cells = row.texts }
                return false
            }
            if let cells { return cells }
        }
        return []
    }
}
