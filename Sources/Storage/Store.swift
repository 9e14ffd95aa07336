/// One row of a result, by the position of its columns.
public protocol ResultRow {
    /// Text, or nil for NULL.
    func text(_ column: Int) throws -> String?
    /// An integer, or nil for NULL.
    func integer(_ column: Int) throws -> Int?
    /// Bytes, or nil for NULL.
    func bytes(_ column: Int) throws -> [UInt8]?
}

extension ResultRow {
    /// Text of a column that is never NULL.
    public func requiredText(_ column: Int) throws -> String {
        guard let text = try text(column) else { throw StorageError.unexpectedNull(column) }
        return text
    }

    /// An integer of a column that is never NULL.
    public func requiredInteger(_ column: Int) throws -> Int {
        guard let integer = try integer(column) else { throw StorageError.unexpectedNull(column) }
        return integer
    }
}

/// Reads one consistent state of a district.
public protocol Reader {
    /// Which database this is, for the little that has to be said differently.
    var dialect: Query.Dialect { get }

    /// All rows of `query`, each read by `read`.
    func rows<T>(_ query: Query, _ read: (any ResultRow) throws -> T) throws -> [T]

    /// Hands over each row of `query` as integers, NULL as `Int64.min`, in order; for bulk work.
    /// `body` returns false to stop.
    func scanIntegers(
        _ query: Query, _ body: (UnsafeBufferPointer<Int64>) throws -> Bool) throws

    /// Hands over each row of `query`, in order, one at a time; for results too large to hold.
    /// `body` returns false to stop. Bytes of text are valid inside `body` only.
    func scan(_ query: Query, _ body: (any BulkRow) throws -> Bool) throws
}

extension Reader {
    /// The first row of `query`, or nil.
    public func first<T>(_ query: Query, _ read: (any ResultRow) throws -> T) throws -> T? {
        try rows(query, read).first
    }

    /// The integer in the first column of the first row, or 0.
    public func count(_ query: Query) throws -> Int {
        try first(query) { try $0.integer(0) ?? 0 } ?? 0
    }
}

/// One row of a bulk read: columns by position, without a `String` per cell.
public protocol BulkRow {
    /// An integer; NULL as `Int64.min`.
    func integer(_ column: Int) -> Int64
    /// The UTF-8 bytes of a text; empty for NULL. Valid until the next row.
    func bytes(_ column: Int) -> UnsafeRawBufferPointer
}

/// Changes a district, inside one transaction that ends wholly or not at all.
public protocol Writer: Reader {
    /// Runs one statement and returns how many rows it changed.
    @discardableResult
    func run(_ query: Query) throws -> Int

    /// Runs a statement that reads from `bulk_rows`, a table whose rows of integers (columns `c0`
    /// to `c15`) `next` makes one at a time: it sets the values, `Int64.min` for NULL, and returns
    /// false at the end. Returns how many rows the statement changed.
    @discardableResult
    func run(
        _ query: Query, rows next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws -> Int

    /// Writes many rows of one table, in whatever way is fastest on this database.
    func bulk(_ write: BulkWrite, _ body: (any BulkSink) throws -> Void) throws
}

/// What a bulk write does with each of its rows.
public struct BulkWrite: Sendable {
    public enum Conflict: Sendable {
        /// Rows are new; a key that exists is an error.
        case none
        /// A row whose key exists replaces the other columns.
        case update
        /// A row whose key exists is passed over.
        case ignore
    }

    let table: String
    let columns: [String]
    let key: [String]
    let conflict: Conflict
    /// What `.update` replaces; nil for all columns but the key.
    let replaced: [String]?

    /// Only `Storage` names tables and columns.
    init(
        into table: String, columns: [String], key: [String], conflict: Conflict,
        replaced: [String]? = nil
    ) {
        self.table = table
        self.columns = columns
        self.key = key
        self.conflict = conflict
        self.replaced = replaced
    }

    /// How many values each row has.
    public var width: Int { columns.count }

    /// One statement with a placeholder per column.
    public func statement(for dialect: Query.Dialect) -> String {
        let marks = columns.indices.map { dialect == .sqlite ? "?" : "$\($0 + 1)" }
        var text = "INSERT INTO \(table) (\(columns.joined(separator: ", ")))"
        text += " VALUES (\(marks.joined(separator: ", ")))"
        switch conflict {
        case .none: break
        case .ignore: text += " ON CONFLICT (\(key.joined(separator: ", "))) DO NOTHING"
        case .update:
            let rest = replaced ?? columns.filter { !key.contains($0) }
            let sets = rest.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
            text += " ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(sets)"
        }
        return text
    }
}

/// Takes the rows of a bulk write, one after the other: set each column, then `write`.
///
/// A column keeps its value from row to row until it is set again, so what is the same in all rows
/// is set once; the bytes of a text must stay where they are for as long.
public protocol BulkSink {
    /// Sets a column; `Int64.min` is NULL.
    func set(_ column: Int, _ value: Int64)
    /// Sets a column to text in UTF-8.
    func set(_ column: Int, _ text: UnsafeRawBufferPointer)
    /// Writes the row.
    func write() throws
}

extension BulkSink {
    /// Sets a column to `text`, written within `body`.
    public func set(_ column: Int, _ text: String, _ body: () throws -> Void) rethrows {
        var text = text
        try text.withUTF8 {
            set(column, UnsafeRawBufferPointer($0))
            try body()
        }
    }

    /// Sets all columns from values and writes the row; for rows that are few.
    public func write(_ values: [Query.Value]) throws { try write(values, 0) }

    private func write(_ values: [Query.Value], _ index: Int) throws {
        guard index < values.count else { return try write() }
        switch values[index] {
        case .null: set(index, Int64.min)
        case .integer(let value): set(index, value)
        case .text(let text): return try set(index, text) { try write(values, index + 1) }
        case .bytes(let bytes):
            return try bytes.withUnsafeBytes {
                set(index, $0)
                try write(values, index + 1)
            }
        }
        try write(values, index + 1)
    }
}

/// A district's database. The closures are synchronous on purpose: a transaction cannot be left
/// open across an `await`.
public protocol Store: Sendable {
    /// Reads one consistent state.
    func read<T>(_ body: (any Reader) throws -> T) throws -> T
    /// Changes the district in one transaction: all of `body`, or, where it throws, nothing.
    func write<T>(_ body: (any Writer) throws -> T) throws -> T
    /// Does all that `write` would do, and takes it back; for showing what would happen.
    func rehearse<T>(_ body: (any Writer) throws -> T) throws -> T
}

/// What a database could not do. Never carries a value of a row.
public enum StorageError: Error, Equatable, Sendable {
    /// Another process holds the district's write lock for longer than we wait.
    case busy
    /// A rule of the schema was violated: its name (a column list or a constraint).
    case constraint(String)
    case diskFull
    case notADatabase
    case damaged
    /// Written by a newer Homeroom.
    case newerSchema(found: Int, known: Int)
    case unexpectedNull(Int)
    /// Anything else, by the database's own code.
    case failed(code: Int)
}
