import ArgumentParser
import Foundation
import Operations

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look whether all is well where the district runs.",
        discussion: """
            The machine, the database, keys, users, imports and backups: each check with what was \
            found, and what to do as a line to copy. Changes nothing, also not the schema. Ends \
            with exit code 4 where it finds a fault, and 0 where there are only warnings.

            Example:
              homeroom doctor
            """)
    @OptionGroup var options: DistrictOptions
    @Option(
        help: "The address that people use. Also: the environment's HOMEROOM_PUBLIC_ADDRESS.")
    var publicAddress: String?
    @Option(help: "Folder with the backups. Also: the environment's HOMEROOM_BACKUP_FOLDER.")
    var backups: String?
    @Flag(help: "Show also what is as it should be.") var all = false

    func run() throws {
        let report = doctor.run()
        if options.json { Output.json(report) } else { print(report) }
        if report.faults > 0 { throw ExitCode(Exit.failed) }
    }

    private var doctor: Doctor {
        var settings = Doctor.Options()
        settings.publicAddress = publicAddress ?? Location.variable("HOMEROOM_PUBLIC_ADDRESS")
        settings.backups = backups ?? Location.variable(BackupFolder.variable)
        settings.backupKey = Location.variable(BackupKeyOption.variable)
        settings.searched = [
            NSHomeDirectory(), FileManager.default.currentDirectoryPath, "/etc/homeroom",
        ]
        let location = options.location
        return Doctor(
            of: options.district, in: location.districts, folder: location.folder,
            isDatabase: location.isDatabase, keys: options.districtKeys,
            location: location.options, options: settings,
            clock: options.clock, words: { ($0.code, $0.message, $0.remedy) })
    }

    private func print(_ report: DoctorReport) {
        for finding in report.findings where all || finding.state != .ok {
            Output.line(
                "\(finding.state.rawValue)  \(finding.id.rawValue): "
                    + Output.harmless(finding.found))
            if let fix = finding.fix { Output.line("    \(Output.harmless(fix))") }
        }
        let good = report.findings.count - report.faults - report.warnings
        Output.line(
            "\(report.findings.count) checks: \(good) ok, \(report.warnings) warnings, "
                + "\(report.faults) faults.")
    }
}
