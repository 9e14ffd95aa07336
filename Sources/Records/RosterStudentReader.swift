import Delimited

/// Reads the rows of a studemo.txt: first each row's check and content, then, where that is new,
/// its values.
///
/// Source of the rules: `docs/import-layouts/studemo.md`.
public struct RosterStudentReader: Sendable {
    private struct Column: Sendable {
        let field: RosterField
        let rule: ColumnRule
    }

    /// What is wrong with the row that was checked last.
    public private(set) var check: RowCheck
    private let texts: [Column]
    private let dates: [Column]
    private let others: [ColumnRule]
    /// Stands for the content of a row with values that only some may see.
    private let tag: (@Sendable (Int64) -> Int64)?

    /// What the check of a good row yields. `importID` and `stateID` are valid as long as the row.
    public struct Found {
        public let importID: Cell
        public let stateID: Cell
        public let content: Int64
    }

    /// - Parameters:
    ///   - header: the file's first row; names the columns beyond the fields.
    ///   - tag: makes of the content of a row that says something confidential what nobody can
    ///     make of tried values.
    public init(
        _ match: HeaderMatch, header: [String], survey: Survey, dateOrder: DateOrder,
        tag: (@Sendable (Int64) -> Int64)? = nil
    ) {
        self.tag = tag
        let errorFile = ErrorFileColumns(header)
        check = RowCheck(
            width: match.width, survey: survey, dateOrder: dateOrder, isGuarded: errorFile.isOne)
        let columns = RosterField.allCases.compactMap { field -> Column? in
            guard let column = field.column, let index = match.cells[column] else { return nil }
            let layout = match.layout.columns[column]
            return Column(
                field: field,
                rule: ColumnRule(
                    index: index, label: field.label, kind: field.isID ? .id : .text,
                    isRequired: layout.isRequired, limit: layout.limit))
        }
        texts = columns.filter { !$0.field.isDate }
        dates = columns.filter(\.field.isDate)
        let used = Set(columns.map(\.rule.index)).union(errorFile.cells)
        others = Self.otherRules(header, match, used: used)
    }

    /// The labels of the file's date columns.
    public var dateLabels: [String] { dates.map(\.rule.label) }

    /// Checks `row`; nil where it is to be kept out, with the reasons in `check`.
    public mutating func check(_ row: Row) -> Found? {
        guard check.begin(row) else { return nil }
        var content: UInt64 = 0
        var isConfidential = false
        var importID = row[RowReader.maximumCells]
        var stateID = importID
        for column in texts {
            let cell = check.cell(row, column.rule)
            if cell.isEmpty { continue }
            content &+= ContentHash.hash(cell, seed: column.field.seed)
            switch column.field {
            case .primaryDisability, .plan504Accommodations: isConfidential = true
            case .importID: importID = cell
            case .stateID: stateID = cell
            default: break
            }
        }
        for column in dates {
            guard let date = check.date(row, column.rule) else { continue }
            content &+= ContentHash.hash(day: date.dayNumber, seed: column.field.seed)
            if column.field.isConfidential { isConfidential = true }
        }
        for rule in others where !row[rule.index].isEmpty {
            let cell = check.cell(row, rule)
            if cell.isEmpty { continue }
            content &+= ContentHash.hash(cell, seed: rule.seed)
            isConfidential = true
        }
        if check.isRejected { return nil }
        let stored = ContentHash.stored(content)
        return Found(
            importID: importID, stateID: stateID,
            content: isConfidential ? tag?(stored) ?? stored : stored)
    }

    /// The Import Student ID of a row that was kept out; empty where it has none.
    public func importID(_ row: Row) -> Cell {
        guard let column = texts.first, column.field == .importID, row.flaw != .tooLong else {
            return row[RowReader.maximumCells]
        }
        return check.uncheckedCell(row, column.rule)
    }

    /// The values of a row that passed the check.
    public func read(_ row: Row) -> RosterStudent {
        var student = RosterStudent()
        for column in texts {
            let cell = check.uncheckedCell(row, column.rule)
            if !cell.isEmpty { student[column.field] = cell.text }
        }
        for column in dates {
            student.set(check.uncheckedDate(row, column.rule), for: column.field)
        }
        for rule in others where !row[rule.index].isEmpty {
            let cell = check.uncheckedCell(row, rule)
            if !cell.isEmpty { student.otherColumns.append(OtherColumn(rule.label, cell.text)) }
        }
        return student
    }

    /// One rule per cell of the header that is no field's, under labels that differ.
    static func otherRules(
        _ header: [String], _ match: HeaderMatch, used: Set<Int>
    ) -> [ColumnRule] {
        var taken = Set<String>()
        var rules: [ColumnRule] = []
        for index in 0..<min(match.width, RowReader.maximumCells) where !used.contains(index) {
            let isKnown = !match.isByName && index < match.layout.columns.count
            rules.append(
                ColumnRule(
                    index: index, label: label(of: index, header, &taken),
                    limit: isKnown ? match.layout.columns[index].limit : .max))
        }
        return rules
    }

    private static func label(
        of index: Int, _ header: [String], _ taken: inout Set<String>
    ) -> String {
        var label = index < header.count ? trimmed(header[index]) : ""
        if label.isEmpty { label = "Column \(index + 1)" }
        if !taken.insert(label).inserted {
            label += " (column \(index + 1))"
            taken.insert(label)
        }
        return label
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        return text.withUTF8 { Cell($0).trimmed.text }
    }
}

/// The columns that an error file adds to the sender's: Row, Problem, How to fix.
///
/// A repaired error file is imported like any other; these columns say nothing of a student.
public struct ErrorFileColumns: Sendable {
    /// Where they stand in the header; empty where it is no error file's.
    public let cells: Set<Int>

    /// Whether the header is an error file's.
    public var isOne: Bool { !cells.isEmpty }

    public init(_ header: [String]) {
        let names = header.map(HeaderMatch.normalized)
        let found = ["row", "problem", "howtofix"].compactMap { names.lastIndex(of: $0) }
        cells = found.count == 3 ? Set(found) : []
    }
}
