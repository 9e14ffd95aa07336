import Delimited
import Testing

@testable import Records

@Suite struct ProgramRowReaderTests {
    /// Cells of a row in the layout's order, without anything wrong.
    private static let good = [
        "000100123", "4100000123", "Abbott", "Mara", "", "03/14/2012", "101", "", "",
        "09/02/2025", "", "2025-2026", "1", "", "1010",
    ]

    private struct Result {
        var rows: [ProgramRow?] = []
        var problems: [String] = []
        var reader: ProgramRowReader
    }

    private static let codes = CodeBook([
        (CodeBook.programs, "101", 1), (CodeBook.programs, "120", 2),
        (CodeBook.eligibility, "1", 7), (CodeBook.exits, "10", 8),
    ])

    private static let directory: StudentDirectory = {
        var directory = StudentDirectory(capacity: 4)
        directory.addStudent(
            1, "000100123", last: "Abbott", first: "Mara",
            birthDate: CalendarDate(iso: "2012-03-14"))
        directory.addStudent(2, "A-2", last: "Núñez", first: "Zoë")
        return directory
    }()

    private func read(
        _ text: String, rules: ProgramRules = ProgramRules(), order: DateOrder = .monthFirst,
        header: [String]? = nil
    ) throws -> Result {
        let bytes = Array(text.utf8)
        var survey = Survey()
        bytes.withUnsafeBytes { survey.take($0) }
        survey.finish()
        let match =
            try header.map { try HeaderMatch($0, as: .programs) }
            ?? HeaderMatch(positionsOf: .programs, width: 15)
        var result = Result(
            reader: ProgramRowReader(
                match, directory: Self.directory, codes: Self.codes, rules: rules,
                dateOrder: order, survey: survey))
        var number = 1
        RowReader(Dialect(separator: 0x09, for: survey)).forEachRow(
            in: 0..<bytes.count,
            read: { offset, buffer in
                buffer.copyBytes(from: bytes[offset...])
                return bytes.count - offset
            },
            { row in
                number += 1
                result.rows.append(result.reader.read(row, number: number))
                return true
            })
        for group in result.reader.log.groups {
            result.problems.append(group.code)
        }
        return result
    }

    /// A row like the good one, with other cells.
    private static func line(_ cells: [Int: String]) -> String {
        good.enumerated().map { cells[$0 + 1] ?? $1 }.joined(separator: "\t") + "\n"
    }

    @Test func `a row becomes numbers`() throws {
        let result = try read(
            Self.line([8: "09/01/2025", 9: "06/30/2026", 11: "01/31/2026", 14: "10"]))
        let row = try #require(result.rows.first ?? nil)
        #expect(result.problems.isEmpty)
        #expect(row.slot == 0 && row.program == 1 && row.site == 1010)
        #expect(CalendarDate(dayNumber: row.start).description == "2025-09-02")
        #expect(CalendarDate(dayNumber: row.end).description == "2026-01-31")
        #expect(CalendarDate(dayNumber: row.eligibilityStart).description == "2025-09-01")
        #expect(CalendarDate(dayNumber: row.eligibilityEnd).description == "2026-06-30")
        #expect(row.academicYear == 2025 && row.eligibilityCode == 7 && row.exitCode == 8)
        #expect(row.row == 2 && row.offset == 0 && !row.startIsEligibility)
        #expect(result.reader.count == 1)
    }

