import Automation
import Foundation
import Intake
import Records
import Storage

/// Imports what senders put into their folders, each profile once for each of its service dates.
///
/// To be asked often, by a timer of the system: it looks at the folders each time, and does
/// something where a date has come that nobody served. What it did is kept with the date, so that
/// neither clocks that are changed nor a second server do it twice.
public struct Nightly {
    /// How a profile stands after one look.
    public struct Outcome: Codable, Equatable, Sendable {
        public enum State: String, Codable, Sendable {
            /// It was stopped by somebody.
            case paused
            /// The next date has not come.
            case notDue
            /// A date has come, and files are still waited for.
            case waiting
            /// Another process serves it.
            case elsewhere
            /// It was served now.
            case done
            /// It could not be; the next look tries again.
            case failed
        }

        public let profile: String
        public let state: State
        /// The service date that it is about; of `notDue` the next one.
        public let date: CalendarDate?
        public let report: NightReport?
        /// What it waits for, or why it failed.
        public let why: String
    }

    let workspace: Workspace
    /// What tells this process from others.
    let holder: String
    let newID: @Sendable () -> String
    /// The SIS services that profiles ask.
    let sources: SISSources

    /// - Parameters:
    ///   - newID: makes names that nobody has.
    ///   - sources: nil asks over the network.
    public init(
        _ workspace: Workspace,
        holder: String = "\(ProcessInfo.processInfo.hostName) \(UUID().uuidString)",
        newID: @escaping @Sendable () -> String = { UUID().uuidString.lowercased() },
        sources: SISSources? = nil
    ) {
        self.sources = sources ?? SISSources(workspace)
        self.workspace = workspace
        self.holder = holder
        self.newID = newID
    }

    /// In seconds: so long nobody else takes a night over without a sign of its holder.
    static let lease = 30 * 60
    /// In seconds: what stands still for less may be about to go on.
    static let betweenLooks = 60
    /// In seconds: so long after the end of its patience a run waits for a second look.
    private static let longestSecondLook = 12.0 * 3_600

    var now: Double { workspace.clock().timeIntervalSince1970 }

    /// Looks at all profiles, or at one.
    ///
    /// - Throws: `automation-profile.not-found`. What goes wrong with one profile stops no other.
    public func run(_ name: String? = nil) throws -> [Outcome] {
        let profiles = AutomationProfiles(workspace)
        let all = try name.map { [try profiles.show($0)] } ?? profiles.list()
        // Who is there comes before what they take part in.
        let chosen = all.filter { $0.service != nil } + all.filter { $0.service == nil }
        return chosen.map { profile in
            do {
                return try look(profile)
            } catch {
                return Outcome(
                    profile: profile.name, state: .failed, date: nil, report: nil,
                    why: Self.refusal(error)
                        ?? "It ended with an error of the kind \(type(of: error)).")
            }
        }
    }

    /// What was refused and what to do, in words; nil for errors of other kinds.
    static func refusal(_ error: any Error) -> String? {
        switch error {
        case let error as OperationError: "\(error.message) \(error.remedy)"
        case let error as IntakeError: "\(error.message) \(error.remedy)"
        default: nil
        }
    }

    // MARK: One profile

    private func look(_ profile: AutomationProfile) throws -> Outcome {
        func outcome(_ state: Outcome.State, _ date: CalendarDate?, _ why: String = "") -> Outcome {
            Outcome(profile: profile.name, state: state, date: date, report: nil, why: why)
        }
        if profile.isPaused { return outcome(.paused, nil) }
        guard let clock = LocalClock(zone: profile.zone) else {
            return outcome(.failed, nil, "There is no time zone \(profile.zone).")
        }
        // What lies there is looked at also where nothing is due: it has to stand still.
        let folder = profile.service == nil ? DropFolder(path: profile.folder) : nil
        let found = try folder.map { folder in
            try folder.prepare()
            return try judge(folder, of: profile)
        }
        let since = (try? Date(profile.since, strategy: .iso8601).timeIntervalSince1970) ?? 0
        let due = try workspace.store.read { reader in
            try profile.schedule.due(at: now, since: since, in: clock) { date in
                try reader.nightRun(of: profile.name, on: date)?.isDone ?? false
            }
        }
        guard let date = due else {
            return outcome(.notDue, profile.schedule.next(after: now, in: clock)?.date)
        }
        let end = clock.instant(of: profile.schedule.time, on: date) + Double(profile.patience * 60)
        guard let folder, let found else { return try ask(profile, date, until: end) }
        let left = try folder.underWay(cleaning: false).map { $0.name.lowercased() }
        let absent = Self.absent(profile, found).filter { !left.contains($0.name.lowercased()) }
        // Where nobody looked before, one more look tells whether what lies there stands still.
        let awaited = Set(absent.map { $0.name.lowercased() })
        let isSeenFirst = found.contains {
            $0.arrival == .waits(.new) && awaited.contains($0.file.name.lowercased())
        }
        if !absent.isEmpty, now < end || isSeenFirst && now < end + Self.longestSecondLook {
            return outcome(
                .waiting, date,
                "Waits for " + absent.map(\.name).sorted().joined(separator: ", ") + ".")
        }
        guard let fence = try take(profile, date) else { return outcome(.elsewhere, date) }
        guard let report = try serve(profile, date, fence, folder, found, absent) else {
            return outcome(.elsewhere, date)
        }
        return Outcome(profile: profile.name, state: .done, date: date, report: report, why: "")
    }

