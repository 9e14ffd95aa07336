import Testing

@testable import Records

@Suite struct SchoolDaysTests {
    func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(iso: text)) }

    @Test(arguments: [
        ("2026-09-30", 5, "2026-10-07"),  // Wednesday to Wednesday
        ("2026-10-02", 5, "2026-10-09"),  // Friday to Friday
        ("2026-10-03", 5, "2026-10-09"),  // Saturday counts from Monday
        ("2026-10-04", 1, "2026-10-05"), ("2026-10-05", 0, "2026-10-05"),
        ("2026-12-30", 5, "2027-01-06"),
    ])
    func `school days are Monday to Friday`(
        _ start: String, _ days: Int, _ end: String
    ) throws {
        #expect(try day(start).adding(schoolDays: days) == day(end))
    }

    @Test(arguments: [
        ("2026-10-04", "2026-10-04"), ("2026-10-10", "2026-10-04"), ("2026-10-11", "2026-10-11"),
        ("1969-12-31", "1969-12-28"),
    ])
    func `a week begins on Sunday`(_ date: String, _ sunday: String) throws {
        #expect(try day(date).weekStart == day(sunday))
        #expect(try !day(sunday).isSchoolDay)
    }

    @Test func `a number of days that no calendar has ends at the last day there is`() throws {
        let start = try day("2026-12-15")
        for days in [Int.max, Int(Int32.max), 9_007_199_254_740_993] {
            #expect(start.adding(days: days).dayNumber == .max)
            #expect(start.adding(days: -days) < start)
        }
        #expect(start.adding(days: .min).dayNumber == .min)
    }

    @Test func `months follow each other`() throws {
        let month = try day("2026-12-15").month
        #expect(month.number == 202_612 && month.description == "2026-12")
        #expect(month.next.description == "2027-01")
        #expect(month.days == (try day("2026-12-01"))...(try day("2026-12-31")))
        #expect(try day("2028-02-10").month.days?.upperBound == day("2028-02-29"))
    }

    @Test(arguments: [
        ("2026-2027", 2026), ("2026-2028", nil), ("2026", nil), ("2026-27", nil), ("", nil),
        ("2027-2026", nil), ("2026-2027-2028", nil), ("1800-1801", nil),
    ])
    func `a school year is two years in a row`(_ text: String, _ start: Int?) {
        #expect(SchoolYear(text)?.start == start)
    }
}
