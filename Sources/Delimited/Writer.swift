/// Writes rows as delimited text.
public struct DelimitedWriter: Sendable {
    /// Who reads the text.
    public enum Purpose: Sendable {
        /// Read back by a program: cells exactly as they are.
        case data
        /// Opened in a spreadsheet: a cell that a spreadsheet would calculate gets an apostrophe.
        case spreadsheet
    }

    public let separator: UInt8
    public let purpose: Purpose
    public private(set) var bytes: [UInt8] = []

    public init(separator: UInt8 = 0x09, purpose: Purpose) {
        self.separator = separator
        self.purpose = purpose
    }

    /// Adds one row, ended by CR LF for a spreadsheet and by LF for a program.
    public mutating func append(_ cells: some Sequence<some StringProtocol>) {
        var isFirst = true
        for cell in cells {
            if !isFirst { bytes.append(separator) }
            isFirst = false
            append(cell)
        }
        if purpose == .spreadsheet { bytes.append(0x0D) }
        bytes.append(0x0A)
    }

    /// A whole file: for a spreadsheet, separated by commas and begun with a byte-order mark, by
    /// which it knows that the text is UTF-8; for a program, separated by tabs.
    public static func file(
        _ rows: some Sequence<[String]>, for purpose: Purpose
    ) -> [UInt8] {
        let isRaw = purpose == .data
        var writer = Self(separator: isRaw ? 0x09 : 0x2C, purpose: purpose)
        if !isRaw { writer.bytes = [0xEF, 0xBB, 0xBF] }
        for row in rows { writer.append(row) }
        return writer.bytes
    }

    /// Hands over what was written so far and begins anew.
    public mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func append(_ cell: some StringProtocol) {
        var text = String(cell)
        if purpose == .spreadsheet, Self.isFormula(text) { text = "'" + text }
        // Spreadsheets separate at commas, semicolons and tabs, whichever of them we chose.
        let isSpreadsheet = purpose == .spreadsheet
        let needsQuotes = text.utf8.contains {
            $0 == separator || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D
                || isSpreadsheet && ($0 == 0x2C || $0 == 0x3B || $0 == 0x09)
        }
        guard needsQuotes else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        bytes.append(0x22)
        for byte in text.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    /// Whether a spreadsheet would take `text` for a formula.
    /// Source: OWASP, CSV Injection (cells that begin with = + - @, tab or carriage return).
    public static func isFormula(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first)
    }

    /// `cell` without the apostrophe that `.spreadsheet` put in front of it.
    public static func withoutGuard(_ cell: Cell) -> Cell {
        guard cell.count > 1, cell[0] == 0x27, [0x3D, 0x2B, 0x2D, 0x40].contains(cell[1]) else {
            return cell
        }
        return Cell(rebasing: cell[1...])
    }
}
