import Delimited

/// Which values of a programs.txt count, and how.
public struct ProgramRules: Sendable {
    /// Setting `state-reporting-site-required`.
    public var isSiteRequired = false
    /// Sites of the district; empty where none is known, and then none is checked.
    public var sites: Set<Int64> = []

    public init() {}
}

/// Reads and checks the rows of a programs.txt, each into a `ProgramRow` or a list of what is
/// wrong with it. One reader per thread.
///
/// Source of the rules: `docs/import-layouts/programs.md`.
public struct ProgramRowReader: Sendable {
    /// Columns in the layout's order.
    enum Column: Int {
        case importID, stateID, lastName, firstName, middleName, birthDate, programID
        case eligibilityStart, eligibilityEnd, start, end, academicYear
        case eligibilityCode, exitCode, siteID
    }

    let match: HeaderMatch
    let cells: [Int]
    let directory: StudentDirectory
    let codes: CodeBook
    let rules: ProgramRules
    public let dateOrder: DateOrder
    /// Whether the text has a NUL byte or a quotation mark anywhere.
    let mayHoldNULs: Bool
    let mayHoldLineBreaks: Bool

    public private(set) var log = ProblemLog()
    public private(set) var badRows: [BadRow] = []
    public private(set) var evidence = DateOrderEvidence()
    /// Rows read, blank ones not counted.
    public private(set) var count = 0
    /// Rows kept out, also past `BadRow.maximum`.
    public private(set) var rejected = 0

    private var programCache = CodeCache()
    private var eligibilityCache = CodeCache()
    private var exitCache = CodeCache()
    var problems: [RowProblem] = []

    public init(
        _ match: HeaderMatch, directory: StudentDirectory, codes: CodeBook, rules: ProgramRules,
        dateOrder: DateOrder, survey: Survey
    ) {
        self.match = match
        cells = match.cells.map { $0 ?? RowReader.maximumCells }
        self.directory = directory
        self.codes = codes
        self.rules = rules
        self.dateOrder = dateOrder
        mayHoldNULs = survey.nuls > 0
        mayHoldLineBreaks = survey.quotes > 0
    }

    /// Reads row `number`; nil where it is blank or bad, which is noted.
    public mutating func read(_ row: Row, number: Int) -> ProgramRow? {
        let hasFlaw = row.flaw != nil
        let mayBeBlank = row.count == 1 || (row[0].first ?? 0x20) <= 0x20
        if mayBeBlank, !hasFlaw, row.isBlank { return nil }
        problems.removeAll(keepingCapacity: true)
        let isOfWidth = row.count == match.width
        if hasFlaw || !isOfWidth { checkForm(row) }
        var result: ProgramRow?
        let isReadable = problems.first.map { $0.code != .rowCut && $0.code != .rowTooLong } ?? true
        if isReadable {
            let isASCII = !row.hasHighBytes
            if mayHoldNULs || mayHoldLineBreaks || !isASCII { checkCharacters(row) }
            result = readCells(row)
        }
        count += 1
        if problems.isEmpty {
            result?.row = UInt32(truncatingIfNeeded: number)
            result?.offset = Int64(row.offset)
            return result
        }
        return settle(row, number, result)
    }

    /// Notes the problems of a row; hands it on if they are warnings only.
    private mutating func settle(
        _ row: Row, _ number: Int, _ result: ProgramRow?
    ) -> ProgramRow? {
        let isBad = problems.contains { $0.code.severity == .error }
        // What is missing is said cell by cell.
        if isBad { problems.removeAll { $0.code == .rowShort } }
        for problem in problems {
            let isCounted =
                problem.code == .idLeadingZeros
                && log.count(of: .idLeadingZeros) >= ProblemLog.likelyIDsNamed
            log.add(
                problem.code, row: number, column: problem.column,
                detail: isCounted ? "" : problem.detail)
        }
        guard isBad else {
            var result = result
            result?.row = UInt32(truncatingIfNeeded: number)
            result?.offset = Int64(row.offset)
            return result
        }
        rejected += 1
        if badRows.count < BadRow.maximum {
            badRows.append(
                BadRow(row: number, offset: row.offset, length: row.length, problems: problems))
        }
        return nil
    }

