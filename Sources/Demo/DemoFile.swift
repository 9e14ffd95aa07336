import Records

/// One file as a sender would deliver it: UTF-8, tabs between cells, a line feed behind each row.
public struct DemoFile: Equatable, Sendable {
    /// The exact file name, such as `programs.txt`.
    public let name: String
    public let bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The file up to the middle of the Birth Date in the row half way.
    func cut() -> DemoFile {
        var row = bytes[(bytes.count / 2)...].drop { $0 != 0x0A }.dropFirst()
        for _ in 0..<5 { row = row.drop { $0 != 0x09 }.dropFirst() }
        return DemoFile(name: name, bytes: Array(bytes[..<min(bytes.count, row.startIndex + 4)]))
    }
}

/// Writes rows of one layout; a cell is named by the label of its column.
struct LayoutText {
    private let layout: Layout
    private let positions: [String: Int]
    private var bytes: [UInt8] = []

    /// Begins with the header: each column's label, or `Column N` where the layout has none.
    init(_ layout: Layout) {
        self.layout = layout
        let labels = layout.columns.enumerated().map { index, column in
            column.label.isEmpty ? "Column \(index + 1)" : column.label
        }
        positions = Dictionary(
            labels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        append(labels)
    }

    /// Adds one row; columns that are not named stay blank.
    mutating func append(_ cells: KeyValuePairs<String, String>) {
        var row = [String](repeating: "", count: layout.columns.count)
        for (label, text) in cells {
            guard let position = positions[label] else { continue }
            row[position] = text
        }
        append(row)
    }

    private mutating func append(_ row: [String]) {
        for (index, cell) in row.enumerated() {
            if index > 0 { bytes.append(0x09) }
            bytes.append(contentsOf: cell.utf8)
        }
        bytes.append(0x0A)
    }

    var file: DemoFile { DemoFile(name: layout.fileName, bytes: bytes) }
}

extension CalendarDate? {
    /// `MM/DD/YYYY`, or blank where there is no date.
    var cell: String { self?.monthDayYear ?? "" }
}
