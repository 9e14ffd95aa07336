import Foundation
import Records
import Storage

/// What somebody should look at at once: told on the Home page of those who see the access log,
/// until one of them has looked into it.
public struct Alarms {
    public enum Kind: String, Sendable, CaseIterable {
        /// More than `ReadingWatch.mostPerHour` students in an hour.
        case readingMany = "reading-many"
        /// Far more on a day than somebody ever looks at.
        case readingUnusual = "reading-unusual"
        /// A code was made on the host that stands for somebody's second factor.
        case breakGlass = "break-glass"
        /// A list of many students was asked for.
        case largeExport = "large-export"
        /// Many wrong codes of somebody's second factor on a day.
        case factorGuessing = "factor-guessing"
        /// Somebody had the right password, or a real token, and was refused all the same.
        case refusedEntry = "refused-entry"
        /// Users or tokens were locked that nobody used for long.
        case stale
        /// Two nights or more failed one after the other.
        case nights
        /// Letters of other districts could not be taken.
        case lettersAside = "letters-aside"
        /// A mail or a post was tried for days and never taken.
        case untold
    }

    /// How many are listed at most.
    public static let listed = 200

    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// The newest first; `isOpen` leaves out those that somebody looked into.
    public func list(isOpen: Bool = false) throws -> [AlarmRecord] {
        try workspace.require(.seeAccessLog)
        return try workspace.store.read { try $0.alarms(isOpen: isOpen, limit: Self.listed) }
    }

    /// How many nobody looked into yet; nil for those who do not see them.
    public func openCount() throws -> Int? {
        guard workspace.allows(.seeAccessLog) else { return nil }
        return try workspace.store.read { try $0.openAlarmCount() }
    }

    /// Notes that somebody looked into an alarm.
    ///
    /// - Throws: `alarm.not-found` where there is none, or somebody did already.
    public func close(_ id: Int) throws {
        try workspace.require(.seeAccessLog)
        let isDone = try workspace.store.write {
            try $0.closeAlarm(
                id, by: workspace.actor, at: Int(workspace.clock().timeIntervalSince1970))
        }
        if !isDone { throw OperationError.notFound(kind: "alarm", name: "\(id)") }
    }

    /// - Parameter isMailed: whether it is told by mail, too, where the district names somebody.
    static func raise(
        _ kind: Kind, account: Int?, party: String, detail: String, at time: Date,
        isMailed: Bool = true, _ writer: any Writer
    ) throws {
        try writer.raiseAlarm(
            kind.rawValue, at: Int(time.timeIntervalSince1970), account: account, party: party,
            detail: detail)
        let addresses = mailAddresses(try writer.settings()[mailSetting] ?? "")
        if addresses.isEmpty || !isMailed { return }
        // Whom it is about and why is for those who see alarms, and not for whoever reads a mail.
        try OutgoingNotice.mail(
            about: "Alarm", to: addresses, subject: "Alarm: \(kind.rawValue)",
            text: "An alarm was raised. Look into it: Alarms in the browser, or "
                + "homeroom alarm list --open\n", isAlarm: true
        ).put(at: time, writer)
    }

    /// Raises one, unless the same was told already.
    ///
    /// - Parameter known: whether one that somebody looked into counts as told, too.
    /// - Returns: whether it was raised.
    static func raiseOnce(
        _ kind: Kind, party: String, detail: String, at time: Date,
        known: (AlarmRecord) -> Bool = { _ in false }, _ writer: any Writer
    ) throws -> Bool {
        let told = try [true, false].flatMap { try writer.alarms(isOpen: $0, limit: listed) }
        let isKnown = told.contains {
            $0.kind == kind.rawValue && $0.detail == detail && ($0.seenAt == nil || known($0))
        }
        if isKnown { return false }
        try raise(kind, account: nil, party: party, detail: detail, at: time, writer)
        return true
    }

    /// The name of the setting: who is told of alarms by mail.
    static let mailSetting = "alarm-mail"
    private static let mostAddresses = 20

