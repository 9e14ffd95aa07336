import ArgumentParser
import Foundation

/// The command line of Homeroom: a noun, then a verb.
@main
struct Homeroom: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "homeroom",
        abstract: "Keeps one true record per student across a district's systems.",
        discussion: """
            Nothing has to be set up: the first command that writes makes the data folder and the \
            district in it. To keep districts in PostgreSQL give --database in place of --data, \
            and make each with homeroom district create. Every command that reports takes --json.

            Begin with the demo, or with files of your own:
              homeroom demo
              homeroom import studemo.txt programs.txt --check
              homeroom import studemo.txt programs.txt

            Exit codes: 0 done, 2 usage, 3 held for review (nothing changed), 4 refused or failed \
            (nothing changed).
            """,
        version: version,
        subcommands: [
            DemoCommand.self, ServeCommand.self, ImportCommand.self, ExportCommand.self,
            RosterCommand.self,
            StudentCommand.self,
            DocumentCommand.self, EventCommand.self, EnrollmentCommand.self,
            ProgramCommand.self, PlanCommand.self, MergeCommand.self,
            DuplicatesCommand.self, NightlyCommand.self, SISCommand.self, SFTPCommand.self,
            EnvelopeCommand.self,
            ReportCommand.self,
            StateCommand.self, RetentionCommand.self,
            MatchCommand.self, CodeCommand.self,
            AlertCommand.self, MappingCommand.self, SettingCommand.self, UserCommand.self,
            TokenCommand.self, PermissionCommand.self, SignOnCommand.self, AlarmCommand.self,
            ChangesCommand.self, UndoCommand.self, WorkCommand.self,
            FiguresCommand.self, ALECommand.self,
            DistrictCommand.self,
            CheckCommand.self, AuditCommand.self, KeysCommand.self, BackupCommand.self,
            RestoreCommand.self, DoctorCommand.self, RoutesCommand.self,
            BenchCommand.self,
        ])

    static let version = "0.1.0"

    static func main() {
        // Every file that is made here can hold student values: it is its owner's alone.
        umask(0o077)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Output.leave(with: error)
        }
    }
}
