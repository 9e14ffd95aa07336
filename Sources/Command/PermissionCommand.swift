import ArgumentParser
import Operations
import Records

/// Who may do what.
struct PermissionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permission",
        abstract: "Keep the rules that say who may do what beside the rights of the roles.",
        subcommands: [List.self, Set.self, Clear.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the rules.",
            discussion: """
                Where there is no rule, the right of the role holds. homeroom user show NAME tells \
                what comes of it for somebody.
                """)
        @Argument(help: "Only this right.") var permission: Permission?
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let listed = try withAdministrator(options) { try PermissionRules($0).list(permission) }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("No rules. The rights of the roles hold.") }
            var table = TextTable(["Right", "For", "", "Value", ""])
            for one in listed {
                table.add([
                    one.permission.rawValue, one.scope, one.subject, one.value.rawValue, one.title,
                ])
            }
            table.print()
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that somebody may do something, or may not.",
            discussion: """
                The closest rule counts: that of a user before that of a role, of a site, of \
                everyone.

                Example:
                  homeroom permission set seeLunch no --role dataManager
                """)
        @Argument(help: "Right.") var permission: Permission
        @Argument(help: "yes or no.") var value: PermissionRule.Value
        @OptionGroup var scope: ScopeOptions
        @OptionGroup var options: DistrictOptions

        func run() throws {
            try withAdministrator(options) {
                try PermissionRules($0).set(permission, for: scope.scope, to: value)
            }.report(options)
        }
    }

    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a rule away, so that the right of the role holds again.")
        @Argument(help: "Right.") var permission: Permission
        @OptionGroup var scope: ScopeOptions
        @OptionGroup var options: DistrictOptions

        func run() throws {
            try withAdministrator(options) {
                try PermissionRules($0).clear(permission, for: scope.scope)
            }.report(options)
        }
    }
}

/// Whom a rule is about.
struct ScopeOptions: ParsableArguments {
    @Flag(help: "For everyone.") var everyone = false
    @Option(help: "For those whose rights are for this site.") var site: Int?
    @Option(help: "For everyone in this role.") var role: Role?
    @Option(help: "For one user, by the sign-in name.") var user: String?

    func validate() throws { if found.count != 1 { throw Self.unclear } }

    private static let unclear = ValidationError(
        "Give one of --everyone, --site, --role and --user.")

    private var found: [PermissionRules.Scope] {
        [
            everyone ? .everyone : nil, site.map { .site($0) }, role.map { .role($0) },
            user.map { .user($0) },
        ].compactMap(\.self)
    }

    var scope: PermissionRules.Scope { found.first ?? .everyone }
}

extension Permission: ExpressibleByArgument {}
extension PermissionRule.Value: ExpressibleByArgument {}

extension PermissionRules.Changed {
    fileprivate func report(_ options: DistrictOptions) {
        if options.json { return Output.json(self) }
        guard let changeSet else { return Output.line("It was so already. Nothing was changed.") }
        let whom = subject.isEmpty ? scope : "\(scope) \(subject)"
        Output.line(
            "\(permission.rawValue) for \(whom) is \(value). To take it back: "
                + "homeroom undo \(changeSet)")
    }
}
