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
}

/// Reads the report of a merge that was carried out.
public struct ShowMerge {
    let store: any Store

    public init(store: any Store) { self.store = store }

    /// The report with the change set that it is kept with.
    ///
    /// - Throws: `OperationError` where there is no such change set, or where it is no merge.
    public func run(_ change: Int) throws -> (record: ChangeSetRecord, report: MergeReport) {
        guard let record = try store.read({ try $0.changeSet(change) }) else {
            throw OperationError.notFound(kind: "change-set", name: "\(change)")
        }
        guard let report = StableJSON.value(MergeReport.self, record.plan) else {
            throw OperationError.refused(
                code: "merge.no-merge", message: "Change set \(change) is no merge.",
                remedy: "See the merges of a student with: homeroom student history ID.")
        }
        return (record, report)
    }
}
