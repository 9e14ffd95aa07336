import Foundation
import Operations
import Storage
import Synchronization

/// What a process that serves knows of itself: its requests, whether it can answer them, and
/// whether it is about to end.
final class Running: Sendable {
    let metrics = Metrics()
    let traffic: Traffic
    /// Seconds that never go back.
    let now: @Sendable () -> Double
    private let secondsToProbe: Double
    private let stopping = Atomic<Bool>(false)
    private let probe = Mutex(Probe())
    private let figures = Mutex<(at: Double, figures: RunningFigures)?>(nil)

    private struct Probe {
        var result: Readiness?
        var at = -Double.infinity
        /// When the probe that is under way began.
        var began: Double?
    }

    /// Whether requests can be answered; if not, why, in words for machines.
    enum Readiness: Equatable {
        case ready
        case not([String])
    }

    /// A result is good for so many seconds.
    private static let secondsGood = 1.0
    private static let figuresGood = 15.0

    init(_ limits: Traffic.Limits) {
        secondsToProbe = limits.secondsToProbe
        let start = ContinuousClock.now
        now = {
            let passed = start.duration(to: .now).components
            return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
        }
        traffic = Traffic(limits, now: now)
    }

    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// From now on this process is not ready.
    func stop() { stopping.store(true, ordering: .relaxed) }

    /// Asks the district, on a thread of the store's; waits for it as long as a probe may take.
    func readiness(of store: any Store) async -> Readiness {
        if isStopping { return .not(["stopping"]) }
        if startsProbe() {
            Task {
                let result: Readiness
                do {
                    let schema = try await store.reading { try $0.schemaVersion() }
                    result = schema == Schema.version ? .ready : .not(["schema"])
                } catch { result = .not(["database"]) }
                probe.withLock { $0 = Probe(result: result, at: now()) }
            }
        }
        let asked = now()
        while now() - asked < secondsToProbe {
            let result = probe.withLock { $0.began == nil ? $0.result : nil }
            if let result { return isStopping ? .not(["stopping"]) : result }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return .not(["database-slow"])
    }

    private func startsProbe() -> Bool {
        let time = now()
        return probe.withLock { probe in
            if probe.began != nil || time - probe.at < Self.secondsGood { return false }
            probe.began = time
            return true
        }
    }

    /// Figures of the district, at most 15 seconds old; nil where it cannot be read.
    func figures(of store: any Store, at clock: Date) async -> RunningFigures? {
        let time = now()
        if let kept = figures.withLock({ $0 }), time - kept.at < Self.figuresGood {
            return kept.figures
        }
        let seconds = Int(clock.timeIntervalSince1970)
        let new = try? await store.reading {
            try $0.runningFigures(at: seconds, seenSince: seconds - Sessions.idle)
        }
        guard let new else { return nil }
        figures.withLock { $0 = (time, new) }
        return new
    }
}
