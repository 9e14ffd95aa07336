import Foundation
import Linkage

/// Times the comparison of names on one core, inside the process.
public struct MeasureNames {
    public struct Figure: Encodable, Sendable {
        /// Only names at least so similar are looked for.
        public let least: Float
        public let nanosecondsPerPair: Double
        /// Pairs of at least .85, which a peer has to find too.
        public let alike: Int
    }

    private let names: [String]

    public init(names: [String]) { self.names = names }

    /// Compares each name with all, `rounds` times; the quickest round counts.
    public func run(rounds: Int = 3) -> [Figure] {
        let index = NameIndex(names)
        return [Float(0), 0.85].map { least in
            var (best, alike) = (Double.infinity, 0)
            for _ in 0..<max(1, rounds) {
                alike = 0
                let start = Self.processorSeconds()
                for name in names {
                    index.forEach(like: name, least: least) { _, similarity in
                        if similarity >= 0.85 { alike += 1 }
                    }
                }
                best = min(best, Self.processorSeconds() - start)
            }
            let pairs = Double(max(1, names.count)) * Double(max(1, names.count))
            return Figure(least: least, nanosecondsPerPair: best * 1e9 / pairs, alike: alike)
        }
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
