import Operations
import Records
import Synchronization

/// Values that take long to make, kept as long as nothing was written.
///
/// Every change of what they are made of is a change set. A key has to say who may see the same.
final class ChangeCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Kept {
        var change = -1
        var values: [Key: Value] = [:]
    }

    /// As many as are asked for again and again; beyond that, making anew is as good.
    private static var most: Int { 200 }

    private let kept = Mutex(Kept())

    /// The value of a key, made where it is not kept.
    ///
    /// - Parameter change: the newest change set.
    func value(_ key: Key, asOf change: Int, _ make: () throws -> Value) rethrows -> Value {
        if let known = kept.withLock({ $0.change == change ? $0.values[key] : nil }) {
            return known
        }
        let made = try make()
        kept.withLock { kept in
            // What was made from an older state does not take the place of what is newer.
            if change < kept.change { return }
            if change > kept.change || kept.values.count >= Self.most {
                kept.change = change
                kept.values = [:]
            }
            kept.values[key] = made
        }
        return made
    }
}

/// Figures that take a look at every row.
final class FigureCache: Sendable {
    private struct Key: Hashable {
        let day: String
        let hidden: Set<String>
        let sites: Set<Int>?
    }

    private let kept = ChangeCache<Key, Figures.Programs>()

    func programs(_ workspace: Workspace) throws -> Figures.Programs {
        let figures = Figures(workspace)
        let hidden = try workspace.hiddenPrograms()
        let key = Key(
            day: workspace.today.description, hidden: hidden, sites: workspace.access.sites)
        return try kept.value(key, asOf: try figures.newestChangeSet()) {
            try figures.programs(hiding: hidden)
        }
    }
}

/// Pages of the list of those who are not integrated: each student on it takes a search for who it
/// might be.
final class MissingCache: Sendable {
    private struct Key: Hashable {
        let day: String
        let permissions: Set<Permission>
        let sites: Set<Int>?
        let cause: Cause?
        let page: Int
        let size: PageSize
    }

    private let kept = ChangeCache<Key, UnlinkedStudents.Page>()

    func page(
        _ workspace: Workspace, cause: Cause?, page: Int, size: PageSize
    ) throws -> UnlinkedStudents.Page {
        let access = workspace.access
        let key = Key(
            day: workspace.today.description, permissions: access.permissions, sites: access.sites,
            cause: cause, page: page, size: size)
        let list = UnlinkedStudents(workspace)
        let shown = try kept.value(key, asOf: try Figures(workspace).newestChangeSet()) {
            try list.page(cause: cause, page: page, size: size)
        }
        list.note(shown)
        return shown
    }
}
