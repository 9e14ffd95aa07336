import Dispatch
import Storage
import Synchronization

/// Notes that somebody was seen in a session, on a thread of its own and one after the other: who
/// asks for a page does not wait for an import that holds the district.
public final class SessionNotes: Sendable {
    private let queue = DispatchQueue(label: "homeroom.sessions")
    private let waiting = Mutex(Set<String>())

    public init() {}

    /// Once for each session, however often it is asked for meanwhile.
    func note(_ hash: String, at time: Int, in store: any Store) {
        guard waiting.withLock({ $0.insert(hash).inserted }) else { return }
        queue.async {
            // What fails is noted by the next request.
            try? store.write { try $0.seeSession(withTokenHash: hash, at: time) }
            _ = self.waiting.withLock { $0.remove(hash) }
        }
    }

    /// Waits until all is noted.
    public func finish() { queue.sync {} }
}
