import ArgumentParser
import Automation
import Operations
import Records

/// When a profile runs, who is told, and what holds its runs.
struct ScheduleOptions: ParsableArguments {
    @Option(help: "Time zone, such as America/Los_Angeles.") var zone: String
    @Option(help: "Time of the day there, HH:MM.") var at: String
    @Option(help: "Days, such as monday,thursday; without it, all.") var days: String?
    @Option(help: "Minutes after its time for which it waits for what is awaited.")
    var patience = 240
    @Option(help: "Last and next first school day, LAST..NEXT; may be given more than once.")
    var summer: [String] = []
    @Option(help: "Days without a run, FIRST..LAST; may be given more than once.")
    var blackout: [String] = []
    @Option(help: "Hold a run with more bad rows than this, in percent.")
    var limitBadRows: Double?
    @Option(help: "Hold a run that would end more records than this, in percent.")
    var limitEnds: Double?
    @Option(help: "Hold a run that would change more of a program's records, in percent.")
    var limitChanges: Double?
    @Option(help: "Who is told of each night by mail; may be given more than once.")
    var mail: [String] = []
    @Option(help: "Where each night is posted to: https://...") var webhook: String?

    /// A profile with all of this.
    func profile(named name: String, folder: String, files: [String]) throws -> AutomationProfile {
        let schedule = NightSchedule(
            time: try time(), weekdays: try weekdays(),
            blackouts: try summer.map { text in
                let (last, next) = try days(of: text)
                return try given(Blackout.summer(after: last, until: next), text)
            }
                + blackout.map { text in
                    let (first, last) = try days(of: text)
                    return try given(Blackout(first: first, last: last), text)
                })
        var profile = AutomationProfile(
            name: name, zone: zone, schedule: schedule, folder: folder, files: files,
            patience: patience)
        profile.mailTo = mail.isEmpty ? nil : mail
        profile.webhook = webhook
        let limits = GivenLimits(badRows: limitBadRows, ends: limitEnds, changes: limitChanges)
        profile.limits = limits == GivenLimits() ? nil : limits
        return profile
    }

    private func time() throws -> LocalTime {
        guard let time = LocalTime(text: at) else {
            throw ValidationError("--at takes a time of the day, such as 02:00.")
        }
        return time
    }

    private func weekdays() throws -> Set<Weekday> {
        guard let days else { return Set(Weekday.allCases) }
        let names = days.lowercased().split(separator: ",").map(String.init)
        let found = names.compactMap(Weekday.init(rawValue:))
        guard found.count == names.count else {
            throw ValidationError("--days takes days such as monday,thursday.")
        }
        return Set(found)
    }

    private func days(of text: String) throws -> (CalendarDate, CalendarDate) {
        let days = text.components(separatedBy: "..").compactMap(CalendarDate.init(iso:))
        guard days.count == 2 else {
            throw ValidationError("\(text) is not two days, such as 2027-06-11..2027-08-25.")
        }
        return (days[0], days[1])
    }

    private func given(_ blackout: Blackout?, _ text: String) throws -> Blackout {
        guard let blackout else {
            throw ValidationError("\(text) is not a first and a last day with days between.")
        }
        return blackout
    }
}
