import Delimited
import Linkage
import Records

/// Writes what matching found as comma-separated text.
struct MatchOutput {
    private let read: MatchTable
    private let linker: Linker
    private let result: LinkageResult
    private let isExplaining: Bool
    private let purpose: DelimitedWriter.Purpose

    init(
        _ read: MatchTable, _ linker: Linker, _ result: LinkageResult, isRaw: Bool,
        isExplaining: Bool
    ) {
        self.read = read
        self.linker = linker
        self.result = result
        self.isExplaining = isExplaining
        purpose = isRaw ? .data : .spreadsheet
    }

    /// One line for each pair: the IDs of both, probability and weight, and the reasons where they
    /// are asked for.
    func pairs(to output: ([UInt8]) throws -> Void) throws {
        var writer = DelimitedWriter(separator: 0x2C, purpose: purpose)
        writer.append(
            ["left", "right", "probability", "weight"] + (isExplaining ? ["reasons"] : []))
        let again = read.files.map { RowsAgain($0.text) }
        for pair in result.pairs {
            let (left, right) = (Int(pair.left), Int(pair.right))
            var cells = [
                read.id(left), read.id(right), Self.rounded(pair.probability, 1_000_000),
                Self.rounded(pair.weight, 100),
            ]
            if isExplaining { cells.append(try reasons(left, right, again)) }
            writer.append(cells)
            if writer.bytes.count >= MatchFiles.bytesPerPiece { try output(writer.take()) }
        }
        try output(writer.take())
    }

    /// One line for each row of a cluster of several: the number of the cluster, the side, the ID.
    ///
    /// - Returns: how many clusters there are.
    func clusters(to output: ([UInt8]) throws -> Void) throws -> Int {
        var writer = DelimitedWriter(separator: 0x2C, purpose: purpose)
        writer.append(["cluster", "side", "id"])
        let groups = LinkageClusters(result, of: linker).groups
        for (number, group) in groups.enumerated() {
            for row in group {
                let isLeft = Int(row) < read.left.ids.count
                writer.append(["\(number + 1)", isLeft ? "left" : "right", read.id(Int(row))])
            }
            if writer.bytes.count >= MatchFiles.bytesPerPiece { try output(writer.take()) }
        }
        try output(writer.take())
        return groups.count
    }

    private func reasons(_ left: Int, _ right: Int, _ again: [RowsAgain]) throws -> String {
        let texts = try (person(left, again), person(right, again))
        let score = linker.explain(left, right, by: result.model, texts: texts)
        let reasons = score.reasons.filter { $0.level != .missing }.map(\.sentence)
        return (score.alarms.map(\.sentence) + reasons).joined(separator: "; ")
    }

    private func person(_ row: Int, _ again: [RowsAgain]) throws -> LinkagePerson {
        let (file, place) = read.place(row)
        var person = LinkagePerson()
        try again[file].row(at: place) { person = read.files[file].person(copy $0) }
        return person
    }

    private static func rounded(_ number: Float, _ places: Double) -> String {
        "\((Double(number) * places).rounded() / places)"
    }
}
