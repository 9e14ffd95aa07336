import Delimited
import Foundation
import Linkage
import Records

/// Files that were compared, and the pairs that were found in them.
public struct MatchedFiles: Sendable {
    let left: MatchSide
    let right: MatchSide?
    let columns: [MatchFiles.Column]
    let linker: Linker
    let result: LinkageResult

    /// So much is handed over at once.
    private static let piece = 1 << 18

    init(
        left: MatchSide, right: MatchSide?, columns: [MatchFiles.Column], linker: Linker,
        result: LinkageResult
    ) {
        self.left = left
        self.right = right
        self.columns = columns
        self.linker = linker
        self.result = result
    }

    public var leftRows: Int { left.ids.count }
    /// Nil where the left file was compared with itself.
    public var rightRows: Int? { right?.ids.count }
    public var pairs: Int { result.pairs.count }
    /// The probability from which on pairs count.
    public var threshold: Double { result.threshold }
    /// Blocks of rows that were passed over as too large.
    public var blocksPassedOver: Int { result.blocksPassedOver }
    /// What had to be assumed to read the files, in words.
    public var warnings: [String] { left.warnings + (right?.warnings ?? []) }

    /// Hands over `left,right,probability,weight`, and with `explaining` why, one pair a row, as
    /// text that a spreadsheet can open.
    public func writePairs(explaining: Bool, to write: ([UInt8]) throws -> Void) throws {
        var writer = Self.writer
        let header = ["left", "right", "probability", "weight"]
        writer.append(header + (explaining ? ["reasons"] : []))
        let rows = (RowsAgain(left.text), RowsAgain((right ?? left).text))
        for pair in result.pairs {
            let (one, other) = (Int(pair.left), Int(pair.right))
            var cells = [
                id(one), id(other), Self.decimals(Double(pair.probability), 6),
                Self.decimals(Double(pair.weight), 2),
            ]
            if explaining { cells.append(try reasons(one, other, rows)) }
            writer.append(cells)
            if writer.bytes.count > Self.piece { try write(writer.take()) }
        }
        try write(writer.take())
    }

    /// Hands over `side,id,cluster`, a row for each row of the files; the cluster is the ID of its
    /// first row.
    ///
    /// - Returns: how many clusters of more than one row there are.
    public func writeClusters(to write: ([UInt8]) throws -> Void) throws -> Int {
        let clusters = LinkageClusters(result, of: linker)
        var writer = Self.writer
        writer.append(["side", "id", "cluster"])
        for (row, first) in clusters.first.enumerated() {
            writer.append([row < leftRows ? "left" : "right", id(row), id(Int(first))])
            if writer.bytes.count > Self.piece { try write(writer.take()) }
        }
        try write(writer.take())
        return clusters.groups.count
    }

    private static var writer: DelimitedWriter {
        DelimitedWriter(separator: UInt8(ascii: ","), purpose: .spreadsheet)
    }

    private func id(_ row: Int) -> String {
        row < leftRows ? left.ids[row] : right?.ids[row - leftRows] ?? ""
    }

    private func reasons(
        _ one: Int, _ other: Int, _ rows: (RowsAgain, RowsAgain)
    ) throws -> String {
        let texts = (
            try left.person(one, columns, rows.0),
            try (right ?? left).person(other - (right == nil ? 0 : leftRows), columns, rows.1)
        )
        return linker.explain(one, other, by: result.model, texts: texts).reasons
            .filter { !$0.left.isEmpty && !$0.right.isEmpty }.map(\.sentence)
            .joined(separator: "; ")
    }

    private static func decimals(_ value: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", value)
    }
}

/// Pairs that people decided about, as a file has them.
enum MatchLabels {
    /// Reads the columns `left`, `right` and `same`; of two files `left` names a row of the left
    /// one.
    ///
    /// - Throws: `match.label` where a row of no file is named, or `same` is neither yes nor no.
    static func read(
        _ path: String, left: MatchSide, right: MatchSide?
    ) throws -> [(left: Int, right: Int, isOne: Bool)] {
        let text = try MatchSide.text(path)
        let places = try ["left", "right", "same"].map { try MatchSide.place(of: $0, in: text) }
        let own = Dictionary(left.ids.enumerated().map { ($1, $0) }) { first, _ in first }
        let others = right.map { side in
            Dictionary(side.ids.enumerated().map { ($1, left.ids.count + $0) }) { one, _ in one }
        }
        var decided: [(left: Int, right: Int, isOne: Bool)] = []
        try text.forEachRow { row, number in
            if RowCheck.isBlank(row) { return true }
            let cells = places.map { row[$0].trimmed.text }
            guard let one = own[cells[0]], let other = (others ?? own)[cells[1]],
                let isOne = answers[cells[2].lowercased()]
            else {
                throw OperationError.refused(
                    code: "match.label",
                    message: "Row \(number) of \(text.name) is no decision about two rows.",
                    remedy: "Give the IDs of two rows under left and right, and yes or no under "
                        + "same.")
            }
            decided.append((one, other, isOne))
            return true
        }
        return decided
    }

    private static let answers = [
        "yes": true, "no": false, "true": true, "false": false, "1": true, "0": false,
    ]
}
