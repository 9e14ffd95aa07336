import FoundationEssentials
import Records

/// A time of day on the clocks of a place, without a date: `02:30`.
public struct LocalTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Minutes since midnight, 0 to 1,439.
    public let minutes: Int

    public init?(hour: Int, minute: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        minutes = hour * 60 + minute
    }

    /// Reads `HH:MM`; nil for anything else.
    public init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1])
        else { return nil }
        self.init(hour: hour, minute: minute)
    }

    /// `HH:MM`.
    public var description: String {
        [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    public static func < (left: Self, right: Self) -> Bool { left.minutes < right.minutes }
}

extension LocalTime: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = LocalTime(text: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a time of day")
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The clocks of one place, summer time and all. Instants are seconds since 1970-01-01 UTC.
public struct LocalClock: Sendable {
    private let zone: TimeZone

    /// - Parameter name: as the tz database names it, such as `America/Los_Angeles`; nil where it
    ///   has no such zone.
    public init?(zone name: String) {
        guard name.contains("/") || name == "UTC", let zone = TimeZone(identifier: name) else {
            return nil
        }
        self.zone = zone
    }

    private static let day = 86_400.0

    private func offset(at instant: Double) -> Double {
        Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: instant)))
    }

    /// The date that calendars there show.
    public func date(at instant: Double) -> CalendarDate {
        let local = instant + offset(at: instant)
        return CalendarDate(dayNumber: Int32((local / Self.day).rounded(.down)))
    }

    /// The time that clocks there show, in whole minutes.
    public func time(at instant: Double) -> LocalTime {
        let local = instant + offset(at: instant)
        let seconds = local - (local / Self.day).rounded(.down) * Self.day
        let minutes = Int(seconds) / 60
        return LocalTime(hour: minutes / 60, minute: minutes % 60) ?? .midnight
    }

    /// When clocks there first show `time` on `date`. Where they skip it, because they are put
    /// forward, it is the moment in which they are.
    public func instant(of time: LocalTime, on date: CalendarDate) -> Double {
        let shown = Double(date.dayNumber) * Self.day + Double(time.minutes * 60)
        // No place is further from UTC than this, and none changes its clocks twice in between.
        let (before, after) = (offset(at: shown - Self.day), offset(at: shown + Self.day))
        let candidates = [before, after].filter { offset(at: shown - $0) == $0 }
        if let offset = candidates.max() { return shown - offset }
        return change(between: shown - max(before, after), and: shown - min(before, after))
    }

    /// The second in which clocks are changed.
    private func change(between start: Double, and end: Double) -> Double {
        let before = offset(at: start)
        var (low, high) = (start, end)
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            if offset(at: middle) == before { low = middle } else { high = middle }
        }
        return high
    }
}

extension LocalTime {
    static let midnight = LocalTime(minutes: 0)

    private init(minutes: Int) { self.minutes = minutes }
}
