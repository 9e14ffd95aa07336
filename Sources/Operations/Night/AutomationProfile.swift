import Automation
import Records

/// What a sender's files come by, and when they are imported without anybody's doing.
public struct AutomationProfile: Codable, Equatable, Sendable {
    public var name: String
    /// Where it is `schedule`'s time, as the tz database names it.
    public var zone: String
    public var schedule: NightSchedule
    /// The SIS that is asked, in the place of a folder with files.
    public var service: SISService?
    /// The sender's folder on the server, absolute; see `DropFolder`. Blank with a service.
    public var folder: String
    /// The files that come on each service date, by name. A run waits for them.
    public var files: [String]
    /// Minutes after the time of the schedule until which it waits for files.
    public var patience: Int
    /// The saved column mapping by which all of them are read; nil takes that of each header.
    public var mapping: String?
    /// Limits of its own; nil for those of the district.
    public var limits: GivenLimits?
    /// Whether program enrollments that are there stay as they are; nil for no.
    public var takesAdditionsOnly: Bool?
    /// What becomes of open program enrollments that files say nothing of; nil for nothing.
    public var absent: AbsentRecords?
    /// Whom each night is told by mail.
    public var mailTo: [String]?
    /// Where each night is posted to.
    public var webhook: String?
    public var isPaused = false
    /// What began before is not served. UTC, ISO 8601.
    public var since = ""
    /// What was not served before its days or times were changed is no failure. UTC, ISO 8601.
    public var judgedSince: String?

    public init(
        name: String, zone: String, schedule: NightSchedule, folder: String, files: [String],
        patience: Int = 240, mapping: String? = nil
    ) {
        self.name = name
        self.zone = zone
        self.schedule = schedule
        self.folder = folder
        self.files = files
        self.patience = patience
        self.mapping = mapping
    }

    /// What is awaited on each service date, by the names that reports have for it.
    var awaited: [String] { service == nil ? files : [SISService.reported] }

    /// In minutes: the next date begins later, also on a day of 23 hours.
    static let mostPatience = 1_200
    static let mostFiles = 50
}
