import Foundation
import Records
import Storage

/// Which row of which run a row was first, where rejected rows were run again.
public struct RowOrigin: Codable, Equatable, Sendable {
    public let run: Int
    public let row: Int
}

/// What is kept of a row that was rejected or held, beside its cells.
struct KeptRow: Codable {
    var problems: [RowProblem]
    /// The file of a OneRoster export that it stands in.
    var file: String?
    /// Its number in that file, where it is kept under another one.
    var row: Int?
    var origin: RowOrigin?

    init(_ problems: [RowProblem], origin: RowOrigin? = nil) {
        self.problems = problems
        self.origin = origin
    }

    init(_ record: ImportRowRecord) {
        self = StableJSON.value(KeptRow.self, record.problems) ?? KeptRow([])
    }
}

/// The column labels of a run as they are kept: of its file, or of each file of a OneRoster export.
struct KeptHeader {
    private let labels: [String: [String]]

    /// - Parameter labels: by file; under "" those of a run with one file.
    init(_ labels: [String: [String]]) { self.labels = labels }

    init(json: String) {
        if let one = StableJSON.value([String].self, json) {
            labels = ["": one]
        } else {
            labels = StableJSON.value([String: [String]].self, json) ?? [:]
        }
    }

    subscript(file: String) -> [String] { labels[file] ?? [] }

    var json: String { labels[""].map { StableJSON.array($0) } ?? StableJSON.text(labels) }
}

/// That a run's file is the rejected rows of an earlier run.
struct Rerun: Codable {
    let run: Int
    /// The numbers under which the earlier run keeps the rows, in the order of the new file.
    let rows: [Int]
    /// Where each of them came from first.
    let origins: [RowOrigin]

    /// The origin of a row of the new file, whose header is row 1.
    func origin(of row: Int) -> RowOrigin? {
        origins.indices.contains(row - 2) ? origins[row - 2] : nil
    }

    private static let rowsNamed = 10

    /// Which row is which, in words.
    var note: String {
        let named = origins.prefix(Self.rowsNamed).enumerated().map { index, origin in
            "row \(index + 2) = row \(origin.row) of run \(origin.run)"
        }
        let more = origins.count > Self.rowsNamed ? ", and so on" : ""
        return "The rows are numbered anew: " + named.joined(separator: ", ") + more + "."
    }
}

/// A report with what is kept beside it.
struct KeptReport: Codable {
    let report: RunReport
    /// The newest change set when the run ended.
    let asOfChange: Int
    /// The run whose rejected rows it is.
    var rerunOf: Int?
    /// For a held run: which rows of that run.
    var rerun: Rerun?
    /// For a held run: what was asked for about near misses.
    var insertsNearMisses: Bool?
    /// Whether records that were there stayed as they were; nil for no.
    var takesAdditionsOnly: Bool?
    /// What became of records that the file said nothing of; nil for nothing.
    var absent: AbsentRecords?
    /// The problems of the report with examples.
    var details: [ProblemDetail]?
    /// By which the columns were found.
    var mapping: ColumnMapping?

    init(report: RunReport, asOfChange: Int) {
        self.report = report
        self.asOfChange = asOfChange
    }

    init?(json: String) {
        guard let kept = StableJSON.value(KeptReport.self, json) else { return nil }
        self = kept
    }

    private enum CodingKeys: String, CodingKey {
        case asOfChange, rerunOf, rerun, insertsNearMisses, takesAdditionsOnly
        case absent, details, mapping
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        report = try RunReport(from: decoder)
        asOfChange = try container.decode(Int.self, forKey: .asOfChange)
        rerunOf = try container.decodeIfPresent(Int.self, forKey: .rerunOf)
        rerun = try container.decodeIfPresent(Rerun.self, forKey: .rerun)
        insertsNearMisses = try container.decodeIfPresent(Bool.self, forKey: .insertsNearMisses)
        takesAdditionsOnly = try container.decodeIfPresent(
            Bool.self, forKey: .takesAdditionsOnly)
        absent = try container.decodeIfPresent(AbsentRecords.self, forKey: .absent)
        details = try container.decodeIfPresent([ProblemDetail].self, forKey: .details)
        mapping = try container.decodeIfPresent(ColumnMapping.self, forKey: .mapping)
    }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(asOfChange, forKey: .asOfChange)
        try container.encodeIfPresent(rerunOf, forKey: .rerunOf)
        try container.encodeIfPresent(rerun, forKey: .rerun)
        try container.encodeIfPresent(insertsNearMisses, forKey: .insertsNearMisses)
        try container.encodeIfPresent(takesAdditionsOnly, forKey: .takesAdditionsOnly)
        try container.encodeIfPresent(absent, forKey: .absent)
        try container.encodeIfPresent(details, forKey: .details)
        try container.encodeIfPresent(mapping, forKey: .mapping)
    }
}
