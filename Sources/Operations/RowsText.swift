import Delimited

/// Rows written as tab-delimited text for our own reading.
struct RowsText {
    private var writer = DelimitedWriter(purpose: .data)

    var bytes: [UInt8] { writer.bytes }

    mutating func append(_ cells: [String]) { writer.append(cells) }
}
