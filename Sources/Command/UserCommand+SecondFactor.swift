import ArgumentParser
import Foundation
import Operations
import Storage

extension UserCommand {
    struct SignOut: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End the sessions of a user, or of everybody, and nothing else.",
            discussion: """
                Whoever has a password can sign in again. To keep somebody out: homeroom user \
                disable.

                Example:
                  homeroom user sign-out mira.osterby
                """)
        @Argument(help: "Sign-in name.") var name: String?
        @Flag(help: "Everybody's.") var all = false
        @Option(help: "End this one of them only: its ID of homeroom user sessions.")
        var session: String?
        @OptionGroup var options: DistrictOptions

        func validate() throws {
            if (name == nil) != all { throw ValidationError("Give either a name or --all.") }
            if session != nil, all { throw ValidationError("--session is one of a user's.") }
        }

        func run() throws {
            let count = try withAdministrator(options) { workspace in
                if let name, let session {
                    return try OpenSessions(workspace).end(.one(session), .user(name)).sessions
                }
                return try Users(workspace).signOut(name)
            }
            if options.json { return Output.json(["sessions": count]) }
            Output.line(count == 1 ? "Ended 1 session." : "Ended \(count) sessions.")
        }
    }

    struct BreakGlass: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a recovery code for somebody who has lost telephone and codes.",
            discussion: """
                It counts once, within 14 days, beside the password, and only this command can \
                make one. It raises \
                an alarm that everybody sees who sees the access log.

                Example:
                  homeroom user break-glass mira.osterby --reason "Telephone lost, seen in person"
                """)
        @Argument(help: "Sign-in name.") var name: String
        @Option(help: "Why.") var reason: String
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let code = try withDistrict(options, existing: true) {
                try SecondFactor(store: $0, clock: options.clock)
                    .breakGlass(name, reason: reason, actor: options.actor)
            }
            if options.json { return Output.json(["name": name, "code": code]) }
            Output.line("Recovery code: \(code)")
            Output.line(
                "It counts once, within \(Users.daysOfInitialPassword) days. An alarm tells of it.")
        }
    }

    struct Code: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell the code of a user of an invented district.",
            discussion: """
                For the demo, in the place of an authenticator app. In any other district it is \
                refused: there nobody but the user has the code.

                Example:
                  homeroom user code registrar --district demo
                """)
        @Argument(help: "Sign-in name.") var name: String
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let key = try withDistrict(options, existing: true) { store in
                let clock = options.clock
                let administration = Administration(
                    store: store, actor: options.actor, clock: clock)
                guard try administration.inventedDataMarker() != nil else {
                    throw OperationError.refused(
                        code: "second-factor.not-invented",
                        message: "This district is not invented: only its user has the code.",
                        remedy: "If telephone and recovery codes are lost: homeroom user "
                            + "break-glass \(name) --reason TEXT")
                }
                let user = try Users(
                    Workspace(store: store, actor: options.actor, clock: clock)
                ).show(name).user
                return try SecondFactor(store: store, clock: clock).key(of: user.id)
            }
            guard let key else {
                throw OperationError.notFound(kind: "second-factor", name: name)
            }
            if options.json {
                return Output.json(["key": key.text, "code": key.code(at: options.clock())])
            }
            Output.line(key.code(at: options.clock()))
        }
    }

    struct Stale: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the users whom nobody used for 90 days, or lock them.",
            discussion: """
                The server locks them each night.

                Example:
                  homeroom user stale --lock
                """)
        @Flag(help: "Lock them.") var lock = false
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let stale = try withAdministrator(options) {
                lock ? try StaleAccounts($0).lock() : try StaleAccounts($0).list()
            }
            if options.json { return Output.json(stale) }
            if stale.isEmpty {
                return Output.line(
                    "Every user signed in within the last \(StaleAccounts.days) days.")
            }
            var table = TextTable(["User", "Role", "Last used", ""])
            for one in stale {
                table.add([
                    one.name, one.role.rawValue,
                    one.hasSignedIn ? one.lastUsed : "never, added \(one.lastUsed)",
                    one.isLocked ? "locked" : "",
                ])
            }
            table.print()
        }
    }
}

/// What somebody should look at at once.
struct AlarmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alarm", abstract: "Alarms: unusual reading, large exports, break-glass.",
        subcommands: [List.self, Close.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the alarms, the newest first.",
            discussion: """
                Example:
                  homeroom alarm list --open
                """)
        @Flag(help: "Only those that nobody looked into.") var open = false
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let alarms = try withWorkspace(options) { try Alarms($0).list(isOpen: open) }
            if options.json { return Output.json(alarms) }
            if alarms.isEmpty { return Output.line("No alarms.") }
            var table = TextTable(["Alarm", "When", "What", "About", "Detail", "Looked into by"])
            for alarm in alarms {
                let time = Date(timeIntervalSince1970: Double(alarm.at))
                table.add([
                    "\(alarm.id)", ImportFiles.timestamp(time), alarm.kind, alarm.party,
                    Output.harmless(alarm.detail), alarm.seenBy,
                ])
            }
            table.print()
        }
    }

    struct Close: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note that you looked into an alarm.")
        @Argument(help: "Number of the alarm.") var alarm: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            try withWorkspace(options) { try Alarms($0).close(alarm) }
            if options.json { return Output.json(["alarm": alarm]) }
            Output.line("Noted.")
        }
    }
}
