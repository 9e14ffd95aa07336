import ArgumentParser
import Operations
import Records

/// The alerts in a student's ribbon.
struct AlertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert", abstract: "Say which system keys light an alert of a student.",
        discussion: """
            An alert is lit while the student has an active record of a program whose code \
            carries the system key.
            """,
        subcommands: [List.self, Set.self, Remove.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the alerts, or those that are lit for a student.")
        @Argument(help: "Any number of a student: only what is lit for that student today.")
        var id: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            if let id { return try listLit(id) }
            let listed = try withWorkspace(options) { try Alerts($0).list() }
            if options.json { return Output.json(listed) }
            var table = TextTable(["System key", "Label", "Sort", ""])
            for one in listed {
                table.add([
                    one.systemKey, one.label, "\(one.sortOrder)",
                    [one.active ? "" : "not active", one.isStandard ? "standard" : ""]
                        .filter { !$0.isEmpty }.joined(separator: ", "),
                ])
            }
            table.print()
        }

        private func listLit(_ id: String) throws {
            let lit = try withWorkspace(options) { try Alerts($0).of(id) }
            if options.json { return Output.json(lit) }
            guard let lit else {
                return Output.line("Alerts are not shown: they tell of program enrollments.")
            }
            if lit.isEmpty { return Output.line("No alerts.") }
            for one in lit { Output.line(Output.harmless(one.label)) }
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set what a system key lights. What is not given stays.",
            discussion: """
                Example:
                  homeroom alert set gate --label GATE --sort 5
                """)
        @Argument(help: "System key, for example 504_plan.") var systemKey: String
        @Option(help: "What the ribbon says, at most 30 characters.") var label: String?
        @Option(help: "Whether it lights.") var active: YesOrNo?
        @Option(help: "Place in the ribbon: the lowest first.") var sort: Int?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let changed = try withWorkspace(options) {
                try Alerts($0).set(
                    systemKey, label: label, isActive: active.map { $0 == .yes }, sortOrder: sort)
            }
            for warning in changed.warnings { Output.note(Output.harmless(warning)) }
            if options.json { return Output.json(changed) }
            Output.changed("Set the alert \(systemKey).", changed.changeSet)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove an alert.")
        @Argument(help: "System key of the alert.") var systemKey: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let removed = try withWorkspace(options) { try Alerts($0).remove(systemKey) }
            if options.json { return Output.json(removed) }
            Output.changed("Removed the alert \(systemKey).", removed.changeSet)
        }
    }
}
