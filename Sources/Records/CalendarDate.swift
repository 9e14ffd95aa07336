/// A day of the proleptic Gregorian calendar, without time or time zone.
///
/// Stored everywhere as the number of days since 1970-01-01, so that comparing, storing and
/// indexing a date is comparing, storing and indexing one integer.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01; negative before it.
    public let dayNumber: Int32

    public init(dayNumber: Int32) { self.dayNumber = dayNumber }

    /// The date of `year`-`month`-`day`, or nil where the calendar has no such day.
    ///
    /// Source of the arithmetic: the usual era-based civil calendar algorithm, in which a year
    /// begins in March so that the leap day is its last day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= Self.days(in: month, of: year)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        dayNumber = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// The first days of all months that an import accepts, January 1901 first.
    private static let firstDays: [Int32] = DateCell.years.flatMap { year in
        (1...12).map { CalendarDate(year: year, month: $0, day: 1)?.dayNumber ?? 0 }
    }

    /// Day `day` of the month with this place among `firstDays`; for reading dates by the million.
    init(firstOfMonth place: Int, day: Int) {
        dayNumber = Self.firstDays[place] &+ Int32(truncatingIfNeeded: day &- 1)
    }

    /// How many days `month` (1 to 12) of `year` has.
    public static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        default: 31
        }
    }

    /// Year, month (1 to 12) and day (1 to 31).
    public var components: (year: Int, month: Int, day: Int) {
        let days = Int(dayNumber) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = components
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// `MM/DD/YYYY`, as the import layouts write dates.
    public var monthDayYear: String {
        let (year, month, day) = components
        return "\(padded(month, 2))/\(padded(day, 2))/\(padded(year, 4))"
    }

    /// Reads `YYYY-MM-DD`; nil for anything else.
    public init?(iso text: String) {
        guard case .date(let date) = DateCell.read(text, order: .monthFirst),
            text.utf8.dropFirst(4).first == UInt8(ascii: "-")
        else { return nil }
        self = date
    }

    public static func < (left: Self, right: Self) -> Bool { left.dayNumber < right.dayNumber }

    /// The school year this day lies in, by the year it begins in: July belongs to the new year.
    public var schoolYear: SchoolYear {
        let (year, month, _) = components
        return SchoolYear(start: month >= 7 ? year : year - 1)
    }
}

extension CalendarDate: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = CalendarDate(iso: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date")
        }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// An academic year, named by the two calendar years it spans: `2026-2027`.
public struct SchoolYear: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The calendar year in which the school year begins.
    public let start: Int

    public init(start: Int) { self.start = start }

    /// The year of a text of the form `2026-2027`; nil for every other.
    public init?(text: String) {
        let years = text.split(separator: "-", omittingEmptySubsequences: false)
        guard years.count == 2, years.allSatisfy({ $0.utf8.count == 4 }),
            let start = Int(years[0]), let end = Int(years[1]), end == start + 1
        else { return nil }
        self.init(start: start)
    }

    public var description: String { "\(padded(start, 4))-\(padded(start + 1, 4))" }

    public static func < (left: Self, right: Self) -> Bool { left.start < right.start }
}

/// `number` in decimal digits, with zeros in front up to `width`.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
