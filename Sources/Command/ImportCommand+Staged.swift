import ArgumentParser
import Foundation
import Operations
import Records

extension ImportCommand {
    /// Deliveries that wait for somebody's word.
    struct Staged: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep files, check them, and import them as they were checked.",
            discussion: """
                What the web's upload does. The files lie in the data folder, in staged/DISTRICT.

                Example:
                  homeroom import staged add programs.txt
                  homeroom import staged check DELIVERY
                  homeroom import staged apply DELIVERY
                """,
            subcommands: [
                Add.self, List.self, Check.self, Apply.self, Discard.self, Prune.self,
            ])

        struct Add: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Hand in files as one delivery.")
            @Argument(help: "Files.") var paths: [String]
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                try ImportFiles.requireFiles(paths)
                let delivery = try withWorkspace(options) { workspace in
                    let staged = options.staged(workspace)
                    let id = try staged.begin().id
                    do {
                        for path in paths { _ = try staged.add(path, to: id) }
                    } catch {
                        try? staged.discard(id)
                        throw error
                    }
                    return try staged.show(id)
                }
                if options.json { return Output.json(delivery) }
                Output.line("Kept as delivery \(delivery.id).")
                Output.line(
                    "To see what an import would do: homeroom import staged check "
                        + delivery.id)
            }
        }

        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "List the deliveries that wait, newest first.")
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let listed = try withWorkspace(options) { try options.staged($0).list() }
                if options.json { return Output.json(listed) }
                if listed.isEmpty { return Output.line("No deliveries wait.") }
                var table = TextTable(["Delivery", "When", "Who", "Files", "Checked"])
                for one in listed {
                    table.add([
                        one.id, one.at, one.actor, one.files.map(\.name).joined(separator: ", "),
                        one.checkedAt ?? "no",
                    ])
                }
                table.print()
            }
        }

        struct Check: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Show what an import of a delivery would do.")
            @Argument(help: "The delivery, as the list names it.") var delivery: String
            @Option(help: "What to do with rows of programs.txt that nearly match a record.")
            var nearMiss: Run.NearMiss?
            @Option(help: "Find the columns by this saved mapping (homeroom mapping list).")
            var mapping: String?
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                var settings = ImportFiles.Options()
                settings.insertsNearMisses = nearMiss.map { $0 == .insert }
                settings.mapping = mapping
                let checked = try withWorkspace(options) {
                    try options.staged($0).check(delivery, options: settings)
                }
                try options.print(checked.reports)
            }
        }

        struct Apply: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Import a delivery as it was checked.")
            @Argument(help: "The delivery, as the list names it.") var delivery: String
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let reports = try withWorkspace(options) {
                    try options.staged($0).apply(delivery)
                }
                try options.print(reports)
            }
        }

        struct Discard: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Drop a delivery. Nothing of it was imported.")
            @Argument(help: "The delivery, as the list names it.") var delivery: String
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                try withWorkspace(options) { try options.staged($0).discard(delivery) }
                if options.json { return Output.json(["delivery": delivery]) }
                Output.line("Dropped.")
            }
        }

        struct Prune: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Drop deliveries that are older than 7 days.")
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let count = try withWorkspace(options) { try options.staged($0).prune() }
                if options.json { return Output.json(["dropped": count]) }
                Output.line("Dropped \(grouped(count)).")
            }
        }
    }
}

extension WorkspaceOptions {
    /// The deliveries of the district; beside its data, or in the data folder.
    func staged(_ workspace: Workspace) -> StagedImport {
        StagedImport(
            workspace,
            folder: URL(filePath: district.location.folder).appending(path: "staged")
                .appending(path: district.district).path)
    }

    fileprivate func print(_ reports: [RunReport]) throws {
        if json { Output.json(reports) } else { ReportText(reports, nil).print() }
        try ReportText.leave(reports)
    }
}
