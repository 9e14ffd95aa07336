import Storage

// What is judged about the database.

extension DoctorFacts {
    /// With fewer, SQLite has no strict tables.
    private static let leastSQLite = [3, 37, 0]
    private static let leastPostgres = 140_000
    private static let largeLog = 256 << 20

    func databaseJudgment(of check: DoctorCheck) -> Judgment? {
        if check == .opens { return opensJudgment() }
        guard database.error == nil, database.isThere else { return nil }
        switch check {
        case .copy:
            return database.isCopyUnfinished
                ? Say.fault(
                    "A copy or a restore into this district is not finished.",
                    fix: "homeroom district copy --as \(place.district)    # the same again")
                : Say.ok("No copy is under way.")
        case .schema:
            if database.isCopyUnfinished { return nil }
            let (found, known) = (database.schema, Schema.version)
            if found == known { return Say.ok("The schema is \(found).") }
            return found < known
                ? Say.warning(
                    "The schema is \(found); this Homeroom brings it to \(known).",
                    fix: "homeroom backup\(place.options) && homeroom setting list\(place.options)")
                : Say.fault(
                    "A newer Homeroom wrote it: schema \(found), this one knows \(known).",
                    fix: "homeroom --version    # and install the newer one")
        default:
            let known = Dictionary(
                uniqueKeysWithValues: Schema.migrations.map { ($0.number, $0.title) })
            let odd = database.migrations.filter {
                known[$0.key] != nil && known[$0.key] != $0.value
            }
            return odd.isEmpty
                ? Say.ok("Its migrations are those of this Homeroom.")
                : Say.fault(
                    "Another build of Homeroom wrote it: migrations "
                        + "\(odd.keys.sorted().map(String.init).joined(separator: ", ")) differ.",
                    fix: "homeroom check\(place.options)    # with the build that wrote it")
        }
    }

    private func opensJudgment() -> Judgment {
        if let error = database.error {
            return Say.fault("\(error.code): \(error.message)", fix: error.remedy)
        }
        return database.isThere
            ? Say.ok("The district \(place.district) can be read.")
            : Say.fault(
                "There is no district \(place.district).",
                fix: "homeroom district create \(place.district)"
                    + place.options.replacing(" --district \(place.district)", with: ""))
    }

    func judgment(of check: DoctorCheck, _ sqlite: SQLiteHealth) -> Judgment? {
        switch check {
        case .integrity:
            return sqlite.faults == 0
                ? Say.ok("SQLite finds its file sound.")
                : Say.fault(
                    "SQLite finds its file damaged: \(sqlite.faults) faults.",
                    fix: "homeroom restore NEWEST.hrbackup --private-key FILE --replace"
                        + place.options.replacing("--district", with: "--into"))
        case .references:
            return sqlite.lostReferences == 0
                ? Say.ok("Every row that is named is there.")
                : Say.fault(
                    "\(sqlite.lostReferences) rows name rows that are not there.",
                    fix: "homeroom check\(place.options)")
        case .journal:
            return sqlite.journalMode == "wal"
                ? Say.ok("Changes go through the write-ahead log.")
                : Say.warning(
                    "The journal mode is \(sqlite.journalMode); readers and writers wait for each "
                        + "other.", fix: "homeroom setting list\(place.options)")
        case .logSize:
            let log = host.files.first { $0.path.hasSuffix("-wal") }?.bytes ?? 0
            return log <= Self.largeLog
                ? Say.ok("The write-ahead log has \(Self.megabytes(log)).")
                : Say.warning(
                    "The write-ahead log has \(Self.megabytes(log)); something keeps it from being "
                        + "folded in.",
                    fix: "homeroom setting list\(place.options)    # with all else stopped")
        default:
            let version = sqlite.version.split(separator: ".").compactMap { Int($0) }
            return !version.lexicographicallyPrecedes(Self.leastSQLite)
                ? Say.ok("SQLite is \(sqlite.version).")
                : Say.fault(
                    "SQLite \(sqlite.version) is too old.",
                    fix: "sudo apt-get install --only-upgrade libsqlite3-0")
        }
    }

