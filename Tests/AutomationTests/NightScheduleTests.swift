import Automation
import Records
import Testing

/// Which dates are served when clocks do what clocks do.
@Suite struct NightScheduleTests {
    static let everyDay = Set(Weekday.allCases)

    static func instant(_ date: String, _ time: String, _ clock: LocalClock) throws -> Double {
        clock.instant(
            of: try #require(LocalTime(text: time)), on: try #require(CalendarDate(iso: date)))
    }

    struct Place: CustomStringConvertible {
        let zone: String
        let time: String
        var description: String { "\(zone) at \(time)" }
    }

    /// Places whose clocks skip the time, skip midnight, are put back by half an hour, or skip a
    /// whole day.
    static let places = [
        Place(zone: "America/Los_Angeles", time: "02:30"),
        Place(zone: "America/St_Johns", time: "00:01"),
        Place(zone: "Australia/Lord_Howe", time: "01:45"),
        Place(zone: "America/Sao_Paulo", time: "00:00"),
        Place(zone: "Pacific/Apia", time: "23:50"),
    ]

    /// From 2006 on, so that years with their changes of rules are in it. Two servers look every
    /// 20 minutes; each three-hundredth time the machine sleeps for three days, and now and then
    /// its clock is wrong for an hour.
    @Test(arguments: places) func `20 years of nights are served once each`(_ place: Place) throws {
        let clock = try #require(LocalClock(zone: place.zone))
        let schedule = NightSchedule(
            time: try #require(LocalTime(text: place.time)), weekdays: Self.everyDay)
        let first = try #require(CalendarDate(iso: "2006-01-01"))
        let start = clock.instant(of: schedule.time, on: first)
        let end = clock.instant(
            of: schedule.time, on: try #require(CalendarDate(iso: "2026-01-01")))
        var served: [CalendarDate: Int] = [:]
        var slept: Set<CalendarDate> = []
        var (now, looks, late) = (start, 0, 0)
        while now < end {
            looks += 1
            let wrong: Double = looks % 997 == 0 ? -3_600 : looks % 1_009 == 0 ? 3_600 : 0
            for _ in 1...2 {
                let due = schedule.due(at: now + wrong, since: start, in: clock) {
                    served[$0] != nil
                }
                guard let due else { continue }
                served[due, default: 0] += 1
                if now - clock.instant(of: schedule.time, on: due) > 2_400 { late += 1 }
            }
            guard looks % 7_200 == 0 else {
                now += 1_200
                continue
            }
            // Three days asleep: the last of them is caught up on, at once.
            let woken = now + 3 * 86_400
            for date in 0...4 {
                let day = CalendarDate(dayNumber: clock.date(at: now).dayNumber + Int32(date))
                let begins = clock.instant(of: schedule.time, on: day)
                if begins > now, begins <= woken { slept.insert(day) }
            }
            now = woken
        }
        #expect(served.values.allSatisfy { $0 == 1 })
        let all = Set((first.dayNumber..<clock.date(at: end).dayNumber).map(CalendarDate.init))
        let missed = all.subtracting(served.keys)
        // Only what was slept over, but for the newest of each sleep.
        #expect(missed.isSubset(of: slept))
        #expect(slept.subtracting(missed).count >= slept.count / 4)
        #expect(missed.count >= 100)
        #expect(late <= slept.count - missed.count)
    }

    @Test func `a time that clocks skip is the moment in which they are put forward`() throws {
        let clock = try #require(LocalClock(zone: "America/Los_Angeles"))
        let before = try Self.instant("2026-03-07", "02:30", clock)
        let skipped = try Self.instant("2026-03-08", "02:30", clock)
        let after = try Self.instant("2026-03-09", "02:30", clock)
        #expect(clock.time(at: skipped) == LocalTime(hour: 3, minute: 0))
        #expect(skipped - before == 23.5 * 3_600)
        #expect(after - skipped == 23.5 * 3_600)
    }

    @Test func `a time that clocks show twice is the first of the two`() throws {
        let clock = try #require(LocalClock(zone: "America/Los_Angeles"))
        let first = try Self.instant("2026-11-01", "01:30", clock)
        #expect(clock.time(at: first) == clock.time(at: first + 3_600))
        #expect(clock.time(at: first - 3_600) == LocalTime(hour: 0, minute: 30))
    }

    @Test func `an island that skips a day serves the day after`() throws {
        let clock = try #require(LocalClock(zone: "Pacific/Apia"))
        let schedule = NightSchedule(
            time: try #require(LocalTime(text: "02:00")), weekdays: Self.everyDay)
        let start = try Self.instant("2011-12-01", "00:00", clock)
        let now = try Self.instant("2011-12-31", "12:00", clock)
        let due = schedule.due(at: now, since: start, in: clock) { $0.description < "2011-12-30" }
        #expect(due?.description == "2011-12-31")
    }

    @Test func `a date is not served twice when the clock is put back`() throws {
        let clock = try #require(LocalClock(zone: "America/New_York"))
        let schedule = NightSchedule(
            time: try #require(LocalTime(text: "02:00")), weekdays: Self.everyDay)
        let now = try Self.instant("2026-10-06", "02:05", clock)
        let start = try Self.instant("2026-10-01", "00:00", clock)
        var served: Set<CalendarDate> = []
        for jump in [0, -7_200, 0, 31_536_000, 0] as [Double] {
            if let due = schedule.due(
                at: now + jump, since: start, in: clock, isServed: served.contains)
            {
                #expect(served.insert(due).inserted)
            }
        }
        // The year ahead was served too, and stops nothing.
        #expect(served.map(\.description).sorted() == ["2026-10-05", "2026-10-06", "2027-10-06"])
        let later = try Self.instant("2026-10-07", "02:05", clock)
        let due = schedule.due(at: later, since: start, in: clock, isServed: served.contains)
        #expect(due?.description == "2026-10-07")
    }

    @Test func `nothing runs on other days, in blackouts, or before it was set up`() throws {
        let clock = try #require(LocalClock(zone: "America/Denver"))
        let last = try #require(CalendarDate(iso: "2026-06-12"))
        let next = try #require(CalendarDate(iso: "2026-08-26"))
        let summer = try #require(Blackout.summer(after: last, until: next))
        #expect(summer.first.description == "2026-06-10")
        #expect(summer.last.description == "2026-08-11")
        let schedule = NightSchedule(
            time: try #require(LocalTime(text: "03:00")),
            weekdays: [.monday, .tuesday, .wednesday, .thursday, .friday], blackouts: [summer])
        let start = try Self.instant("2026-06-01", "12:00", clock)
        func due(_ date: String, _ time: String) throws -> String? {
            schedule.due(
                at: try Self.instant(date, time, clock), since: start, in: clock,
                isServed: { _ in false })?.description
        }
        #expect(try due("2026-06-01", "13:00") == nil)
        #expect(try due("2026-06-02", "02:59") == nil)
        #expect(try due("2026-06-02", "03:00") == "2026-06-02")
        // A Saturday: what Friday missed is caught up on.
        #expect(try due("2026-06-06", "10:00") == "2026-06-05")
        #expect(try due("2026-06-10", "10:00") == nil)
        #expect(try due("2026-08-11", "10:00") == nil)
        #expect(try due("2026-08-12", "03:00") == "2026-08-12")
        let following = schedule.next(
            after: try Self.instant("2026-06-09", "12:00", clock), in: clock)
        #expect(following?.date.description == "2026-08-12")
        #expect(Blackout.summer(after: next, until: last) == nil)
    }

    @Test func `dates that went by unserved are counted`() throws {
        let clock = try #require(LocalClock(zone: "America/Denver"))
        let schedule = NightSchedule(
            time: try #require(LocalTime(text: "03:00")), weekdays: Self.everyDay)
        let start = try Self.instant("2026-10-01", "00:00", clock)
        func missed(_ date: String, _ time: String, served: String) throws -> Int {
            schedule.missed(
                at: try Self.instant(date, time, clock), since: start, grace: 3_600, in: clock,
                isServed: { $0.description == served })
        }
        #expect(try missed("2026-10-08", "03:30", served: "2026-10-05") == 2)
        #expect(try missed("2026-10-08", "04:30", served: "2026-10-05") == 3)
        #expect(try missed("2026-10-08", "04:30", served: "2026-10-08") == 0)
        #expect(try missed("2026-10-03", "12:00", served: "") == 3)
    }

    @Test func `times and zones are read as they are written`() {
        #expect(LocalTime(text: "02:30")?.description == "02:30")
        for text in ["", "2:30", "24:00", "12:60", "02-30", "02:30:00", "٠٢:٣٠"] {
            #expect(LocalTime(text: text) == nil, "\(text)")
        }
        for zone in ["", "Nowhere/Town", "PST", "../../etc/passwd"] {
            #expect(LocalClock(zone: zone) == nil, "\(zone)")
        }
        let first = CalendarDate(iso: "2026-11-22")
        #expect(first.map(Weekday.init) == .sunday)
    }
}
