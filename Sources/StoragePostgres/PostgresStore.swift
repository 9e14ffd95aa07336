import Storage

/// A district in one schema of a PostgreSQL database.
///
/// Whoever writes holds a lock on the district for the length of the transaction, as with SQLite:
/// what a plan was made from cannot change before it is carried out. Readers see one state of the
/// district and wait for nobody. All of it blocks the calling thread.
public struct PostgresStore: Store {
    private let pool: ConnectionPool
    /// Whether a copy into the district may be under way.
    private let isForCopy: Bool
    public let cipher = CipherSlot()
    public let threads = StoreThreads(label: "homeroom.postgres", limit: connectionsAtMost)

    /// How many connections one process uses at once.
    public static let connectionsAtMost = 8

    /// Opens a district and brings its schema up to date, making it where it is missing.
    ///
    /// - Throws: `StorageError`.
    public init(address: PostgresAddress, district: String, now: String, toCopy: Bool = false)
        throws
    {
        pool = ConnectionPool(
            address: address, schema: district, limit: Self.connectionsAtMost, cipher: cipher)
        isForCopy = toCopy
        try migrate(district, now, toCopy)
    }

    /// One who migrates keeps others from it, so that servers that start together migrate once.
    private func migrate(_ district: String, _ now: String, _ toCopy: Bool) throws {
        let isThere = try pool.withTransaction(Self.reading) { connection, _ in
            try PostgresDistricts.contains(district, connection)
                && connection.schemaVersion() == Schema.version
        }
        if isThere { return }
        try pool.withTransaction("BEGIN") { connection, _ in
            try connection.run(
                "SELECT pg_advisory_xact_lock(hashtextextended(\("homeroom " + district), 0))")
            try makeSchema(district, connection)
            try connection.migrate(at: now, toCopy: toCopy)
            try connection.session.commit()
        }
    }

    private func makeSchema(_ district: String, _ connection: PostgresConnection) throws {
        let encoding = try connection.first("SELECT current_setting('server_encoding')") {
            try $0.requiredText(0)
        }
        if encoding != "UTF8" {
            throw StorageError.unreachable("its encoding is not UTF8, which names need")
        }
        // Asked for first: who may not make schemas may not even ask to, if there is none.
        let name = "\"\(district)\""
        let isMissing =
            try connection.count(
                "SELECT CASE WHEN to_regnamespace(\(name)) IS NULL THEN 1 ELSE 0 END") == 1
        if isMissing {
            try connection.session.execute("CREATE SCHEMA \(name)")
        } else if try !PostgresDistricts.contains(district, connection) {
            let tables = try connection.count(
                "SELECT count(*) FROM pg_tables WHERE schemaname = \(district)")
            if tables > 0 { throw StorageError.invalidName(district) }
        }
    }

    static let reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    /// The number of the transaction tells later what became of it.
    private static let writing = "BEGIN; SELECT pg_current_xact_id()::text"

    public func read<T>(_ body: (any Reader) throws -> T) throws -> T {
        try pool.withTransaction(Self.reading) { connection, _ in
            let result = try body(connection)
            try connection.session.commit()
            return result
        }
    }

    public func write<T>(_ body: (any Writer) throws -> T) throws -> T {
        try pool.withTransaction(Self.writing) { connection, begun in
            let result = try carryOut(body, connection)
            do {
                try connection.session.commit()
            } catch StorageError.connectionLost {
                try ask(whatBecameOf: begun.text ?? "")
            }
            return result
        }
    }

    /// How long a server that was lost during a commit is waited for, in seconds.
    private static let secondsToAsk = 20

    /// The connection ended while the transaction was being saved: asks the server on another, once
    /// it is back.
    private func ask(whatBecameOf transaction: String) throws {
        let clock = ContinuousClock()
        let start = clock.now
        repeat {
            switch try? state(of: transaction) {
            case "committed": return
            case "aborted": throw StorageError.connectionLost
            default: ConnectionPool.rest()
            }
        } while clock.now - start < .seconds(Self.secondsToAsk)
        throw StorageError.outcomeUnknown
    }

    private func state(of transaction: String) throws -> String? {
        try pool.withTransaction(Self.reading) { connection, _ in
            try connection.first("SELECT pg_xact_status(CAST(\(transaction) AS xid8))") {
                try $0.requiredText(0)
            }
        }
    }

    public func rehearse<T>(_ body: (any Writer) throws -> T) throws -> T {
        try pool.withTransaction(Self.writing) { connection, _ in
            try carryOut(body, connection)
        }
    }

    private func carryOut<T>(
        _ body: (any Writer) throws -> T, _ connection: PostgresConnection
    ) throws -> T {
        try connection.lockDistrict()
        try connection.requireUsable(toCopy: isForCopy)
        let result = try body(connection)
        try connection.verifyBulkReferences()
        return result
    }

    public func close() throws { pool.close() }
}