    private mutating func readCells(_ row: Row) -> ProgramRow? {
        let found = findStudent(row)
        checkLength(row, .stateID, 30)
        checkNames(row, found)
        let program = programNumber(row)
        let eligibilityStart = date(row, .eligibilityStart)
        let eligibilityEnd = date(row, .eligibilityEnd)
        var start = date(row, .start)
        let end = date(row, .end)
        var startIsEligibility = false
        if start == ProgramRow.noDay, problems.isEmpty || !hasProblem(in: .start) {
            if eligibilityStart != ProgramRow.noDay {
                start = eligibilityStart
                startIsEligibility = true
                note(.programStartFromEligibility)
            } else if !hasProblem(in: .eligibilityStart) {
                note(.programNoStart)
            }
        }
        checkOrder(start, end, .end)
        checkOrder(eligibilityStart, eligibilityEnd, .eligibilityEnd)
        let site = siteNumber(row)
        let year = academicYear(row)
        guard let found, let program else { return nil }
        var result = ProgramRow(slot: found.slot, program: program, start: start, site: site)
        result.end = end
        result.eligibilityStart = eligibilityStart
        result.eligibilityEnd = eligibilityEnd
        result.academicYear = year
        result.startIsEligibility = startIsEligibility
        result.eligibilityCode = otherCode(row, .eligibilityCode)
        result.exitCode = otherCode(row, .exitCode)
        return result
    }

    // MARK: One cell

    func label(_ column: Column) -> String { match.layout.columns[column.rawValue].label }

    mutating func note(_ code: ProblemCode, _ column: Column? = nil, detail: String = "") {
        problems.append(RowProblem(code, column: column.map(label) ?? "", detail: detail))
    }

    private func hasProblem(in column: Column) -> Bool {
        problems.contains { $0.column == label(column) && $0.code.severity == .error }
    }

    /// The cell of `column`, without spaces around it, which are noted.
    @inline(__always)
    mutating func cell(_ row: Row, _ column: Column) -> Cell {
        let cell = row[cells[column.rawValue]]
        guard let first = cell.first, let last = cell.last else { return cell }
        if first > 0x20, last > 0x20, first < 0x80, last < 0x80 {
            // In error files and exports an apostrophe keeps a spreadsheet from calculating.
            return first == 0x27 ? DelimitedWriter.withoutGuard(cell) : cell
        }
        return trimmed(cell, column)
    }

    private mutating func trimmed(_ cell: Cell, _ column: Column) -> Cell {
        let trimmed = cell.trimmed
        if trimmed.count != cell.count, !trimmed.isEmpty { note(.cellTrimmed, column) }
        return trimmed
    }

    @inline(__always)
    private mutating func checkLength(_ row: Row, _ column: Column, _ limit: Int) {
        let cell = cell(row, column)
        if cell.count > limit, cell.text.count > limit {
            note(.cellTooLong, column, detail: "\(limit)")
        }
    }

    @inline(__always)
    private mutating func required(_ row: Row, _ column: Column, _ limit: Int) -> Cell? {
        let cell = cell(row, column)
        if cell.isEmpty {
            note(.cellMissing, column)
            return nil
        }
        if cell.count > limit, cell.text.count > limit {
            note(.cellTooLong, column, detail: "\(limit)")
            return nil
        }
        return cell
    }

    // MARK: The student

    @inline(__always)
    private mutating func findStudent(_ row: Row) -> StudentDirectory.Found? {
        guard let cell = required(row, .importID, 30) else { return nil }
        if let found = directory.find(cell) { return found }
        noteUnknownStudent(cell.text)
        return nil
    }

    private mutating func noteUnknownStudent(_ number: String) {
        if CellRules.isScientific(number) { return note(.idScientific, .importID) }
        note(.programUnknownStudent)
        if let likely = directory.likelyNumber(for: number) {
            note(.idLeadingZeros, .importID, detail: likely)
        }
    }

