import Delimited
import Testing

@testable import Records

@Suite struct RosterStudentTests {
    private let labels = [
        "Import Student ID", "State Student ID", "Student Last Name", "Student First Name",
        "Student Middle Name", "Birth Date", "Gender", "Primary Ethnicity", "", "Bus",
    ]

    /// Reads one line as a row of studemo.txt: its content, its values and its problems.
    private func read(
        _ line: String, header: [String]? = nil, order: DateOrder = .monthFirst
    ) throws -> (content: Int64?, student: RosterStudent?, problems: [RowProblem]) {
        let header = header ?? labels
        let match = try HeaderMatch(header, as: .studemo)
        var bytes = Array((line + "\n").utf8)
        var survey = Survey()
        bytes.withUnsafeBytes { survey.take($0) }
        var reader = RosterStudentReader(match, header: header, survey: survey, dateOrder: order)
        var result: (Int64?, RosterStudent?, [RowProblem]) = (nil, nil, [])
        try bytes.withUnsafeMutableBytes { bytes in
            let source = UnsafeRawBufferPointer(bytes)
            try RowReader(Dialect(separator: 0x09)).forEachRow(
                in: 0..<source.count,
                read: { offset, buffer throws(any Error) -> Int in
                    let part = source.dropFirst(offset).prefix(buffer.count)
                    buffer.copyBytes(from: part)
                    return part.count
                }
            ) { row throws(any Error) -> Bool in
                let found = reader.check(row)
                result = (
                    found?.content, found.map { _ in reader.read(row) }, reader.check.problems
                )
                return false
            }
        }
        return result
    }

    @Test func `a row becomes its values`() throws {
        let read = try read("007\t55\tO'Neil\tZoë\t\t3/4/2014\tF\t700\tx\t12")
        let student = try #require(read.student)
        #expect(read.problems == [])
        #expect(student[.importID] == "007")
        #expect(student[.lastName] == "O'Neil")
        #expect(student.date(.birthDate) == CalendarDate(year: 2014, month: 3, day: 4))
        #expect(student[.ethnicity] == "700")
        #expect(student.otherColumns == [OtherColumn("Column 9", "x"), OtherColumn("Bus", "12")])
        #expect(student.nameKeys == ["oneil zoe", "zoe oneil", ""])
    }

    @Test func `the content of the row is that of its values`() throws {
        for line in [
            "007\t55\tO'Neil\tZoë\t\t3/4/2014\tF\t700\tx\t12", "1\t\tA\tB\t\t1/1/1900\tF",
            "123456789\t\tA long enough surname\tB\t \t2014-03-04\tF\t\t\t",
        ] {
            let read = try read(line)
            #expect(read.content != nil)
            #expect(read.content == read.student?.content, "\(line)")
        }
    }

    @Test func `contents differ where values or their columns do`() throws {
        let lines = [
            "1\t\tA\tB\t\t3/4/2014\tF", "2\t\tA\tB\t\t3/4/2014\tF", "1\t\tB\tA\t\t3/4/2014\tF",
            "1\t\tA\tB\tC\t3/4/2014\tF", "1\t\tA\tB\t\t3/4/2014\tF\tC",
            "1\t\tA\tB\t\t3/4/2014\tF\t\tC", "1\t\tA\tB\t\t3/4/2014\tF\t\t\tC",
            "1\t\tA\tB\t\t4/3/2014\tF", "1\t\tA\tB\t\t1/1/1900\tF",
        ]
        let contents = try lines.map { try #require(try read($0).content) }
        #expect(Set(contents).count == lines.count)
    }

    @Test func `the number of a content is the same tomorrow`() throws {
        // Contents are stored: a change of this number makes every student count as updated once.
        #expect(try read("1\t\tA\tB\t\t3/4/2014\tF").content == 1_551_904_979_169_630_354)
    }

    @Test func `headers with equal labels keep both columns`() throws {
        var header = labels
        header[8] = "Bus"
        let student = try read("1\t\tA\tB\t\t3/4/2014\tF\t\tx\ty", header: header).student
        #expect(
            student?.otherColumns == [OtherColumn("Bus", "x"), OtherColumn("Bus (column 10)", "y")])
    }

    @Test(
        arguments: [
            (
                "\t\t\t\t\t\t",
                [.cellMissing, .cellMissing, .cellMissing, .cellMissing, .cellMissing]
            ),
            ("1E+09\t1.23E+10\tA\tB\t\t3/4/2014\tF\t\t\t", [.idScientific, .idScientific]),
            ("1\t\tA\tB\t\t44562\tF\t\t\t", [.dateSerial]),
            ("1\t\tA\tB\t\t02/30/2014\tF\t\t\t", [.dateInvalid]),
            ("1\t\tA\tB\t\t3/4/14\tF\t\t\t", [.dateTwoDigitYear]),
            ("1\t\tA\tB\t\t3/4/2014\tF\t\t\t\tx", [.rowExtraCells]),
            ("1\t\tA\tB\t\t3/4/2014\tF", [.rowShort]),
            ("1\t\t\u{202E}A\tB\t\t3/4/2014\tF\t\t\t", [.cellInvisible]),
            ("1\t\tA\t\"B\nC\"\t\t3/4/2014\tF\t\t\t", [.cellLineBreak]),
            ("1\t\tA \tB\t\t3/4/2014\tF\t\t\t", [.cellTrimmed]),
            ("1E+09x\t1E09\tA\tB+\t\t3/4/2014\tF\t\t\t", []),
        ] as [(String, [ProblemCode])])
    func `each defect has its code`(_ line: String, codes: [ProblemCode]) throws {
        let problems = try read(line).problems.map(\.code)
        #expect(problems.filter { $0 != .rowShort || codes.contains(.rowShort) } == codes)
    }

