import Foundation
import GRDB
import GRDBSQLite
import Storage

/// A district in one SQLite file: write-ahead log, full synchronization, foreign keys enforced.
public struct SQLiteStore: Store {
    let pool: DatabasePool
    /// Of the writing connection: the rows of `bulk_rows`, and prepared statements.
    private let source: WriterParts

    /// Whether a copy into the district may be under way.
    private let isForCopy: Bool
    /// As many as the pool has readers, and a writer.
    public let cipher = CipherSlot()
    public let threads = StoreThreads(label: "homeroom.sqlite", limit: 6)

    /// How long a writer waits for another process to finish, in seconds.
    static let secondsToWait = 60.0

    /// Opens the district's file, making it where it is missing, and brings its schema up to date.
    ///
    /// - Throws: `StorageError`.
    public init(path: String, now: String, toCopy: Bool = false) throws {
        pool = try mapped {
            var configuration = Configuration()
            configuration.busyMode = .timeout(Self.secondsToWait)
            configuration.foreignKeysEnabled = true
            configuration.prepareDatabase { db in
                try db.execute(
                    sql: """
                        PRAGMA synchronous = FULL;
                        PRAGMA temp_store = MEMORY;
                        PRAGMA cache_size = -32768;
                        PRAGMA wal_autocheckpoint = 1000;
                        """)
            }
            return try DatabasePool(path: path, configuration: configuration)
        }
        source = WriterParts()
        isForCopy = toCopy
        try register()
        try migrateIfNeeded(now, toCopy)
    }

    private func register() throws {
        try mapped {
            try pool.writeWithoutTransaction { db in
                let code = source.rows.register(on: db.sqliteConnection)
                guard code == SQLITE_OK else {
                    throw StorageError(code: code, connection: db.sqliteConnection)
                }
            }
        }
    }

    private func migrateIfNeeded(_ now: String, _ toCopy: Bool) throws {
        let current = try? read { try $0.schemaVersion() }
        if current == Schema.version { return }
        try transaction(.commit, isMigration: true) { try $0.migrate(at: now, toCopy: toCopy) }
    }

    public func read<T>(_ body: (any Reader) throws -> T) throws -> T {
        try mapped { try pool.read { try body(SQLiteConnection(db: $0, cipher: cipher.cipher)) } }
    }

    public func write<T>(_ body: (any Writer) throws -> T) throws -> T {
        try transaction(.commit, body)
    }

    public func rehearse<T>(_ body: (any Writer) throws -> T) throws -> T {
        try transaction(.rollback, body)
    }

    private func transaction<T>(
        _ completion: Database.TransactionCompletion, isMigration: Bool = false,
        _ body: (any Writer) throws -> T
    ) throws -> T {
        try mapped {
            try pool.writeWithoutTransaction { db in
                var result: T?
                try db.inTransaction(.immediate) {
                    let connection = SQLiteConnection(
                        db: db, cipher: cipher.cipher, source: source.rows,
                        kept: source.statements)
                    if !isMigration { try connection.requireUsable(toCopy: isForCopy) }
                    result = try body(connection)
                    return completion
                }
                guard let result else { throw StorageError.failed(code: "0") }
                return result
            }
        }
    }

    /// Folds the write-ahead log into the file and empties it. Where somebody is at work that keeps
    /// it from being emptied, the next close does it.
    public func scrub() throws {
        try mapped {
            try pool.writeWithoutTransaction { db in
                _ = try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            }
        }
    }

    /// Closes the file and folds its write-ahead log into it.
    public func close() throws {
        // Readers first: a reader that closes last may not fold the log.
        pool.invalidateReadOnlyConnections()
        pool.writeWithoutTransaction { _ in source.statements.clear() }
        try mapped { try pool.close() }
    }
}

/// Runs `body` and turns the database's own errors, which print the row, into ours, which do not.
func mapped<T>(_ body: () throws -> T) throws -> T {
    do {
        return try body()
    } catch let error as DatabaseError {
        throw StorageError(error)
    }
}

extension StorageError {
    init(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_CONSTRAINT: self = .constraint(Self.constraintName(error.message ?? ""))
        case .SQLITE_FULL: self = .diskFull
        case .SQLITE_NOTADB: self = .notADatabase
        case .SQLITE_CORRUPT: self = .damaged
        default: self = .failed(code: "\(error.extendedResultCode.rawValue)")
        }
    }

    init(code: Int32, connection: OpaquePointer?) {
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? ""
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_CONSTRAINT: self = .constraint(Self.constraintName(message))
        case SQLITE_FULL: self = .diskFull
        case SQLITE_NOTADB: self = .notADatabase
        case SQLITE_CORRUPT: self = .damaged
        default: self = .failed(code: "\(code)")
        }
    }

    /// SQLite's message ends with the names of the columns, never with their values.
    private static func constraintName(_ message: String) -> String {
        message.split(separator: ": ").last.map(String.init) ?? message
    }
}

/// What belongs to the writing connection, used by one thread at a time: GRDB's writer queue.
private final class WriterParts: @unchecked Sendable {
    let rows = RowSource()
    let statements = KeptStatements()
}
