import Delimited

/// One contact of a student: a row of contacts.txt.
public struct RosterContact: Equatable, Sendable {
    /// Last name, first name, address, address 2, city, state, zip, phone, email, legal guardian,
    /// primary contact, in the order of the store.
    public var texts: [String]
    /// The columns beyond these, as a JSON object.
    public var otherColumns: String

    /// What a contact says. `cells` are the texts, then the JSON object of the other columns.
    @inlinable
    public static func content(_ cells: (Int) -> Cell) -> UInt64 {
        var sum: UInt64 = 1
        for index in 0...textCount {
            let cell = cells(index)
            // An empty object and none are the same.
            if cell.isEmpty || (index == textCount && cell.count == 2) { continue }
            sum &+= ContentHash.hash(cell, seed: 0xC7 &+ UInt64(index) &* 0x1_0003)
        }
        return sum
    }

    /// How many texts a contact has.
    public static let textCount = 11
}

/// Reads the rows of a contacts.txt. Source of the rules: `docs/import-layouts/contacts.md`.
public struct RosterContactReader: Sendable {
    /// What is wrong with the row that was checked last.
    public private(set) var check: RowCheck
    private let importID: ColumnRule?
    private let texts: [ColumnRule?]
    private let others: [ColumnRule]

    /// What a good row yields. `importID` is valid as long as the row.
    public struct Found {
        public let importID: Cell
        public let content: UInt64
    }

    public init(_ match: HeaderMatch, header: [String], survey: Survey) {
        let errorFile = ErrorFileColumns(header)
        check = RowCheck(
            width: match.width, survey: survey, dateOrder: .monthFirst, isGuarded: errorFile.isOne)
        let rules = match.rules()
        importID = rules[0]
        texts = Self.textColumns.map { rules[$0] }
        var used = Set(texts.compactMap { $0?.index }).union(errorFile.cells)
        // The first six columns say which student; the roster has that.
        used.formUnion(rules[..<6].compactMap { $0?.index })
        others = RosterStudentReader.otherRules(header, match, used: used)
    }

    /// Where the texts of a contact stand in the layout.
    private static let textColumns = [6, 7, 8, 9, 10, 11, 12, 13, 21, 17, 18]

    /// Checks `row`; nil where it is to be kept out, with the reasons in `check`.
    public mutating func check(_ row: Row) -> Found? {
        guard check.begin(row), let importID else { return nil }
        let id = check.cell(row, importID)
        var cells = [Cell](repeating: row[RowReader.maximumCells], count: texts.count)
        for (index, rule) in texts.enumerated() {
            if let rule { cells[index] = check.cell(row, rule) }
        }
        for rule in others { _ = check.cell(row, rule) }
        if check.isRejected { return nil }
        let object = otherColumns(row)
        let content = object.withUnsafeBytes { object in
            RosterContact.content { $0 < cells.count ? cells[$0] : object }
        }
        return Found(importID: id, content: content)
    }

    /// The Import Student ID of a row that was kept out; empty where it has none.
    public func importID(_ row: Row) -> Cell {
        guard let importID, row.flaw != .tooLong else { return row[RowReader.maximumCells] }
        return check.uncheckedCell(row, importID)
    }

    /// Notes that no student has the row's ID, and which one is likely meant.
    public mutating func noteUnknownStudent(likely: String?) {
        check.note(.rosterUnknownStudent)
        if let likely {
            check.note(.idLeadingZeros, column: importID?.label ?? "", detail: likely)
        }
    }

    /// The values of a row that passed the check.
    public func read(_ row: Row) -> RosterContact {
        var values: [String] = []
        for rule in texts {
            values.append(rule.map { check.uncheckedCell(row, $0).text } ?? "")
        }
        let object = otherColumns(row)
        return RosterContact(
            texts: values,
            otherColumns: object.isEmpty ? "{}" : String(decoding: object, as: UTF8.self))
    }

    private func otherColumns(_ row: Row) -> [UInt8] {
        var object: [UInt8] = []
        for rule in others {
            let cell = check.uncheckedCell(row, rule)
            if cell.isEmpty { continue }
            var label = rule.label
            label.withUTF8 { JSONText.append(Cell($0), cell, to: &object) }
        }
        if !object.isEmpty { object.append(UInt8(ascii: "}")) }
        return object
    }
}
