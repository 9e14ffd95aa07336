import Foundation
import Testing

@testable import Records

@Suite struct CalendarDateTests {
    @Test func `every day of two hundred years is read as it is written`() throws {
        var dayNumber = try #require(CalendarDate(year: 1900, month: 1, day: 1)).dayNumber
        #expect(dayNumber == -25_567)
        for year in 1900...2100 {
            for month in 1...12 {
                for day in 1...CalendarDate.days(in: month, of: year) {
                    let date = CalendarDate(dayNumber: dayNumber)
                    guard date == CalendarDate(year: year, month: month, day: day),
                        date.components == (year, month, day),
                        date.description
                            == String(format: "%04d-%02d-%02d", year, month, day),
                        date.monthDayYear == String(format: "%02d/%02d/%04d", month, day, year)
                    else {
                        Issue.record("\(year)-\(month)-\(day) is not day \(dayNumber)")
                        return
                    }
                    dayNumber += 1
                }
            }
        }
        #expect(CalendarDate(dayNumber: dayNumber).description == "2101-01-01")
    }

    @Test(arguments: [
        (1970, 1, 1, 0), (1969, 12, 31, -1), (1970, 1, 2, 1), (2000, 2, 29, 11_016),
        (2000, 3, 1, 11_017), (1, 1, 1, -719_162), (9999, 12, 31, 2_932_896),
        (2026, 11, 21, 20_778),
    ])
    func `days count from 1970`(_ year: Int, month: Int, day: Int, dayNumber: Int) {
        let date = CalendarDate(year: year, month: month, day: day)
        #expect(date?.dayNumber == Int32(dayNumber))
        #expect(date.map { $0.components == (year, month, day) } == true)
    }

    @Test(arguments: [
        (2026, 2, 29), (2100, 2, 29), (1900, 2, 29), (2024, 2, 30), (2026, 4, 31), (2026, 6, 31),
        (2026, 9, 31), (2026, 11, 31), (2026, 1, 32), (2026, 1, 0), (2026, 0, 1), (2026, 13, 1),
        (0, 1, 1), (-1, 1, 1), (10_000, 1, 1), (2026, 1, -1), (2026, -1, 1),
        (Int.max, 1, 1), (2026, Int.max, 1), (2026, 1, Int.max), (Int.min, Int.min, Int.min),
    ])
    func `the calendar has no such day`(_ year: Int, month: Int, day: Int) {
        #expect(CalendarDate(year: year, month: month, day: day) == nil)
    }

    @Test func `every fourth year has a leap day, but for full centuries`() {
        for (year, hasLeapDay) in [
            (2024, true), (2025, false), (2000, true), (1900, false), (2100, false), (2400, true),
        ] {
            #expect((CalendarDate(year: year, month: 2, day: 29) != nil) == hasLeapDay)
        }
    }

    @Test(arguments: [
        ("2026-11-21", true), ("2024-02-29", true), ("1901-01-01", true), ("2100-12-31", true),
        ("2026-02-29", false), ("11/21/2026", false), ("2026-1-2", false), ("", false),
        ("2026-11-21 ", false), ("2026/11/21", false), ("20261121", false), ("1900-01-01", false),
        ("2026-11-21T00:00", false),
    ])
    func `only dates with the year first and dashes are ISO dates`(_ text: String, isDate: Bool) {
        let date = CalendarDate(iso: text)
        #expect((date != nil) == isDate)
        if let date { #expect(date.description == text) }
    }

    @Test func `dates are coded as ISO text`() throws {
        let date = try #require(CalendarDate(year: 2026, month: 2, day: 3))
        let coded = try JSONEncoder().encode([date])
        #expect(String(decoding: coded, as: UTF8.self) == "[\"2026-02-03\"]")
        #expect(try JSONDecoder().decode([CalendarDate].self, from: coded) == [date])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([CalendarDate].self, from: Data("[\"2026-02-30\"]".utf8))
        }
    }

    @Test(arguments: [
        ("2026-06-30", "2025-2026"), ("2026-07-01", "2026-2027"), ("2026-12-31", "2026-2027"),
        ("2027-01-01", "2026-2027"), ("1999-07-01", "1999-2000"),
    ])
    func `a school year begins in July`(_ day: String, year: String) {
        #expect(CalendarDate(iso: day)?.schoolYear.description == year)
    }

    @Test func `dates are ordered as days follow each other`() {
        let days = ["1901-01-01", "1969-12-31", "1970-01-01", "2026-02-28", "2026-03-01"]
        let dates = days.compactMap { CalendarDate(iso: $0) }
        #expect(dates.count == days.count)
        #expect(dates.reversed().sorted() == dates)
        #expect(SchoolYear(start: 2025) < SchoolYear(start: 2026))
    }
}
