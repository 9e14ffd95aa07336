import Dispatch
import Synchronization

/// Threads of a store's own, for callers that must not be blocked: a database call waits for a
/// disk, a server or another writer, and the threads that serve requests are few.
public final class StoreThreads: Sendable {
    private struct Jobs {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let queue: DispatchQueue
    private let limit: Int
    private let jobs = Mutex(Jobs())

    /// At most `limit` of them work at once; further work waits its turn without a thread.
    public init(label: String, limit: Int) {
        queue = DispatchQueue(label: label, attributes: .concurrent)
        self.limit = limit
    }

    /// How many jobs are being done, and how many wait.
    public var load: (running: Int, waiting: Int) {
        jobs.withLock { ($0.running, $0.waiting.count) }
    }

    /// Does `body` on one of the threads.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            submit { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Jobs are done in the order in which they came, whichever thread is there first: a thread
    /// that is asked for may come late where all processors are busy, and no job waits for it.
    private func submit(_ job: @escaping @Sendable () -> Void) {
        let starts = jobs.withLock { jobs in
            jobs.waiting.append(job)
            if jobs.running >= limit { return false }
            jobs.running += 1
            return true
        }
        if starts { queue.async { self.work() } }
    }

    /// Does jobs as long as any wait.
    private func work() {
        while let next = next() { next() }
    }

    private func next() -> (@Sendable () -> Void)? {
        jobs.withLock { jobs in
            if jobs.waiting.isEmpty {
                jobs.running -= 1
                return nil
            }
            return jobs.waiting.removeFirst()
        }
    }
}

extension Store {
    /// Does work that may block, on a thread of the store's own.
    public func working<T: Sendable>(
        _ body: @escaping @Sendable () throws -> T
    ) async throws -> T { try await threads.run(body) }

    /// Reads one consistent state, on a thread of the store's own.
    public func reading<T: Sendable>(
        _ body: @escaping @Sendable (any Reader) throws -> T
    ) async throws -> T { try await threads.run { try read(body) } }

    /// Changes the district in one transaction, on a thread of the store's own.
    public func writing<T: Sendable>(
        _ body: @escaping @Sendable (any Writer) throws -> T
    ) async throws -> T { try await threads.run { try write(body) } }
}
