import Records

/// How somebody reads: the words, and how dates and numbers are written.
public struct Language: Sendable {
    /// As in `<html lang>`.
    public let code: String
    /// Words by the keys of phrases; a phrase of one thing has `.one` after its key.
    private let words: [String: String]
    private let thousands: String
    private let isMonthFirst: Bool

    public init(
        code: String, words: [String: String], thousands: String = ",", isMonthFirst: Bool = true
    ) {
        self.code = code
        self.words = words
        self.thousands = thousands
        self.isMonthFirst = isMonthFirst
    }

    /// The phrases' own words, as people write in the United States.
    public static let english = Language(code: "en", words: [:])

    /// That of whoever the page being made is for.
    @TaskLocal public static var current = english

    func translation(of key: String, isOne: Bool) -> String? {
        if words.isEmpty { return nil }
        return (isOne ? words[key + ".one"] : nil) ?? words[key]
    }

    /// With its thousands set apart.
    func number(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += thousands }
            text.append(digit)
        }
        return text
    }

    func date(year: String, month: String, day: String) -> String {
        isMonthFirst ? "\(month)/\(day)/\(year)" : "\(day)/\(month)/\(year)"
    }
}

extension HTML {
    /// A day of the form `YYYY-MM-DD`, as people write it; other text as it is.
    public static func day(_ text: String?) -> HTML {
        guard let text, !text.isEmpty else { return .empty }
        return "<time datetime=\"\(text)\">\(Words.day(text))</time>"
    }

    public static func day(_ date: CalendarDate?) -> HTML { day(date?.description) }

    /// A moment of the form `YYYY-MM-DDTHH:MM:SSZ`, to the minute.
    public static func moment(_ text: String?) -> HTML {
        guard let text, !text.isEmpty else { return .empty }
        return "<time datetime=\"\(text)\">\(Words.moment(text))</time>"
    }

    /// A moment in seconds since 1970.
    static func moment(seconds: Int) -> HTML { moment(Words.timestamp(seconds)) }
}

/// Values in words.
public enum Words {
    /// A day of the form `YYYY-MM-DD`, as people write it; other text as it is.
    public static func day(_ text: String) -> String {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0].count == 4 else { return text }
        return Language.current.date(year: parts[0], month: parts[1], day: parts[2])
    }

    /// A moment of the form `YYYY-MM-DDTHH:MM:SSZ`, to the minute, in UTC.
    public static func moment(_ text: String) -> String {
        guard text.count >= 16, text.dropFirst(10).first == "T" else { return text }
        return day(String(text.prefix(10))) + " " + text.dropFirst(11).prefix(5) + " UTC"
    }

    /// Seconds since 1970 as UTC, ISO 8601.
    static func timestamp(_ seconds: Int) -> String {
        let day = CalendarDate(dayNumber: Int32(clamping: seconds / 86_400))
        let parts = [seconds % 86_400 / 3_600, seconds % 3_600 / 60, seconds % 60]
        let time = parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        return "\(day)T\(time)Z"
    }

    public static func number(_ value: Int) -> String { Language.current.number(value) }
}
