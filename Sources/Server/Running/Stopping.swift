import Dispatch
import Foundation
import Synchronization

/// The end of a process that serves: told to stop, it is not ready at once, requests under way are
/// finished, an import under way is finished or, when time is up, taken back with its transaction.
public struct Stopping: Sendable {
    /// From the signal to the end, in seconds.
    public static let secondsAtMost = 28

    let site: Site

    public init(_ site: Site) { self.site = site }

    /// The process was told to stop. No job begins any more.
    ///
    /// - Parameter late: is called when time is up, unless the process ended before.
    public func begin(late: @escaping @Sendable () -> Void) {
        if site.running.isStopping { return }
        site.running.stop()
        site.jobs.stop()
        DispatchQueue.global().asyncAfter(
            deadline: .now() + .seconds(Self.secondsAtMost), execute: late)
    }

    /// Waits for the job under way.
    public func waitForJobs() { site.jobs.waitUntilIdle() }
}
