import Records

/// The days around which the district's year turns.
enum SchoolCalendar {
    /// The school year of the delivery, by the year it begins in.
    static let year = 2026
    /// Nothing of the first delivery begins later than this Friday.
    static let lastStart = day(2026, 10, 2)
    /// The Friday on which records end that the second delivery closes.
    static let closing = day(2026, 10, 9)

    /// September 2, or the next school day, with which the school year of `year` begins.
    static func firstDay(of year: Int) -> CalendarDate { schoolDay(day(year, 9, 2)) }

    /// The last school day of the school year that began in `year`.
    static func lastDay(of year: Int) -> CalendarDate {
        let date = day(year + 1, 6, 17)
        return date.later(by: -max(0, date.weekday - 4))
    }

    /// `date`, or the first school day after it where it lies in a weekend or is Labor Day.
    static func schoolDay(_ date: CalendarDate) -> CalendarDate {
        let weekday = date.weekday > 4 ? date.later(by: 7 - date.weekday) : date
        let (_, month, day) = weekday.components
        let isLaborDay = month == 9 && day <= 7 && weekday.weekday == 0
        return isLaborDay ? weekday.later(by: 1) : weekday
    }

    /// The school day of a start: `date` or the next school day, but none later than `lastStart`.
    static func recent(_ date: CalendarDate) -> CalendarDate { min(schoolDay(date), lastStart) }

    /// A day that is known to exist; a test looks for the stand-in in all files.
    static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate {
        CalendarDate(year: year, month: month, day: day) ?? CalendarDate(dayNumber: 0)
    }

    /// A birth date of the year group that is in `grade` in the school year of the delivery:
    /// a kindergartner (grade 1) turns five by August 31.
    static func birthDate(grade: Int, _ random: inout SplitMix64) -> CalendarDate {
        day(year - 5 - grade, 9, 1).later(by: random.below(365))
    }
}

extension CalendarDate {
    func later(by days: Int) -> CalendarDate {
        CalendarDate(dayNumber: dayNumber + Int32(truncatingIfNeeded: days))
    }

    /// Monday is 0, Sunday is 6; day 0 of all was a Thursday.
    var weekday: Int { ((Int(dayNumber) + 3) % 7 + 7) % 7 }
}
