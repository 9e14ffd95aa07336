/// A page that shows a list, which can be saved as a file and as a view.
public protocol ListContent: PageContent {
    /// The rows of this page of the list, in words.
    var file: ListFile { get }
    /// How many rows the whole list has.
    var rowCount: Int { get }
    /// Whether there are more rows than can be turned to.
    var isCut: Bool { get }
}

extension ListContent {
    public var isCut: Bool { false }
}

/// A list as a file has it: what the page shows, without markup.
public struct ListFile: Sendable {
    public let headings: [String]
    public let rows: [[String]]

    public init(headings: [String], rows: [[String]]) {
        self.headings = headings
        self.rows = rows
    }

    init<Row>(_ columns: [Column<Row>], _ rows: [Row]) {
        let shown = columns.filter(\.isSaved)
        headings = shown.map(\.heading.text)
        self.rows = rows.map { row in shown.map { $0.cell(row).plainText } }
    }
}
