import Foundation
import Synchronization

/// How much of the API one token may ask for.
public enum APILimits {
    /// Requests a minute, over some time.
    public static let requestsPerMinute = 600
    /// Requests at once, after a pause.
    static let burst = 60
    /// Of a body that is no file.
    static let bodyBytes = 1 << 20
    /// In seconds: how long an answer is kept for a request that comes again.
    static let answersKept = 24 * 60 * 60
    /// Tokens whose requests are counted; the table is made anew beyond that.
    static let counted = 10_000
}

/// Lets so many requests through: a bucket of tickets for each token, which fills evenly.
final class RateLimit: Sendable {
    private struct Bucket {
        var tickets: Double
        var filledAt: Double
    }

    /// What a request is told.
    struct Told: Equatable, Sendable {
        let isAllowed: Bool
        let limit: Int
        let remaining: Int
        /// In seconds: until there is a ticket again, or until the bucket is full.
        let reset: Int
    }

    let perMinute: Int
    let burst: Int
    private let buckets = Mutex([Int: Bucket]())

    init(perMinute: Int = APILimits.requestsPerMinute) {
        self.perMinute = perMinute
        burst = max(1, perMinute * APILimits.burst / APILimits.requestsPerMinute)
    }

    /// Takes a ticket of `token`, where there is one.
    func take(_ token: Int, at time: Date) -> Told {
        let now = time.timeIntervalSince1970
        let perSecond = Double(perMinute) / 60
        return buckets.withLock { buckets in
            if buckets.count >= APILimits.counted, buckets[token] == nil { buckets = [:] }
            var bucket = buckets[token] ?? Bucket(tickets: Double(burst), filledAt: now)
            let gained = max(0, now - bucket.filledAt) * perSecond
            bucket.tickets = min(Double(burst), bucket.tickets + gained)
            bucket.filledAt = now
            let isAllowed = bucket.tickets >= 1
            if isAllowed { bucket.tickets -= 1 }
            buckets[token] = bucket
            let missing = isAllowed ? Double(burst) - bucket.tickets : 1 - bucket.tickets
            return Told(
                isAllowed: isAllowed, limit: burst, remaining: Int(bucket.tickets),
                reset: Int((missing / perSecond).rounded(.up)))
        }
    }
}
