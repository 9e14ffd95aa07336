import Delimited
import Records

/// A birth date as it was written, as a number: year, month and day in eight digits; 0 where it is
/// missing. It need not be a day that there is.
enum PackedDate {
    /// Reads `YYYY-MM-DD`, `YYYYMMDD`, `MM/DD/YYYY` and, where no month is so high, `DD/MM/YYYY`.
    /// Everything else, and the 01/01/1900 by which senders mean "no date", is missing.
    static func read(_ cell: Cell) -> UInt32 {
        var numbers: (UInt32, UInt32, UInt32) = (0, 0, 0)
        var lengths = (0, 0, 0)
        var part = 0
        for byte in cell {
            if (0x30...0x39).contains(byte) {
                let digit = UInt32(byte) - 0x30
                switch part {
                case 0: (numbers.0, lengths.0) = (numbers.0 &* 10 &+ digit, lengths.0 + 1)
                case 1: (numbers.1, lengths.1) = (numbers.1 &* 10 &+ digit, lengths.1 + 1)
                default: (numbers.2, lengths.2) = (numbers.2 &* 10 &+ digit, lengths.2 + 1)
                }
            } else if byte == 0x2D || byte == 0x2F || byte == 0x2E {
                part += 1
                if part > 2 { return 0 }
            } else {
                break
            }
        }
        switch (part, lengths) {
        case (0, (8, 0, 0)): return checked(numbers.0)
        case (2, (4, 1...2, 1...2)):
            return checked(numbers.0 * 10_000 + numbers.1 * 100 + numbers.2)
        case (2, (1...2, 1...2, 4)):
            let isDayFirst = numbers.0 > 12 && numbers.1 <= 12
            let (month, day) = isDayFirst ? (numbers.1, numbers.0) : (numbers.0, numbers.1)
            return checked(numbers.2 * 10_000 + month * 100 + day)
        default: return 0
        }
    }

    private static func checked(_ date: UInt32) -> UInt32 {
        date == 19_000_101 || date < 10_000_000 || date > 99_999_999 ? 0 : date
    }

    /// The comparison level of two dates.
    static func level(_ left: UInt32, _ right: UInt32) -> UInt8 {
        if left == 0 || right == 0 { return LevelCode.missing }
        if left == right { return LevelCode.equal }
        let (year, month, day) = (left / 10_000, left / 100 % 100, left % 100)
        let (otherYear, otherMonth, otherDay) = (right / 10_000, right / 100 % 100, right % 100)
        if year == otherYear {
            if month == otherDay, day == otherMonth { return LevelCode.form }
            if left % 10_000 == 101 || right % 10_000 == 101 { return LevelCode.initial }
        }
        if isOneDigitOff(left, right) { return LevelCode.slip }
        let same =
            (year == otherYear ? 1 : 0) + (month == otherMonth ? 1 : 0)
            + (day == otherDay ? 1 : 0)
        return same == 2 ? LevelCode.part : LevelCode.differ
    }

    /// Whether one digit differs, or two neighbors are swapped.
    private static func isOneDigitOff(_ left: UInt32, _ right: UInt32) -> Bool {
        var (one, other) = (left, right)
        var off = 0
        var lastPair: (UInt32, UInt32) = (0, 0)
        var lastPlace = -2
        for place in 0..<8 {
            let pair = (one % 10, other % 10)
            (one, other) = (one / 10, other / 10)
            if pair.0 == pair.1 { continue }
            off += 1
            if off == 2 {
                return lastPlace == place - 1 && lastPair.0 == pair.1 && lastPair.1 == pair.0
                    && one == other
            }
            (lastPair, lastPlace) = (pair, place)
        }
        return off == 1
    }

    /// Day and month in the order of their size, so that a date and its swapped form are one.
    static func withoutOrder(_ date: UInt32) -> UInt32 {
        let (month, day) = (date / 100 % 100, date % 100)
        return month > day ? date / 10_000 * 10_000 + day * 100 + month : date
    }

    /// As it is shown: `YYYY-MM-DD`.
    static func text(_ date: UInt32) -> String {
        if date == 0 { return "" }
        func padded(_ number: UInt32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date / 10_000)-\(padded(date / 100 % 100))-\(padded(date % 100))"
    }
}
