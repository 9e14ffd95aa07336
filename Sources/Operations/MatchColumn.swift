import Linkage

/// Which columns of a file say what of a person.
public struct MatchColumn: Equatable, Sendable {
    public let field: LinkageField
    /// The labels of the columns, whose cells are put together with a space between them.
    public let labels: [String]

    public init(_ field: LinkageField, _ labels: [String]) {
        self.field = field
        self.labels = labels
    }

    /// The columns that a text such as `first=Given,address=No+Street,extra:bus=Route` names.
    ///
    /// - Throws: `match.columns`
    public static func read(_ text: String) throws -> [MatchColumn] {
        let columns = try text.split(separator: ",").map { part in
            let sides = part.split(separator: "=", maxSplits: 1).map { trimmed($0) }
            guard sides.count == 2, let field = LinkageField(name: sides[0]), !sides[1].isEmpty
            else {
                throw MatchFiles.refusal(
                    "match.columns", "\"\(part)\" does not say which column is which field.",
                    "Write field=column, with one of the fields "
                        + LinkageField.known.map(\.name).joined(separator: ", ")
                        + " or extra:NAME.")
            }
            return MatchColumn(field, [sides[1]])
        }
        guard !columns.isEmpty else {
            throw MatchFiles.refusal(
                "match.columns", "No columns are named.",
                "Name those to compare, such as --columns first=First,last=Last.")
        }
        return columns
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// Where the columns stand in a file with this header. A label that is not there as it stands
    /// may be several with `+` between them.
    ///
    /// - Throws: `match.columns`
    func places(in header: [String], of file: String) throws -> [Int] {
        try labels.flatMap { label in
            if let place = Self.place(of: label, in: header) { return [place] }
            return try label.split(separator: "+").map { part in
                guard let place = Self.place(of: String(part), in: header) else {
                    throw MatchFiles.noColumn(String(part), file, header)
                }
                return place
            }
        }
    }

    /// Case and spaces around a label do not count.
    static func place(of label: String, in header: [String]) -> Int? {
        let wanted = trimmed(label[...]).lowercased()
        return header.firstIndex { trimmed($0[...]).lowercased() == wanted }
    }
}
