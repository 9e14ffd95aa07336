/// What a doctor looked at, in order. The names are stable, and listed in `docs/cli.md`.
public enum DoctorCheck: String, CaseIterable, Codable, Sendable {
    case folderMode = "data.folder-mode"
    case folderOwner = "data.folder-owner"
    case fileSystem = "data.file-system"
    case diskSpace = "data.disk-space"
    case fileMode = "data.file-mode"
    case otherFiles = "data.other-files"
    case keyFiles = "data.key-files"
    case leftovers = "data.leftovers"
    case uploadsMode = "uploads.mode"
    case uploadsStale = "uploads.stale"
    case journalMode = "access.mode"
    case journalWaiting = "access.waiting"
    case temporaryFolder = "temporary.folder"
    case temporarySpace = "temporary.space"
    case coreDumps = "process.core-dumps"
    case openFiles = "process.open-files"
    case timeZone = "clock.time-zone"
    case clockChanges = "clock.change-sets"
    case clockFiles = "clock.files"
    case opens = "database.opens"
    case copy = "database.copy"
    case schema = "database.schema"
    case migrations = "database.migrations"
    case integrity = "sqlite.integrity"
    case references = "sqlite.references"
    case journal = "sqlite.journal"
    case logSize = "sqlite.log-size"
    case library = "sqlite.version"
    case serverVersion = "postgres.version"
    case encryption = "postgres.encryption"
    case encoding = "postgres.encoding"
    case collation = "postgres.collation"
    case loggedRows = "postgres.logged-rows"
    case loggedParameters = "postgres.logged-parameters"
    case loggedStatements = "postgres.logged-statements"
    case timeouts = "postgres.timeouts"
    case superuser = "postgres.superuser"
    case publicSchema = "postgres.public-schema"
    case durability = "postgres.durability"
    case secret = "district.key"
    case invented = "district.invented"
    case settings = "settings.values"
    case formats = "settings.formats"
    case administrator = "users.administrator"
    case passwords = "users.passwords"
    case secondFactors = "users.second-factor"
    case stale = "users.stale"
    case signIns = "users.sign-ins"
    case alarms = "alarms.open"
    case chainKeys = "audit.keys"
    case chainHead = "audit.head"
    case chainAnchors = "audit.anchors"
    case publicAddress = "serve.public-address"
    case importAge = "imports.age"
    case heldRuns = "imports.held-runs"
    case heldRows = "imports.held-rows"
    case stateCodes = "codes.state"
    case backupFolder = "backup.folder"
    case backupKey = "backup.key"
    case privateKey = "backup.private-key"
    case backupAge = "backup.age"
    case backupPlace = "backup.place"
}

/// What a doctor found.
public struct DoctorReport: Encodable, Sendable {
    public enum State: String, Codable, Sendable { case ok, warning, fault }

    public struct Finding: Encodable, Equatable, Sendable {
        public let id: DoctorCheck
        public let state: State
        /// What was found, without a value of a student.
        public let found: String
        /// A command or a line to copy; nil where nothing is to be done.
        public let fix: String?

        static func ok(_ found: String) -> Judgment { Judgment(.ok, found, nil) }
        static func warning(_ found: String, fix: String) -> Judgment {
            Judgment(.warning, found, fix)
        }
        static func fault(_ found: String, fix: String) -> Judgment { Judgment(.fault, found, fix) }
    }

    /// A finding, before it is said of which check.
    struct Judgment {
        let state: State
        let found: String
        let fix: String?

        init(_ state: State, _ found: String, _ fix: String?) {
            self.state = state
            self.found = found
            self.fix = fix
        }
    }

    public let findings: [Finding]

    public var faults: Int { findings.filter { $0.state == .fault }.count }
    public var warnings: Int { findings.filter { $0.state == .warning }.count }

    private enum CodingKeys: String, CodingKey { case healthy, faults, warnings, findings }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(faults == 0, forKey: .healthy)
        try container.encode(faults, forKey: .faults)
        try container.encode(warnings, forKey: .warnings)
        try container.encode(findings, forKey: .findings)
    }
}
