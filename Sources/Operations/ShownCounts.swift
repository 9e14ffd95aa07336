import Records

/// The counts of a run for somebody.
public struct ShownCounts: Equatable, Sendable {
    /// How much of them is told.
    enum Extent {
        /// The rows behind them are seen.
        case all
        /// They are not, but all that the file can say.
        case notSmall
        /// A count of the whole file would tell of rows of a class that is not seen.
        case none
    }

    /// All rows that were read: the sum of the others.
    public let read: SmallCount
    public let inserted: SmallCount
    public let updated: SmallCount
    public let closed: SmallCount
    public let unchanged: SmallCount
    public let held: SmallCount
    public let rejected: SmallCount
    public let warnings: SmallCount
    public var changed: SmallCount { .sum([inserted, updated, closed]) }

    init(_ counts: ImportCounts, warnings: Int, _ extent: Extent) {
        func shown(_ count: Int) -> SmallCount {
            extent == .none ? .untold : SmallCount(count, isExact: extent == .all)
        }
        inserted = shown(counts.inserted)
        updated = shown(counts.updated)
        closed = shown(counts.closed)
        unchanged = shown(counts.unchanged)
        held = shown(counts.held)
        rejected = shown(counts.rejected)
        self.warnings = shown(warnings)
        let parts: SmallCount = .sum([inserted, updated, closed, unchanged, held, rejected])
        read = parts.number == nil ? .untold : shown(counts.read)
    }
}

extension ShownCounts {
    private enum CodingKeys: String, CodingKey {
        case read, inserted, updated, closed, unchanged, held, rejected
    }

    /// Under the names that `ImportCounts` has.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(read, forKey: .read)
        try container.encode(inserted, forKey: .inserted)
        try container.encode(updated, forKey: .updated)
        try container.encode(closed, forKey: .closed)
        try container.encode(unchanged, forKey: .unchanged)
        try container.encode(held, forKey: .held)
        try container.encode(rejected, forKey: .rejected)
    }
}

extension Workspace {
    /// How much of the counts of runs is told here.
    var countsOfRuns: ShownCounts.Extent {
        !access.seesWholeFiles ? .none : allows(.runImports) ? .all : .notSmall
    }
}

extension RunReport {
    /// What it came to, as far as it is told.
    public var shown: ShownCounts { veiled ?? ShownCounts(counts, warnings: warnings, .all) }

    /// The report for somebody. What is not told is not in it any more.
    func seen(in workspace: Workspace) -> RunReport {
        let extent = workspace.countsOfRuns
        if extent == .all || veiled != nil { return self }
        var report = self
        report.veiled = ShownCounts(counts, warnings: warnings, extent)
        report.counts = ImportCounts()
        report.warnings = 0
        report.problems = []
        report.notes = []
        report.details = []
        report.unknownCodes = []
        return report
    }
}
