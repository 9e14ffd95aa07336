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
}
