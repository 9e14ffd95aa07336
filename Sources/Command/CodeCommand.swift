import ArgumentParser
import Operations
import Records

/// The code tables of a district.
struct CodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code", abstract: "List and change code tables.",
        subcommands: [
            Tables.self, List.self, Add.self, Edit.self, Remove.self, Activate.self,
            Deactivate.self, State.self,
        ])

    /// The code that a command is about.
    struct Named: ParsableArguments {
        @Argument(help: "Code table.") var table: String
        @Argument(help: "Key of the code.") var key: String
    }

    struct Tables: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the code tables.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let tables = try withWorkspace(options) { try CodeTables($0).tables() }
            if options.json { return Output.json(tables) }
            var text = TextTable(["Table", "Codes", "Active", "Without a text"])
            for one in tables {
                text.add([
                    one.name, grouped(one.codes), grouped(one.active), grouped(one.seenInFile),
                ])
            }
            text.print()
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List codes.")
        @Argument(help: "Only this code table, for example \"Student Programs\".")
        var table: String?
        @Option(help: "Only codes with this in their key, text or system key.") var text = ""
        @Flag(help: "Only codes that are active.") var active = false
        @Flag(help: "Only codes that are not active.") var inactive = false
        @Flag(help: "Only codes that came with a file and have no text yet.")
        var seenInFile = false
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if active, inactive { throw ValidationError("Give --active or --inactive, not both.") }
        }

        func run() throws {
            var filter = CodeTables.Filter(table: table)
            filter.text = text
            filter.isActive = active ? true : inactive ? false : nil
            filter.isSeenInFile = seenInFile ? true : nil
            let listed = try withWorkspace(options) { try CodeTables($0).list(filter) }
            if options.json { return Output.json(listed) }
            if listed.isEmpty {
                return Output.line(
                    table == nil && filter.isAll
                        ? "No codes yet. Add one with: homeroom code add \"Student Programs\" KEY "
                            + "TEXT" : "No codes.")
            }
            var text = TextTable(["Table", "Key", "Text", "System key", "Site", ""])
            for code in listed {
                text.add([
                    code.table, code.key, code.text, code.systemKey,
                    code.site.map(String.init) ?? "",
                    [code.active ? "" : "not active", code.seenInFile ? "came with a file" : ""]
                        .filter { !$0.isEmpty }.joined(separator: ", "),
                ])
            }
            text.print()
        }
    }
}

extension CodeTables.Filter {
    fileprivate var isAll: Bool { text.isEmpty && isActive == nil && isSeenInFile == nil }
}

extension Output {
    /// Tells what was changed of a code.
    static func changed(
        _ verb: String, _ changed: CodeTables.Changed, json isJSON: Bool
    ) {
        for warning in changed.warnings { note(harmless(warning)) }
        if isJSON { return json(changed) }
        guard let change = changed.changeSet else {
            return line("It was so already. Nothing was changed.")
        }
        line(harmless("\(verb) \(changed.key) in \(changed.table). Change set \(change)."))
    }
}