    /// Columns of the layout, counted from 1, with what is put there, and what is said of it.
    private static let cases: [([Int: String], [String])] = [
        ([:], []), ([2: "", 5: "", 11: "", 12: "", 13: "", 14: "", 15: ""], []),
        // The student.
        ([1: ""], ["cell.missing"]), ([1: "999"], ["program.unknown-student"]),
        ([1: "100123"], ["program.unknown-student", "id.leading-zeros"]),
        ([1: "1E+09"], ["id.scientific"]), ([1: "1,5e+11"], ["id.scientific"]),
        ([1: "INFE+5"], ["program.unknown-student"]),
        ([1: String(repeating: "1", count: 31)], ["cell.too-long"]),
        ([1: String(repeating: "1", count: 30)], ["program.unknown-student"]),
        ([2: String(repeating: "1", count: 31)], ["cell.too-long"]),
        ([3: ""], ["cell.missing"]), ([4: "  "], ["cell.missing"]),
        ([3: "Nguyen"], ["program.name-differs"]), ([3: "ABBOTT", 4: "M."], []),
        ([3: String(repeating: "ü", count: 200)], ["program.name-differs"]),
        ([3: String(repeating: "ü", count: 201)], ["cell.too-long"]),
        ([5: String(repeating: "a", count: 201)], ["cell.too-long"]),
        ([6: ""], ["cell.missing"]), ([6: "03/15/2012"], ["program.birth-date-differs"]),
        ([6: "01/01/1900"], ["date.none"]), ([6: "02/30/2012"], ["date.invalid"]),
        // The program.
        ([7: ""], ["cell.missing"]), ([7: "999"], ["program.unknown-code"]), ([7: "120"], []),
        // Dates.
        ([10: ""], ["program.no-start"]),
        ([8: "09/02/2025", 10: ""], ["program.start-from-eligibility"]),
        ([8: "13/13/2025", 10: ""], ["date.invalid"]),
        ([8: "09/02/2025", 10: "x"], ["date.invalid"]),
        ([8: "09/02/2025", 10: "01/01/1900"], ["date.none", "program.start-from-eligibility"]),
        ([10: "01/01/1900"], ["program.no-start", "date.none"]),
        ([10: "45902"], ["date.serial"]), ([10: "9/2/25"], ["date.two-digit-year"]),
        ([10: "09/02/2025 08:00"], ["date.time"]), ([10: "09/02/1825"], ["date.range"]),
        ([11: "09/01/2025"], ["date.order"]), ([11: "09/02/2025"], []),
        ([8: "09/02/2025", 9: "09/01/2025"], ["date.order"]),
        ([9: "09/01/2025"], []), ([11: "01/01/1900"], ["date.none"]),
        // Year, codes, site.
        ([12: "2025-2027"], ["year.invalid"]), ([12: "2025"], ["year.invalid"]),
        ([12: "25-26"], ["year.invalid"]), ([12: "2025/2026"], ["year.invalid"]),
        ([13: String(repeating: "1", count: 31)], ["cell.too-long"]), ([14: "never seen"], []),
        ([15: "1O10"], ["number.invalid"]), ([15: "-1"], ["number.invalid"]),
        ([15: "01010"], ["number.leading-zeros"]), ([15: "0"], []),
        ([15: String(repeating: "1", count: 16)], ["number.invalid"]),
        // Characters.
        ([3: " Abbott "], ["cell.trimmed"]), ([1: " 000100123"], ["cell.trimmed"]),
        ([3: "Ab\u{200B}bott"], ["cell.invisible"]), ([3: "\u{A0}Abbott"], ["cell.trimmed"]),
        ([3: "Ab\0bott"], ["cell.nul"]),
        ([3: "\"Ab\nbott\""], ["cell.line-break"]), ([3: "\"Abbott"], ["row.open-quote"]),
        // All of a row's problems at once.
        (
            [1: "", 6: "x", 7: "999", 10: "", 15: "x"],
            [
                "cell.missing", "number.invalid", "date.invalid", "program.no-start",
                "program.unknown-code",
            ]
        ),
    ]

    @Test(arguments: cases)
    func `each problem of a row is found`(_ cells: [Int: String], problems: [String]) throws {
        let result = try read(Self.line(cells))
        #expect(result.problems == problems)
        let isBad = problems.contains { ProblemCode(rawValue: $0)?.severity == .error }
        #expect((result.rows.first ?? nil == nil) == isBad)
        #expect(result.reader.rejected == (isBad ? 1 : 0))
        #expect(result.reader.badRows.map(\.row) == (isBad ? [2] : []))
        #expect(result.reader.badRows.allSatisfy { $0.offset == 0 && $0.length > 0 })
        #expect(result.reader.count == 1)
    }

    private static let forms: [(String, [String], Bool)] = [
        ("\n", [], false), ("\t\t \t\n", [], false), (line([:]) + "\n\n", [], true),
        // Fewer cells, and a row that was cut.
        (good.prefix(10).joined(separator: "\t") + "\n", ["row.short"], true),
        (
            good.prefix(6).joined(separator: "\t") + "\n", ["cell.missing", "program.no-start"],
            false
        ),
        (good.prefix(10).joined(separator: "\t"), ["row.cut"], false),
        (good.joined(separator: "\t"), [], true),
        // More cells.
        (good.joined(separator: "\t") + "\t\t \n", [], true),
        (good.joined(separator: "\t") + "\tx\n", ["row.extra-cells"], false),
        (
            good.joined(separator: "\t") + String(repeating: "\t", count: 2000) + "\n",
            ["row.extra-cells"], false
        ),
        (String(repeating: "a", count: (1 << 20) + 1) + "\n", ["row.too-long"], false),
    ]

