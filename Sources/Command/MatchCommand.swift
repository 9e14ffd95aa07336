import ArgumentParser
import Foundation
import Operations
import Records

/// Which rows of any files are about one person.
struct MatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Find rows of two files, or of one, that are about one person.",
        discussion: """
            The files are CSV or tab-delimited, with a header. No district is needed, and nothing \
            is changed. Pairs are written as left,right,probability,weight.

            Example:
              homeroom match roster.csv --id ID --columns \
            first=First,last=Last,birthDate=DOB,stateID=SSID --out pairs.csv --explain
            """)
    @Argument(help: "The file.") var left: String
    @Argument(help: "The file it is compared with; without it, with itself.") var right: String?
    @Option(help: "The column that names each row.") var id: String
    @Option(
        help: """
            What is compared: FIELD=COLUMN,... with the fields first, middle, last, suffix, \
            akaFirst, akaLast, birthDate, gender, grade, stateID, otherID, address, city, zip, \
            phone, guardian, school, and extra:NAME for any other text.
            """) var columns: String
    @Option(help: "Pairs from this probability on; 0 to 1.") var threshold: Double?
    @Option(help: "Where the pairs go.") var out: String
    @Option(help: "Where the clusters go: side,id,cluster for each row.") var clusters: String?
    @Option(help: "Pairs that people decided about (left,right,same) to learn from.")
    var labels: String?
    @Flag(help: "With a column that says why.") var explain = false
    @Flag(help: "Report as JSON.") var json = false

    private struct Report: Encodable {
        let leftRows: Int
        let rightRows: Int?
        let pairs: Int
        let threshold: Double
        let clusters: Int?
        let blocksPassedOver: Int
        let warnings: [String]
    }

    func run() throws {
        var request = MatchFiles.Request(
            left: left, right: right, id: id, columns: try MatchFiles.Column.read(columns))
        (request.threshold, request.labels) = (threshold, labels)
        let matched = try MatchFiles(request).run()
        try NewFile.write(out) { file in
            try matched.writePairs(explaining: explain) { try file.write($0) }
        }
        let groups = try clusters.map { path in
            try NewFile.write(path) { file in
                try matched.writeClusters { try file.write($0) }
            }
        }
        if json {
            return Output.json(
                Report(
                    leftRows: matched.leftRows, rightRows: matched.rightRows,
                    pairs: matched.pairs, threshold: matched.threshold, clusters: groups,
                    blocksPassedOver: matched.blocksPassedOver, warnings: matched.warnings))
        }
        for warning in matched.warnings { Output.note(warning) }
        let rows = [matched.leftRows] + (matched.rightRows.map { [$0] } ?? [])
        Output.line("\(rows.map(grouped).joined(separator: " and ")) rows were compared.")
        Output.line(
            "\(grouped(matched.pairs)) pairs are one person with a probability of "
                + "\(matched.threshold) or more; they are in \(out).")
        if let groups { Output.line("\(grouped(groups)) clusters of more than one row.") }
    }
}
