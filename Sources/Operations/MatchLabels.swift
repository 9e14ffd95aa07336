import Linkage
import Records

/// A file of pairs that somebody decided about: columns `left`, `right` and `same`, the last with
/// `1`, `yes` or `true`, or with `0`, `no` or `false`.
struct MatchLabels {
    private let text: SourceText
    private var name: String { text.name }

    init(path: String) throws {
        text = try MatchFile.text(path)
    }

    /// The decided pairs whose rows are in the table.
    func pairs(in table: MatchTable) throws -> [(left: Int, right: Int, isOne: Bool)] {
        let places = try ["left", "right", "same"].map { label in
            guard let place = MatchColumn.place(of: label, in: text.header) else {
                throw MatchFiles.noColumn(label, name, text.header)
            }
            return place
        }
        var pairs: [(left: Int, right: Int, isOne: Bool)] = []
        let others = table.right ?? table.left
        let start = table.right == nil ? 0 : table.left.ids.count
        try text.forEachRow { row, number in
            if RowCheck.isBlank(row) { return true }
            let said = row[places[2]].trimmed.text.lowercased()
            guard let isOne = Self.answers[said] else {
                throw MatchFiles.refusal(
                    "match.labels", "Row \(number) of \(name) does not say whether two are one.",
                    "Write 1 or 0, yes or no, or true or false into the column same.")
            }
            if let left = table.left.ids.number(of: row[places[0]].trimmed),
                let right = others.ids.number(of: row[places[1]].trimmed)
            {
                pairs.append((left, right + start, isOne))
            }
            return true
        }
        return pairs
    }

    private static let answers = [
        "1": true, "yes": true, "true": true, "0": false, "no": false, "false": false,
    ]
}
