import Testing

@testable import Records

@Suite struct DateCellTests {
    /// What a cell says, month first and day first: an ISO date or the code of a problem.
    private static let cells: [(String, String, String)] = [
        ("03/14/2026", "2026-03-14", "date.invalid"), ("14/03/2026", "date.invalid", "2026-03-14"),
        ("03/04/2026", "2026-03-04", "2026-04-03"), ("3/4/2026", "2026-03-04", "2026-04-03"),
        ("03/4/2026", "2026-03-04", "2026-04-03"), ("3/04/2026", "2026-03-04", "2026-04-03"),
        ("12/31/2026", "2026-12-31", "date.invalid"), ("2026-03-14", "2026-03-14", "2026-03-14"),
        ("2024-02-29", "2024-02-29", "2024-02-29"), ("02/29/2024", "2024-02-29", "date.invalid"),
        ("01/31/2026", "2026-01-31", "date.invalid"), ("30/04/2026", "date.invalid", "2026-04-30"),
        // Not in the calendar.
        ("02/29/2026", "date.invalid", "date.invalid"),
        ("02/30/2026", "date.invalid", "date.invalid"),
        ("04/31/2026", "date.invalid", "date.invalid"),
        ("00/10/2026", "date.invalid", "date.invalid"),
        ("10/00/2026", "date.invalid", "date.invalid"),
        ("13/13/2026", "date.invalid", "date.invalid"),
        ("2026-02-30", "date.invalid", "date.invalid"),
        ("2026-13-01", "date.invalid", "date.invalid"),
        ("01/01/0000", "date.invalid", "date.invalid"),
        ("99/99/9999", "date.invalid", "date.invalid"),
        // Out of range.
        ("12/12/1900", "date.range", "date.range"), ("01/02/1900", "date.range", "date.range"),
        ("01/01/2101", "date.range", "date.range"), ("01/01/0201", "date.range", "date.range"),
        ("9999-12-31", "date.range", "date.range"), ("01/01/1901", "1901-01-01", "1901-01-01"),
        ("12/12/2100", "2100-12-12", "2100-12-12"),
        // Two digits of a year.
        ("03/14/26", "date.two-digit-year", "date.two-digit-year"),
        ("3/4/26", "date.two-digit-year", "date.two-digit-year"),
        ("03-14-26", "date.two-digit-year", "date.two-digit-year"),
        // A spreadsheet's day count.
        ("44562", "date.serial", "date.serial"), ("44562.5", "date.serial", "date.serial"),
        ("1234", "date.serial", "date.serial"), ("123", "date.invalid", "date.invalid"),
        ("20260314", "date.invalid", "date.invalid"), ("1.2.26", "date.invalid", "date.invalid"),
        (".44562", "date.invalid", "date.invalid"), ("445621234", "date.invalid", "date.invalid"),
        // A time of day.
        ("03/14/2026 00:00", "date.time", "date.time"), ("8:15", "date.time", "date.time"),
        ("2026-03-14T00:00:00Z", "date.time", "date.time"),
        // Other forms.
        ("03-14-2026", "date.invalid", "date.invalid"),
        ("14.03.2026", "date.invalid", "date.invalid"),
        ("2026/03/14", "date.invalid", "date.invalid"),
        ("2026-3-14", "date.invalid", "date.invalid"),
        ("03/14-2026", "date.invalid", "date.invalid"),
        ("003/4/2026", "date.invalid", "date.invalid"),
        ("03//142026", "date.invalid", "date.invalid"),
        ("/03/142026", "date.invalid", "date.invalid"),
        ("03/14/2026/", "date.invalid", "date.invalid"), ("03/14/", "date.invalid", "date.invalid"),
        ("March 14", "date.invalid", "date.invalid"), ("N/A", "date.invalid", "date.invalid"),
        ("0", "date.invalid", "date.invalid"), ("-", "date.invalid", "date.invalid"),
        ("O3/14/2026", "date.invalid", "date.invalid"), ("03/1:/2026", "date.time", "date.time"),
        ("03/14/202:", "date.time", "date.time"), ("0//14/2026", "date.invalid", "date.invalid"),
        ("٠٣/14/2026", "date.invalid", "date.invalid"),
        (" 3/14/2026", "date.invalid", "date.invalid"),
    ]

    private func expected(_ text: String) -> DateCell? {
        ProblemCode(rawValue: text).map { .problem($0) }
            ?? CalendarDate(iso: text).map { .date($0) }
    }

    @Test(arguments: cells)
    func `a cell says this`(_ cell: String, monthFirst: String, dayFirst: String) {
        #expect(DateCell.read(cell, order: .monthFirst) == expected(monthFirst))
        #expect(DateCell.read(cell, order: .dayFirst) == expected(dayFirst))
    }

    @Test(arguments: ["01/01/1900", "1/1/1900", "1900-01-01"])
    func `the first day of 1900 is no date`(_ cell: String) {
        #expect(DateCell.read(cell, order: .monthFirst) == .noDate)
        #expect(DateCell.read(cell, order: .dayFirst) == .noDate)
    }

    @Test func `an empty cell is blank`() {
        #expect(DateCell.read("", order: .monthFirst) == .blank)
    }

    @Test func `every day that an import accepts is read in all its forms`() {
        var day = CalendarDate(iso: "1901-01-01")?.dayNumber ?? 0
        let last = CalendarDate(iso: "2100-12-31")?.dayNumber ?? 0
        #expect(last - day == 73_048)
        while day <= last {
            let date = CalendarDate(dayNumber: day)
            let (year, month, dayOfMonth) = date.components
            let parts = date.monthDayYear.split(separator: "/")
            let isRead =
                DateCell.read(date.monthDayYear, order: .monthFirst) == .date(date)
                && DateCell.read("\(parts[1])/\(parts[0])/\(year)", order: .dayFirst) == .date(date)
                && DateCell.read("\(month)/\(dayOfMonth)/\(year)", order: .monthFirst)
                    == .date(date)
                && DateCell.read(date.description, order: .dayFirst) == .date(date)
            if !isRead {
                Issue.record("\(date) is not read")
                return
            }
            day += 1
        }
    }
}
