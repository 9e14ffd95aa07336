import Dispatch
import Synchronization

/// Where passwords are hashed: on threads of their own, few at once, for a hash takes a processor
/// and 32 MiB for a good while, and callers must not be blocked. Files are looked at in the same
/// way.
public final class SlowWork: Sendable {
    /// How many work at once.
    public static let atOnce = 2
    /// How many more may wait.
    public static let mostWaiting = 32

    private struct Jobs {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let queue = DispatchQueue(label: "homeroom.passwords", attributes: .concurrent)
    private let jobs = Mutex(Jobs())
    private let refusal: OperationError

    /// - Parameter refusal: what is thrown where too many wait already.
    public init(refusal: OperationError = SlowWork.busy) { self.refusal = refusal }

    /// Does `body`, as a sign-in, on one of the threads.
    ///
    /// - Throws: what `body` throws; `signin.busy`, or what it was made with, where too many wait
    ///   already.
    public func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let isTaken = submit { continuation.resume(with: Result(catching: body)) }
            if !isTaken { continuation.resume(throwing: refusal) }
        }
    }

    /// How many work or wait.
    var load: Int { jobs.withLock { $0.running + $0.waiting.count } }

    public static let busy = OperationError.refused(
        code: "signin.busy", message: "Too many are signing in at this moment.",
        remedy: "Try again in a minute.")

    private enum Turn { case now, later, never }

    /// Whether the job is done, now or later.
    private func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let turn = jobs.withLock { jobs -> Turn in
            if jobs.running < Self.atOnce {
                jobs.running += 1
                return .now
            }
            if jobs.waiting.count >= Self.mostWaiting { return .never }
            jobs.waiting.append(job)
            return .later
        }
        if turn == .now { queue.async { self.work(job) } }
        return turn != .never
    }

    /// Does a job, and those that wait after it.
    private func work(_ job: @Sendable () -> Void) {
        job()
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
