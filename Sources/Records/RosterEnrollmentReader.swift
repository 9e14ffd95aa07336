import Delimited

/// Reads the rows of an enrollment.txt. Source of the rules: `docs/import-layouts/enrollment.md`.
public struct RosterEnrollmentReader: Sendable {
    /// Columns of the layout that are kept.
    private enum Column: Int {
        case importID = 0
        case site = 6
        case start, end, grade, academicYear, isPrimary, attendanceProgram, exitCode
        case sessionType, entryCode
    }

    /// The texts of an enrollment, in the order of `RosterEnrollment.content`.
    private static let textColumns: [Column] = [
        .grade, .isPrimary, .attendanceProgram, .exitCode, .sessionType, .entryCode,
    ]

    /// What is wrong with the row that was checked last.
    public private(set) var check: RowCheck
    /// The Grade Level IDs met.
    public var grades: KeyTable
    private let rules: [ColumnRule?]

    /// What a good row yields. `importID` is valid as long as the row.
    public struct Found {
        public let importID: Cell
        public let enrollment: RosterEnrollment
    }

    public init(
        _ match: HeaderMatch, header: [String], survey: Survey, dateOrder: DateOrder,
        grades: KeyTable
    ) {
        check = RowCheck(
            width: match.width, survey: survey, dateOrder: dateOrder,
            isGuarded: ErrorFileColumns(header).isOne)
        rules = match.rules(ids: [Column.importID.rawValue, Column.site.rawValue])
        self.grades = grades
    }

    /// The labels of the file's date columns.
    public var dateLabels: [String] {
        [Column.start, .end].compactMap { rules[$0.rawValue]?.label }
    }

    /// Checks `row`; nil where it is to be kept out, with the reasons in `check`.
    public mutating func check(_ row: Row) -> Found? {
        guard check.begin(row), let idRule = rules[Column.importID.rawValue],
            let siteRule = rules[Column.site.rawValue], let startRule = rules[Column.start.rawValue]
        else { return nil }
        var enrollment = RosterEnrollment()
        let importID = check.cell(row, idRule)
        enrollment.site = check.number(row, siteRule) ?? 0
        let start = check.date(row, startRule)
        if start == nil, check.problems.last?.code == .dateNone {
            check.note(.cellMissing, column: startRule.label)
        }
        enrollment.start = start?.dayNumber ?? 0
        if let endRule = rules[Column.end.rawValue], let end = check.date(row, endRule) {
            if let start, end < start { check.note(.dateOrder, column: endRule.label) }
            enrollment.end = end.dayNumber
        }
        readYear(row, into: &enrollment)
        enrollment.content = content(row, &enrollment)
        return check.isRejected ? nil : Found(importID: importID, enrollment: enrollment)
    }

    /// The Import Student ID of a row that was kept out; empty where it has none.
    public func importID(_ row: Row) -> Cell {
        guard let rule = rules[Column.importID.rawValue], row.flaw != .tooLong else {
            return row[RowReader.maximumCells]
        }
        return check.uncheckedCell(row, rule)
    }

    /// The texts of a row that passed the check, in the order of `RosterEnrollment.content`.
    public func texts(_ row: Row) -> [String] {
        var texts: [String] = []
        for column in Self.textColumns {
            texts.append(rules[column.rawValue].map { check.uncheckedCell(row, $0).text } ?? "")
        }
        return texts
    }

    /// The label of the column that holds the student's ID.
    public var importIDLabel: String { rules[Column.importID.rawValue]?.label ?? "" }

    /// Notes that no student has the row's ID, and which one is likely meant.
    public mutating func noteUnknownStudent(likely: String?) {
        check.note(.rosterUnknownStudent)
        if let likely { check.note(.idLeadingZeros, column: importIDLabel, detail: likely) }
    }

    /// Notes that the district does not have the row's site.
    public mutating func noteUnknownSite(_ site: Int64) {
        check.note(
            .rosterUnknownSite, column: rules[Column.site.rawValue]?.label ?? "", detail: "\(site)")
    }

    private mutating func readYear(
        _ row: Row, into enrollment: inout RosterEnrollment
    ) {
        guard let rule = rules[Column.academicYear.rawValue] else { return }
        let cell = check.cell(row, rule)
        if cell.isEmpty { return }
        guard let year = CellRules.schoolYear(cell) else {
            return check.note(.yearInvalid, column: rule.label)
        }
        enrollment.year = year
    }

    private mutating func content(
        _ row: Row, _ enrollment: inout RosterEnrollment
    ) -> UInt64 {
        let blank = row[RowReader.maximumCells]
        var cells = [Cell](repeating: blank, count: RosterEnrollment.textCount)
        for (index, column) in Self.textColumns.enumerated() {
            if let rule = rules[column.rawValue] { cells[index] = check.cell(row, rule) }
        }
        enrollment.grade = Int32(truncatingIfNeeded: grades.add(cells[0]).number)
        if !isKnownGrade(cells[0]), let rule = rules[Column.grade.rawValue] {
            check.note(.rosterUnknownGrade, column: rule.label)
        }
        enrollment.isPrimary = RosterEnrollment.isYes(cells[1])
        return RosterEnrollment.content(end: enrollment.end) { cells[$0] }
    }

    private func isKnownGrade(_ cell: Cell) -> Bool {
        guard cell.count <= 2 else { return false }
        guard let number = CellRules.number(cell) else { return false }
        return cell.isEmpty || (cell[0] != 0x30 && GradeLevel.isKnown(Int(number)))
    }
}
