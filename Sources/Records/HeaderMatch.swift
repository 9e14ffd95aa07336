/// Which cell of a row holds which column of a layout, judged by the header.
public struct HeaderMatch: Equatable, Sendable {
    public let layout: Layout
    /// For each column of the layout, the index of its cell; nil where the file has no such column.
    public let cells: [Int?]
    /// How many cells the header has.
    public let width: Int
    /// Whether the labels were recognised and followed; otherwise the position counts.
    public let isByName: Bool

    /// Why a header cannot be followed.
    public struct Mismatch: Error, Equatable, Sendable {
        public let code: ProblemCode
        /// What was expected and what was found.
        public let detail: String
    }

    /// Layouts in the file's own order, with no header to judge by.
    public init(positionsOf layout: Layout, width: Int) {
        self.layout = layout
        self.width = width
        cells = layout.columns.indices.map { $0 < width ? $0 : nil }
        isByName = false
    }

    /// Judges `header`, the cells of the first row.
    ///
    /// Where most labels are known ones, each column is where its label stands. Where few are,
    /// the columns count by their position, if there are as many as the layout has.
    public init(_ header: [String], as layout: Layout) throws(Mismatch) {
        let columns = layout.columns
        let names = header.map(Self.normalized)
        var found = [Int?](repeating: nil, count: columns.count)
        var taken = Set<Int>()
        // Labels of our own first, then the senders', so that "Start Date" is not taken twice.
        for useAliases in [false, true] {
            for (index, column) in columns.enumerated()
            where found[index] == nil && !column.label.isEmpty {
                let wanted = (useAliases ? column.aliases : [column.label]).map(Self.normalized)
                let at = names.indices.first { !taken.contains($0) && wanted.contains(names[$0]) }
                if let at {
                    found[index] = at
                    taken.insert(at)
                }
            }
        }
        try Self.refuseRepeats(names, columns)
        let known = taken.count
        if known == 0, header.contains(where: Self.looksLikeData) {
            throw Mismatch(
                code: .fileColumnsUnclear,
                detail: "The first line seems to be data; a header was expected.")
        }
        let labelled = columns.count { !$0.label.isEmpty }
        let required = columns.indices.filter { columns[$0].isRequired }
        let isInPlace = found.enumerated().allSatisfy { $1 == nil || $1 == $0 }
        let reachesRequired = header.count > (required.last ?? 0)
        let isPlausible = known * 2 >= labelled || (header.count <= columns.count && known > 0)
        if isInPlace, reachesRequired, isPlausible || header.count == columns.count {
            self.init(positionsOf: layout, width: header.count)
            return
        }
        let missing = required.filter { found[$0] == nil }.map { columns[$0].label }
        if missing.isEmpty {
            self.init(layout: layout, cells: found, width: header.count)
            return
        }
        if known >= 3, known * 2 > min(labelled, header.count) {
            throw Mismatch(code: .fileColumnsMissing, detail: missing.joined(separator: ", "))
        }
        throw Mismatch(code: .fileColumnsUnclear, detail: Self.expectation(layout, header))
    }

    /// Two columns with one label of the layout cannot be told apart by it.
    private static func refuseRepeats(
        _ names: [String], _ columns: [Layout.Column]
    ) throws(Mismatch) {
        let labels = Set(columns.map { normalized($0.label) })
        var seen = Set<String>()
        for name in names where !name.isEmpty && labels.contains(name) {
            guard seen.insert(name).inserted else {
                let label = columns.first { normalized($0.label) == name }?.label ?? name
                throw Mismatch(
                    code: .fileColumnsUnclear, detail: "Two columns are labelled \(label).")
            }
        }
    }

    init(layout: Layout, cells: [Int?], width: Int) {
        self.layout = layout
        self.cells = cells
        self.width = width
        isByName = true
    }

    private static func looksLikeData(_ cell: String) -> Bool {
        let isNumber = cell.count >= 3 && cell.allSatisfy(\.isNumber)
        if case .date = DateCell.read(cell, order: .monthFirst) { return true }
        return isNumber
    }

    /// What a header of no known layout holds, in words; where it seems to be data, which may be a
    /// student's, it is not repeated.
    public static func found(_ header: [String]) -> String {
        if header.contains(where: looksLikeData) {
            return "The first line seems to be data; a header was expected."
        }
        let shown = header.prefix(8).map { String($0.prefix(40)) }
        return "Found \(header.count) \(header.count == 1 ? "column" : "columns"): "
            + shown.joined(separator: ", ") + (header.count > 8 ? ", ..." : "") + "."
    }

    /// How a label is compared: letters and digits only, without a leading number, in lower case.
    ///
    /// `01 Import Student ID`, `import_student_id` and `ImportStudentID` are one label.
    public static func normalized(_ label: String) -> String {
        let folded = label.lowercased().unicodeScalars.filter {
            ("a"..."z").contains($0) || ("0"..."9").contains($0)
        }
        var text = String(String.UnicodeScalarView(folded))
        let digits = text.prefix { $0.isNumber }
        if digits.count <= 2, digits.count < text.count { text.removeFirst(digits.count) }
        return text
    }

    private static func expectation(_ layout: Layout, _ header: [String]) -> String {
        let expected = layout.columns.map(\.label).filter { !$0.isEmpty }
        let shown = header.prefix(8).map { String($0.prefix(40)) }
        return "Expected the \(layout.columns.count) columns of \(layout.fileName) ("
            + expected.prefix(6).joined(separator: ", ") + ", ...), found \(header.count): "
            + shown.joined(separator: ", ") + (header.count > 8 ? ", ..." : "") + "."
    }

    /// Whether each required column of `layout` stands in `header` under a label that is known.
    public static func hasRequiredLabels(_ header: [String], of layout: Layout) -> Bool {
        let names = Set(header.map(normalized))
        return layout.columns.filter(\.isRequired).allSatisfy { column in
            ([column.label] + column.aliases).contains { names.contains(normalized($0)) }
        }
    }

    /// The layout whose labels `header` carries best; nil where no layout is clearly ahead.
    public static func recognise(_ header: [String]) -> Layout? {
        let names = Set(header.map(normalized))
        let scores = Layout.allCases.map { layout in
            let columns = layout.columns.filter { !$0.label.isEmpty }
            let known = columns.count { column in
                names.contains(normalized(column.label))
                    || column.aliases.contains { names.contains(normalized($0)) }
            }
            return (layout, Double(known) / Double(columns.count), known)
        }
        guard let best = scores.max(by: { $0.1 < $1.1 }), best.1 >= 0.6, best.2 >= 2 else {
            return nil
        }
        return best.0
    }
}