    func judgment(of check: DoctorCheck, _ server: PostgresHealth) -> Judgment? {
        switch check {
        case .serverVersion:
            return server.version >= Self.leastPostgres
                ? Say.ok("PostgreSQL is \(server.version / 10_000).")
                : Say.fault(
                    "PostgreSQL \(server.version / 10_000) is too old: 14 is the oldest.",
                    fix: "sudo apt-get install postgresql")
        case .encryption:
            return server.isEncrypted || !server.isRemote
                ? Say.ok("Nothing leaves the machine unencrypted.")
                : Say.fault(
                    "The connection to the server is not encrypted.",
                    fix: "sslmode=verify-full    # in ~/.pg_service.conf")
        case .encoding:
            return server.encoding == "UTF8"
                ? Say.ok("The encoding is UTF8.")
                : Say.fault(
                    "The encoding is \(server.encoding).",
                    fix: "CREATE DATABASE homeroom TEMPLATE template0 ENCODING 'UTF8' LOCALE "
                        + "'C.UTF-8';")
        case .collation:
            return ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(server.collation)
                ? Say.ok("Texts sort by code point.")
                : Say.warning(
                    "The collation is \(server.collation), which an update of the system can "
                        + "change.",
                    fix: "CREATE DATABASE homeroom TEMPLATE template0 ENCODING 'UTF8' LOCALE "
                        + "'C.UTF-8';")
        case .superuser:
            return !server.isSuperuser
                ? Say.ok("The role is no superuser.")
                : Say.warning(
                    "The role is a superuser of the server.",
                    fix: "CREATE ROLE homeroom LOGIN;    -- and connect as it")
        case .publicSchema:
            return !server.isPublicOpen
                ? Say.ok("Not everybody may make tables.")
                : Say.warning(
                    "Everybody may make tables in the schema public.",
                    fix: "REVOKE CREATE ON SCHEMA public FROM PUBLIC;")
        default: return settingsJudgment(of: check, server)
        }
    }

    /// What each setting has to be. Source: `docs/self-hosting.md`.
    private static func wanted(_ check: DoctorCheck) -> [(name: String, values: [String])] {
        switch check {
        case .loggedRows:
            [("log_error_verbosity", ["terse"]), ("log_min_error_statement", ["panic"])]
        case .loggedParameters:
            [("log_parameter_max_length", ["0"]), ("log_parameter_max_length_on_error", ["0"])]
        case .loggedStatements:
            [
                ("log_statement", ["none", "ddl"]), ("log_min_duration_statement", ["-1"]),
                ("log_min_duration_sample", ["-1"]), ("log_duration", ["off"]),
            ]
        case .timeouts: [("statement_timeout", ["0"]), ("transaction_timeout", ["0"])]
        default:
            [("fsync", ["on"]), ("full_page_writes", ["on"])]
        }
    }

    private func settingsJudgment(of check: DoctorCheck, _ server: PostgresHealth) -> Judgment {
        let (good, bad) =
            switch check {
            case .loggedRows:
                ("The server's log quotes no row.", "The server's log quotes rows")
            case .loggedParameters:
                ("The server's log has no values.", "The server's log has values of statements")
            case .loggedStatements:
                ("The server's log has no statements.", "The server's log has statements")
            case .timeouts:
                ("No timeout ends a large import.", "A timeout can end a large import")
            default: ("What is committed stays.", "What is committed can be lost")
            }
        let odd = Self.wanted(check).filter { one in
            server.settings[one.name].map { !one.values.contains($0) } ?? false
        }
        if odd.isEmpty { return Say.ok(good) }
        let found = odd.map { "\($0.name) = \(server.settings[$0.name] ?? "")" }
        let isOfRole = check == .timeouts
        let fix = odd.map { one in
            isOfRole
                ? "ALTER ROLE CURRENT_USER SET \(one.name) = \(one.values[0]);"
                : "ALTER SYSTEM SET \(one.name) = '\(one.values[0])';"
        }
        let text = "\(bad): \(found.joined(separator: ", "))."
        let command =
            fix.joined(separator: " ") + (isOfRole ? "" : " SELECT pg_reload_conf();")
        return check == .loggedStatements || check == .timeouts
            ? Say.warning(text, fix: command) : Say.fault(text, fix: command)
    }
}