    /// The addresses in a setting, separated by commas or blanks.
    private static func mailAddresses(_ text: String) -> [String] {
        text.split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    static func isMailSetting(_ text: String) -> Bool {
        let addresses = mailAddresses(text)
        return addresses.count <= mostAddresses
            && addresses.allSatisfy(MailMessage.isAddress)
    }

    /// Tells that somebody was refused who had what only the user should have: once an hour for
    /// each user. Where that cannot be told now, nobody is let in for it.
    static func raiseRefused(
        _ detail: String, of account: UserAccount, in store: any Store, at time: Date
    ) {
        let since = Int(time.timeIntervalSince1970) - 3_600
        try? store.write { writer in
            if try writer.hasAlarm(Kind.refusedEntry.rawValue, about: account.id, since: since) {
                return
            }
            try raise(
                .refusedEntry, account: account.id, party: account.name, detail: detail, at: time,
                writer)
        }
    }

    /// Tells of users or tokens that nobody used: once a day while it stays the same.
    static func raiseStale(_ detail: String, _ workspace: Workspace) throws {
        let day = 86_400
        let since = Int(workspace.clock().timeIntervalSince1970) - day
        _ = try workspace.store.write { writer in
            try raiseOnce(
                .stale, party: workspace.actor, detail: detail, at: workspace.clock(),
                known: { $0.at > since }, writer)
        }
    }
}

/// Looks whether somebody reads more than anybody needs to, or than they ever did.
///
/// More than 300 students in an hour is what nobody's work takes. Far from one's own habit is more
/// than the mean of the days on which one looked at students, plus four standard deviations, and
/// three times as many as on the busiest of them; known from five days on, and never below 50.
public struct ReadingWatch: Sendable {
    public static let mostPerHour = 300
    static let fewestUnusual = 50
    static let fewestDays = 5
    /// Days that are looked back.
    static let days = 60

    let store: any Store
    let clock: @Sendable () -> Date

    public init(store: any Store, clock: @escaping @Sendable () -> Date) {
        self.store = store
        self.clock = clock
    }

    /// After events were taken into the log.
    public func look(at events: [AccessEvent]) throws {
        for account in Set(events.compactMap(\.account)).sorted() {
            let own = events.filter { $0.account == account }
            let found = try Self.moments(own.map(\.at)).compactMap { try self.found(account, $0) }
            guard let (kind, detail) = found.first else { continue }
            let now = clock()
            // Once an hour, or once a day: it is not a new alarm with each page.
            let since = now.timeIntervalSince1970 - (kind == .readingMany ? 3_600 : 86_400)
            try store.write { writer in
                let isKnown = try writer.hasAlarm(
                    kind.rawValue, about: account, since: Int(since))
                if isKnown { return }
                try Alarms.raise(
                    kind, account: account, party: own.first?.party ?? "", detail: detail, at: now,
                    writer)
            }
        }
    }

    /// The last of these times in each hour, in order: what lay in a journal while nobody took it
    /// in is looked at as it was then.
    static func moments(_ times: [String]) -> [Date] {
        Dictionary(grouping: times) { $0.prefix("2026-10-05T08".count) }.values
            .compactMap { $0.max() }.sorted()
            .compactMap { try? Date($0, strategy: .iso8601) }
    }

    private func found(_ account: Int, _ now: Date) throws -> (Alarms.Kind, String)? {
        let time = ImportFiles.timestamp(now)
        let hour = ImportFiles.timestamp(now.addingTimeInterval(-3_600))
        let today = String(time.prefix(10))
        let first = String(
            ImportFiles.timestamp(now.addingTimeInterval(-Double(Self.days) * 86_400)).prefix(10))
        return try store.read { reader in
            let inHour = try reader.studentsSeen(by: account, since: hour, until: time)
            if inHour > Self.mostPerHour {
                return (.readingMany, "\(inHour) students in an hour.")
            }
            let inDay = try reader.studentsSeen(by: account, since: today, until: time)
            if inDay < Self.fewestUnusual { return nil }
            let habit = try reader.studentsSeenDaily(by: account, since: first, before: today)
            guard Self.isUnusual(inDay, habit) else { return nil }
            return (
                .readingUnusual,
                "\(inDay) students on a day; at most \(habit.max() ?? 0) on a day before."
            )
        }
    }

    /// Whether a day's count is far from those of the days before.
    static func isUnusual(_ count: Int, _ habit: [Int]) -> Bool {
        guard count >= fewestUnusual, habit.count >= fewestDays else { return false }
        let mean = Double(habit.reduce(0, +)) / Double(habit.count)
        let variance = habit.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let deviation = (variance / Double(habit.count)).squareRoot()
        return Double(count) > mean + 4 * deviation && count > 3 * (habit.max() ?? 0)
    }
}
