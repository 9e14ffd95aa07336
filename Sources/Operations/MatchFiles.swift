import Delimited
import Linkage
import Records

/// Finds who is in two files, or twice in one: without a district, and changing nothing.
public struct MatchFiles: Sendable {
    public let left: String
    /// Nil where the left file is matched against itself.
    public let right: String?
    /// The column with the ID of each row, in both files.
    public let id: String
    public let columns: [MatchColumn]
    /// From this probability on pairs are written; nil for the model's own threshold.
    public var threshold: Double?
    /// Whether each pair is written with its reasons.
    public var isExplaining = false
    /// A file of pairs that somebody decided about: left, right, and whether they are the same.
    public var labels: String?
    /// Whether cells stay as they are that a spreadsheet would calculate.
    public var isRaw = false
    public var options = LinkageOptions()

    /// What it came to.
    public struct Report: Encodable, Equatable, Sendable {
        public let leftRows: Int
        /// Nil where there is one file.
        public let rightRows: Int?
        public let compared: Int
        public let pairs: Int
        /// Nil where clusters were not asked for.
        public let clusters: Int?
        public let threshold: Double
        /// Pairs that somebody decided about and that were learned from.
        public let labels: Int
    }

    public init(left: String, right: String?, id: String, columns: [MatchColumn]) {
        self.left = left
        self.right = right
        self.id = id
        self.columns = columns
    }

    /// Bytes gathered before they are handed on.
    static let bytesPerPiece = 1 << 20

    /// Hands pairs, and clusters where they are asked for, to the closures piece by piece, as
    /// comma-separated text.
    ///
    /// - Throws: `match.columns`, `match.id-missing`, `match.id-twice`, `match.labels`, and what
    ///   says that a file cannot be read.
    public func run(
        pairs output: ([UInt8]) throws -> Void, clusters: (([UInt8]) throws -> Void)? = nil
    ) throws -> Report {
        let read = try MatchTable(self)
        var linking = options
        linking.threshold = threshold
        var linker = Linker(read.table, options: linking)
        var decided: [(left: Int, right: Int, isOne: Bool)] = []
        if let labels {
            decided = try MatchLabels(path: labels).pairs(in: read)
            let trained = LinkageTrainer(linker).trained(on: decided)
            linker = Linker(read.table, model: trained, options: linking)
        }
        let result = linker.run()
        try MatchOutput(read, linker, result, isRaw: isRaw, isExplaining: isExplaining)
            .pairs(to: output)
        var groups: Int?
        if let clusters {
            groups = try MatchOutput(
                read, linker, result, isRaw: isRaw, isExplaining: isExplaining
            ).clusters(to: clusters)
        }
        return Report(
            leftRows: read.left.ids.count, rightRows: read.right?.ids.count,
            compared: result.compared, pairs: result.pairs.count, clusters: groups,
            threshold: result.threshold, labels: decided.count)
    }

    static func refusal(_ code: String, _ message: String, _ remedy: String) -> OperationError {
        .refused(code: code, message: message, remedy: remedy)
    }

    static func noColumn(_ label: String, _ file: String, _ header: [String]) -> OperationError {
        .refused(
            code: "match.columns", message: "\(file) has no column \"\(label)\".",
            remedy: "Its columns are: \(header.joined(separator: ", ")).")
    }
}
