/// How long a student learns in an average school week.
public struct WeeklyHours: Hashable, Comparable, Sendable {
    /// 27.75 hours: what counts as one full-time equivalent.
    ///
    /// Source: 27.75 h a week are 1.0 FTE, WAC 392-550 (and WAC 392-121-122).
    public static let fullTime = WeeklyHours(minutes: 1_665)
    /// More hours than a week of school and work can have are a slip of the keyboard.
    public static let most = WeeklyHours(minutes: 60 * 60)

    public let minutes: Int

    public init(minutes: Int) { self.minutes = minutes }

    /// The hours of so many hundredths of a full-time equivalent.
    public init(hundredthsOfFullTime hundredths: Int) {
        minutes = (hundredths * Self.fullTime.minutes + 50) / 100
    }

    /// Reads hours with up to two decimals (`27.75`), or hours and minutes (`27:45`); nil for
    /// anything else, and for more than `most`.
    public init?(_ text: String) {
        let isClock = text.contains(":")
        let parts = text.split(
            separator: isClock ? ":" : ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.allSatisfy { part in
            !part.isEmpty && part.count <= 2 && part.utf8.allSatisfy { (48...57).contains($0) }
        }
        guard digits, let hours = Int(parts[0]), parts.count <= 2 else { return nil }
        var minutes = hours * 60
        if parts.count == 2, let rest = Int(parts[1]) {
            if isClock {
                guard rest < 60, parts[1].count == 2 else { return nil }
                minutes += rest
            } else {
                minutes += ((parts[1].count == 1 ? rest * 10 : rest) * 60 + 50) / 100
            }
        }
        guard minutes <= Self.most.minutes else { return nil }
        self.minutes = minutes
    }

    /// Hundredths of a full-time equivalent, rounded to the nearest.
    public var hundredthsOfFullTime: Int {
        (minutes * 100 + Self.fullTime.minutes / 2) / Self.fullTime.minutes
    }

    /// The full-time equivalent with two decimals: `0.54`.
    public var fullTimeEquivalent: String { Self.decimal(hundredthsOfFullTime) }

    /// The hours with two decimals: `15.00`.
    public var hours: String { Self.decimal((minutes * 100 + 30) / 60) }

    private static func decimal(_ hundredths: Int) -> String {
        "\(hundredths / 100).\(padded(hundredths % 100, 2))"
    }

    public static func < (left: Self, right: Self) -> Bool { left.minutes < right.minutes }
}
