import Records
import Testing

@testable import Demo

@Suite struct DemoProgramsTests {
    private let district = DemoDistrict()
    private var codes: Set<String> { Set(district.codes.map(\.key)) }

    /// Whether an import would accept `row`.
    private func isGood(_ row: [String], of programs: Table) -> Bool {
        let texts = ["Program Start Date", "Eligibility Start Date", "Program End Date"].map {
            DateCell.read(programs[row, $0], order: .monthFirst)
        }
        let dates = texts.map { if case .date(let date) = $0 { date } else { CalendarDate?.none } }
        let hasBadDate = texts.contains { if case .problem = $0 { true } else { false } }
        guard codes.contains(programs[row, "Program ID"]), !hasBadDate else { return false }
        guard let start = dates[0] ?? dates[1] else { return false }
        return dates[2].map { start <= $0 } ?? true
    }

    @Test func `codes are unique, and 101 lights the alert`() {
        #expect(codes.count == district.codes.count)
        #expect(
            codes.isSuperset(of: ["101", "120", "122", "127", "135", "181", "182", "191", "L25M"]))
        #expect(district.codes.filter { $0.systemKey == "504_plan" }.map(\.key) == ["101"])
        #expect(!codes.contains(DemoDistrict.missingCode.key))
    }

    @Test func `programs.txt has about 1,600 rows, every program among them`() throws {
        let programs = try district.first("programs.txt")
        #expect((1_500...1_700).contains(programs.rows.count))
        #expect(codes.isSubset(of: programs.column("Program ID")))
    }

    @Test(arguments: [2026, 1, 2, 3, 4, 5] as [UInt64])
    func `no two rows have one key, in any district`(seed: UInt64) throws {
        let programs = try DemoDistrict(seed: seed, students: 600).first("programs.txt")
        #expect(Set(programs.rows.map(programs.key)).count == programs.rows.count)
    }

    @Test func `ten rows are bad: five codes, four dates, one end before its start`() throws {
        let programs = try district.first("programs.txt")
        let bad = programs.rows.filter { !isGood($0, of: programs) }
        #expect(bad.count == 10)
        #expect(bad.count { programs[$0, "Program ID"] == "199" } == 5)
        #expect(bad.count { programs[$0, "Program End Date"] == "08/28/2026" } == 1)
        let rowsPerStudent = Dictionary(grouping: programs.column("Import Student ID")) { $0 }
        for row in bad {
            #expect(rowsPerStudent[programs[row, "Import Student ID"]]?.count == 1)
        }
    }

    @Test func `dates that stand in for others, or for none, are there as promised`() throws {
        let programs = try district.first("programs.txt")
        #expect(programs.column("Program Start Date").count { $0.isEmpty } == 6)
        #expect(programs.column("Site ID").count { $0.isEmpty } == 8)
        #expect(programs.column("Program End Date").count { $0 == "01/01/1900" } == 4)
    }

    @Test func `every row is of a student of the roster, eight under other names`() throws {
        let programs = try district.first("programs.txt")
        var slips = 0
        var contradictions = 0
        let students = Dictionary(
            uniqueKeysWithValues: district.roster.students.map { ($0.importID, $0) })
        for row in programs.rows {
            let student = try #require(students[programs[row, "Import Student ID"]])
            let (last, first) = (
                programs[row, "Student Last Name"], programs[row, "Student First Name"]
            )
            #expect(programs[row, "Birth Date"] == student.birthDate.monthDayYear)
            if last == student.last, first == student.first { continue }
            let agree = NameAgreement.agree(
                last: last, first: first, otherLast: student.last, otherFirst: student.first)
            if agree { slips += 1 } else { contradictions += 1 }
        }
        #expect(slips == 6)
        #expect(contradictions == 2)
    }

    @Test func `records lie within the student's time here, on school days`() {
        for record in district.firstPrograms where record.isPlain {
            let student = district.roster.students[record.student]
            let start = record.start ?? CalendarDate(dayNumber: 0)
            #expect(start >= student.districtEntry)
            #expect(start.weekday <= 4)
            #expect(start <= record.end ?? SchoolCalendar.lastStart)
        }
    }

    @Test func `students with an open 504 plan have accommodations, and only they`() throws {
        let programs = try district.first("programs.txt")
        let open = programs.rows.filter {
            programs[$0, "Program ID"] == "101"
                && ["", "01/01/1900"].contains(programs[$0, "Program End Date"])
        }
        let students = try district.first("studemo.txt")
        let accommodated = students.rows.filter { !students[$0, "Plan 504 Accommodations"].isEmpty }
        #expect(
            Set(accommodated.map { students[$0, "Import Student ID"] })
                == Set(open.map { programs[$0, "Import Student ID"] }))
    }
}
