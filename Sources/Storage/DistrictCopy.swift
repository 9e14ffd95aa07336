// The SQL by which a district is copied into another one, and of the marks of a copy under way.

/// Who copies into a district: one process, so that two do not get into each other's way.
public struct CopyOwner: Equatable, Sendable {
    /// The schema that the copy was begun with.
    public let schema: Int
    public let token: String

    public init(token: String) {
        schema = Schema.version
        self.token = token
    }

    init?(title: String) {
        let words = title.split(separator: " ").map(String.init)
        guard words.count == 2, let schema = Int(words[0]) else { return nil }
        self.schema = schema
        token = words[1]
    }

    var title: String { "\(schema) \(token)" }
}

/// What was copied of one table.
public struct TableCopied: Equatable, Sendable {
    public let table: String
    public let rows: Int
    /// SHA-256 in hexadecimal of all values in key order.
    public let checksum: String

    public init(table: String, rows: Int, checksum: String) {
        self.table = table
        self.rows = rows
        self.checksum = checksum
    }
}

extension Reader {
    /// Whether nothing was ever done in the district.
    public func isUntouched() throws -> Bool {
        try count("SELECT count(*) FROM change_set") == 0
            && count("SELECT count(*) FROM import_run") == 0
    }

    /// Whether a copy into this district began and did not end.
    public func isCopyUnfinished() throws -> Bool {
        try count("SELECT count(*) FROM schema_migration WHERE number = \(Schema.copying)") > 0
    }

    /// Whose the copy into this district is, and the schema that it was begun with.
    public func copyOwner() throws -> CopyOwner? {
        try first("SELECT title FROM schema_migration WHERE number = \(Schema.copying)") {
            CopyOwner(title: try $0.requiredText(0))
        } ?? nil
    }

    /// The tables that an unfinished copy has copied.
    public func tablesCopied() throws -> [TableCopied] {
        try rows("SELECT table_name, row_count, checksum FROM district_copy") {
            TableCopied(
                table: try $0.requiredText(0), rows: try $0.requiredInteger(1),
                checksum: try $0.requiredText(2))
        }
    }
}

extension Writer {
    /// Marks the district as one that is being copied into. It has to be untouched.
    public func beginCopy(by owner: CopyOwner, at time: String) throws {
        try run("DELETE FROM schema_migration")
        try run(
            """
            INSERT INTO schema_migration (number, title, applied_at)
            VALUES (\(Schema.copying), \(owner.title), \(time))
            """)
        try run(
            """
            CREATE TABLE district_copy (
                table_name TEXT PRIMARY KEY, row_count BIGINT NOT NULL, checksum TEXT NOT NULL)
            """)
    }

    /// Goes on with a copy that another one began.
    public func takeOverCopy(by owner: CopyOwner) throws {
        try run(
            """
            UPDATE schema_migration SET title = \(owner.title) WHERE number = \(Schema.copying)
            """)
    }

    /// Empties the district, to copy anew.
    public func emptyCopy() throws {
        try deferReferences()
        for table in StoredTable.all.reversed() { try run("DELETE FROM \(sql: table.name)") }
        try run("DELETE FROM district_copy")
    }

    /// Writes rows of a table: `body` is handed what takes them.
    public func copyRows(of table: StoredTable, _ body: (any BulkSink) throws -> Void) throws {
        try deferReferences()
        try bulk(table.bulk, body)
    }

    /// Has references checked when the transaction ends, where that can be asked for.
    private func deferReferences() throws {
        if dialect == .sqlite { try run("PRAGMA defer_foreign_keys = ON") }
    }

    /// Notes that a table is copied.
    public func note(_ copied: TableCopied) throws {
        try run(
            """
            INSERT INTO district_copy (table_name, row_count, checksum)
            VALUES (\(copied.table), \(copied.rows), \(copied.checksum))
            """)
    }

    /// Makes the district one like any other.
    public func endCopy(at time: String) throws {
        try run("DROP TABLE district_copy")
        try run("DELETE FROM schema_migration")
        for migration in Schema.migrations { try note(migration, at: time) }
        // What reads it next shall know how large the tables are.
        if dialect == .postgres {
            for table in StoredTable.all { try run("ANALYZE (SKIP_LOCKED) \(sql: table.name)") }
        }
    }
}