    @Test func `limits count characters, not bytes`() throws {
        let id = String(repeating: "é", count: 30)
        #expect(try read("\(id)\t\tA\tB\t\t3/4/2014\tF\t\t\t").problems == [])
        #expect(
            try read("\(id)é\t\tA\tB\t\t3/4/2014\tF\t\t\t").problems
                == [RowProblem(.cellTooLong, column: "Import Student ID", detail: "30")])
        let name = String(repeating: "a", count: 201)
        #expect(
            try read("1\t\t\(name)\tB\t\t3/4/2014\tF\t\t\t").problems
                == [RowProblem(.cellTooLong, column: "Student Last Name", detail: "200")])
    }

    @Test func `dates are read in the order given`() throws {
        let student = try read("1\t\tA\tB\t\t3/4/2014\tF", order: .dayFirst).student
        #expect(student?.date(.birthDate) == CalendarDate(year: 2014, month: 4, day: 3))
    }
}

@Suite struct KeyTableTests {
    @Test func `keys are numbered in the order in which they come`() {
        var table = KeyTable()
        for number in 0..<1_000 { #expect(table.add("key \(number)") == number) }
        for number in 0..<1_000 { #expect(table.add("key \(number)") == number) }
        #expect(table.count == 1_000)
        #expect(table.number(of: "key 7") == 7)
        #expect(table.number(of: "key") == nil)
        #expect(table.text(999) == "key 999")
    }

    @Test func `the empty text is a key, and order is by bytes`() {
        var table = KeyTable()
        let keys = ["b", "", "a", "ab", "Z"].map { table.add($0) }
        let sorted = keys.sorted { table.isBefore($0, $1) }
        #expect(sorted.map(table.text) == ["", "Z", "a", "ab", "b"])
    }
}

@Suite struct JSONTextTests {
    @Test func `objects read back as they were written`() {
        let members = [OtherColumn("a \"b\"", "x\\y"), OtherColumn("b", "tab\t, é, \u{1F600}")]
        let text = JSONText.object(members)
        #expect(text == #"{"a \"b\"":"x\\y","b":"tab\u0009, é, 😀"}"#)
        #expect(JSONText.members(text) == members)
        #expect(JSONText.object([]) == "{}")
        #expect(JSONText.members("{}") == [])
    }
}

@Suite struct RosterEnrollmentOrderTests {
    private let today = CalendarDate(dayNumber: 1_000)

    private func enrollment(
        _ site: Int64, _ start: Int32, _ end: Int32? = nil, primary: Bool = false
    ) -> RosterEnrollment {
        var enrollment = RosterEnrollment()
        enrollment.site = site
        enrollment.start = start
        enrollment.end = end ?? RosterEnrollment.noDay
        enrollment.isPrimary = primary
        return enrollment
    }

    @Test func `an open one before a closed one, a primary one before another`() {
        let closed = enrollment(1, 900, 999, primary: true)
        let open = enrollment(2, 100)
        let lastDay = enrollment(3, 100, 1_000, primary: true)
        let later = enrollment(4, 1_001, primary: true)
        #expect(open.isMoreCurrent(than: closed, on: today))
        #expect(!closed.isMoreCurrent(than: open, on: today))
        #expect(lastDay.isMoreCurrent(than: open, on: today))
        #expect(lastDay.isMoreCurrent(than: later, on: today))
        #expect(later.isMoreCurrent(than: closed, on: today))
    }

    @Test func `the latest start decides among equals, then the lower site`() {
        #expect(enrollment(2, 500).isMoreCurrent(than: enrollment(1, 400), on: today))
        #expect(
            enrollment(1, 400, 500).isMoreCurrent(
                than: enrollment(2, 300, 500, primary: true), on: today))
        #expect(enrollment(1, 400).isMoreCurrent(than: enrollment(2, 400), on: today))
    }

    @Test func `one that is missing from the sender's files is not open`() {
        var missing = enrollment(1, 900)
        missing.isMissing = true
        #expect(enrollment(2, 100).isMoreCurrent(than: missing, on: today))
    }

    @Test(arguments: [
        ("KG", "1"), ("01", "2"), ("1", "2"), ("12", "13"), ("PK", "15"), ("PR", "15"),
        ("TK", "18"), ("kg", "1"), ("13", "13"), ("UG", "UG"), ("", ""), ("0", "0"),
    ])
    func `grades of OneRoster`(_ grade: String, id: String) {
        #expect(GradeLevel.id(ofOneRoster: grade) == id)
    }
}
