import Foundation
import Storage
import Testing

@testable import Operations

/// Facts with which everything is well, and one change to them at a time: exactly the check that
/// the change is about finds it, and says what to do.
@Suite struct DoctorTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)

    private static func time(daysAgo days: Double) -> String {
        ImportFiles.timestamp(now.addingTimeInterval(-days * 86_400))
    }

    private static func file(_ path: String, _ mode: Int = 0o600) -> DoctorFacts.File {
        DoctorFacts.File(path: path, mode: mode, owner: 1_000, bytes: 4_096, modifiedAt: now)
    }

    private static func backup(daysAgo days: Double) -> BackupEntry {
        let madeAt = time(daysAgo: days)
        return BackupEntry(
            file: "cedar.hrbackup",
            head: BackupHead(
                district: "cedar", madeAt: madeAt, version: "1", schema: 1, recipient: "k",
                pieceBytes: 1_024),
            bytes: 1, digest: "", rows: 1, check: BackupEntry.Check(at: madeAt, findings: []))
    }

    /// A district with which all is well, on either database.
    private static func well(isDatabase: Bool) -> DoctorFacts {
        let folder = "/var/lib/homeroom"
        var host = DoctorFacts.Host(now: now, user: 1_000)
        host.folder = file(folder, 0o700)
        host.freeBytes = 100 << 30
        host.others = [file("\(folder)/errors.txt")]
        host.keyFiles = [file("\(folder)/cedar-keys.json")]
        host.uploads = file("\(folder)/cedar-uploads", 0o700)
        host.journal = file("\(folder)/cedar-access", 0o700)
        host.temporary = file("/tmp", 0o1777)
        host.temporaryBytes = 100 << 30
        host.openFiles = 4_096
        host.timeZone = "America/Los_Angeles"
        host.publicAddress = "https://homeroom.example.org"
        var database = DoctorFacts.Database()
        database.migrations = Dictionary(
            uniqueKeysWithValues: Schema.migrations.map { ($0.number, $0.title) })
        if isDatabase {
            database.postgres = server
        } else {
            host.files = [file("\(folder)/cedar.sqlite"), file("\(folder)/cedar.sqlite-wal")]
            var sqlite = SQLiteHealth()
            (sqlite.version, sqlite.journalMode) = ("3.40.1", "wal")
            database.sqlite = sqlite
        }
        var backups = DoctorFacts.Backups()
        backups.folderPath = "/mnt/backup"
        backups.folder = file("/mnt/backup", 0o700)
        backups.keyWord = "homeroom-backup-public:x"
        backups.newestGood = backup(daysAgo: 1)
        return DoctorFacts(
            place: DoctorFacts.Place(
                district: "cedar", folder: folder, isDatabase: isDatabase,
                options: " --data \(folder) --district cedar"),
            host: host, database: database, district: district, chain: chain, backups: backups)
    }

    private static var server: PostgresHealth {
        var server = PostgresHealth()
        server.version = 150_018
        server.encoding = "UTF8"
        server.collation = "C.UTF-8"
        server.clock = Int(now.timeIntervalSince1970)
        server.isRemote = true
        server.isEncrypted = true
        server.settings = [
            "log_error_verbosity": "terse", "log_min_error_statement": "panic",
            "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0",
            "log_statement": "none", "log_min_duration_statement": "-1", "log_duration": "off",
            "statement_timeout": "0", "fsync": "on", "full_page_writes": "on",
        ]
        return server
    }

    private static var chain: DoctorFacts.Chain {
        var chain = DoctorFacts.Chain(keysPath: "/var/lib/homeroom/cedar-keys.json")
        (chain.head, chain.newestSeal) = (41, 42)
        chain.newestChange = time(daysAgo: 0.1)
        chain.newestAnchor = time(daysAgo: 1)
        return chain
    }

    private static var district: DoctorFacts.District {
        var district = DoctorFacts.District()
        district.newestChange = time(daysAgo: 0.1)
        district.secretBytes = 32
        district.settings = ["state": "washington"]
        district.users = [
            DoctorFacts.User(
                name: "mira", isActive: true, manages: true, canSignIn: true,
                lastSeen: time(daysAgo: 1)),
            DoctorFacts.User(
                name: "gone", isActive: false, manages: false, canSignIn: false,
                lastSeen: time(daysAgo: 900)),
        ]
        district.newestImport = time(daysAgo: 0.5)
        district.year = "2026-2027"
        district.codesWithoutState = []
        return district
    }

    /// What is wrong, which check tells of it, and the beginning of what to do.
    struct Plant: Sendable, CustomTestStringConvertible {
        let check: DoctorCheck
        let state: DoctorReport.State
        let fix: String
        var isDatabase = false
        let change: @Sendable (inout DoctorFacts) -> Void
        var testDescription: String { "\(check.rawValue) \(fix)" }

        init(
            _ check: DoctorCheck, _ state: DoctorReport.State, _ fix: String,
            _ change: @escaping @Sendable (inout DoctorFacts) -> Void
        ) {
            (self.check, self.state, self.fix, self.change) = (check, state, fix, change)
            isDatabase = check.rawValue.hasPrefix("postgres.")
        }
    }

    static let plants = host + clocks + databases + servers + districts + chains + backups

    private static let host: [Plant] = [
        Plant(.folderMode, .fault, "chmod 700 /var/lib/homeroom") { $0.host.folder?.mode = 0o755 },
        Plant(.folderMode, .fault, "install -d -m 700 /var/lib/homeroom") {
            $0.host.folder = nil
        },
        Plant(.folderOwner, .fault, "sudo chown -R 1000 /var/lib/homeroom") {
            $0.host.folder?.owner = 0
        },
        Plant(.fileSystem, .fault, "homeroom district copy --data /var/lib/homeroom") {
            $0.host.sharedFileSystem = "nfs4"
        },
        Plant(.diskSpace, .fault, "df -h /var/lib/homeroom") { $0.host.freeBytes = 200 << 20 },
        Plant(.diskSpace, .warning, "df -h") { $0.host.freeBytes = 600 << 20 },
        Plant(.fileMode, .fault, "chmod 600 /var/lib/homeroom/cedar.sqlite-wal") {
            $0.host.files[1].mode = 0o640
        },
        Plant(.otherFiles, .fault, "chmod 600 /var/lib/homeroom/errors.txt") {
            $0.host.others[0].mode = 0o604
        },
        Plant(.keyFiles, .fault, "chmod 600 /var/lib/homeroom/cedar-keys.json") {
            $0.host.keyFiles[0].mode = 0o644
        },
        Plant(.leftovers, .fault, "rm -r '/a b/cedar-scratch-1'") {
            $0.host.leftovers = ["/a b/cedar-scratch-1"]
        },
        Plant(.uploadsMode, .fault, "chmod 700 /var/lib/homeroom/cedar-uploads") {
            $0.host.uploads?.mode = 0o750
        },
        Plant(.uploadsStale, .warning, "rm -r /var/lib/homeroom/cedar-uploads/staged/x") {
            $0.host.staleUploads = ["/var/lib/homeroom/cedar-uploads/staged/x"]
        },
        Plant(.journalMode, .fault, "chmod 700 /var/lib/homeroom/cedar-access") {
            $0.host.journal?.mode = 0o755
        },
        Plant(.journalWaiting, .warning, "homeroom serve --data") { $0.host.waitingJournals = 3 },
        Plant(.temporaryFolder, .fault, "export TMPDIR=") { $0.host.isTemporaryWritable = false },
        Plant(.temporaryFolder, .fault, "sudo chmod +t /tmp") { $0.host.temporary?.mode = 0o777 },
        Plant(.temporarySpace, .warning, "export TMPDIR=") { $0.host.temporaryBytes = 9 << 20 },
        Plant(.coreDumps, .warning, "ulimit -c 0") { $0.host.coreLimit = nil },
        Plant(.openFiles, .warning, "ulimit -n 4096") { $0.host.openFiles = 256 },
        Plant(.publicAddress, .fault, "export HOMEROOM_PUBLIC_ADDRESS=https://") {
            $0.host.publicAddress = "http://homeroom.example.org"
        },
        Plant(.publicAddress, .warning, "export HOMEROOM_PUBLIC_ADDRESS=https://") {
            $0.host.publicAddress = nil
        },
    ]

    private static let clocks: [Plant] = [
        Plant(.timeZone, .warning, "sudo timedatectl set-timezone") { $0.host.timeZone = nil },
        Plant(.timeZone, .warning, "sudo timedatectl set-timezone") { $0.host.timeZone = "UTC" },
        Plant(.clockChanges, .fault, "sudo timedatectl set-ntp true") {
            $0.district?.newestChange = time(daysAgo: -1)
        },
        Plant(.clockFiles, .fault, "sudo timedatectl set-ntp true") {
            $0.host.files[0].modifiedAt = now.addingTimeInterval(600)
        },
    ]

    private static let databases: [Plant] = [
        Plant(.opens, .fault, "homeroom district create cedar --data /var/lib/homeroom") {
            $0.database.isThere = false
            ($0.database.sqlite, $0.district, $0.host.files) = (nil, nil, [])
        },
        Plant(.opens, .fault, "Restore the newest backup.") {
            $0.database.error = DoctorFacts.Refusal(
                code: "store.damaged", message: "The district's data are damaged.",
                remedy: "Restore the newest backup.")
            ($0.database.sqlite, $0.district) = (nil, nil)
        },
        Plant(.copy, .fault, "homeroom district copy --as cedar") {
            $0.database.isCopyUnfinished = true
            $0.district = nil
        },
        Plant(.schema, .warning, "homeroom backup --data /var/lib/homeroom --district cedar &&") {
            $0.database.schema -= 1
            $0.district = nil
        },
        Plant(.schema, .fault, "homeroom --version") {
            $0.database.schema += 1
            $0.district = nil
        },
        Plant(.migrations, .fault, "homeroom check --data") {
            $0.database.migrations[2] = "Something else"
        },
        Plant(.integrity, .fault, "homeroom restore NEWEST") { $0.database.sqlite?.faults = 1 },
        Plant(.references, .fault, "homeroom check --data") {
            $0.database.sqlite?.lostReferences = 2
        },
        Plant(.journal, .warning, "homeroom setting list --data") {
            $0.database.sqlite?.journalMode = "delete"
        },
        Plant(.logSize, .warning, "homeroom setting list --data") {
            $0.host.files[1].bytes = 300 << 20
        },
        Plant(.library, .fault, "sudo apt-get install --only-upgrade libsqlite3-0") {
            $0.database.sqlite?.version = "3.36.0"
        },
    ]

    private static let servers: [Plant] = [
        Plant(.serverVersion, .fault, "sudo apt-get install postgresql") {
            $0.database.postgres?.version = 130_000
        },
        Plant(.encryption, .fault, "sslmode=verify-full") {
            $0.database.postgres?.isEncrypted = false
        },
        Plant(.encoding, .fault, "CREATE DATABASE") {
            $0.database.postgres?.encoding = "SQL_ASCII"
        },
        Plant(.collation, .warning, "CREATE DATABASE") {
            $0.database.postgres?.collation = "en_US.UTF-8"
        },
        Plant(.superuser, .warning, "CREATE ROLE") { $0.database.postgres?.isSuperuser = true },
        Plant(.publicSchema, .warning, "REVOKE CREATE") {
            $0.database.postgres?.isPublicOpen = true
        },
        setting(.loggedRows, .fault, "log_error_verbosity", "default"),
        setting(.loggedRows, .fault, "log_min_error_statement", "error"),
        setting(.loggedParameters, .fault, "log_parameter_max_length", "-1"),
        setting(.loggedParameters, .fault, "log_parameter_max_length_on_error", "64"),
        setting(.loggedStatements, .warning, "log_statement", "all"),
        setting(.loggedStatements, .warning, "log_min_duration_statement", "0"),
        setting(.durability, .fault, "fsync", "off"),
        Plant(
            .timeouts, .warning, "ALTER ROLE CURRENT_USER SET statement_timeout = 0;"
        ) { $0.database.postgres?.settings["statement_timeout"] = "30000" },
    ]

    private static func setting(
        _ check: DoctorCheck, _ state: DoctorReport.State, _ name: String, _ value: String
    ) -> Plant {
        Plant(check, state, "ALTER SYSTEM SET \(name) = ") {
            $0.database.postgres?.settings[name] = value
        }
    }

    private static let districts: [Plant] = [
        Plant(.secret, .warning, "homeroom serve --data") { $0.district?.secretBytes = nil },
        Plant(.secret, .fault, "homeroom restore NEWEST") { $0.district?.secretBytes = 4 },
        Plant(.invented, .warning, "homeroom district create NAME") {
            $0.district?.invented = "Invented School District"
        },
        Plant(.settings, .fault, "homeroom setting set near-miss hold --data") {
            $0.district?.settings["near-miss"] = "perhaps"
        },
        Plant(.formats, .warning, "homeroom setting set state washington") {
            $0.district?.settings["state"] = ""
        },
        Plant(.administrator, .warning, "homeroom user add NAME --role securityAdministrator") {
            $0.district?.users[0].manages = false
        },
        Plant(.passwords, .warning, "homeroom user password ada --generate") {
            $0.district?.users.append(
                DoctorFacts.User(
                    name: "ada", isActive: true, manages: false, canSignIn: false,
                    lastSeen: time(daysAgo: 3)))
        },
        Plant(.stale, .warning, "homeroom user stale --lock --data") {
            $0.district?.users[0].lastSeen = time(daysAgo: 200)
        },
        Plant(.signIns, .warning, "homeroom user list --data") {
            $0.district?.failedSignIns = 4_000
        },
        Plant(.importAge, .warning, "homeroom import studemo.txt --data") {
            $0.district?.newestImport = nil
        },
        Plant(.importAge, .warning, "homeroom import list --data") {
            $0.district?.newestImport = time(daysAgo: 9)
        },
        Plant(.heldRuns, .warning, "homeroom import show 7 --data") {
            $0.district?.heldRuns = [7, 8]
        },
        Plant(.heldRows, .warning, "homeroom import show 3 --data") {
            $0.district?.runsWithHeldRows = [(3, 12)]
        },
        Plant(.stateCodes, .warning, "homeroom code state set 'Student Programs' 101 2026-2027") {
            $0.district?.codesWithoutState = ["101"]
        },
    ]

    private static let chains: [Plant] = [
        Plant(.secondFactors, .warning, "homeroom user password mira --generate --data") {
            $0.district?.users[0].lacksSecondFactor = true
        },
        Plant(.alarms, .warning, "homeroom alarm list --open --data") {
            $0.district?.openAlarms = 2
        },
        Plant(.chainKeys, .fault, "install -m 600 KEPT-APART /var/lib/homeroom/cedar-keys.json") {
            $0.chain.areKeysThere = false
        },
        Plant(.chainKeys, .fault, "Put the right file back") {
            $0.chain.keysError = DoctorFacts.Refusal(
                code: "audit.keys-unreadable", message: "It is not one.",
                remedy: "Put the right file back")
        },
        Plant(.chainHead, .fault, "homeroom audit verify --data") { $0.chain.head = 43 },
        Plant(.chainHead, .fault, "homeroom audit renew --reason TEXT --data") {
            $0.chain.head = nil
        },
        Plant(.chainAnchors, .warning, "homeroom audit anchor --data") {
            $0.chain.newestAnchor = time(daysAgo: 3)
        },
        Plant(.chainAnchors, .warning, "homeroom audit anchor --data") {
            $0.chain.newestAnchor = nil
        },
    ]

    private static let backups: [Plant] = [
        Plant(.backupFolder, .warning, "export HOMEROOM_BACKUP_FOLDER=") {
            ($0.backups.folderPath, $0.backups.folder) = (nil, nil)
        },
        Plant(.backupFolder, .fault, "install -d -m 700 /mnt/backup") { $0.backups.folder = nil },
        Plant(.backupFolder, .warning, "chmod 700 /mnt/backup") {
            $0.backups.folder?.mode = 0o755
        },
        Plant(.backupKey, .warning, "export HOMEROOM_BACKUP_KEY=") { $0.backups.keyWord = nil },
        Plant(.backupKey, .fault, "Copy the whole line again") {
            $0.backups.keyError = DoctorFacts.Refusal(
                code: "backup.key-invalid", message: "Mistyped.",
                remedy: "Copy the whole line again")
        },
        Plant(.privateKey, .fault, "shred -u /root/backup.key") {
            $0.backups.privateKeys = ["/root/backup.key"]
        },
        Plant(.backupAge, .fault, "homeroom backup --to /mnt/backup --data") {
            $0.backups.newestGood = nil
        },
        Plant(.backupAge, .fault, "homeroom backup --to /mnt/backup --data") {
            $0.backups.newestGood = backup(daysAgo: 8)
        },
        Plant(.backupAge, .warning, "homeroom backup --to /mnt/backup --data") {
            $0.backups.newestGood = backup(daysAgo: 2)
        },
        Plant(.backupPlace, .warning, "export HOMEROOM_BACKUP_FOLDER=") {
            $0.backups.isOnSameDisk = true
        },
    ]

    @Test(arguments: [false, true])
    func `where all is well, nothing is found, by at least 25 checks`(isDatabase: Bool) {
        let report = Doctor.judge(Self.well(isDatabase: isDatabase))
        for finding in report.findings {
            #expect(finding.state == .ok, "\(finding.id.rawValue): \(finding.found)")
            #expect(finding.fix == nil, "\(finding.id.rawValue)")
        }
        #expect(report.findings.count >= 40)
        let names = report.findings.map(\.id.rawValue)
        #expect(names.contains("sqlite.integrity") != isDatabase)
        #expect(names.contains("postgres.version") == isDatabase)
    }

    @Test(arguments: plants)
    func `each fault is found by its check alone, with what to do`(_ plant: Plant) throws {
        var facts = Self.well(isDatabase: plant.isDatabase)
        plant.change(&facts)
        let found = Doctor.judge(facts).findings.filter { $0.state != .ok }
        #expect(found.map(\.id) == [plant.check])
        let finding = try #require(found.first)
        #expect(finding.state == plant.state)
        #expect(finding.fix?.contains(plant.fix) == true, "\(finding.fix ?? "no fix")")
    }

    @Test func `no check is without a plant`() {
        let planted = Set(Self.plants.map(\.check))
        for check in DoctorCheck.allCases { #expect(planted.contains(check), "\(check.rawValue)") }
    }

    @Test func `the file system is that of the closest mount`() {
        let mounts = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            30 22 0:40 / /srv/data rw,relatime shared:2 - nfs4 server:/x rw
            31 30 8:2 / /srv/data/local rw,relatime shared:3 - xfs /dev/sdb1 rw
            32 22 0:41 / /mnt/with\\040blank rw - fuse.sshfs host:/ rw
            """
        for (path, kind) in [
            ("/srv/data/homeroom", "nfs4"), ("/srv/data", "nfs4"), ("/srv/database", nil),
            ("/srv/data/local/x", nil), ("/var/lib", nil), ("/mnt/with blank/x", "fuse.sshfs"),
        ] as [(String, String?)] {
            #expect(DoctorFacts.Host.sharedFileSystem(path, mounts: mounts) == kind, "\(path)")
        }
    }
}
