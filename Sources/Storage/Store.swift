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

    /// What opens and seals confidential values; nil where they are kept as they are.
    var cipher: (any ValueCipher)? { get }

    /// All rows of `query`, each read by `read`.
    func rows<T>(_ query: Query, _ read: (any ResultRow) throws -> T) throws -> [T]

    /// Hands over each row of `query` as integers, NULL as `Int64.min`, in order; for bulk work.
    /// `body` returns false to stop. Where the result has `few` rows, it is fetched at once.
    func scanIntegers(
        _ query: Query, few: Bool, _ body: (UnsafeBufferPointer<Int64>) throws -> Bool) throws

    /// Hands over each row of `query`, in order, one at a time; for results too large to hold.
    /// `body` returns false to stop. Bytes of text are valid inside `body` only.
    func scan(_ query: Query, _ body: (any BulkRow) throws -> Bool) throws
}

extension Reader {
    /// Hands over each row of a result that may be large.
    func scanIntegers(
        _ query: Query, _ body: (UnsafeBufferPointer<Int64>) throws -> Bool
    ) throws { try scanIntegers(query, few: false, body) }

    /// The first row of `query`, or nil.
    public func first<T>(_ query: Query, _ read: (any ResultRow) throws -> T) throws -> T? {
        try rows(query, read).first
    }

    /// The integer in the first column of the first row, or 0.
    public func count(_ query: Query) throws -> Int {
        try first(query) { try $0.integer(0) ?? 0 } ?? 0
    }
}

/// What a column of a row holds.
public enum ColumnKind: UInt8, Sendable { case null, integer, text, bytes }

/// One row of a bulk read: columns by position, without a `String` per cell.
public protocol BulkRow {
    /// What a column holds in this row.
    func kind(_ column: Int) -> ColumnKind
    /// An integer; NULL as `Int64.min`.
    func integer(_ column: Int) -> Int64
    /// The UTF-8 bytes of a text, or the bytes themselves; empty for NULL. Valid until the next
    /// row.
    func bytes(_ column: Int) -> UnsafeRawBufferPointer
}

/// Changes a district, inside one transaction that ends wholly or not at all.
public protocol Writer: Reader {
    /// Runs one statement and returns how many rows it changed.
    @discardableResult
    func run(_ query: Query) throws -> Int

    /// Runs a statement that reads from `bulk_rows`, a table of `columns` integers (`c0`, `c1`,
    /// ...) whose rows `next` makes one at a time: it sets the values, `Int64.min` for NULL, and
    /// returns false at the end. It must not use this writer. Returns how many rows the statement
    /// changed.
    @discardableResult
    func run(
        _ query: Query, columns: Int, rows next: (UnsafeMutablePointer<Int64>) throws -> Bool
    ) throws -> Int

    /// Tells that `rows` rows of a table were written by a statement, so that what follows is
    /// planned for as many. Bulk writes tell it by themselves.
    func wrote(_ rows: Int, into table: String) throws

    /// Writes rows of a table that has integers alone, made by `next` in the same way.
    func bulk(_ write: BulkWrite, rows next: (UnsafeMutablePointer<Int64>) throws -> Bool) throws

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

    public let table: String
    public let columns: [String]
    public let key: [String]
    public let conflict: Conflict
    /// Whether rows may refer to later ones of the same write.
    public let refersToItself: Bool
    /// What `.update` replaces; nil for all columns but the key.
    let replaced: [String]?

    /// Only `Storage` names tables and columns.
    init(
        into table: String, columns: [String], key: [String], conflict: Conflict,
        replaced: [String]? = nil, refersToItself: Bool = false
    ) {
        self.table = table
        self.columns = columns
        self.key = key
        self.conflict = conflict
        self.replaced = replaced
        self.refersToItself = refersToItself
    }

    /// How many values each row has.
    public var width: Int { columns.count }

    /// One statement with a placeholder per column.
    public func statement(for dialect: Query.Dialect) -> String {
        let marks = columns.indices.map { dialect == .sqlite ? "?" : "$\($0 + 1)" }
        return statement(from: "VALUES (\(marks.joined(separator: ", ")))")
    }

    /// The statement that writes the rows of `source`: a `SELECT` with a `WHERE`, or `VALUES`.
    public func statement(from source: String) -> String {
        let text = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) \(source)"
        let clash = " ON CONFLICT (\(key.joined(separator: ", ")))"
        switch conflict {
        case .none: return text
        case .ignore: return text + clash + " DO NOTHING"
        case .update:
            let rest = replaced ?? columns.filter { !key.contains($0) }
            let sets = rest.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
            return text + clash + " DO UPDATE SET \(sets)"
        }
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
    /// Sets a column to bytes that are no text.
    func set(_ column: Int, bytes: UnsafeRawBufferPointer)
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
                set(index, bytes: $0)
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
    /// Has what was deleted leave the disk, as far as the database can see to it.
    func scrub() throws
    /// Where callers that must not be blocked have their work done.
    var threads: StoreThreads { get }
    /// What opens and seals confidential values of the district.
    var cipher: CipherSlot { get }
    /// Lets go of files and connections. The store is of no use afterwards.
    func close() throws
}

extension Store {
    /// Nothing, where the database does it by itself in time.
    public func scrub() throws {}
}

/// Where districts are kept: a folder of files, or a database.
public protocol Districts: Sendable {
    /// The place in words, for messages; without passwords.
    var place: String { get }
    /// The names of the districts here, in order.
    func names() throws -> [String]
    func contains(_ name: String) throws -> Bool
    /// Opens a district, making it where it is missing, and brings its schema up to date. One
    /// with an unfinished copy is opened only `toCopy`.
    func open(_ name: String, toCopy: Bool) throws -> any Store
    /// Removes a district for good.
    func remove(_ name: String) throws
    /// Gives a district another name, which has to be free. Nobody may be using it.
    func rename(_ name: String, to other: String) throws
    /// Reads a district as it is: it is neither made nor brought up to date.
    func look<T>(at name: String, _ body: (any Reader) throws -> T) throws -> T
}

extension Districts {
    /// Opens a district, making it where it is missing, and brings its schema up to date.
    public func open(_ name: String) throws -> any Store { try open(name, toCopy: false) }
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
    /// The copy of a district into this one is not finished.
    case copyUnfinished
    case unexpectedNull(Int)
    /// Others use the district, so that it cannot get another name.
    case inUse
    /// The folder of the districts cannot be written.
    case cannotWrite(String)
    /// No connection to the server came about; why, in its words.
    case unreachable(String)
    /// The server is on another host, and the connection would not be encrypted.
    case notEncrypted
    /// The server ended the connection; what was under way is taken back.
    case connectionLost
    /// The connection ended while a change was being saved, and the server could not be asked
    /// whether it was.
    case outcomeUnknown
    /// The database's user may not do this.
    case notPermitted
    /// A confidential value cannot be opened: its key is not there, or it was changed.
    case sealed
    /// The name cannot be that of a district here.
    case invalidName(String)
    /// Anything else, by the database's own code.
    case failed(code: String)
}
