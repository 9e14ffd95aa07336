import Dispatch
import Foundation
import Records
import Storage

/// Measures how long it takes to preview a merge, to carry it out and to undo it, in this process,
/// with pairs of students that `MergePairs` made.
public struct MeasureMerges {
    /// How long one kind of work took.
    public struct Figures: Codable, Sendable {
        public let kind: String
        public let count: Int
        public let perSecond: Double
        public let leastMilliseconds: Double
        public let medianMilliseconds: Double
        public let p99Milliseconds: Double
        public let mostMilliseconds: Double
        /// Of the processor; less than the time where the disk or another process is waited for.
        public let medianProcessorMilliseconds: Double
        public let p99ProcessorMilliseconds: Double
    }

    /// What was measured, and with what.
    public struct Report: Codable, Sendable {
        public let sisStudents: Int
        public let programRows: Int
        public let pairs: Int
        /// Of one pair, the fewest and the most.
        public var leastDifferences = Int.max
        public var mostDifferences = 0
        /// Of all pairs together.
        public var rowsMoved = 0
        public var rowsDropped = 0
        public var figures: [Figures] = []
    }

    let workspace: Workspace

    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        workspace = Workspace(store: store, actor: actor, clock: clock)
    }

    /// Previews all pairs, then merges them, then undoes the merges, then those undos. Beside each
    /// merge a transaction that writes a single row is measured, for what it costs to have it on
    /// the disk.
    public func run() throws -> Report {
        let merges = MergeStudents(workspace)
        let pairs = try workspace.store.read { try $0.samplePairs() }
        var report = try workspace.store.read {
            Report(
                sisStudents: try $0.sisStudentCount(), programRows: try $0.programRecordCount(),
                pairs: pairs.count)
        }
        var (previews, least) = (Times(), Times())
        var (done, undone, redone) = (Times(), Times(), Times())
        var requests: [MergeStudents.Request] = []
        for pair in pairs {
            var request = MergeStudents.Request(sources: [pair.source], target: pair.target)
            let plan = try timed(&previews) { try merges.preview(request) }
            request.choices = Self.choices(in: plan)
            request.confirmed = ["all"]
            request.reason = "Benchmark"
            request.preview = try merges.preview(request)
            requests.append(request)
            report.count(plan)
        }
        var changes: [Int] = []
        for request in requests {
            changes.append(try timed(&done) { try merges.apply(request).changeSet })
            try timed(&least) {
                _ = try workspace.store.write { try $0.takeNumbers("benchmark") }
            }
        }
        let undos = try changes.map { change in
            try timed(&undone) { try Undo(workspace).run(change).changeSet }
        }
        for undo in undos.compactMap(\.self) {
            _ = try timed(&redone) { try Undo(workspace).run(undo) }
        }
        report.figures = [
            Figures("preview", previews), Figures("merge", done), Figures("undo", undone),
            Figures("undo of the undo", redone), Figures("one row written", least),
        ]
        return report
    }

    /// The target's and the source's words in turn; of overlapping rows both.
    private static func choices(in plan: MergePlan) -> [String: String] {
        let both = Set(plan.collisions.filter { $0.options.contains("both") }.map(\.id))
        return plan.undecided.enumerated().reduce(into: [:]) { choices, open in
            choices[open.element] =
                both.contains(open.element) ? "both" : ["source", "target"][open.offset % 2]
        }
    }

    private func timed<T>(_ times: inout Times, _ body: () throws -> T) rethrows -> T {
        let start = Times.now
        let result = try body()
        let end = Times.now
        times.passed.append(end.passed - start.passed)
        times.worked.append(end.worked - start.worked)
        return result
    }
}

/// How long each of some pieces of work took, in milliseconds.
struct Times {
    /// As a clock on the wall shows it.
    var passed: [Double] = []
    /// Of the processor, all threads together.
    var worked: [Double] = []

    static var now: (passed: Double, worked: Double) {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return (
            Double(DispatchTime.now().uptimeNanoseconds) / 1e6,
            Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
        )
    }

    static func at(_ share: Double, of times: [Double]) -> Double {
        let sorted = times.sorted()
        return sorted.isEmpty
            ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

extension MeasureMerges.Report {
    fileprivate mutating func count(_ plan: MergePlan) {
        leastDifferences = min(leastDifferences, plan.differences.count)
        mostDifferences = max(mostDifferences, plan.differences.count)
        rowsMoved += MergeRow.Kind.allCases.reduce(0) { $0 + plan.moved($1) }
        rowsDropped += plan.drops.count
    }
}

extension MeasureMerges.Figures {
    fileprivate init(_ kind: String, _ times: Times) {
        let (passed, worked) = (times.passed, times.worked)
        self.init(
            kind: kind, count: passed.count,
            perSecond: passed.isEmpty ? 0 : Double(passed.count) * 1_000 / passed.reduce(0, +),
            leastMilliseconds: Times.at(0, of: passed),
            medianMilliseconds: Times.at(0.5, of: passed),
            p99Milliseconds: Times.at(0.99, of: passed), mostMilliseconds: Times.at(1, of: passed),
            medianProcessorMilliseconds: Times.at(0.5, of: worked),
            p99ProcessorMilliseconds: Times.at(0.99, of: worked))
    }
}
