import Records
import Storage
import Synchronization

/// What was found of change sets before: which of them wrote something that somebody sees. That
/// takes a look at all their rows, and does not change for whoever sees the same, unless records
/// are destroyed.
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
        /// The newest change set that destroyed records.
        let destroyedIn: Int
    }

    /// Whether each change set is hidden, by its number.
    private let known = Mutex<[Sighted: [Int: Bool]]>([:])
    private let most: Int

    /// - Parameter most: change sets that are kept, of all who look together. Then it begins anew.
    public init(most: Int = 200_000) { self.most = most }

    func of(_ sighted: Sighted) -> [Int: Bool] { known.withLock { $0[sighted] ?? [:] } }

    func note(_ found: [Int: Bool], for sighted: Sighted) {
        known.withLock { known in
            known[sighted, default: [:]].merge(found) { $1 }
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
    /// `hiddenOnly` of change sets that stand in the district, many of which were seen before.
    func knownHiddenOnly(_ changes: [ChangeSetRecord]) throws -> Set<Int> {
        guard let kept = workspace.hiddenChanges else { return try hiddenOnly(changes) }
        let sighted = HiddenChanges.Sighted(
            role: workspace.role, permissions: workspace.access.permissions,
            fields: sight.fields, codes: sight.codes,
            destroyedIn: try reader.newestDestruction())
        let known = kept.of(sighted)
        let new = changes.filter { known[$0.id] == nil }
        let hidden = try hiddenOnly(new)
        if !new.isEmpty {
            kept.note(
                Dictionary(new.map { ($0.id, hidden.contains($0.id)) }, uniquingKeysWith: { $1 }),
                for: sighted)
        }
        return hidden.union(changes.lazy.map(\.id).filter { known[$0] == true })
    }
}
