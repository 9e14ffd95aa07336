import Records

/// A day of the week.
public enum Weekday: String, CaseIterable, Codable, Hashable, Sendable {
    case sunday, monday, tuesday, wednesday, thursday, friday, saturday

    public init(_ date: CalendarDate) {
        // 1970-01-01 was a Thursday.
        let place = (Int(date.dayNumber) + 4) % 7
        self = Self.allCases[place < 0 ? place + 7 : place]
    }
}

/// Days on which nothing runs by itself.
public struct Blackout: Codable, Hashable, Sendable {
    public let first: CalendarDate
    /// The last day without runs.
    public let last: CalendarDate
    /// Why, in the district's words.
    public let reason: String

    public init?(first: CalendarDate, last: CalendarDate, reason: String = "") {
        guard first <= last else { return nil }
        self.first = first
        self.last = last
        self.reason = reason
    }

    func contains(_ date: CalendarDate) -> Bool { first <= date && date <= last }

    /// Days before the last school day from which on rosters are not to be trusted, and days
    /// before the next first school day from which on they are again.
    private static let (before, until): (Int32, Int32) = (2, 14)

    /// The summer between two school years, in which the SIS is rolled over: from two days before
    /// the last school day until two weeks before the next one. Nil where that is no day at all.
    public static func summer(
        after lastSchoolDay: CalendarDate, until nextSchoolDay: CalendarDate
    ) -> Blackout? {
        Blackout(
            first: CalendarDate(dayNumber: lastSchoolDay.dayNumber - before),
            last: CalendarDate(dayNumber: nextSchoolDay.dayNumber - until - 1),
            reason: "Summer")
    }
}

/// When something runs by itself: at one time of the local day, on some days of the week, once for
/// each of these days, the service dates.
///
/// What was done is remembered by service date and not by time: whatever clocks do, no date is
/// served twice. Where a machine slept over several dates, the newest is caught up on, and the
/// older ones are not: what a file said on them is in the newest one.
public struct NightSchedule: Codable, Equatable, Sendable {
    public let time: LocalTime
    public let weekdays: Set<Weekday>
    public let blackouts: [Blackout]

    public init(time: LocalTime, weekdays: Set<Weekday>, blackouts: [Blackout] = []) {
        self.time = time
        self.weekdays = weekdays
        self.blackouts = blackouts
    }

    /// Its days, in the order of the week.
    public var dayNames: String {
        Weekday.allCases.filter(weekdays.contains).map(\.rawValue).joined(separator: ", ")
    }

    /// Dates are looked for no further away than this, in days.
    private static let reach: Int32 = 400

    /// Whether something runs on this date.
    public func serves(_ date: CalendarDate) -> Bool {
        weekdays.contains(Weekday(date)) && !blackouts.contains { $0.contains(date) }
    }

    /// The newest service date that began, whether or not it was served; nil where none did, or
    /// nothing is to run today.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - start: dates that began before are not served: seconds since 1970.
    public func newest(
        at now: Double, since start: Double, in clock: LocalClock
    ) -> CalendarDate? {
        let today = clock.date(at: now)
        if blackouts.contains(where: { $0.contains(today) }) { return nil }
        return dates(from: today, by: -1).first { clock.instant(of: time, on: $0) <= now }
            .flatMap { clock.instant(of: time, on: $0) >= start ? $0 : nil }
    }

    /// The service date for which something has to be done now; nil where nothing has.
    ///
    /// - Parameter isServed: whether a date was served already.
    public func due(
        at now: Double, since start: Double, in clock: LocalClock,
        isServed: (CalendarDate) throws -> Bool
    ) rethrows -> CalendarDate? {
        guard let date = newest(at: now, since: start, in: clock) else { return nil }
        return try isServed(date) ? nil : date
    }

    /// The next service date that has not begun, and when it begins; nil where none is near.
    public func next(
        after now: Double, in clock: LocalClock
    ) -> (date: CalendarDate, instant: Double)? {
        for date in dates(from: clock.date(at: now), by: 1) {
            let instant = clock.instant(of: time, on: date)
            if instant > now { return (date, instant) }
        }
        return nil
    }

    /// How many service dates went by one after the other without being served, the newest last;
    /// one that began less than `grace` seconds ago does not count yet.
    public func missed(
        at now: Double, since start: Double, grace: Double, in clock: LocalClock,
        isServed: (CalendarDate) throws -> Bool
    ) rethrows -> Int {
        var count = 0
        for date in dates(from: clock.date(at: now), by: -1) {
            let instant = clock.instant(of: time, on: date)
            if instant > now - grace { continue }
            if try instant < start || isServed(date) { break }
            count += 1
        }
        return count
    }

    private func dates(from date: CalendarDate, by step: Int32) -> some Sequence<CalendarDate> {
        (0...Self.reach).lazy.map { CalendarDate(dayNumber: date.dayNumber + step * $0) }
            .filter(serves)
    }
}
