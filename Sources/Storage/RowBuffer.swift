/// One row of a bulk write being put together: its texts one after the other in one buffer, so
/// that a row of many columns costs no allocation.
struct RowBuffer {
    private var bytes: [UInt8] = []
    private var texts: [(column: Int, end: Int)] = []
    private var integers: [(column: Int, value: Int64)] = []

    mutating func set(_ column: Int, _ text: String) {
        bytes.append(contentsOf: text.utf8)
        texts.append((column, bytes.count))
    }

    /// Sets an integer; nil is NULL.
    mutating func set(_ column: Int, _ value: Int64?) {
        integers.append((column, value ?? .min))
    }

    /// Writes the row and forgets it.
    mutating func write(to sink: any BulkSink) throws {
        for (column, value) in integers { sink.set(column, value) }
        try bytes.withUnsafeBytes { bytes in
            var start = 0
            for (column, end) in texts {
                sink.set(column, UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                start = end
            }
            try sink.write()
        }
        bytes.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        integers.removeAll(keepingCapacity: true)
    }
}

/// How many rows one statement names.
let rowsPerStatement = 1_000

extension Collection {
    /// The elements in order, at most `rowsPerStatement` at a time.
    func forEachBatch(_ body: (SubSequence) throws -> Void) rethrows {
        var rest = self[...]
        while !rest.isEmpty {
            try body(rest.prefix(rowsPerStatement))
            rest = rest.dropFirst(rowsPerStatement)
        }
    }
}
