import Delimited

/// How one column of a roster file is read.
public struct ColumnRule: Sendable {
    /// What a cell holds.
    public enum Kind: Sendable { case text, id }

    /// Which cell of a row.
    public let index: Int
    /// The column's name in reports.
    public let label: String
    public let kind: Kind
    public let isRequired: Bool
    /// The longest text, in characters.
    public let limit: Int
    /// Tells the column apart in a `ContentHash`.
    public let seed: UInt64

    public init(
        index: Int, label: String, kind: Kind = .text, isRequired: Bool = false, limit: Int = 200
    ) {
        self.index = index
        self.label = label
        self.kind = kind
        self.isRequired = isRequired
        self.limit = limit
        seed = ContentHash.seed(label)
    }
}

/// Reads the cells of one row after the other and collects all that is wrong with each.
public struct RowCheck: Sendable {
    /// What is wrong with the row, in the order in which it was found.
    public private(set) var problems: [RowProblem] = []
    /// What the dates read so far tell about their order.
    public private(set) var evidence = DateOrderEvidence()
    public let dateOrder: DateOrder

    private let width: Int
    private let mayHoldNULs: Bool
    private let mayHoldLineBreaks: Bool
    private let isGuarded: Bool
    private var hasHighBytes = false

    /// - Parameters:
    ///   - width: how many cells the header has.
    ///   - isGuarded: whether cells may carry the apostrophe that keeps a spreadsheet from
    ///     calculating them, as in an error file.
    public init(width: Int, survey: Survey, dateOrder: DateOrder, isGuarded: Bool = false) {
        self.width = width
        self.dateOrder = dateOrder
        self.isGuarded = isGuarded
        mayHoldNULs = survey.nuls > 0
        mayHoldLineBreaks = survey.quotes > 0
    }

    /// Whether the row has to be kept out.
    public var isRejected: Bool { problems.contains { $0.code.severity == .error } }

    /// Notes something that is wrong with the row.
    public mutating func note(_ code: ProblemCode, column: String = "", detail: String = "") {
        problems.append(RowProblem(code, column: column, detail: detail))
    }

    /// Whether `row` is one to be passed over without a word.
    public static func isBlank(_ row: Row) -> Bool {
        guard row.flaw == nil, row[0].trimmed.isEmpty else { return false }
        return row.isBlank
    }

    /// Begins a row: forgets the one before and judges its form. False where its cells cannot be
    /// read at all.
    public mutating func begin(_ row: Row) -> Bool {
        if !problems.isEmpty { problems.removeAll(keepingCapacity: true) }
        hasHighBytes = row.hasHighBytes
        if row.flaw == nil, row.count == width { return true }
        switch row.flaw {
        case .tooLong:
            note(.rowTooLong)
            return false
        case .openQuote: note(.rowOpenQuote)
        case nil: break
        }
        if row.count < width {
            if !row.isTerminated {
                problems = [RowProblem(.rowCut)]
                return false
            }
            note(.rowShort)
        }
        for index in width..<max(width, row.count) where !row[index].trimmed.isEmpty {
            note(.rowExtraCells)
            return true
        }
        if row.count > RowReader.maximumCells { note(.rowExtraCells) }
        return true
    }

    /// A cell without the spaces around it, checked.
    @inline(__always)
    public mutating func cell(_ row: Row, _ rule: ColumnRule) -> Cell {
        let whole = row[rule.index]
        if whole.isEmpty {
            if rule.isRequired { note(.cellMissing, column: rule.label) }
            return whole
        }
        var cell = whole.trimmed
        if cell.count != whole.count { note(.cellTrimmed, column: rule.label) }
        if isGuarded { cell = Self.withoutGuard(cell) }
        if cell.isEmpty {
            if rule.isRequired { note(.cellMissing, column: rule.label) }
            return cell
        }
        if cell.count > rule.limit || hasHighBytes || mayHoldNULs || mayHoldLineBreaks {
            checkText(cell, rule)
        }
        // A spreadsheet's number like 1E+09 has a plus sign; nearly no ID has one.
        if rule.kind == .id, cell.contains(0x2B), CellRules.isScientific(cell.text) {
            note(.idScientific, column: rule.label)
        }
        return cell
    }

    /// A cell as it stands, for rows that were checked before.
    public func uncheckedCell(_ row: Row, _ rule: ColumnRule) -> Cell {
        let cell = row[rule.index].trimmed
        return isGuarded ? Self.withoutGuard(cell) : cell
    }

    private mutating func checkText(_ cell: Cell, _ rule: ColumnRule) {
        if cell.count > rule.limit, cell.text.count > rule.limit {
            note(.cellTooLong, column: rule.label, detail: "\(rule.limit)")
        }
        if mayHoldNULs, cell.contains(0) { note(.cellNUL, column: rule.label) }
        if mayHoldLineBreaks, cell.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
            note(.cellLineBreak, column: rule.label)
        }
        if hasHighBytes, CellRules.holdsInvisible(cell) {
            note(.cellInvisible, column: rule.label)
        }
    }

    private static func withoutGuard(_ cell: Cell) -> Cell {
        guard cell.count > 1, cell[0] == 0x27,
            [0x3D, 0x2B, 0x2D, 0x40].contains(cell[1])
        else { return cell }
        return Cell(rebasing: cell[1...])
    }
}

extension RowCheck {
    /// A date; nil where there is none or it cannot be read.
    public mutating func date(_ row: Row, _ rule: ColumnRule) -> CalendarDate? {
        let cell = cell(row, rule)
        if cell.isEmpty { return nil }
        // One date that can only be month first settles it.
        if evidence.monthFirst == 0 { evidence.take(cell) }
        switch DateCell.read(cell, order: dateOrder) {
        case .date(let date): return date
        case .blank: return nil
        case .noDate: note(.dateNone, column: rule.label)
        case .problem(let code): note(code, column: rule.label)
        }
        return nil
    }

    /// A date of a row that was checked before.
    public func uncheckedDate(_ row: Row, _ rule: ColumnRule) -> CalendarDate? {
        guard case .date(let date) = DateCell.read(uncheckedCell(row, rule), order: dateOrder)
        else { return nil }
        return date
    }

    /// A whole number; nil where the cell is blank or none.
    public mutating func number(_ row: Row, _ rule: ColumnRule) -> Int64? {
        let cell = cell(row, rule)
        if cell.isEmpty { return nil }
        guard let number = CellRules.number(cell) else {
            // What a spreadsheet did to it was said already.
            if problems.last?.code != .idScientific { note(.numberInvalid, column: rule.label) }
            return nil
        }
        if cell.count > 1, cell[0] == 0x30 { note(.numberLeadingZeros, column: rule.label) }
        return number
    }
}
