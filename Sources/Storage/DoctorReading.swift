// What a doctor asks a district, beside what others ask it too.

/// What is known of a SQLite file.
public struct SQLiteHealth: Sendable {
    public var version = ""
    public var journalMode = ""
    /// What `quick_check` finds.
    public var faults = 0
    /// What `foreign_key_check` finds.
    public var lostReferences = 0

    public init() {}
}

/// What is known of a PostgreSQL server and its database.
public struct PostgresHealth: Sendable {
    /// As `server_version_num` has it: 150018.
    public var version = 0
    public var encoding = ""
    public var collation = ""
    /// Whether the connection leaves the machine, and whether it is encrypted.
    public var isRemote = false
    public var isEncrypted = false
    public var isSuperuser = false
    /// Whether everybody may make tables in the schema `public`.
    public var isPublicOpen = false
    /// The server's clock, seconds since 1970.
    public var clock = 0
    public var settings: [String: String] = [:]

    public init() {}
}

extension Reader {
    /// The migrations that ran here, by number.
    public func migrationTitles() throws -> [Int: String] {
        let found = try rows("SELECT number, title FROM schema_migration") {
            (try $0.requiredInteger(0), try $0.requiredText(1))
        }
        return Dictionary(found, uniquingKeysWith: { $1 })
    }

    /// What SQLite says of its file; all pages are read. Nil on another database.
    public func sqliteHealth() throws -> SQLiteHealth? {
        guard dialect == .sqlite else { return nil }
        var health = SQLiteHealth()
        health.version = try first("SELECT sqlite_version()") { try $0.requiredText(0) } ?? ""
        health.journalMode = try first("PRAGMA journal_mode") { try $0.requiredText(0) } ?? ""
        if let file = try checkFile() {
            health.faults = file.faults.count
            health.lostReferences = file.references.count
        }
        return health
    }

    /// What PostgreSQL says of itself. Nil on another database.
    public func postgresHealth() throws -> PostgresHealth? {
        guard dialect == .postgres else { return nil }
        var health = PostgresHealth()
        let settings = try rows("SELECT name, coalesce(setting, '') FROM pg_settings") {
            (try $0.requiredText(0), try $0.requiredText(1))
        }
        health.settings = Dictionary(settings, uniquingKeysWith: { $1 })
        health.version = Int(health.settings["server_version_num"] ?? "") ?? 0
        _ = try rows(
            """
            SELECT pg_encoding_to_char(encoding), CAST(datcollate AS TEXT),
                CASE WHEN inet_client_addr() IS NULL OR inet_client_addr() <<= '127.0.0.0/8'
                    OR inet_client_addr() = '::1' THEN 0 ELSE 1 END,
                CAST(extract(epoch FROM clock_timestamp()) AS BIGINT),
                CASE WHEN (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
                    THEN 1 ELSE 0 END,
                CASE WHEN to_regnamespace('public') IS NOT NULL
                    AND has_schema_privilege('public', 'public', 'CREATE') THEN 1 ELSE 0 END,
                CASE WHEN (SELECT s.ssl FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid())
                    THEN 1 ELSE 0 END
            FROM pg_database WHERE datname = current_database()
            """
        ) { row in
            health.encoding = try row.text(0) ?? ""
            health.collation = try row.text(1) ?? ""
            health.isRemote = try row.integer(2) == 1
            health.clock = try row.requiredInteger(3)
            health.isSuperuser = try row.integer(4) == 1
            health.isPublicOpen = try row.integer(5) == 1
            health.isEncrypted = try row.integer(6) == 1
        }
        return health
    }

    /// When the newest change set was made; nil where there is none.
    public func newestChangeTime() throws -> String? {
        try first("SELECT at FROM change_set ORDER BY id DESC LIMIT 1") {
            try $0.requiredText(0)
        }
    }

    /// When the newest import was carried out; nil where there is none.
    public func newestImportTime() throws -> String? {
        try first("SELECT max(finished_at) FROM import_run WHERE state = 'applied'") {
            try $0.text(0)
        } ?? nil
    }

    /// Import runs that wait for somebody to approve or discard them.
    public func heldRuns() throws -> [Int] {
        try rows("SELECT id FROM import_run WHERE state = 'held' ORDER BY id") {
            try $0.requiredInteger(0)
        }
    }

    /// The runs of which rows wait for a decision, with how many.
    public func runsWithHeldRows() throws -> [(run: Int, rows: Int)] {
        try rows(
            """
            SELECT r.run, count(*) FROM import_row r
            JOIN import_run i ON i.id = r.run AND i.state = 'applied'
            LEFT JOIN change_set c ON c.id = r.change_set
            WHERE r.state = 'held' OR (r.state = 'resolved' AND c.undone_by IS NOT NULL)
            GROUP BY r.run ORDER BY r.run
            """
        ) { (try $0.requiredInteger(0), try $0.requiredInteger(1)) }
    }

    /// How many attempts to sign in failed after `time` and up to `end`, as far as they are kept.
    public func signInAttemptCount(since time: Int, until end: Int) throws -> Int {
        try count(
            "SELECT count(*) FROM sign_in_attempt WHERE at > \(time) AND at <= \(end)")
    }

    /// How many sessions have not ended.
    public func sessionCount(at time: Int, seenSince seen: Int) throws -> Int {
        try count(
            "SELECT count(*) FROM session WHERE ends_at > \(time) AND seen_at > \(seen)")
    }
}
