import Storage

/// The districts of one PostgreSQL database: each a schema.
public struct PostgresDistricts: Districts {
    private let address: PostgresAddress
    private let now: @Sendable () -> String

    public init(_ address: PostgresAddress, now: @escaping @Sendable () -> String) {
        self.address = address
        self.now = now
    }

    public var place: String { address.place }

    public func names() throws -> [String] {
        try withConnection { connection in
            try connection.rows(
                """
                SELECT CAST(table_schema AS TEXT) FROM information_schema.columns
                WHERE table_name = 'schema_migration' AND column_name = 'applied_at'
                """
            ) { try $0.requiredText(0) }
        }.sorted()
    }

    public func contains(_ name: String) throws -> Bool {
        try withConnection { try Self.contains(name, $0) }
    }

    static func contains(_ name: String, _ connection: PostgresConnection) throws -> Bool {
        let table = "\"\(name)\".schema_migration"
        return try connection.count(
            "SELECT CASE WHEN to_regclass(\(table)) IS NULL THEN 0 ELSE 1 END") == 1
    }

    public func open(_ name: String, toCopy: Bool) throws -> any Store {
        // Schemas that PostgreSQL keeps for itself or that every database has.
        if name.hasPrefix("pg_") || ["public", "information_schema"].contains(name) {
            throw StorageError.invalidName(name)
        }
        return try PostgresStore(address: address, district: name, now: now(), toCopy: toCopy)
    }

    public func remove(_ name: String) throws {
        try withConnection { connection in
            guard try Self.contains(name, connection) else { return }
            try connection.session.execute("DROP SCHEMA \"\(name)\" CASCADE")
        }
    }

    public func rename(_ name: String, to other: String) throws {
        try withConnection { connection in
            guard try !Self.contains(other, connection) else {
                throw StorageError.invalidName(other)
            }
            try connection.session.execute("ALTER SCHEMA \"\(name)\" RENAME TO \"\(other)\"")
        }
    }

    public func look<T>(at name: String, _ body: (any Reader) throws -> T) throws -> T {
        let pool = ConnectionPool(address: address, schema: name, limit: 1, cipher: CipherSlot())
        defer { pool.close() }
        return try pool.withTransaction(PostgresStore.reading) { connection, _ in
            try body(connection)
        }
    }

    private func withConnection<T>(_ body: (PostgresConnection) throws -> T) throws -> T {
        let session = try ConnectionPool.connect(address)
        try session.execute("SET lock_timeout = '60s'")
        return try body(PostgresConnection(session: session))
    }
}
