import ArgumentParser
import Foundation
import Operations
import Records

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restore a district from an encrypted backup.",
        discussion: """
            Into a folder or a database, whichever it came from. The backup is opened to its end \
            and checked first; then it becomes a district under a name that is free, or with \
            --replace in the place of the one that has the name, which gets another. An \
            interrupted restore goes on when the same command is given again.

            Example:
              homeroom restore main-20261122T060000Z.hrbackup --private-key homeroom-backup.key \
            --into main-restored
            """)

    @Argument(help: "The backup.") var file: String
    @Option(help: "File with the private key.") var privateKey: String
    @Option(help: "Name of the district; without it, the one it had.") var into: String?
    @Flag(help: "Rename the district that has this name. Stop everything that uses it first.")
    var replace = false
    @Flag(help: "Restore it even though the check finds something in it.") var evenFaulty = false
    @Option(help: "Where the scratch folder is made; without it, the data folder.")
    var scratch: String?
    @Option(
        help: ArgumentHelp(
            "File with the district's keys; without it, NAME-keys.json in the folder for data. "
                + "Also: the environment's HOMEROOM_KEYS.", valueName: "file"))
    var keys: String?
    @OptionGroup var location: Location
    @Flag(help: "Report as JSON.") var json = false

    func validate() throws { if let into { try DistrictOptions.requireName(into) } }

    func run() throws {
        let data = location.folder
        var options = RestoreBackup.Options(
            key: try BackupKeyOption.privateKey(privateKey), scratch: scratch ?? data)
        options.name = into
        options.replaces = replace
        options.evenFaulty = evenFaulty
        let districts = location.districts
        let report = try withoutTraces {
            try RestoreBackup(
                file, into: districts, options: options, clock: { Date() },
                keys: { location.keys(of: $0, path: keys) }, files: scratchDistricts
            ).run()
        }
        if json { return Output.json(report) }
        if let replaced = report.replaced {
            Output.line("The district that was there is called \(replaced) now.")
        }
        Output.line(
            "Restored the district \(report.district) in \(districts.place), as it was "
                + "\(report.head.madeAt): \(grouped(report.rows)) rows. "
                + (report.findings.isEmpty
                    ? "Everything is as it has to be."
                    : "The check finds: \(report.findings.joined(separator: ", "))."))
        for name in report.files { Output.line("Restored the file \(name) beside it.") }
        for note in report.notes { Output.line(note) }
    }
}
