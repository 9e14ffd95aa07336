import Storage

/// A value of a row that is being put together.
enum CopyField {
    case null
    case integer(Int64)
    case text(UnsafeRawBufferPointer)
    case bytes(UnsafeRawBufferPointer)

    /// A copy that stays.
    var value: Query.Value {
        switch self {
        case .null: .null
        case .integer(let value): .integer(value)
        case .text(let text): .text(String(decoding: text, as: UTF8.self))
        case .bytes(let bytes): .bytes(Array(bytes))
        }
    }
}

/// Takes the rows of a bulk write: few of them as they are, many in the format of COPY.
final class PostgresSink: BulkSink {
    /// So many bytes are collected before they are handed over.
    private static let chunk = 1 << 20

    private var fields: [CopyField]
    /// The rows, while they are few.
    private(set) var rows: [[Query.Value]] = []
    /// All rows that were not handed over yet.
    private let buffer = CopyBuffer()
    private(set) var isMany = false
    private let few: Int
    private let flush: (CopyBuffer) throws -> Void

    /// - Parameter few: So many rows are kept as they are.
    init(columns: Int, few: Int, flush: @escaping (CopyBuffer) throws -> Void) {
        fields = Array(repeating: .null, count: columns)
        self.few = few
        self.flush = flush
    }

    func set(_ column: Int, _ value: Int64) {
        fields[column] = value == .min ? .null : .integer(value)
    }

    func set(_ column: Int, _ text: UnsafeRawBufferPointer) { fields[column] = .text(text) }

    func set(_ column: Int, bytes: UnsafeRawBufferPointer) { fields[column] = .bytes(bytes) }

    func write() throws {
        buffer.append(fields)
        if isMany {
            if buffer.count >= Self.chunk { try handOver() }
        } else {
            rows.append(fields.map(\.value))
            isMany = rows.count > few
            if isMany { rows = [] }
        }
    }

    private func handOver() throws {
        if buffer.count == 0 { return }
        try flush(buffer)
        buffer.removeAll()
    }

    /// Hands over the rest, where the rows are many.
    func finish() throws { if isMany { try handOver() } }
}

extension LibPQ {
    /// Sends rows that were collected before.
    func copy(_ text: String, _ rows: CopyBuffer) throws -> Int {
        var isSent = false
        return try copy(text) { buffer in
            if isSent { return false }
            buffer.append(rows)
            isSent = true
            return true
        }
    }
}
