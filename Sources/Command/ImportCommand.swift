import ArgumentParser
import Foundation
import Operations
import Records
import Storage

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import rosters and program enrollments.",
        usage: """
            homeroom import <path> ... [--check] [--near-miss <hold|insert>] [--errors <file>] ...
            homeroom import <verb> ...
            """,
        discussion: """
            Recognises sites.txt, studemo.txt, enrollment.txt, contacts.txt and programs.txt by \
            name or header, and OneRoster 1.1 and 1.2 CSV exports, alone, in a folder or in a ZIP \
            archive. Several files are imported in the order in which they depend on each other, \
            each wholly or not at all. The layouts: docs/import-layouts.

            Options of an import:
              --check                 Show what would happen, and change nothing.
              --near-miss hold        Hold rows of programs.txt that nearly match a record.
              --near-miss insert      Insert them as they stand.
              --errors FILE           Write the rows that were kept out, with what to mend.
              --mapping NAME          Find the columns by this saved mapping.
              --timings               Print how the time was spent.
              --role ROLE             Import with the rights of this role only.
              --data, --database, --district, --json, as with every command.

            Examples:
              homeroom import programs.txt --check
              homeroom import programs.txt --errors errors.txt
              homeroom import delivery.zip --json

            A file named like a verb below (run, list, show, ...) is given with its folder: \
            ./list
            """,
        subcommands: [
            Run.self, List.self, Show.self, Approve.self, Discard.self, Resolve.self, Rerun.self,
            Problems.self, Staged.self,
        ], defaultSubcommand: Run.self)
}

extension ImportCommand {
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import files (the default).",
            discussion: """
                Examples:
                  homeroom import programs.txt --check
                  homeroom import programs.txt --errors errors.txt
                  homeroom import delivery.zip --json
                """)

        enum NearMiss: String, ExpressibleByArgument, CaseIterable { case hold, insert }

        @Argument(help: "Files, folders or ZIP archives.")
        var paths: [String]

        @Flag(help: "Show what would happen, row for row the same, and change nothing.")
        var check = false

        @Option(help: "What to do with rows of programs.txt that nearly match a record.")
        var nearMiss: NearMiss?

        @Option(help: "Write the rows that were kept out to this file, with what to mend.")
        var errors: String?

        @Option(help: "Find the columns by this saved mapping (homeroom mapping list).")
        var mapping: String?

        @Flag(help: "Print how the time was spent, as JSON on standard error.")
        var timings = false

        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var settings = ImportFiles.Options()
            settings.isCheck = check
            settings.insertsNearMisses = nearMiss.map { $0 == .insert }
            settings.errorFile = errors
            settings.mapping = mapping
            let stages = StageClock()
            let progress = Progress(isQuiet: options.json)
            // Before a district is made for them.
            try ImportFiles.requireFiles(paths)
            let work: (any Store) throws -> [RunReport] = { store in
                try ImportFiles(
                    options.workspace(store), options: settings, stages: stages,
                    onProgress: progress.show
                ).run(paths)
            }
            defer { progress.end() }
            let reports =
                try check
                ? withDistrictOrEmpty(options.district, work)
                : withDistrict(options.district, work)
            progress.end()
            if options.json {
                Output.json(reports)
            } else {
                ReportText(reports, errors).print()
            }
            if timings {
                let split = Dictionary(
                    stages.stages.map { ($0.name, ($0.seconds * 1000).rounded() / 1000) },
                    uniquingKeysWith: +)
                Output.note(StableJSON.text(split))
            }
            try ReportText.leave(reports)
        }
    }
}
