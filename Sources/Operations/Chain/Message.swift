import Storage

/// What is digested or signed, as bytes of which no two meanings share any: each value has its
/// kind and its length before it.
struct Message {
    private(set) var bytes: [UInt8] = []

    private enum Kind: UInt8 { case null, integer, text, bytes }

    /// - Parameter purpose: so that what was made for one purpose is of no use for another.
    init(_ purpose: String) { add(purpose) }

    init(prefix: [UInt8]) { bytes = prefix }

    private mutating func add(length: Int) { add(raw: UInt64(length)) }

    private mutating func add(raw number: UInt64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func addNull() { bytes.append(Kind.null.rawValue) }

    mutating func add(_ number: Int64) {
        bytes.append(Kind.integer.rawValue)
        add(raw: UInt64(bitPattern: number))
    }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(.text, UnsafeRawBufferPointer($0)) }
    }

    mutating func add(_ all: [UInt8]) { all.withUnsafeBytes { add(.bytes, $0) } }

    private mutating func add(_ kind: Kind, _ all: UnsafeRawBufferPointer) {
        bytes.append(kind.rawValue)
        add(length: all.count)
        bytes.append(contentsOf: all)
    }

    /// A column as it is stored.
    mutating func add(_ row: any BulkRow, _ column: Int) {
        switch row.kind(column) {
        case .null: addNull()
        case .integer: add(row.integer(column))
        case .text: add(.text, row.bytes(column))
        case .bytes: add(.bytes, row.bytes(column))
        }
    }

    /// Columns as they are stored.
    mutating func add(_ row: any BulkRow, _ columns: Range<Int>) {
        for column in columns { add(row, column) }
    }

    /// Empties it but for its first `count` bytes, keeping its place in memory.
    mutating func cut(to count: Int) { bytes.removeLast(bytes.count - count) }
}
