import ArgumentParser
import Dispatch
import Foundation
import Operations
import Records
import Storage
import StorageSQLite

/// Backups of a district, encrypted to a key whose other half is elsewhere.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Make, list, verify and remove encrypted backups.",
        discussion: """
            A backup is encrypted to a public key. The private key, which opens it, is made and \
            kept on another machine.

            Examples:
              homeroom backup keygen --out homeroom-backup.key
              homeroom backup --to /backup --public-key homeroom-backup-public:...
              homeroom restore /backup/main-20261122T060000Z.hrbackup --private-key \
            homeroom-backup.key
            """,
        subcommands: [Create.self, Keygen.self, List.self, Verify.self, Prune.self],
        defaultSubcommand: Create.self)

    struct Keygen: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the pair of keys for backups.",
            discussion: """
                Do it on another machine than the server, and keep two copies of the file: without \
                it no backup can be opened. The public key is printed, and stands in the file.
                """)
        @Option(help: "File for the private key. It must not be there yet.") var out: String
        @Flag(help: "Report as JSON.") var json = false

        func run() throws {
            let key = BackupPrivateKey()
            guard !FileManager.default.fileExists(atPath: out) else {
                throw OperationError.refused(
                    code: "backup.key-exists", message: "There is a file \(out) already.",
                    remedy: "Choose another name. A key that is lost takes its backups with it.")
            }
            try NewFile.write(out) {
                try $0.write(Array(key.file(madeAt: ImportFiles.timestamp(Date())).utf8))
            }
            if json {
                return Output.json(["publicKey": key.publicKey.text, "id": key.publicKey.id])
            }
            Output.line(key.publicKey.text)
            Output.note(
                "The private key is in \(out). Keep it twice, and off the server. Its ID is "
                    + "\(key.publicKey.id).")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the finished backups of a folder, the oldest first.")
        @OptionGroup var folder: BackupFolder
        @Option(help: "Name of the district; those of all without it.") var district: String?
        @Flag(help: "Report as JSON.") var json = false

        func run() throws {
            let entries = try folder.catalogue.entries(of: district)
            if json { return Output.json(entries) }
            if entries.isEmpty {
                return Output.line(
                    "No backups in \(try folder.path) yet. Make one: homeroom backup")
            }
            BackupTable.print(entries)
        }
    }

    struct Prune: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove backups that are no longer kept.",
            discussion: """
                Kept are the newest of each of the last days, weeks and months that have one, and \
                in any case the newest that counts. Files that the list does not show are never \
                touched.

                Example:
                  homeroom backup prune --keep-daily 14 --keep-weekly 8 --keep-monthly 12 --check
                """)
        @OptionGroup var folder: BackupFolder
        @Option(help: "Name of the district.") var district = "main"
        @Option(help: "Days.") var keepDaily = 14
        @Option(help: "Weeks.") var keepWeekly = 8
        @Option(help: "Months.") var keepMonthly = 12
        @Flag(help: "Only show what would go.") var check = false
        @Flag(help: "Report as JSON.") var json = false

        func validate() throws {
            if min(keepDaily, keepWeekly, keepMonthly) < 0 {
                throw ValidationError("Give numbers from 0 on.")
            }
        }

        private struct Report: Encodable {
            let removed: [BackupEntry]
            let kept: Int
            let check: Bool
        }

        func run() throws {
            let catalogue = try folder.catalogue
            let prune = PruneBackups(catalogue)
            let retention = BackupRetention(
                days: keepDaily, weeks: keepWeekly, months: keepMonthly)
            let entries = prune.plan(retention, of: district)
            let kept = catalogue.entries(of: district).count - entries.count
            if !json, !entries.isEmpty {
                Output.line(check ? "These would be removed:" : "Removing:")
                BackupTable.print(entries)
            }
            if !check { try prune.remove(entries) }
            if json {
                return Output.json(Report(removed: entries, kept: kept, check: check))
            }
            Output.line(
                check
                    ? "\(entries.count) would be removed, \(kept) would be kept."
                    : "\(entries.count) removed, \(kept) kept.")
        }
    }
}

/// The folder of backups.
struct BackupFolder: ParsableArguments {
    @Option(
        name: .customLong("to"),
        help: "Folder with the backups. Also: the environment's HOMEROOM_BACKUP_FOLDER.")
    var to: String?

    static let variable = "HOMEROOM_BACKUP_FOLDER"

    /// What was chosen, or nil.
    var chosen: String? { to ?? Location.variable(Self.variable) }

    var path: String {
        get throws {
            guard let chosen else {
                throw OperationError.refused(
                    code: "backup.no-folder", message: "No folder for backups was named.",
                    remedy: "Give --to FOLDER, or set \(Self.variable).")
            }
            return chosen
        }
    }

    var catalogue: BackupCatalogue { get throws { BackupCatalogue(folder: try path) } }
}

enum BackupTable {
    static func print(_ entries: [BackupEntry]) {
        var table = TextTable(["File", "District", "Made", "Bytes", "Rows", "Key", "Checked"])
        for one in entries {
            table.add([
                one.file, one.head.district, one.head.madeAt, grouped(one.bytes),
                grouped(one.rows), one.head.recipient,
                one.isGood ? "good" : "faulty: " + one.check.findings.joined(separator: ", "),
            ])
        }
        table.print()
    }
}

/// Districts of a folder, for what is readable of a backup for a while.
func scratchDistricts(_ folder: String) -> any Districts {
    SQLiteDistricts(folder: folder, now: { ImportFiles.timestamp(Date()) })
}

/// Does `body`; where the process is told to end meanwhile, what is readable goes first.
func withoutTraces<T>(_ body: () throws -> T) rethrows -> T {
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            LeftBehind.removeAll()
            _exit(128 + number)
        }
        source.resume()
        return source
    }
    defer { for source in sources { source.cancel() } }
    return try body()
}
