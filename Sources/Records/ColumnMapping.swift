/// Which columns of a sender's files are which columns of a layout, as somebody said and saved.
public struct ColumnMapping: Codable, Equatable, Sendable {
    /// Where a column of the layout stands in the file.
    public enum Source: Codable, Hashable, Sendable {
        /// Under this label.
        case label(String)
        /// In this place, from 1 on.
        case position(Int)
    }

    /// One column of the layout, by its label, and where it stands.
    public struct Pair: Codable, Equatable, Sendable {
        public let column: String
        public let source: Source

        public init(_ column: String, _ source: Source) {
            self.column = column
            self.source = source
        }
    }

    public let name: String
    public let layout: Layout
    /// The header that it was made for; see `signature(of:)`.
    public let signature: String
    public let pairs: [Pair]

    public init(name: String, layout: Layout, signature: String, pairs: [Pair]) {
        self.name = name
        self.layout = layout
        self.signature = signature
        self.pairs = pairs
    }

    /// By what a header is known again: its labels, without case and spaces around them, in their
    /// order, with tabs between them.
    public static func signature(of header: [String]) -> String {
        header.map(folded).joined(separator: "\t")
    }

    static func folded(_ label: String) -> String {
        label.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Whether two mappings read a file the same way.
    public func readsLike(_ other: ColumnMapping) -> Bool {
        layout == other.layout && pairs == other.pairs
    }

    /// What is wrong with the pairs, as a sentence; nil where nothing is.
    public var flaw: String? {
        let labels = layout.columns.map(\.label).filter { !$0.isEmpty }
        for pair in pairs where !labels.contains(pair.column) {
            return "\(layout.fileName) has no column \(pair.column)."
        }
        let columns = pairs.map(\.column)
        for column in columns where columns.count(where: { $0 == column }) > 1 {
            return "\(column) is there more than once."
        }
        let missing = layout.columns.filter { $0.isRequired && !columns.contains($0.label) }
        if missing.isEmpty { return nil }
        return "A required column is not there: "
            + missing.map(\.label).joined(separator: ", ") + "."
    }
}

extension HeaderMatch {
    /// The columns of `header` where `mapping` says they are.
    ///
    /// Columns that the mapping does not name, and those of it that are not required and that the
    /// header lacks, are read as blank.
    public init(_ header: [String], mapping: ColumnMapping) throws(Mismatch) {
        let labels = header.map(ColumnMapping.folded)
        var cells = [Int?](repeating: nil, count: mapping.layout.columns.count)
        for pair in mapping.pairs {
            let column = mapping.layout.columns.firstIndex { $0.label == pair.column }
            guard let column, !pair.column.isEmpty else { continue }
            switch pair.source {
            case .label(let label):
                let places = labels.indices.filter { labels[$0] == ColumnMapping.folded(label) }
                if places.count > 1 {
                    throw Mismatch(
                        code: .fileColumnsUnclear,
                        detail: "Two columns are labelled as the mapping \(mapping.name) says for "
                            + "\(pair.column). Map it by its position.")
                }
                cells[column] = places.first
            case .position(let position):
                cells[column] = labels.indices.contains(position - 1) ? position - 1 : nil
            }
        }
        let missing = mapping.layout.columns.indices.filter {
            mapping.layout.columns[$0].isRequired && cells[$0] == nil
        }
        if !missing.isEmpty {
            throw Mismatch(
                code: .fileColumnsMissing,
                detail: missing.map { mapping.layout.columns[$0].label }.joined(separator: ", "))
        }
        self.init(layout: mapping.layout, cells: cells, width: header.count)
    }

    /// For each column of a layout the cell that it likely is, judged by the labels alone: where
    /// the header can be followed as it does, or else each label that is known.
    public static func proposed(_ header: [String], as layout: Layout) -> [Int?] {
        if let match = try? HeaderMatch(header, as: layout), match.isByName { return match.cells }
        let names = header.map(normalized)
        var taken = Set<Int>()
        var found = [Int?](repeating: nil, count: layout.columns.count)
        for useAliases in [false, true] {
            for (index, column) in layout.columns.enumerated()
            where found[index] == nil && !column.label.isEmpty {
                let wanted = (useAliases ? column.aliases : [column.label]).map(normalized)
                let at = names.indices.first { !taken.contains($0) && wanted.contains(names[$0]) }
                if let at {
                    found[index] = at
                    taken.insert(at)
                }
            }
        }
        return found
    }
}
