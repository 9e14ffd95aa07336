import GRDB
import GRDBSQLite
import Storage

/// The statements of one transaction on one connection, over SQLite's C interface.
struct SQLiteConnection: Writer {
    var dialect: Query.Dialect { .sqlite }
    let cipher: (any ValueCipher)?
    let db: Database
    let source: RowSource?
    /// Where statements that change something are kept.
    private let kept: KeptStatements

    init(
        db: Database, cipher: (any ValueCipher)?, source: RowSource? = nil,
        kept: KeptStatements = KeptStatements()
    ) {
        self.cipher = cipher
        self.db = db
        self.source = source
        self.kept = kept
    }

    @discardableResult
    func run(
        _ query: Query, columns: Int, rows next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws -> Int {
        guard let source else { throw StorageError.failed(code: "\(SQLITE_MISUSE)") }
        return try source.with(next) { try run(query) }
    }

    /// SQLite plans by the schema alone.
    func wrote(_ rows: Int, into table: String) {}

    func bulk(
        _ write: BulkWrite, rows next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws {
        let columns = (0..<write.width).map { "c\($0)" }.joined(separator: ", ")
        let statement = write.statement(from: "SELECT \(columns) FROM bulk_rows WHERE true")
        try run(Query(stringLiteral: statement), columns: write.width, rows: next)
    }

    func rows<T>(_ query: Query, _ read: (any ResultRow) throws -> T) throws -> [T] {
        var found: [T] = []
        try step(query) { statement in
            found.append(try read(SQLiteRow(statement: statement)))
            return true
        }
        return found
    }

    func scanIntegers(
        _ query: Query, few: Bool, _ body: (UnsafeBufferPointer<Int64>) throws -> Bool
    ) throws {
        var values: [Int64] = []
        try step(query) { statement in
            let width = Int(sqlite3_column_count(statement))
            if values.isEmpty { values = Array(repeating: 0, count: width) }
            return try values.withUnsafeMutableBufferPointer { values in
                for column in 0..<width {
                    let value = sqlite3_column_int64(statement, Int32(column))
                    values[column] =
                        value == 0 && sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
                        ? .min : value
                }
                return try body(UnsafeBufferPointer(values))
            }
        }
    }

    func scan(_ query: Query, _ body: (any BulkRow) throws -> Bool) throws {
        try step(query) { try body(SQLiteRow(statement: $0)) }
    }

    @discardableResult
    func run(_ query: Query) throws -> Int {
        let before = sqlite3_total_changes64(db.sqliteConnection)
        let (text, values) = query.rendered(for: .sqlite)
        try kept.with(text, prepare: prepared) { try step($0, values) { _ in true } }
        return Int(sqlite3_total_changes64(db.sqliteConnection) - before)
    }

    func bulk(_ write: BulkWrite, _ body: (any BulkSink) throws -> Void) throws {
        try kept.with(write.statement(for: .sqlite), prepare: prepared) {
            try body(SQLiteSink(statement: $0, connection: db.sqliteConnection))
        }
    }

    private func step(_ query: Query, _ body: (OpaquePointer) throws -> Bool) throws {
        // Small queries come again and again, so that preparing them would be most of the work.
        let (text, values) = query.rendered(for: .sqlite)
        let cached = try db.cachedStatement(sql: text).sqliteStatement
        guard sqlite3_stmt_busy(cached) == 0 else {
            // The same query inside of itself.
            let statement = try prepared(text)
            defer { sqlite3_finalize(statement) }
            return try step(statement, values, body)
        }
        defer {
            sqlite3_reset(cached)
            sqlite3_clear_bindings(cached)
        }
        try step(cached, values, body)
    }

    private func step(
        _ statement: OpaquePointer, _ values: [Query.Value],
        _ body: (OpaquePointer) throws -> Bool
    ) throws {
        for (index, value) in values.enumerated() { bind(value, to: statement, Int32(index + 1)) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: if try !body(statement) { return }
            case SQLITE_DONE: return
            case let code: throw StorageError(code: code, connection: db.sqliteConnection)
            }
        }
    }

    private func prepared(_ text: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v2(db.sqliteConnection, text, -1, &statement, nil)
        guard code == SQLITE_OK, let statement else {
            throw StorageError(code: code, connection: db.sqliteConnection)
        }
        return statement
    }

    private func bind(_ value: Query.Value, to statement: OpaquePointer, _ index: Int32) {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let value): sqlite3_bind_int64(statement, index, value)
        case .text(let text):
            sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), transient)
        case .bytes(let bytes):
            sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), transient)
        }
    }
}

/// Tells SQLite to copy a value before the call returns.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

struct SQLiteRow: ResultRow, BulkRow {
    let statement: OpaquePointer

    private func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
    }

    func text(_ column: Int) throws -> String? {
        isNull(column) ? nil : String(decoding: bytes(column) as Cells, as: UTF8.self)
    }

    func integer(_ column: Int) throws -> Int? {
        isNull(column) ? nil : Int(sqlite3_column_int64(statement, Int32(column)))
    }

    func bytes(_ column: Int) throws -> [UInt8]? {
        guard !isNull(column) else { return nil }
        guard let base = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return Array(UnsafeRawBufferPointer(start: base, count: count))
    }

    func kind(_ column: Int) -> ColumnKind {
        switch sqlite3_column_type(statement, Int32(column)) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer
        case SQLITE_BLOB: .bytes
        default: .text
        }
    }

    func integer(_ column: Int) -> Int64 {
        let value = sqlite3_column_int64(statement, Int32(column))
        return value == 0 && isNull(column) ? .min : value
    }

    private typealias Cells = UnsafeRawBufferPointer

    func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        // As it is stored: asking for text would make bytes a text.
        guard let base = sqlite3_column_blob(statement, Int32(column)) else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(
            start: base, count: Int(sqlite3_column_bytes(statement, Int32(column))))
    }
}

struct SQLiteSink: BulkSink {
    let statement: OpaquePointer
    let connection: OpaquePointer?

    func set(_ column: Int, _ value: Int64) {
        if value == .min {
            sqlite3_bind_null(statement, Int32(column + 1))
        } else {
            sqlite3_bind_int64(statement, Int32(column + 1), value)
        }
    }

    func set(_ column: Int, _ text: UnsafeRawBufferPointer) {
        let start = text.bindMemory(to: CChar.self).baseAddress
        guard let start else {
            sqlite3_bind_text(statement, Int32(column + 1), "", 0, nil)
            return
        }
        // A nil destructor: SQLite reads the caller's bytes, which stay until the step is done.
        sqlite3_bind_text(statement, Int32(column + 1), start, Int32(text.count), nil)
    }

    func set(_ column: Int, bytes: UnsafeRawBufferPointer) {
        if let start = bytes.baseAddress {
            sqlite3_bind_blob(statement, Int32(column + 1), start, Int32(bytes.count), nil)
        } else {
            sqlite3_bind_zeroblob(statement, Int32(column + 1), 0)
        }
    }

    func write() throws {
        let code = sqlite3_step(statement)
        guard code == SQLITE_DONE else {
            let error = StorageError(code: code, connection: connection)
            sqlite3_reset(statement)
            throw error
        }
        sqlite3_reset(statement)
    }
}