    typealias Found = [(file: FileSighting, arrival: FileArrival)]

    /// A file of the inbox, and since when it stands still, in seconds since 1970.
    private struct Seen: Codable {
        let file: FileSighting
        let since: Int
    }

    /// What lies in the inbox, judged by what lay there before.
    private func judge(_ folder: DropFolder, of profile: AutomationProfile) throws -> Found {
        let (files, now) = (try folder.look(), Int(now))
        let known = try workspace.store.write { writer in
            let look = try writer.folderLook(of: profile.name)
            let known = look.flatMap { StableJSON.value([Seen].self, $0) } ?? []
            let byName = Dictionary(known.map { ($0.file.name, $0) }, uniquingKeysWith: { $1 })
            let seen = files.map { file in
                let before = byName[file.name].flatMap {
                    file.isUnchanged(since: $0.file) ? min($0.since, now) : nil
                }
                return Seen(file: file, since: before ?? now)
            }
            try writer.keepFolderLook(of: profile.name, at: now, seen: StableJSON.text(seen))
            return known
        }
        // Two servers, or two people, may look one right after the other.
        let before = known.filter {
            now - $0.since >= Self.betweenLooks || FileArrival.isUnderWay($0.file.name)
        }
        return FileArrival.judge(files, before: before.map(\.file))
    }

    /// The expected files that cannot be taken, and why.
    private static func absent(_ profile: AutomationProfile, _ found: Found) -> [NightReport.File] {
        profile.files.compactMap { name in
            let named = found.filter { $0.file.name.lowercased() == name.lowercased() }
            if named.contains(where: { if case .ready = $0.arrival { true } else { false } }) {
                return nil
            }
            switch named.first?.arrival {
            case .refused:
                return NightReport.File(name, .refused, why: "It is a link, or no file.")
            case .waits(let reason): return NightReport.File(name, .late, why: reason.sentence)
            default:
                let parts = found.contains {
                    $0.arrival == .waits(.underWay) && $0.file.name.lowercased().contains(name)
                }
                return parts
                    ? NightReport.File(name, .late, why: FileArrival.Reason.underWay.sentence)
                    : NightReport.File(name, .missing)
            }
        }
    }

    func take(_ profile: AutomationProfile, _ date: CalendarDate) throws -> Int? {
        try workspace.store.write { writer in
            try writer.takeNight(
                of: profile.name, on: date, holder: holder, at: workspace.now, now: Int(now),
                until: Int(now) + Self.lease)
        }
    }

    func renew(
        _ profile: AutomationProfile, _ date: CalendarDate, _ fence: Int
    ) throws -> Bool {
        try workspace.store.write { writer in
            try writer.renewNight(
                of: profile.name, on: date, fence: fence, until: Int(now) + Self.lease)
        }
    }

    /// Nil where another took the night over.
    private func serve(
        _ profile: AutomationProfile, _ date: CalendarDate, _ fence: Int, _ folder: DropFolder,
        _ found: Found, _ absent: [NightReport.File]
    ) throws -> NightReport? {
        let files = NightFiles(workspace, profile: profile, folder: folder, date: date)
        var report = NightReport(
            profile: profile.name, date: date, startedAt: workspace.now)
        // What was under way when a process ended comes first: it was sent first. It is asked for
        // again, because whoever held the night before may have done it meanwhile.
        let left = try folder.underWay(cleaning: true)
        var taken = left
        for (file, arrival) in found {
            guard case .ready = arrival, let one = try folder.take(file, id: newID())
            else { continue }
            folder.removeMark(of: file.name)
            taken.append(one)
        }
        for file in files.ordered(taken) {
            guard try renew(profile, date, fence) else { return nil }
            report.files.append(try files.carryOut(file, isLeft: left.contains(file)))
        }
        report.files += absent
        guard let ended = try end(report, profile, fence) else { return nil }
        // It is kept already: where it cannot be written, the night was served all the same.
        try? folder.report(ended.text, named: "\(files.stamp)-night.txt")
        return ended
    }

    /// Keeps what a night came to, and for the outbox who is told; nil where another took it over.
    func end(
        _ report: NightReport, _ profile: AutomationProfile, _ fence: Int
    ) throws -> NightReport? {
        var report = report
        report.endedAt = workspace.now
        let ended = report
        let isOurs = try workspace.store.write { writer in
            let isOurs = try writer.endNight(
                of: ended.profile, on: ended.date, fence: fence, at: ended.endedAt,
                report: StableJSON.text(ended))
            if isOurs { try NightNotices(workspace).put(ended, profile, writer) }
            return isOurs
        }
        return isOurs ? ended : nil
    }
}

extension FileArrival.Reason {
    var sentence: String {
        switch self {
        case .underWay: "It is still being sent."
        case .new: "It came just now, and may still be written."
        case .growing: "It is still being written."
        case .cut: "It ends within a line: the upload was cut, or is not done."
        case .otherChecksum:
            "It is not what its sender's list of checksums says: it is cut, or not done."
        case .empty: "It is empty."
        case .closed: "It cannot be opened: this program has no right to read it."
        }
    }
}
