import Automation
import Foundation
import Records
import Storage

/// The nights that were served.
public struct Nights {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// The newest first, those that are under way left out. Whoever is not told how many rows files
    /// have is told of each file alone what became of it.
    ///
    /// - Throws: `automation-profile.not-found` where a profile is named that is none.
    public func list(of profile: String? = nil, limit: Int) throws -> [NightReport] {
        try workspace.requireSeeingImports()
        return try workspace.store.read { reader in
            let nights = try reader.nightRuns(of: profile, limit: limit)
            if let profile, nights.isEmpty,
                try !reader.automationProfiles().contains(where: { $0.name == profile })
            {
                throw OperationError.notFound(kind: "automation-profile", name: profile)
            }
            let reports = nights.filter(\.isDone).compactMap {
                StableJSON.value(NightReport.self, $0.report)
            }
            return workspace.countsOfRuns == .all ? reports : reports.map(\.withoutCounts)
        }
    }

    /// A profile, and what is to come.
    public struct Standing: Sendable {
        public let profile: AutomationProfile
        /// Its next service date; nil where it is stopped, or none is near.
        public let next: CalendarDate?
        /// When it was tried last, and when that went well; UTC, ISO 8601.
        public let attemptedAt: String?
        public let succeededAt: String?
        /// What was wrong with the last try; nil where nothing was.
        public let fault: String?
    }

    /// By name.
    public func standings() throws -> [Standing] {
        let now = workspace.clock().timeIntervalSince1970
        return try AutomationProfiles(workspace).list().map { profile in
            let next =
                profile.isPaused
                ? nil
                : LocalClock(zone: profile.zone).flatMap {
                    profile.schedule.next(after: now, in: $0)?.date
                }
            return try workspace.store.read { reader in
                if profile.service != nil {
                    let state = try reader.sisState(of: profile)
                    return Standing(
                        profile: profile, next: next, attemptedAt: state.attemptedAt,
                        succeededAt: state.succeededAt, fault: state.fault)
                }
                let nights = try reader.nightRuns(of: profile.name, limit: Self.lookedBack)
                    .compactMap { StableJSON.value(NightReport.self, $0.report) }
                    .filter { !$0.endedAt.isEmpty }
                let bad = nights.first?.files.filter(\.state.isFailure) ?? []
                return Standing(
                    profile: profile, next: next, attemptedAt: nights.first?.endedAt,
                    succeededAt: nights.first { !$0.files.contains(where: \.state.isFailure) }?
                        .endedAt,
                    fault: bad.isEmpty
                        ? nil : bad.map { "\($0.name) \($0.state.words)" }.joined(separator: ", "))
            }
        }
    }

    /// So many nights back the last one that went well is looked for.
    private static let lookedBack = 60

    /// The newest night of each profile, of those that ended within the last two days: what Home
    /// tells.
    public func recent() throws -> [NightReport] {
        let since = workspace.clock().addingTimeInterval(-2 * 86_400)
        var seen: Set<String> = []
        return try list(limit: 100).filter {
            $0.endedAt >= ImportFiles.timestamp(since) && seen.insert($0.profile).inserted
        }
    }
}