    @Test(arguments: forms)
    func `the form of a row is judged`(_ text: String, problems: [String], isTaken: Bool) throws {
        let result = try read(text)
        #expect(result.problems == problems)
        #expect((result.rows.first ?? nil != nil) == isTaken)
        let isBlank = problems.isEmpty && !isTaken
        #expect(result.reader.count == (isBlank ? 0 : 1))
    }

    @Test func `a bad row does not stop good ones`() throws {
        let text =
            Self.line([:]) + Self.line([6: "x"]) + "\n"
            + Self.line([1: "A-2", 3: "Núñez", 4: "Zoë"])
        let result = try read(text)
        #expect(result.rows.map { $0?.row } == [2, nil, nil, 5])
        #expect(result.rows.last??.slot == 1)
        #expect(result.reader.count == 3)
        #expect(result.reader.rejected == 1)
        #expect(result.reader.badRows.first?.row == 3)
        #expect(result.reader.badRows.first?.offset == Self.line([:]).utf8.count)
        #expect(result.reader.badRows.first?.length == Self.line([6: "x"]).utf8.count)
    }

    @Test func `rules of the district are kept`() throws {
        var rules = ProgramRules()
        rules.isSiteRequired = true
        rules.sites = [1010]
        #expect(try read(Self.line([15: ""]), rules: rules).problems == ["program.site-required"])
        #expect(try read(Self.line([15: "1010"]), rules: rules).problems == [])
        #expect(
            try read(Self.line([15: "1020"]), rules: rules).problems == ["program.unknown-site"])
        #expect(try read(Self.line([15: ""])).rows.first??.site == ProgramRow.noSite)
    }

    @Test func `dates are read in the file's order, and tell it`() throws {
        let line = Self.line([6: "14/03/2012", 10: "02/09/2025"])
        let dayFirst = try read(line, order: .dayFirst)
        #expect(dayFirst.problems == [])
        #expect(dayFirst.rows.first??.start == CalendarDate(iso: "2025-09-02")?.dayNumber)
        #expect(dayFirst.reader.evidence.judged == .dayFirst)
        #expect(try read(line).problems == ["date.invalid"])
    }

    @Test func `an apostrophe in front of what looks like a formula is taken off`() throws {
        let line = Self.line([14: "'-1"])
        let code = Self.codes.number(of: "-1", in: CodeBook.exits)
        #expect(try read(line).rows.first??.exitCode == code)
        #expect(try read(Self.line([14: "-1"])).rows.first??.exitCode == code)
    }

    @Test func `columns in another order are followed`() throws {
        let order = Array((0..<15).reversed())
        let header = order.map { Layout.programs.columns[$0].label }
        let line = order.map { Self.good[$0] }.joined(separator: "\t") + "\n"
        let result = try read(line, header: header)
        #expect(result.problems == [])
        #expect(result.rows == (try read(Self.line([:])).rows))
    }

    @Test func `codes of a row that is kept out are not added`() throws {
        _ = try read(Self.line([6: "x", 14: "not to be added"]))
        #expect(!Self.codes.additions.contains { $0.key == "not to be added" })
        let row = try read(Self.line([14: "to be added"])).rows.first ?? nil
        #expect((row?.exitCode ?? 0) >= CodeBook.firstNew)
    }

    private static let years: [(String, Int16?)] = [
        ("2025-2026", 2025), ("1901-1902", 1901), ("1900-1901", nil), ("2025-2025", nil),
        ("2026-2025", nil), ("2025-20266", nil), ("", nil), ("abcd-efgh", nil), ("2025–2026", nil),
    ]

    @Test(arguments: years)
    func `a school year is two years that follow each other`(_ cell: String, year: Int16?) {
        #expect(Array(cell.utf8).withUnsafeBytes { CellRules.schoolYear($0) } == year)
    }

    private static let scientific: [(String, Bool)] = [
        ("1E+09", true), ("1.23457E+11", true), ("1,5e+3", true), ("-1E-5", true), ("1E9", false),
        ("E+09", false), ("1E+", false), ("1E+0x", false), ("INFE+5", false), ("0X1E+5", false),
        ("NANE+1", false), ("1E+½", false), ("1EE+5", false), ("", false), ("ABE+1", false),
        ("1.2.3E+5", false),
    ]

    @Test(arguments: scientific)
    func `what a spreadsheet made of a long number is seen`(_ text: String, isScientific: Bool) {
        #expect(CellRules.isScientific(text) == isScientific)
    }
}
