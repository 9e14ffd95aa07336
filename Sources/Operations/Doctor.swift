import Foundation
import Storage

/// Looks whether everything about a district is as it should be where it runs: the machine, the
/// database, its users, its imports, its backups. Changes nothing, also not the schema.
public struct Doctor {
    public struct Options: Sendable {
        /// The address that people use, where it is known.
        public var publicAddress: String?
        /// Where backups go, and to which key.
        public var backups: String?
        public var backupKey: String?
        /// Folders in which no private key belongs, beside the data folder.
        public var searched: [String] = []

        public init() {}
    }

    let districts: any Districts
    let place: DoctorFacts.Place
    let options: Options
    let clock: @Sendable () -> Date
    let keys: DistrictKeys
    let words: (StorageError) -> (code: String, message: String, remedy: String)

    /// - Parameters:
    ///   - folder: the data folder.
    ///   - keys: the files of the change log.
    ///   - location: the options by which commands find the district's place.
    ///   - words: what an error of the store is called.
    public init(
        of district: String, in districts: any Districts, folder: String, isDatabase: Bool,
        keys: DistrictKeys, location: String, options: Options,
        clock: @escaping @Sendable () -> Date,
        words: @escaping (StorageError) -> (code: String, message: String, remedy: String)
    ) {
        self.districts = districts
        place = DoctorFacts.Place(
            district: district, folder: folder, isDatabase: isDatabase,
            options: location + (district == "main" ? "" : " --district \(district)"))
        self.options = options
        self.clock = clock
        self.keys = keys
        self.words = words
    }

    public func run() -> DoctorReport { Self.judge(gather()) }

    func gather() -> DoctorFacts {
        let now = clock()
        var found: DoctorFacts.District?
        // Before the district: what it tells of is in there then.
        var chain = DoctorFacts.Chain.gather(keys)
        let database = DoctorFacts.Database.gather(place.district, in: districts, words: words) {
            found = try DoctorFacts.District.gather($0, now: now)
            try chain.read($0)
        }
        return DoctorFacts(
            place: place,
            host: .gather(
                place, keys, now: now, publicAddress: options.publicAddress,
                backups: options.backups),
            database: database, district: found, chain: chain,
            backups: .gather(
                place, folder: options.backups, key: options.backupKey,
                searched: options.searched + [place.folder]))
    }

    /// Every check that is about such facts.
    static func judge(_ facts: DoctorFacts) -> DoctorReport {
        DoctorReport(
            findings: DoctorCheck.allCases.compactMap { check in
                facts.judgment(of: check).map {
                    DoctorReport.Finding(
                        id: check, state: $0.state, found: $0.found, fix: $0.fix)
                }
            })
    }
}

extension DoctorFacts {
    typealias Judgment = DoctorReport.Judgment
    typealias Say = DoctorReport.Finding

    /// Nil where the check is about something that is not here.
    func judgment(of check: DoctorCheck) -> Judgment? {
        switch check {
        case .folderMode, .folderOwner, .fileSystem, .diskSpace, .fileMode, .otherFiles, .keyFiles,
            .leftovers:
            folderJudgment(of: check)
        case .uploadsMode, .uploadsStale, .journalMode, .journalWaiting, .temporaryFolder,
            .temporarySpace, .coreDumps,
            .openFiles, .timeZone, .clockChanges, .clockFiles, .publicAddress:
            hostJudgment(of: check)
        case .opens, .copy, .schema, .migrations: databaseJudgment(of: check)
        case .integrity, .references, .journal, .logSize, .library:
            database.sqlite.flatMap { judgment(of: check, $0) }
        case .serverVersion, .encryption, .encoding, .collation, .loggedRows, .loggedParameters,
            .loggedStatements, .timeouts, .superuser, .publicSchema, .durability:
            database.postgres.flatMap { judgment(of: check, $0) }
        case .chainKeys, .chainHead, .chainAnchors:
            district == nil ? nil : chainJudgment(of: check)
        case .secret, .invented, .settings, .formats, .administrator, .passwords, .secondFactors,
            .stale, .signIns, .alarms, .importAge, .heldRuns, .heldRows, .stateCodes:
            district.flatMap { judgment(of: check, $0) }
        case .backupFolder, .backupKey, .privateKey, .backupAge, .backupPlace:
            backupJudgment(of: check)
        }
    }

    /// How long ago a moment was, in seconds; nil where it is none.
    func age(_ timestamp: String) -> Double? {
        (try? Date(timestamp, strategy: .iso8601)).map { host.now.timeIntervalSince($0) }
    }

    static let day = 86_400.0

    /// The number of days, in words.
    static func days(_ seconds: Double) -> String {
        let days = Int(seconds / day)
        return days == 1 ? "1 day" : "\(days) days"
    }

    static func megabytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }

    static func octal(_ mode: Int) -> String { "0" + String(mode, radix: 8) }

    /// A word for a shell.
    static func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "/._-:@+".contains($0))
        }
        return isPlain && !text.isEmpty
            ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }

    /// The first of many, and how many more there are.
    static func some(_ names: [String]) -> String {
        let shown = names.prefix(3).joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}
