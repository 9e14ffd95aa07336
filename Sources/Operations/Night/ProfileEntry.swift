import Automation
import Foundation
import OneRoster
import Records

/// A profile as it is typed, and read from what was typed.
public struct ProfileEntry: Equatable, Sendable {
    public var name = ""
    public var folder = ""
    /// One to a line, as all that are several.
    public var files = ""
    public var time = "02:00"
    public var zone = ""
    public var days = Weekday.allCases.map(\.rawValue)
    public var patience = "240"
    public var mapping = ""
    public var lastDay = ""
    public var nextDay = ""
    public var blackouts = ""
    public var mail = ""
    /// In percent; blank for those of the district.
    public var limitBadRows = ""
    public var limitEnds = ""
    public var limitChanges = ""
    public var takesAdditionsOnly = false
    public var absent = AbsentRecords.leave.rawValue
    /// Of a SIS that is asked; nil for a folder with files.
    public var service: Service?

    /// A service as it is typed.
    public struct Service: Equatable, Sendable {
        public var base = ""
        public var tokens = ""
        public var clientID = ""
        public var scopes = RosterAddress.usualScopes
        public var pageSize = String(RosterAddress.usualPageSize)
        public var fullEvery = "7"
        public var readsDemographics = true

        public init() {}

        init(_ service: SISService) {
            base = service.address.base
            tokens = service.address.tokens
            clientID = service.address.clientID
            scopes = service.address.scopes
            pageSize = String(service.address.pageSize)
            fullEvery = String(service.fullEvery)
            readsDemographics = service.readsDemographics
        }

        func service() throws -> SISService {
            guard let pageSize = Int(pageSize), let fullEvery = Int(fullEvery) else {
                throw AutomationProfiles.invalid(
                    "Records for each answer, and days until everything is read, are numbers.")
            }
            return SISService(
                RosterAddress(
                    base: base, tokens: tokens, clientID: clientID, scopes: scopes,
                    pageSize: pageSize), readsDemographics: readsDemographics,
                fullEvery: fullEvery)
        }
    }

    public init() {}

    public init(_ profile: AutomationProfile) {
        name = profile.name
        folder = profile.folder
        files = profile.files.joined(separator: "\n")
        time = profile.schedule.time.description
        zone = profile.zone
        days = Weekday.allCases.filter(profile.schedule.weekdays.contains).map(\.rawValue)
        patience = String(profile.patience)
        mapping = profile.mapping ?? ""
        blackouts = profile.schedule.blackouts.map {
            "\($0.first.monthDayYear) - \($0.last.monthDayYear)"
        }.joined(separator: "\n")
        mail = (profile.mailTo ?? []).joined(separator: "\n")
        limitBadRows = Self.shown(profile.limits?.badRows)
        limitEnds = Self.shown(profile.limits?.ends)
        limitChanges = Self.shown(profile.limits?.changes)
        takesAdditionsOnly = profile.takesAdditionsOnly ?? false
        absent = (profile.absent ?? .leave).rawValue
        service = profile.service.map { Service($0) }
    }

    /// The profile that it says.
    ///
    /// - Parameter known: the one that is changed, whose other parts stay.
    /// - Throws: `automation.invalid` with what cannot be read.
    public func profile(changing known: AutomationProfile?) throws -> AutomationProfile {
        let reasons = Dictionary(
            (known?.schedule.blackouts ?? []).map { ([$0.first, $0.last], $0.reason) },
            uniquingKeysWith: { $1 })
        guard let time = LocalTime(text: time) else {
            throw AutomationProfiles.invalid("The time is given as 02:00.")
        }
        guard let patience = Int(patience) else {
            throw AutomationProfiles.invalid("How long it waits is a number of minutes.")
        }
        var profile = AutomationProfile(
            name: name, zone: zone,
            schedule: NightSchedule(
                time: time, weekdays: Set(days.compactMap(Weekday.init(rawValue:))),
                blackouts: try given(reasons)),
            folder: folder, files: Self.lines(files), patience: patience,
            mapping: mapping.isEmpty ? nil : mapping)
        if let service {
            profile.service = try service.service()
            (profile.folder, profile.files, profile.mapping) = ("", [], nil)
        }
        let addresses = Self.lines(mail)
        profile.mailTo = addresses.isEmpty ? nil : addresses
        profile.webhook = known?.webhook
        let limits = GivenLimits(
            badRows: try Self.share(limitBadRows), ends: try Self.share(limitEnds),
            changes: try Self.share(limitChanges))
        profile.limits = limits == GivenLimits() ? nil : limits
        if service != nil { return profile }
        profile.takesAdditionsOnly = takesAdditionsOnly ? true : nil
        let absent = AbsentRecords(rawValue: absent) ?? .leave
        profile.absent = absent == .leave ? nil : absent
        return profile
    }

    private static func shown(_ share: Double?) -> String {
        share.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" } ?? ""
    }

    private static func share(_ text: String) throws -> Double? {
        if text.isEmpty { return nil }
        guard let share = Double(text) else {
            throw AutomationProfiles.invalid("A limit is a number of percent, such as 10.")
        }
        return share
    }

    private func given(_ reasons: [[CalendarDate]: String]) throws -> [Blackout] {
        var found: [Blackout] = []
        if !lastDay.isEmpty || !nextDay.isEmpty {
            let days = (try Self.day(lastDay), try Self.day(nextDay))
            guard let summer = Blackout.summer(after: days.0, until: days.1) else {
                throw AutomationProfiles.invalid(
                    "Between the last school day and the next first one there have to be days.")
            }
            found.append(summer)
        }
        for line in Self.lines(blackouts) {
            let parts = line.split(separator: "-", omittingEmptySubsequences: false)
            // Dates that begin with the year have hyphens of their own.
            let half = parts.count / 2
            guard parts.count == 2 || parts.count == 6 else { throw Self.notDays(line) }
            let days = (
                try Self.day(parts[..<half].joined(separator: "-")),
                try Self.day(parts[half...].joined(separator: "-"))
            )
            guard
                let blackout = Blackout(
                    first: days.0, last: days.1, reason: reasons[[days.0, days.1]] ?? "")
            else {
                throw Self.notDays(line)
            }
            found.append(blackout)
        }
        return found
    }

    private static func notDays(_ line: String) -> OperationError {
        AutomationProfiles.invalid(
            "\(line) is not a first and a last day, such as 12/24/2026 - 01/03/2027.")
    }

    private static func day(_ text: String) throws -> CalendarDate {
        guard
            case .date(let date) = DateCell.read(
                text.trimmingCharacters(in: .whitespaces), order: .monthFirst)
        else { throw AutomationProfiles.invalid("\(text) is no day, such as 09/01/2026.") }
        return date
    }

    private static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }
}
