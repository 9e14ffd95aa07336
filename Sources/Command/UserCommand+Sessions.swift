import ArgumentParser
import Operations

extension UserCommand {
    struct Sessions: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List where a user is signed in, the newest first.",
            discussion: """
                Example:
                  homeroom user sessions mira.osterby
                """)
        @Argument(help: "Sign-in name.") var name: String
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let sessions = try withAdministrator(options) {
                try OpenSessions($0).list(.user(name))
            }
            if options.json { return Output.json(sessions) }
            if sessions.isEmpty { return Output.line("No open sessions.") }
            var table = TextTable(["Session", "Since", "Last seen", "Ends", "By", ""])
            for one in sessions {
                table.add([
                    one.id, one.since, one.seenAt, one.endsAt, one.method,
                    one.isProven ? "" : "no second factor given",
                ])
            }
            table.print()
        }
    }

    struct SignIns: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the newest attempts to sign in: whose, from where, and what became "
                + "of them.",
            discussion: """
                A name that nobody has is shown as a digest, which tells it from others: what is \
                typed there can be a password.

                Example:
                  homeroom user sign-ins mira.osterby
                """)
        @Argument(help: "Sign-in name. Without it: all attempts.") var name: String?
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let tried = try withAdministrator(options) { try Users($0).signIns(of: name) }
            if options.json { return Output.json(tried) }
            if tried.isEmpty { return Output.line("No attempts to sign in.") }
            var table = TextTable(["When", "User", "From", "By", "Outcome"])
            for one in tried {
                let unknown = one.nameDigest.isEmpty ? "-" : "unknown \(one.nameDigest)"
                table.add([
                    one.at, one.user ?? unknown, Output.harmless(one.address), one.way, one.outcome,
                ])
            }
            table.print()
        }
    }
}
