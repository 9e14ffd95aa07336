import Records
import Storage

extension Figures {
    /// What one import came to.
    public struct Import: Codable, Equatable, Sendable {
        public let run: Int
        public let file: String
        public let layout: String
        public let state: String
        /// UTC, ISO 8601.
        public let startedAt: String
        public let counts: ImportCounts
    }

    /// Runs that are shown.
    public static let runsShown = 20

    /// The latest imports, the oldest of them first; nil where their counts are not told.
    public func imports() throws -> [Import]? {
        try workspace.require(.runImports)
        if workspace.countsOfRuns != .all { return nil }
        return try workspace.store.read { reader in
            try reader.importRuns(limit: Self.runsShown).reversed().map { run in
                Import(
                    run: run.id, file: run.fileName, layout: run.layout,
                    state: run.state.rawValue, startedAt: run.startedAt,
                    counts: StableJSON.value(RunReport.self, run.report)?.counts
                        ?? ImportCounts())
            }
        }
    }

    /// How long students wait.
    public struct Waiting: Codable, Equatable, Sendable {
        /// So many days, and where `last` is nil, more.
        public let first: Int
        public let last: Int?
        /// Students that nothing links to the SIS, without those whose state ID is a stand-in.
        public let unlinked: Int
        /// Students whose state ID is a stand-in, linked or not.
        public let provisional: Int
    }

    private static let ages = [0...7, 8...30, 31...90, 91...Int.max]

    /// How many students of the work list wait how long.
    public func waiting() throws -> [Waiting] {
        try workspace.require(.seeStudents)
        let today = workspace.today
        return try workspace.store.read { reader in
            let all = try WaitingStudents(workspace, reader).all.map { one in
                (
                    // What begins tomorrow by the clock of UTC begins today.
                    age: CalendarDate(iso: one.since).map {
                        max(0, Int(today.dayNumber - $0.dayNumber))
                    } ?? 0, isProvisional: one.cause == .provisionalID
                )
            }
            return Self.ages.map { ages in
                let these = all.filter { ages.contains($0.age) }
                let provisional = these.count(where: \.isProvisional)
                return Waiting(
                    first: ages.lowerBound,
                    last: ages.upperBound == .max ? nil : ages.upperBound,
                    unlinked: these.count - provisional, provisional: provisional)
            }
        }
    }
}
