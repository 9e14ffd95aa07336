import Foundation
import Storage

/// Everything that a doctor judges by. It is gathered first, so that each judgment can be tested by
/// facts that no machine has at hand.
struct DoctorFacts: Sendable {
    struct File: Equatable, Sendable {
        var path: String
        /// The twelve bits of its mode.
        var mode: Int
        var owner: Int
        var bytes = 0
        var modifiedAt = Date(timeIntervalSince1970: 0)

        var isPrivate: Bool { mode & 0o077 == 0 }
    }

    /// Where the district is, and how commands find it again.
    struct Place: Sendable {
        var district: String
        /// The data folder; beside a database, the one for other files.
        var folder: String
        var isDatabase: Bool
        /// ` --data DIR --district NAME`, for commands to copy.
        var options: String
        var journal: String { (folder as NSString).appendingPathComponent(district + "-access") }
        var uploads: String { (folder as NSString).appendingPathComponent(district + "-uploads") }
    }

    struct Host: Sendable {
        var now: Date
        var user: Int
        var folder: File?
        /// The name of the file system, where it is one that other machines share.
        var sharedFileSystem: String?
        var freeBytes: Int?
        /// The district's own files, with the log.
        var files: [File] = []
        /// All else in the data folder.
        var others: [File] = []
        var keyFiles: [File] = []
        /// What commands that were killed left.
        var leftovers: [String] = []
        var uploads: File?
        var staleUploads: [String] = []
        /// Where it is written down who saw whom, and what waits there for too long.
        var journal: File?
        var waitingJournals = 0
        var temporary: File?
        var isTemporaryWritable = true
        var temporaryBytes: Int?
        /// Bytes; nil without limit.
        var coreLimit: Int? = 0
        /// Nil without limit.
        var openFiles: Int?
        var timeZone: String?
        var publicAddress: String?
    }

    struct Database: Sendable {
        /// Nil where it could be looked at.
        var error: Refusal?
        var isThere = true
        var isCopyUnfinished = false
        var schema = Schema.version
        var migrations: [Int: String] = [:]
        var sqlite: SQLiteHealth?
        var postgres: PostgresHealth?
    }

    /// What stands in the way, in words.
    struct Refusal: Sendable {
        var code: String
        var message: String
        var remedy: String
    }

    struct User: Sendable {
        var name: String
        var isActive: Bool
        var manages: Bool
        /// A password, or a subject of the provider.
        var canSignIn: Bool
        /// Whether a second factor is needed and there is none.
        var lacksSecondFactor = false
        /// UTC, ISO 8601: when they signed in last, or were made.
        var lastSeen: String
    }

    struct District: Sendable {
        var newestChange: String?
        var secretBytes: Int?
        var settings: [String: String] = [:]
        var invented: String?
        var users: [User] = []
        var failedSignIns = 0
        /// Alarms that nobody looked into.
        var openAlarms = 0
        var newestImport: String?
        var heldRuns: [Int] = []
        var runsWithHeldRows: [(run: Int, rows: Int)] = []
        var year = ""
        /// Keys of active program codes without a state code of the year; nil where none has one.
        var codesWithoutState: [String]?
    }

    /// The change log's seals, and the files beside the database that belong to them.
    struct Chain: Sendable {
        var keysPath: String
        var areKeysThere = true
        var keysError: Refusal?
        /// How far it was seen to go; nil where nothing tells.
        var head: Int?
        /// The newest seal; 0 where nothing is sealed.
        var newestSeal = 0
        /// UTC, ISO 8601.
        var newestChange: String?
        var newestAnchor: String?
    }

    struct Backups: Sendable {
        var folderPath: String?
        var folder: File?
        /// Whether a key was named, and what is wrong with it.
        var keyWord: String?
        var keyError: Refusal?
        /// Files that hold private keys.
        var privateKeys: [String] = []
        var newestGood: BackupEntry?
        var isOnSameDisk = false
    }

    var place: Place
    var host: Host
    var database: Database
    /// Nil where the district cannot be read, or has another schema.
    var district: District?
    var chain: Chain
    var backups: Backups
}
