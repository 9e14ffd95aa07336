import Delimited

/// Which of two slash-separated numbers comes first in a file's dates.
public enum DateOrder: String, Codable, Sendable {
    case monthFirst, dayFirst
}

/// What one date cell says.
///
/// Accepted are `MM/DD/YYYY` (one-digit months and days too) and `YYYY-MM-DD`. 01/01/1900 is the
/// senders' way of writing "no date". Everything else is a problem that names its likely cause.
/// Source: the programs.txt layout (`docs/import-layouts/programs.md`).
public enum DateCell: Equatable, Sendable {
    case blank
    case date(CalendarDate)
    /// 01/01/1900: no date, by convention.
    case noDate
    case problem(ProblemCode)

    /// Years outside these are slips of the keyboard, not dates of a school's records.
    public static let years = 1901...2100

    /// Reads `text`; for callers outside of the bulk path.
    public static func read(_ text: String, order: DateOrder) -> DateCell {
        var text = text
        return text.withUTF8 { read(Cell($0), order: order) }
    }

    /// Reads one trimmed cell.
    public static func read(_ cell: Cell, order: DateOrder) -> DateCell {
        if cell.isEmpty { return .blank }
        if cell.count == 10, let date = plain(cell, order) { return .date(date) }
        return readAny(cell, order)
    }

    /// A date in the usual form: two digits, a slash, two digits, a slash, four digits. Nil for
    /// everything else, and for the few that need a second look.
    @inline(__always)
    private static func plain(_ cell: Cell, _ order: DateOrder) -> CalendarDate? {
        guard cell[2] == 0x2F, cell[5] == 0x2F else { return nil }
        var isNumber = true
        func digit(_ index: Int) -> Int {
            let value = Int(cell[index]) &- 48
            isNumber = isNumber && value >= 0 && value <= 9
            return value
        }
        let first = digit(0) &* 10 &+ digit(1)
        let second = digit(3) &* 10 &+ digit(4)
        let year = (digit(6) &* 10 &+ digit(7)) &* 100 &+ digit(8) &* 10 &+ digit(9)
        let (month, day) = order == .monthFirst ? (first, second) : (second, first)
        guard isNumber, month >= 1, month <= 12, day >= 1, day <= 28, years.contains(year) else {
            return nil
        }
        return CalendarDate(firstOfMonth: (year &- years.lowerBound) &* 12 &+ month &- 1, day: day)
    }

    private static func readAny(_ cell: Cell, _ order: DateOrder) -> DateCell {
        var parts = DateParts()
        guard parts.read(cell) else { return .problem(unreadable(cell)) }
        switch (parts.separator, parts.digits) {
        case (UInt8(ascii: "/"), (1...2, 1...2, 4)):
            let monthFirst = order == .monthFirst
            return date(
                parts.third, monthFirst ? parts.first : parts.second,
                monthFirst ? parts.second : parts.first)
        case (UInt8(ascii: "-"), (4, 2, 2)):
            return date(parts.first, parts.second, parts.third)
        case (_, (1...2, 1...2, 2)):
            return .problem(.dateTwoDigitYear)
        default:
            return .problem(.dateInvalid)
        }
    }

    private static func date(_ year: Int, _ month: Int, _ day: Int) -> DateCell {
        if year == 1900, month == 1, day == 1 { return .noDate }
        guard let date = CalendarDate(year: year, month: month, day: day) else {
            return .problem(.dateInvalid)
        }
        return years.contains(year) ? .date(date) : .problem(.dateRange)
    }

    /// Names the likely cause of a cell that does not consist of three numbers.
    private static func unreadable(_ cell: Cell) -> ProblemCode {
        let isNumber = cell.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        let points = cell.count { $0 == UInt8(ascii: ".") }
        if isNumber, points <= 1, (4...8).contains(cell.count), cell.first != UInt8(ascii: ".") {
            return cell.count == 8 ? .dateInvalid : .dateSerial
        }
        if cell.contains(UInt8(ascii: ":")) { return .dateTime }
        return .dateInvalid
    }
}

/// Three numbers between two equal separators.
struct DateParts {
    var first = 0
    var second = 0
    var third = 0
    var digits = (0, 0, 0)
    var separator: UInt8 = 0

    /// False where `cell` is not of that form.
    mutating func read(_ cell: Cell) -> Bool {
        guard cell.count <= 10 else { return false }
        var values = (0, 0, 0)
        var part = 0
        var length = 0
        for byte in cell {
            if (48...57).contains(byte) {
                length += 1
                let digit = Int(byte) - 48
                switch part {
                case 0: values.0 = values.0 * 10 + digit
                case 1: values.1 = values.1 * 10 + digit
                default: values.2 = values.2 * 10 + digit
                }
                continue
            }
            guard byte == 0x2F || byte == 0x2D, length > 0, part < 2,
                part == 0 || byte == separator
            else { return false }
            separator = byte
            if part == 0 { digits.0 = length } else { digits.1 = length }
            part += 1
            length = 0
        }
        guard part == 2, length > 0 else { return false }
        digits.2 = length
        (first, second, third) = values
        return true
    }
}
