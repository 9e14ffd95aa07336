import Foundation
import Synchronization

/// How many requests are let in: at once, and from one session, token or address.
///
/// What is over a limit is refused before anything is done for it, so that those who are let in are
/// answered as quickly as ever.
public final class Traffic: Sendable {
    public struct Rate: Sendable {
        public var perSecond: Double
        /// How many may come at once after a while of rest.
        public var burst: Double

        public init(perSecond: Double, burst: Double) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }

    public struct Limits: Sendable {
        /// Requests that are in work or wait for it. A request takes milliseconds, so the last of
        /// them waits for about a fifth of a second.
        public var atOnce = 256
        /// Far more than a person asks for, also with the script that searches while they type.
        public var session: Rate? = Rate(perSecond: 50, burst: 300)
        /// Of those who are not signed in; a school can have one address. And of each token of the
        /// API, wherever it is used: a server can run several programs.
        public var address: Rate? = Rate(perSecond: 200, burst: 1_000)
        /// After so many seconds without an answer the district is not ready.
        public var secondsToProbe = 3.0

        public init() {}
    }

    enum Admission: Equatable {
        case admitted
        /// Too many at once.
        case busy
        /// Too many from one; how long to wait, in seconds.
        case tooMany(seconds: Int)
    }

    private struct Bucket {
        var tokens: Double
        var at: Double
        let rate: Rate

        mutating func fill(until now: Double) {
            tokens = min(rate.burst, tokens + max(0, now - at) * rate.perSecond)
            at = now
        }
    }

    private struct State {
        var inWork = 0
        /// By a hash of the session's token, of the program's or of the address, of none of which
        /// is anything kept.
        var buckets: [Int: Bucket] = [:]
    }

    /// How long whoever was refused because of the load of all should wait, in seconds.
    static let secondsToRest = 5
    /// Beyond that, those of whom nothing was heard for a while are forgotten.
    private static let bucketsAtMost = 10_000

    private let limits: Limits
    /// Seconds that never go back.
    private let now: @Sendable () -> Double
    private let state = Mutex(State())

    init(_ limits: Limits, now: @escaping @Sendable () -> Double) {
        self.limits = limits
        self.now = now
    }

    /// Lets a request in, for which `leave` has to be called then, or says why not.
    ///
    /// - Parameter token: of a program. Whether there is such a token is not looked up.
    func enter(session: String?, token: String? = nil, address: String) -> Admission {
        let rate = token == nil && session != nil ? limits.session : limits.address
        let key =
            token.map { "token " + $0 } ?? session.map { "session " + $0 }
            ?? "address " + address
        let time = now()
        return state.withLock { state in
            if let rate, let seconds = Self.take(rate, key.hashValue, at: time, &state) {
                return .tooMany(seconds: seconds)
            }
            if state.inWork >= limits.atOnce { return .busy }
            state.inWork += 1
            return .admitted
        }
    }

    func leave() { state.withLock { $0.inWork -= 1 } }

    /// Takes one token; where there is none, returns in how many seconds there will be.
    private static func take(
        _ rate: Rate, _ key: Int, at now: Double, _ state: inout State
    ) -> Int? {
        if state.buckets[key] == nil, state.buckets.count >= bucketsAtMost {
            state.buckets = state.buckets.filter { _, bucket in
                bucket.tokens + (now - bucket.at) * bucket.rate.perSecond < bucket.rate.burst
            }
            if state.buckets.count >= bucketsAtMost { state.buckets = [:] }
        }
        var bucket = state.buckets[key] ?? Bucket(tokens: rate.burst, at: now, rate: rate)
        bucket.fill(until: now)
        defer { state.buckets[key] = bucket }
        if bucket.tokens < 1 {
            return max(1, Int(((1 - bucket.tokens) / rate.perSecond).rounded(.up)))
        }
        bucket.tokens -= 1
        return nil
    }
}
