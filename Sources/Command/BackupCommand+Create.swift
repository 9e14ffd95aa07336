import ArgumentParser
import Foundation
import Operations
import Records

extension BackupCommand {
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a backup, while others work in the district.",
            discussion: """
                What was written is restored to a scratch folder and checked before it counts. The \
                scratch folder is readable; it lies beside the data, and goes afterwards.

                Example:
                  homeroom backup create --to /backup --public-key homeroom-backup-public:...
                """)
        @OptionGroup var folder: BackupFolder
        @Option(
            help: ArgumentHelp(
                "Public key, or a file that it stands in. Also: the environment's "
                    + "HOMEROOM_BACKUP_KEY.", valueName: "key"))
        var publicKey: String?
        @Option(help: "Where the scratch folder is made; without it, the data folder.")
        var scratch: String?
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let data = options.location.folder
            let settings = MakeBackup.Options(
                key: try BackupKeyOption.publicKey(publicKey), folder: try folder.path,
                scratch: scratch ?? data, keys: options.districtKeys, version: Homeroom.version)
            let entry = try withoutTraces {
                try withDistrict(options, existing: true) { store in
                    // Who saw whom until now belongs into it, where nothing else holds it.
                    _ = try? AccessJournal(folder: options.accessJournal, store: store).takeIn()
                    return try MakeBackup(
                        of: options.district, store, options: settings, clock: options.clock,
                        files: scratchDistricts,
                        onStage: { if !options.json { Output.note("\($0.rawValue) ...") } }
                    ).run()
                }
            }
            if options.json { return Output.json(entry) }
            Output.line(
                "Made the backup \(entry.file): \(grouped(entry.bytes)) bytes, "
                    + "\(grouped(entry.rows)) rows. It was restored and checked: everything is as "
                    + "it has to be.")
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look whether a backup can be restored, and restore nothing.",
            discussion: """
                Do it where the private key is. Without a key only the file is compared with its \
                entry in the list.

                Example:
                  homeroom backup verify main-20261122T060000Z.hrbackup --private-key \
                homeroom-backup.key
                """)
        @Argument(help: "The backup.") var file: String
        @Option(help: "File with the private key.") var privateKey: String?
        @Option(help: "Where the scratch folder is made; without it, TMPDIR.")
        var scratch: String?
        @Flag(help: "Report as JSON.") var json = false

        func run() throws {
            let key = try privateKey.map(BackupKeyOption.privateKey)
            let report = try withoutTraces {
                try VerifyBackup(
                    file, scratch: scratch ?? FileManager.default.temporaryDirectory.path,
                    files: scratchDistricts
                ).run(with: key)
            }
            if json { Output.json(report) } else { print(report) }
            if !report.isGood { throw ExitCode(Exit.failed) }
        }

        private func print(_ report: VerifyBackup.Report) {
            let head = report.head
            Output.line(
                "A backup of \(head.district), made \(head.madeAt) by Homeroom \(head.version), "
                    + "for the key \(head.recipient).")
            switch report.isAsCatalogued {
            case true: Output.line("The file is the one that was made.")
            case false: Output.line("backup.damaged: The file is not the one that was made.")
            default: Output.line("There is no entry to compare the file with.")
            }
            guard let findings = report.findings else {
                return Output.line("It was not opened: give --private-key.")
            }
            Output.line(
                findings.isEmpty
                    ? "It can be restored: \(grouped(report.rows ?? 0)) rows, and everything is as "
                        + "it has to be."
                    : "The check finds: " + findings.joined(separator: ", "))
        }
    }
}

/// Keys as they are given to commands.
enum BackupKeyOption {
    static let variable = "HOMEROOM_BACKUP_KEY"
    private static let longestFile = 65_536

    /// The public key that was chosen: itself, or the name of a file.
    static func publicKey(_ given: String?) throws -> BackupPublicKey {
        guard let word = given ?? Location.variable(variable) else {
            throw OperationError.refused(
                code: "backup.no-key", message: "No public key was named.",
                remedy: "Give --public-key KEY, or set \(variable); homeroom backup keygen makes a "
                    + "pair, on another machine.")
        }
        return try BackupPublicKey(word.contains(":") ? word : text(of: word))
    }

    static func privateKey(_ path: String) throws -> BackupPrivateKey {
        try BackupPrivateKey(text(of: path))
    }

    private static func text(of path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path),
            let bytes = try? file.read(upToCount: longestFile)
        else {
            throw OperationError.refused(
                code: "backup.key-not-found", message: "The key file \(path) cannot be read.",
                remedy: "Check its name, and that you may read it.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
