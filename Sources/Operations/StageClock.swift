import Foundation

/// How long the stages of a long operation took, in seconds; for `--timings`.
public final class StageClock {
    public private(set) var stages: [(name: String, seconds: Double)] = []

    /// Told how far the work is.
    var teller = ProgressTeller()
    /// So many rows are done between two looks at the time.
    static let rowsBetween = 4_096

    public init() {}

    /// Runs `body` and adds its time to stage `name`.
    func time<T>(_ name: String, _ body: () throws -> T) rethrows -> T {
        let start = DispatchTime.now().uptimeNanoseconds
        defer {
            add(name, Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
        }
        return try body()
    }

    private func add(_ name: String, _ seconds: Double) {
        if let index = stages.firstIndex(where: { $0.name == name }) {
            stages[index].seconds += seconds
        } else {
            stages.append((name, seconds))
        }
    }
}