    @inline(__always)
    private mutating func checkNames(
        _ row: Row, _ found: StudentDirectory.Found?
    ) {
        let last = required(row, .lastName, 200)
        let first = required(row, .firstName, 200)
        checkLength(row, .middleName, 200)
        let birthDate = date(row, .birthDate)
        if birthDate == ProgramRow.noDay, row[cells[Column.birthDate.rawValue]].trimmed.isEmpty {
            note(.cellMissing, .birthDate)
        }
        guard let found, let last, let first else { return }
        if StudentDirectory.fingerprint(last, first) != found.names {
            compareNames(last.text, first.text, found.slot)
        }
        if birthDate != found.birthDate, birthDate != ProgramRow.noDay,
            found.birthDate != ProgramRow.noDay
        {
            note(.programBirthDateDiffers)
        }
    }

    private mutating func compareNames(_ last: String, _ first: String, _ slot: UInt32) {
        let known = directory.names(of: slot)
        if !NameAgreement.agree(
            last: last, first: first, otherLast: known.last, otherFirst: known.first)
        {
            note(.programNameDiffers)
        }
    }

    // MARK: Codes, dates, numbers

    @inline(__always)
    private mutating func programNumber(_ row: Row) -> Int32? {
        guard let cell = required(row, .programID, 30) else { return nil }
        if let number = programCache.number(of: cell, { codes.programNumbers[$0] }) {
            noteIfInactive(number, cell, .programID)
            return number
        }
        note(.programUnknownCode, .programID, detail: CellRules.shownCode(cell.text))
        return nil
    }

    @inline(__always)
    private mutating func otherCode(_ row: Row, _ column: Column) -> Int32 {
        let cell = cell(row, column)
        if cell.isEmpty { return 0 }
        if cell.count > 30, cell.text.count > 30 {
            note(.cellTooLong, column, detail: "30")
            return 0
        }
        // A code of a row that is kept out would be added for nothing.
        if problems.contains(where: { $0.code.severity == .error }) { return 0 }
        let number =
            column == .eligibilityCode
            ? eligibilityCache.number(of: cell) { [codes] in
                codes.number(of: $0, in: CodeBook.eligibility)
            }
            : exitCache.number(of: cell) { [codes] in codes.number(of: $0, in: CodeBook.exits) }
        if let number { noteIfInactive(number, cell, column) }
        return number ?? 0
    }

    @inline(__always)
    private mutating func noteIfInactive(_ number: Int32, _ cell: Cell, _ column: Column) {
        if codes.inactive.isEmpty || !codes.inactive.contains(number) { return }
        note(.programInactiveCode, column, detail: CellRules.shownCode(cell.text))
    }

    @inline(__always)
    private mutating func date(_ row: Row, _ column: Column) -> Int32 {
        let cell = cell(row, column)
        if cell.isEmpty { return ProgramRow.noDay }
        // One date that can only be month first settles it.
        if evidence.monthFirst == 0 { evidence.take(cell) }
        switch DateCell.read(cell, order: dateOrder) {
        case .date(let date): return date.dayNumber
        case .blank: return ProgramRow.noDay
        case .noDate: note(.dateNone, column)
        case .problem(let code): note(code, column)
        }
        return ProgramRow.noDay
    }

    @inline(__always)
    private mutating func checkOrder(_ start: Int32, _ end: Int32, _ column: Column) {
        if end != ProgramRow.noDay, start != ProgramRow.noDay, end < start {
            note(.dateOrder, column)
        }
    }

    @inline(__always)
    private mutating func siteNumber(_ row: Row) -> Int64 {
        let cell = cell(row, .siteID)
        if cell.isEmpty {
            if rules.isSiteRequired { note(.programSiteRequired, .siteID) }
            return ProgramRow.noSite
        }
        guard let number = CellRules.number(cell) else {
            note(.numberInvalid, .siteID)
            return ProgramRow.noSite
        }
        if cell.first == 0x30, cell.count > 1 { note(.numberLeadingZeros, .siteID) }
        if !rules.sites.isEmpty, !rules.sites.contains(number) {
            note(.programUnknownSite, .siteID, detail: "\(number)")
        }
        return number
    }

    @inline(__always)
    private mutating func academicYear(_ row: Row) -> Int16 {
        let cell = cell(row, .academicYear)
        if cell.isEmpty { return 0 }
        guard let year = CellRules.schoolYear(cell) else {
            note(.yearInvalid, .academicYear)
            return 0
        }
        return year
    }
}
