import Records
import Storage
import Synchronization

/// What was found of change sets before: which ones wrote nothing that somebody sees. That takes a
/// look at all their rows, and never changes for whoever sees the same.
///
/// Only change sets that stand in the district may be kept here: the number of one that was taken
/// back with its transaction is given again.
public final class HiddenChanges: Sendable {
    /// What somebody sees, as far as rows of change sets go.
    struct Sighted: Hashable {
        let role: Role?
        let permissions: Set<Permission>
        let fields: Set<String>
        let codes: Set<Int>
    }

    private let known = Mutex<[Sighted: Set<Int>]>([:])
    private let most: Int

    /// - Parameter most: numbers that are kept, of all who look together. Then it begins anew.
    public init(most: Int = 200_000) { self.most = most }

    func of(_ sighted: Sighted) -> Set<Int> { known.withLock { $0[sighted] ?? [] } }

    func note(_ changes: Set<Int>, for sighted: Sighted) {
        known.withLock { known in
            known[sighted, default: []].formUnion(changes)
            if known.values.reduce(0, { $0 + $1.count }) > most { known = [:] }
        }
    }
}

extension Workspace {
    /// The same, in which is kept what was found of change sets.
    public func keeping(_ hiddenChanges: HiddenChanges) -> Workspace {
        var keeping = self
        keeping.hiddenChanges = hiddenChanges
        return keeping
    }
}

extension ChangedRows {
    /// `hiddenOnly` of change sets that stand in the district, of which many were looked at before.
    func knownHiddenOnly(_ changes: [ChangeSetRecord]) throws -> Set<Int> {
        guard let kept = workspace.hiddenChanges else { return try hiddenOnly(changes) }
        let sighted = HiddenChanges.Sighted(
            role: workspace.role, permissions: workspace.access.permissions,
            fields: sight.fields, codes: sight.codes)
        let known = kept.of(sighted)
        let found = try hiddenOnly(changes.filter { !known.contains($0.id) })
        if !found.isEmpty { kept.note(found, for: sighted) }
        return known.union(found)
    }
}
