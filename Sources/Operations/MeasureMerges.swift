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

    /// Previews all pairs, then merges them, then undoes the merges. Beside each merge a
    /// transaction that writes a single row is measured, for what it costs to have it on the disk.
    public func run() throws -> Report {
        let merges = MergeStudents(workspace)
        let pairs = try workspace.store.read { try $0.samplePairs() }
        var report = try workspace.store.read {
            Report(
                sisStudents: try $0.sisStudentCount(), programRows: try $0.programRecordCount(),
                pairs: pairs.count)
        }
        var (previews, least, done, undone) = ([Double](), [Double](), [Double](), [Double]())
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
        for change in changes {
            _ = try timed(&undone) { try Undo(workspace).run(change) }
        }
        report.figures = [
            Figures("preview", previews), Figures("merge", done), Figures("undo", undone),
            Figures("one row written", least),
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

    private func timed<T>(_ times: inout [Double], _ body: () throws -> T) rethrows -> T {
        let start = DispatchTime.now().uptimeNanoseconds
        let result = try body()
        times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
        return result
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
    fileprivate init(_ kind: String, _ times: [Double]) {
        let sorted = times.sorted()
        func at(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
        }
        self.init(
            kind: kind, count: times.count,
            perSecond: times.isEmpty ? 0 : Double(times.count) * 1_000 / times.reduce(0, +),
            leastMilliseconds: at(0), medianMilliseconds: at(0.5), p99Milliseconds: at(0.99),
            mostMilliseconds: at(1))
    }
}
