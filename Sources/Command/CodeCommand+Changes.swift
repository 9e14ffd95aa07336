import ArgumentParser
import Operations
import Records

// The verbs that change codes.

extension CodeCommand {
    /// What both adding and changing take.
    struct Details: ParsableArguments {
        @Option(help: "System key, for example 504_plan; blank takes it away.")
        var systemKey: String?
        @Option(help: "Site ID, where the code holds at one site only.") var site: Int?
        @Option(help: "Place in lists: the lowest first.") var sort: Int?

        func validate() throws {
            if let site, site <= 0 || site > Int(Int32.max) {
                throw ValidationError("--site takes a Site ID, a number.")
            }
        }

        func entry(_ text: String?) -> CodeTables.Entry {
            var entry = CodeTables.Entry(text: text, systemKey: systemKey)
            entry.site = site
            entry.sortOrder = sort
            return entry
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a code to a code table.",
            discussion: """
                Program IDs of programs.txt have to be keys of the table Student Programs.

                Example:
                  homeroom code add "Student Programs" 101 "Section 504 plan" --system-key 504_plan
                """)
        @Argument(help: "Code table.") var table: String
        @Argument(help: "Key: what files say.") var key: String
        @Argument(help: "Text: what people read.") var text: String
        @OptionGroup var details: Details
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let added = try withWorkspace(options, existing: false) {
                try CodeTables($0).add(table, key, details.entry(text))
            }
            Output.changed("Added", added, json: options.json)
        }
    }

    struct Edit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a code. What is not given stays.",
            discussion: """
                Examples:
                  homeroom code edit "Student Programs" 101 "Section 504 plan"
                  homeroom code edit "Student Programs" 101 --site 1010 --sort 5
                """)
        @OptionGroup var code: Named
        @Argument(help: "New text.") var text: String?
        @OptionGroup var details: Details
        @Flag(help: "Let the code hold in the whole district.") var noSite = false
        @Option(help: "New key, where nothing uses the code.") var rename: String?
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if noSite, details.site != nil { throw ValidationError("Give --site or --no-site.") }
        }

        func run() throws {
            var entry = details.entry(text)
            if noSite { entry.site = 0 }
            entry.key = rename
            let changed = try withWorkspace(options) {
                try CodeTables($0).change(code.table, code.key, entry)
            }
            Output.changed("Changed", changed, json: options.json)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a code that nothing uses.",
            discussion: "A code that records use is deactivated: homeroom code deactivate.")
        @OptionGroup var code: Named
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let removed = try withWorkspace(options) {
                try CodeTables($0).remove(code.table, code.key)
            }
            Output.changed("Removed", removed, json: options.json)
        }
    }

    struct Activate: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a code be used again.")
        @OptionGroup var code: Named
        @OptionGroup var options: WorkspaceOptions

        func run() throws { try setActive(code, true, options) }
    }

    struct Deactivate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a code not be used any more. Records keep it, and files may say it.")
        @OptionGroup var code: Named
        @OptionGroup var options: WorkspaceOptions

        func run() throws { try setActive(code, false, options) }
    }

    private static func setActive(
        _ code: Named, _ isActive: Bool, _ options: WorkspaceOptions
    ) throws {
        let changed = try withWorkspace(options) {
            try CodeTables($0).change(
                code.table, code.key, CodeTables.Entry(isActive: isActive))
        }
        Output.changed(isActive ? "Activated" : "Deactivated", changed, json: options.json)
    }
}
