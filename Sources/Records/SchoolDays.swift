extension CalendarDate {
    /// 0 for Sunday to 6 for Saturday.
    private var dayOfWeek: Int { ((Int(dayNumber) + 4) % 7 + 7) % 7 }

    /// Whether school can be held: Monday to Friday. Holidays are not known here.
    public var isSchoolDay: Bool { (1...5).contains(dayOfWeek) }

    /// The Sunday with which the week of this day begins.
    ///
    /// Source: a school week lasts from Sunday to Saturday, WAC 392-550.
    public var weekStart: CalendarDate { adding(days: -dayOfWeek) }

    /// The day so many days later, or earlier.
    public func adding(days: Int) -> CalendarDate {
        let (sum, isTooFar) = Int(dayNumber).addingReportingOverflow(days)
        return CalendarDate(
            dayNumber: isTooFar ? (days < 0 ? .min : .max) : Int32(clamping: sum))
    }

    /// The day on which so many school days have passed since this one.
    public func adding(schoolDays: Int) -> CalendarDate {
        var (day, left) = (self, schoolDays)
        while left > 0 {
            day = day.adding(days: 1)
            if day.isSchoolDay { left -= 1 }
        }
        return day
    }

    /// The same day so many years later; February 29 becomes March 1.
    public func adding(years: Int) -> CalendarDate {
        let (year, month, day) = components
        return CalendarDate(year: year + years, month: month, day: day)
            ?? CalendarDate(year: year + years, month: 3, day: 1) ?? self
    }

    /// The month in which this day lies.
    public var month: CalendarMonth {
        let (year, month, _) = components
        return CalendarMonth(number: year * 100 + month)
    }
}

extension SchoolYear {
    /// From July 1 until June 30.
    public var days: ClosedRange<CalendarDate>? {
        guard let first = CalendarDate(year: start, month: 7, day: 1),
            let last = CalendarDate(year: start + 1, month: 6, day: 30)
        else { return nil }
        return first...last
    }
}

/// A month of a year.
public struct CalendarMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Year and month as YYYYMM; this is stored.
    public let number: Int

    public init(number: Int) { self.number = number }

    /// From `YYYY-MM`; nil for another text, or where there is no such month.
    public init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let year = Int(parts[0]), let month = Int(parts[1]),
            (0...9999).contains(year), (1...12).contains(month)
        else { return nil }
        self.init(number: year * 100 + month)
    }

    /// `YYYY-MM`.
    public var description: String {
        "\(padded(number / 100, 4))-\(padded(number % 100, 2))"
    }

    /// The month after this one.
    public var next: CalendarMonth {
        CalendarMonth(number: number % 100 == 12 ? number + 89 : number + 1)
    }

    /// Its first and its last day; nil where there is no such month.
    public var days: ClosedRange<CalendarDate>? {
        let (year, month) = (number / 100, number % 100)
        guard let first = CalendarDate(year: year, month: month, day: 1) else { return nil }
        return first...first.adding(days: CalendarDate.days(in: month, of: year) - 1)
    }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension CalendarMonth: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let parts = text.split(separator: "-").compactMap { Int($0) }
        self.init(number: parts.count == 2 ? parts[0] * 100 + parts[1] : 0)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
