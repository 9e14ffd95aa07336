import Dispatch
import Foundation
import Operations
import Storage
import Synchronization

/// What is done while the district is served, whoever asks for what: users whom nobody used are
/// locked, tokens that no program used are revoked, and who changed is looked at for duplicates.
public final class Housekeeping: Sendable {
    /// In minutes: how often it looks.
    private static let interval = 30
    /// In minutes: how often it looks for duplicates of those who changed.
    private static let matching = 1

    private let queue = DispatchQueue(label: "homeroom.housekeeping")
    private let isOver = Mutex(false)
    private let workspace: Workspace

    init(store: any Store, clock: @escaping @Sendable () -> Date) {
        workspace = Workspace(store: store, actor: "homeroom: nightly", clock: clock)
        plan(minutes: 1)
        planMatching()
    }

    private func planMatching() {
        queue.asyncAfter(deadline: .now() + .seconds(Self.matching * 60)) { [weak self] in
            guard let self, !isOver.withLock({ $0 }) else { return }
            _ = try? FindDuplicates(workspace).refresh()
            planMatching()
        }
    }

    private func plan(minutes: Int) {
        queue.asyncAfter(deadline: .now() + .seconds(minutes * 60)) { [weak self] in
            guard let self, !isOver.withLock({ $0 }) else { return }
            // Whoever is locked is not stale any more: a second look does nothing. Where the
            // district is held by an import, the next look does it.
            _ = try? StaleAccounts(workspace).lock()
            _ = try? StaleTokens(workspace).lock()
            _ = try? SignInEvents(store: workspace.store, clock: workspace.clock).prune()
            plan(minutes: Self.interval)
        }
    }

    /// Nothing is begun any more.
    public func end() { isOver.withLock { $0 = true } }
}

extension Site {
    /// Begins what is done beside answering.
    public func housekeeping() -> Housekeeping { Housekeeping(store: store, clock: clock) }
}
