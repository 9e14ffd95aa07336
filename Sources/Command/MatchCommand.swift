import ArgumentParser
import Operations
import Records

struct MatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match", abstract: "Find who is in two files, or twice in one.",
        discussion: """
            Needs no district and changes nothing. Pairs are written with the probability that the \
            two are one person, the match weight in bits and, with --explain, what each field \
            says. docs/matching.md explains the model.

            Fields: first, middle, last, suffix, akaFirst, akaLast, birthDate, gender, grade, \
            stateID, otherID, address, city, zip, phone, guardian, school, extra:NAME.
              homeroom match roster.csv --id ID --out pairs.csv \
            --columns first=First,last=Last,birthDate=DOB,address=Number+Street
            """)
    @Argument(help: "File of people, with a header.") var left: String
    @Argument(help: "Second file; without it, the first is matched against itself.")
    var right: String?
    @Option(help: "Column with the ID of each row.") var id: String
    @Option(
        help: ArgumentHelp(
            "Which column is which field; + puts columns together.",
            valueName: "field=column,..."))
    var columns: String
    @Option(help: "Write pairs from this probability on, 0 to 1.") var threshold: Double?
    @Option(help: "File to write the pairs to.") var out: String
    @Option(help: "File to write the clusters to.") var clusters: String?
    @Flag(help: "Say why, for each pair.") var explain = false
    @Option(help: "File of decided pairs to learn from: left, right, same.")
    var labels: String?
    @Flag(help: "Each row of the first file is another person.") var leftUnique = false
    @Flag(help: "Each row of the second file is another person.") var rightUnique = false
    @Flag(help: "State IDs one slip apart may stand in one cluster.") var allowIdSlips = false
    @Flag(help: "No apostrophe in front of what a spreadsheet would calculate.")
    var raw = false
    @Flag(help: "Report as JSON.") var json = false

    func validate() throws {
        if let threshold, !(0...1).contains(threshold) {
            throw ValidationError("--threshold is a probability from 0 to 1.")
        }
    }

    func run() throws {
        var match = MatchFiles(
            left: left, right: right, id: id, columns: try MatchColumn.read(columns))
        match.threshold = threshold
        match.isExplaining = explain
        match.labels = labels
        match.isRaw = raw
        match.options.isLeftUnique = leftUnique
        match.options.isRightUnique = rightUnique
        match.options.joinsStateIDsOneSlipApart = allowIdSlips
        let report = try write(match)
        if json { return Output.json(report) }
        let rows = [report.leftRows, report.rightRows].compactMap { $0 }.map(grouped)
            .joined(separator: " and ")
        Output.line("\(rows) rows, \(grouped(report.compared)) comparisons.")
        Output.line(
            "\(grouped(report.pairs)) pairs of probability \(report.threshold) and more: \(out)")
        if let found = report.clusters, let clusters {
            Output.line("\(grouped(found)) people in several rows: \(clusters)")
        }
    }

    private func write(_ match: MatchFiles) throws -> MatchFiles.Report {
        try NewFile.write(out) { pairs in
            guard let clusters else { return try match.run(pairs: pairs.write) }
            return try NewFile.write(clusters) { groups in
                try match.run(pairs: pairs.write, clusters: groups.write)
            }
        }
    }
}
