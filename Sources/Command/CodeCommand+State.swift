import ArgumentParser
import Operations
import Records

extension CodeCommand {
    /// What state reports call codes, school year by school year.
    struct State: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep what state reports call codes in each school year.",
            subcommands: [List.self, Set.self, Clear.self, Copy.self])

        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "List codes with their state codes of a school year.")
            @Argument(help: "School year, YYYY-YYYY.") var year: SchoolYear
            @Argument(help: "Only this code table.") var table: String?
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let listed = try withWorkspace(options) {
                    try CodeTables($0).states(of: year, table: table)
                }
                if options.json { return Output.json(listed) }
                if listed.isEmpty { return Output.line("No codes.") }
                var text = TextTable(["Table", "Key", "Text", "State code"])
                for one in listed { text.add([one.table, one.key, one.text, one.stateCode ?? ""]) }
                text.print()
            }
        }

        struct Set: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Say what state reports call a code in a school year.")
            @OptionGroup var code: Named
            @Argument(help: "School year, YYYY-YYYY.") var year: SchoolYear
            @Argument(help: "State code.") var stateCode: String
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let changed = try withWorkspace(options) {
                    try CodeTables($0).setState(code.table, code.key, of: year, to: stateCode)
                }
                Output.changed("Set the state code of", changed, json: options.json)
            }
        }

        struct Clear: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Take the state code of a school year from a code.")
            @OptionGroup var code: Named
            @Argument(help: "School year, YYYY-YYYY.") var year: SchoolYear
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let changed = try withWorkspace(options) {
                    try CodeTables($0).clearState(code.table, code.key, of: year)
                }
                Output.changed("Cleared the state code of", changed, json: options.json)
            }
        }

        struct Copy: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Take over the state codes of the year before.",
                discussion: "A code that has a state code of the year already keeps it.")
            @Argument(help: "School year to fill, YYYY-YYYY.") var year: SchoolYear
            @Argument(help: "Only this code table.") var table: String?
            @Option(help: "Another school year to take them from, YYYY-YYYY.")
            var from: SchoolYear?
            @OptionGroup var options: WorkspaceOptions

            func run() throws {
                let copied = try withWorkspace(options) {
                    try CodeTables($0).copyStates(
                        from: from ?? SchoolYear(start: year.start - 1), to: year, table: table)
                }
                if options.json { return Output.json(copied) }
                Output.changed(
                    "Copied \(grouped(copied.copied)) state codes from \(copied.from); "
                        + "\(grouped(copied.kept)) stay as they are.", copied.changeSet)
            }
        }
    }
}
