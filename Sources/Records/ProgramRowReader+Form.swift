import Delimited

extension ProgramRowReader {
    /// Notes what is wrong with the row as a whole.
    mutating func checkForm(_ row: Row) {
        switch row.flaw {
        case .tooLong:
            note(.rowTooLong)
            return
        case .openQuote: note(.rowOpenQuote)
        case nil: break
        }
        if row.count < match.width {
            if !row.isTerminated {
                problems.insert(RowProblem(.rowCut), at: 0)
                return
            }
            note(.rowShort)
        }
        for index in match.width..<max(match.width, row.count) where !row[index].trimmed.isEmpty {
            note(.rowExtraCells)
            return
        }
        if row.count > RowReader.maximumCells { note(.rowExtraCells) }
    }

    /// Notes characters that do not belong into a cell, for each cell of the layout.
    mutating func checkCharacters(_ row: Row) {
        for (column, index) in cells.enumerated() {
            let cell = row[index]
            guard !cell.isEmpty else { continue }
            let label = match.layout.columns[column].label
            if mayHoldNULs, cell.contains(0) {
                problems.append(RowProblem(.cellNUL, column: label))
            }
            if mayHoldLineBreaks, cell.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
                problems.append(RowProblem(.cellLineBreak, column: label))
            }
            if CellRules.holdsInvisible(cell) {
                problems.append(RowProblem(.cellInvisible, column: label))
            }
        }
    }
}

/// Rules of single cells that several layouts share.
public enum CellRules {
    /// Whether a spreadsheet wrote a long number as `1E+09` or `1.23457E+11`.
    public static func isScientific(_ text: String) -> Bool {
        let parts = text.uppercased().split(separator: "E", omittingEmptySubsequences: false)
        guard parts.count == 2, let sign = parts[1].first, "+-".contains(sign) else {
            return false
        }
        let mantissa = parts[0].replacing(",", with: ".")
        // `Double` alone would take INF, NAN and 0X1 too.
        return mantissa.utf8.allSatisfy { (0x2B...0x39).contains($0) } && Double(mantissa) != nil
            && parts[1].utf8.dropFirst().allSatisfy { (48...57).contains($0) }
            && parts[1].utf8.count > 1
    }

    /// A whole number of at most 15 digits.
    @inline(__always)
    public static func number(_ cell: Cell) -> Int64? {
        guard cell.count <= 15 else { return nil }
        var value: Int64 = 0
        for byte in cell {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte &- 48)
        }
        return value
    }

    /// The first year of `YYYY-YYYY`, where the second follows it.
    @inline(__always)
    public static func schoolYear(_ cell: Cell) -> Int16? {
        guard cell.count == 9, cell[4] == 0x2D,
            let first = number(Cell(rebasing: cell[0..<4])),
            let second = number(Cell(rebasing: cell[5..<9])), second == first + 1, first > 1900
        else { return nil }
        return Int16(truncatingIfNeeded: first)
    }

    /// Whether the cell has a character that takes no room on the screen.
    public static func holdsInvisible(_ cell: Cell) -> Bool {
        // All of them begin with one of three bytes in UTF-8.
        guard cell.contains(where: { $0 == 0xE2 || $0 == 0xEF || $0 == 0xC2 }) else {
            return false
        }
        return cell.text.unicodeScalars.contains(where: NameKeys.isInvisible)
    }
}
