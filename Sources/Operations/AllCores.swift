import Dispatch
import Foundation
import Synchronization

/// Work that is done on all cores at once.
enum AllCores {
    /// How many cores there are to work on.
    static let count = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// What `body` makes of 0, 1, 2 and so on up to `count`, in this order.
    static func map<T: Sendable>(
        _ count: Int, _ body: @Sendable (Int) throws -> T
    ) throws -> [T] {
        if count == 1 { return [try body(0)] }
        let results = Mutex<[Int: Result<T, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = Result { try body(index) }
            results.withLock { $0[index] = result }
        }
        let found = results.withLock { $0 }
        return try (0..<count).compactMap { try found[$0]?.get() }
    }
}
