import ArgumentParser
import Operations
import Records

/// Who can sign in.
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Keep the users: who can sign in, as what, for which sites.",
        subcommands: [
            Add.self, List.self, Show.self, Change.self, Disable.self, Enable.self,
            Password.self, Sessions.self, SignOut.self, SignIns.self, BreakGlass.self, Code.self,
            Stale.self,
        ])

    struct Added: Encodable {
        let id: Int
        let name: String
        let changeSet: Int?
        /// Only one that was generated.
        let password: String?
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a user.",
            discussion: """
                The first one is best a security administrator, who can add the others. Without a \
                password, which can be set later, nobody can sign in.

                Example:
                  homeroom user add mira.osterby --role securityAdministrator --generate
                """)
        @Argument(help: "Sign-in name. Capitals make no difference.") var name: String
        @Option(help: "Role.") var role: Role
        @Option(help: "Site ID; may be given more than once. Without it: the whole district.")
        var site: [Int] = []
        @Option(help: "The name that people see. Without it: the sign-in name.")
        var displayName: String?
        @OptionGroup var password: PasswordOptions
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let chosen = try password.chosen(or: .none)
            var entry = Users.Entry()
            entry.role = role
            entry.sites = site.isEmpty ? nil : Set(site)
            entry.displayName = displayName
            let added = try withAdministrator(options, existing: false) {
                try Users($0, districtName: options.district, breached: password.breached())
                    .add(name, entry, password: chosen?.text)
            }
            let shown = chosen?.isGenerated == true ? chosen?.text : nil
            if options.json {
                return Output.json(
                    Added(
                        id: added.id, name: added.name, changeSet: added.changeSet,
                        password: shown))
            }
            Output.line("Added user \(added.name).")
            if let shown { Output.line("Password: \(shown)") }
            if chosen != nil { Password.tellInitial() }
            if chosen == nil {
                Output.line("To set a password: homeroom user password \(added.name)")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the users.")
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let listed = try withAdministrator(options) { try Users($0).list() }
            if options.json { return Output.json(listed) }
            if listed.isEmpty {
                return Output.line(
                    "No users yet. Add one with: homeroom user add NAME --role "
                        + "securityAdministrator")
            }
            var table = TextTable(["User", "Name", "Role", "Sites", ""])
            for one in listed {
                let notes = [
                    one.state == .disabled ? "disabled" : "", one.hasPassword ? "" : "no password",
                ]
                table.add([
                    one.name, Output.harmless(one.displayName), one.role.rawValue, one.places,
                    notes.filter { !$0.isEmpty }.joined(separator: ", "),
                ])
            }
            table.print()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a user, with all that the user may do.")
        @Argument(help: "Sign-in name.") var name: String
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let shown = try withAdministrator(options) { try Users($0).show(name) }
            if options.json { return Output.json(shown) }
            let user = shown.user
            Output.line(
                "\(user.name)  \(Output.harmless(user.displayName))  \(user.role.rawValue)  "
                    + "\(user.places)  \(user.state.rawValue)")
            for one in shown.permissions { Output.line("  \(one.rawValue)  \(one.title)") }
        }
    }

    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a user. What is not given stays.",
            discussion: """
                Another role ends the user's sessions.

                Example:
                  homeroom user change mira.osterby --role registrar --site 1010 --site 1020
                """)
        @Argument(help: "Sign-in name.") var name: String
        @Option(help: "Role.") var role: Role?
        @Option(help: "Site ID; may be given more than once. All others are taken away.")
        var site: [Int] = []
        @Flag(help: "Give the whole district in place of sites.") var wholeDistrict = false
        @Option(help: "The name that people see.") var displayName: String?
        @OptionGroup var options: DistrictOptions

        func validate() throws {
            if wholeDistrict, !site.isEmpty {
                throw ValidationError("Give either --site or --whole-district.")
            }
        }

        func run() throws {
            var entry = Users.Entry()
            entry.role = role
            entry.sites = site.isEmpty ? nil : Set(site)
            entry.isEverywhere = wholeDistrict
            entry.displayName = displayName
            let changed = try withAdministrator(options) { try Users($0).change(name, entry) }
            changed.report("Changed", options)
        }
    }

    struct Disable: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a user from signing in, and end the user's sessions.")
        @Argument(help: "Sign-in name.") var name: String
        @OptionGroup var options: DistrictOptions

        func run() throws {
            try withAdministrator(options) { try Users($0).disable(name) }.report(
                "Disabled", options)
        }
    }

    struct Enable: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a user sign in again.")
        @Argument(help: "Sign-in name.") var name: String
        @OptionGroup var options: DistrictOptions

        func run() throws {
            try withAdministrator(options) { try Users($0).enable(name) }.report("Enabled", options)
        }
    }

    struct Password: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set the password of a user, and end the user's sessions.",
            discussion: """
                It is asked for on the terminal, or comes from a file. It is never an argument, \
                for others can see those.
                """)
        @Argument(help: "Sign-in name.") var name: String
        @OptionGroup var password: PasswordOptions
        @OptionGroup var options: DistrictOptions

        func run() throws {
            guard let chosen = try password.chosen(or: .refuse) else { return }
            try withAdministrator(options) {
                try Users($0, districtName: options.district, breached: password.breached())
                    .setPassword(of: name, to: chosen.text)
            }
            let shown = chosen.isGenerated ? chosen.text : nil
            if options.json { return Output.json(["name": name, "password": shown]) }
            Output.line("Set the password of \(name).")
            if let shown { Output.line("Password: \(shown)") }
            Self.tellInitial()
        }

        /// What becomes of a password that its user did not choose.
        static func tellInitial() {
            Output.line(
                "It counts for \(Users.daysOfInitialPassword) days. At the first sign-in the user "
                    + "is asked for another one.")
        }
    }
}

extension Users.Listed {
    /// The sites in words.
    fileprivate var places: String {
        sites.map { $0.map(String.init).joined(separator: ", ") } ?? "whole district"
    }
}

extension Users.Changed {
    fileprivate func report(_ verb: String, _ options: DistrictOptions) {
        if options.json { return Output.json(self) }
        guard let changeSet else { return Output.line("It was so already. Nothing was changed.") }
        Output.line("\(verb) user \(name). To take it back: homeroom undo \(changeSet)")
    }
}
