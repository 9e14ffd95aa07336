import Records
import Storage

/// What a merge was: kept with its change set.
public struct MergeReport: Codable, Equatable, Sendable {
    /// What was decided, with the students as they were before.
    public let plan: MergePlan
    /// The target as it was right after.
    public let after: MergeSubject

    public init(plan: MergePlan, after: MergeSubject) {
        self.plan = plan
        self.after = after
    }

    /// Without what these fields and rows say.
    func hiding(_ names: [String]) -> MergeReport {
        names.isEmpty ? self : MergeReport(plan: plan.hiding(names), after: after.hiding(names))
    }
}

/// Reads the report of a merge that was carried out.
public struct ShowMerge {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    public struct Shown: Sendable {
        /// The change set that the report is kept with.
        public let record: ChangeSetRecord
        public let report: MergeReport
        /// The change sets that wrote the values in which the students differed, by number. The
        /// report has the numbers alone.
        public let origins: [Int: ChangeSetRecord]
    }

    /// The report, without what the role may not see.
    ///
    /// - Throws: `OperationError` where there is no such change set, or where it is no merge.
    public func run(_ change: Int) throws -> Shown {
        try workspace.require(.seeStudents)
        let (record, hidden) = try workspace.store.read { reader in
            guard let record = try reader.changeSet(change) else {
                throw OperationError.notFound(kind: "change-set", name: "\(change)")
            }
            try workspace.requireInScope(record, reader)
            return (record, try workspace.hidden(reader))
        }
        guard let report = StableJSON.value(MergeReport.self, record.plan) else {
            throw OperationError.refused(
                code: "merge.no-merge", message: "Change set \(change) is no merge.",
                remedy: "See the merges of a student with: homeroom student history ID.")
        }
        let shown = report.hiding(hidden)
        return Shown(
            record: record, report: shown,
            origins: try MergeStudents(workspace).origins(in: shown.plan))
    }
}
