/// One step of the schema. Numbered, forward only, never edited after a release.
public struct Migration: Sendable {
    public let number: Int
    public let title: String
    let statements: [String]

    /// The statements in `dialect`.
    ///
    /// They are written for SQLite. PostgreSQL has wider names for two types, texts in the order
    /// of their bytes only where that is said, and neither strict tables nor tables without a row
    /// number; some references are checked in another way (see `BulkReference`).
    public func statements(for dialect: Query.Dialect) -> [String] {
        guard dialect == .postgres else { return statements }
        return statements.map {
            var text = $0
            for reference in BulkReference.all { reference.strip(from: &text) }
            for (from, to) in [
                ("INTEGER", "BIGINT"), ("BLOB", "BYTEA"), ("TEXT", "TEXT COLLATE \"C\""),
                (") STRICT, WITHOUT ROWID", ")"), (") STRICT", ")"),
            ] {
                text = text.replacing(from, with: to)
            }
            return text
        }
    }
}

/// The schema of a district.
public enum Schema {
    public static let migrations: [Migration] = [.m001Foundation]

    /// The number of the newest migration.
    public static var version: Int { migrations.last?.number ?? 0 }

    /// Stands for a migration while a copy into the district is under way.
    static let copying = -1

    /// Keeps which migrations ran.
    public static let versionTable = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number INTEGER PRIMARY KEY, title TEXT NOT NULL, applied_at TEXT NOT NULL)
        """
}

extension Reader {
    /// The number of the newest migration that ran here.
    public func schemaVersion() throws -> Int {
        try count("SELECT coalesce(max(number), 0) FROM schema_migration")
    }
}

extension Writer {
    /// Runs the migrations that have not run here. Call it with the district's write lock held.
    ///
    /// - Throws: `StorageError.newerSchema`, or `.copyUnfinished` unless the copy is to go on.
    public func migrate(at time: String, toCopy: Bool = false) throws {
        try run(Query(stringLiteral: Schema.versionTable))
        if try isCopyUnfinished() {
            if toCopy { return }
            throw StorageError.copyUnfinished
        }
        let found = try schemaVersion()
        if found > Schema.version {
            throw StorageError.newerSchema(found: found, known: Schema.version)
        }
        for migration in Schema.migrations where migration.number > found {
            for statement in migration.statements(for: dialect) {
                try run(Query(stringLiteral: statement))
            }
            try note(migration, at: time)
        }
    }

    /// Notes that a migration ran here.
    func note(_ migration: Migration, at time: String) throws {
        try run(
            """
            INSERT INTO schema_migration (number, title, applied_at)
            VALUES (\(migration.number), \(migration.title), \(time))
            """)
    }
}
