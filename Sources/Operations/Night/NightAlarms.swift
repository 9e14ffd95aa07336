import Automation
import Foundation
import Records
import Storage

/// Looks whether nights fail one after the other: were not served, or files did not come or could
/// not be taken. From the second one on somebody is told, once until it is well again.
public struct NightAlarms {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// So many dates in a row are told.
    static let fewest = 2
    /// In seconds: what is being imported when the waiting is over is given this long.
    private static let grace = 3_600.0

    /// Raises what is to be told and was not yet, and keeps it for the outbox.
    ///
    /// - Returns: what was raised now, in words.
    @discardableResult
    public func look() throws -> [String] {
        let now = workspace.clock()
        let profiles = try workspace.store.read { try $0.automationProfiles() }
        var raised: [String] = []
        for profile in profiles where !profile.isPaused {
            guard let detail = try detail(profile, now.timeIntervalSince1970) else { continue }
            let isNew = try workspace.store.write { writer in
                let isNew = try Alarms.raiseOnce(
                    .nights, party: workspace.actor, detail: detail, at: now,
                    known: { _ in true }, writer)
                if isNew { try NightNotices(workspace).put(failing: detail, profile, writer) }
                return isNew
            }
            if isNew { raised.append(detail) }
        }
        return raised
    }

    /// The alarms of nights that nobody looked into yet, for whoever runs imports.
    public func open() throws -> [String] {
        guard workspace.allows(.runImports) else { return [] }
        return try workspace.store.read { reader in
            try reader.alarms(isOpen: true, limit: Alarms.listed)
                .filter { $0.kind == Alarms.Kind.nights.rawValue }.map(\.detail)
        }
    }

    /// Nil where fewer dates in a row went wrong. It stays the same while they go on.
    private func detail(_ profile: AutomationProfile, _ now: Double) throws -> String? {
        guard let clock = LocalClock(zone: profile.zone) else { return nil }
        // Timestamps of one form are in the order of their texts.
        let from = max(profile.since, profile.judgedSince ?? "")
        let since = (try? Date(from, strategy: .iso8601).timeIntervalSince1970) ?? 0
        return try workspace.store.read { reader in
            var first = ""
            let count = try profile.schedule.missed(
                at: now, since: since, grace: Double(profile.patience * 60) + Self.grace, in: clock
            ) { date in
                guard let why = try Self.fault(of: profile, on: date, reader) else { return true }
                first = "\(date): \(why)"
                return false
            }
            return count < Self.fewest ? nil : "\(profile.name), from \(first)"
        }
    }

    /// Nil where all that was expected on a date came and was taken.
    private static func fault(
        of profile: AutomationProfile, on date: CalendarDate, _ reader: any Reader
    ) throws -> String? {
        guard let night = try reader.nightRun(of: profile.name, on: date), night.isDone,
            let report = StableJSON.value(NightReport.self, night.report)
        else { return "not served" }
        let expected = Set(profile.awaited.map { $0.lowercased() })
        let bad = report.files.filter {
            $0.state.isFailure && expected.contains($0.name.lowercased())
        }
        return bad.isEmpty
            ? nil : bad.map { "\($0.name) \($0.state.words)" }.joined(separator: ", ")
    }
}
