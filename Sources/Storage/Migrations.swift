/// One step of the schema. Numbered, forward only, never edited after a release.
public struct Migration: Sendable {
    public let number: Int
    public let title: String
    let statements: [String]
    /// What is done beside the statements, after them, where it takes more than SQL.
    var rest: (@Sendable (any Writer) throws -> Void)?

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
    public static let migrations: [Migration] = [
        .m001Foundation, .m002Students, .m003Access, .m004Codes, .m005Lists, .m006SavedViews,
        .m007Trust, .m008Tokens, .m010SingleSignOn, .m011ChangeChain, .m012Entry,
        .m013Duplicates, .m014Automation, .m015Reports, .m016Envelopes,
        .m017TransferRequests, .m018RosterApart, .m019Notices,
    ]

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
        try lockDistrict()
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
            try migration.rest?(self)
            try note(migration, at: time)
        }
    }

    /// Keeps other writers from the district until the transaction ends. On SQLite the
    /// transaction itself does.
    ///
    /// What is locked are rows that every district has, so that the lock is the district's own
    /// and stays on one node where districts are spread over several.
    public func lockDistrict() throws {
        if dialect == .sqlite { return }
        // Where another one put new rows in the place of those that were waited for, nothing is
        // locked at first.
        for _ in 0..<3 {
            let locked = try rows("SELECT number FROM schema_migration ORDER BY number FOR UPDATE")
            {
                try $0.requiredInteger(0)
            }
            if !locked.isEmpty { return }
        }
    }

    /// Makes sure that the district is still what it was when it was opened. Call it with the
    /// district locked: another process may have begun to copy into it, or brought it to a newer
    /// schema.
    public func requireUsable(toCopy: Bool) throws {
        let found = try first("SELECT min(number), max(number) FROM schema_migration") {
            (lowest: try $0.integer(0), highest: try $0.integer(1) ?? 0)
        }
        if found?.lowest == Schema.copying {
            if !toCopy { throw StorageError.copyUnfinished }
        } else if let highest = found?.highest, highest != Schema.version {
            throw StorageError.newerSchema(found: highest, known: Schema.version)
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
