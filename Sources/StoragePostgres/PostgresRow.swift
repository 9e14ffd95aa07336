import Storage

/// One row of a result.
struct PostgresRow: ResultRow, BulkRow {
    let result: LibPQ.Result
    let row: Int

    func text(_ column: Int) throws -> String? {
        result.isNull(row, column)
            ? nil : String(decoding: result.bytes(row, column), as: UTF8.self)
    }

    func integer(_ column: Int) throws -> Int? {
        if result.isNull(row, column) { return nil }
        guard result.kind(column) == .integer else { throw StorageError.unexpectedNull(column) }
        return Int(result.integer(row, column))
    }

    func bytes(_ column: Int) throws -> [UInt8]? {
        result.isNull(row, column) ? nil : Array(result.bytes(row, column))
    }

    func kind(_ column: Int) -> ColumnKind {
        result.isNull(row, column) ? .null : result.kind(column)
    }

    func integer(_ column: Int) -> Int64 { result.integer(row, column) }

    func bytes(_ column: Int) -> UnsafeRawBufferPointer { result.bytes(row, column) }
}

extension Query.Value {
    /// The server's number for the type; 0 lets it find out.
    var type: UInt32 {
        switch self {
        case .null: 0
        case .integer: 20
        case .text: 25
        case .bytes: 17
        }
    }
}
