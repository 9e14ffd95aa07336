import Delimited

/// What the dates of a file tell about whether the month or the day comes first.
///
/// Only dates with slashes count, and of these only those that can be read in one order alone:
/// `25/03/2026` can only be day first, `03/25/2026` only month first, `03/04/2026` is either.
public struct DateOrderEvidence: Equatable, Sendable {
    /// Dates that can only be read with the day first.
    public private(set) var dayFirst = 0
    /// Dates that can only be read with the month first.
    public private(set) var monthFirst = 0
    /// Dates with slashes, whatever they tell.
    public private(set) var slashed = 0

    public init() {}

    /// Looks at one trimmed date cell.
    public mutating func take(_ cell: Cell) {
        // Eight to ten bytes with four of a year at the end; nearly all cells that are not a
        // date of this form (blank, ISO, a day count) are let go by their length or first slash.
        guard (8...10).contains(cell.count) else { return }
        var parts = DateParts()
        guard parts.read(cell), parts.separator == UInt8(ascii: "/"), parts.digits.2 == 4,
            parts.digits.0 <= 2, parts.digits.1 <= 2
        else { return }
        let (first, second) = (parts.first, parts.second)
        slashed += 1
        if (13...31).contains(first), (1...12).contains(second) { dayFirst += 1 }
        if (13...31).contains(second), (1...12).contains(first) { monthFirst += 1 }
    }

    /// Adds what another part of the file told.
    public mutating func merge(_ other: DateOrderEvidence) {
        dayFirst += other.dayFirst
        monthFirst += other.monthFirst
        slashed += other.slashed
    }

    /// Day first where at least a tenth of the dates can only be that, and none only month first.
    ///
    /// Of dates at random, six in ten are past the 12th. A single such date among many that can be
    /// read either way is a slip, which must not turn all the others round.
    public var judged: DateOrder {
        dayFirst > 0 && monthFirst == 0 && dayFirst * 10 >= slashed ? .dayFirst : .monthFirst
    }

    /// The counts in words, for the report: "12 dates can only be day first, none only month
    /// first."
    public var summary: String {
        "\(dayFirst) \(dayFirst == 1 ? "date" : "dates") can only be day first, "
            + "\(monthFirst == 0 ? "none" : String(monthFirst)) only month first."
    }
}
