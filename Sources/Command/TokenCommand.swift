import ArgumentParser
import Operations
import Records

/// Tokens by which programs use the API.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Keep the tokens by which programs use the API.",
        subcommands: [Create.self, List.self, Revoke.self, Stale.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token that acts in the name of a user.",
            discussion: """
                It is printed this once, and kept nowhere. It never has more rights than the user \
                has at that moment, and of these only those of its scopes.

                Example:
                  homeroom token create --user dana.whitfield --label "Nightly sync" \
                --scope students:read --scope programs:read --address 192.0.2.0/24
                """)
        @Option(help: "Sign-in name of the user in whose name it acts.") var user: String
        @Option(help: "What it is for, to know it by.") var label: String
        @Option(
            help: ArgumentHelp(
                "What it may do; may be given more than once.",
                discussion: APIScope.allCases.map(\.rawValue).joined(separator: ", ")))
        var scope: [APIScope]
        @Option(help: "For how many days it can be used, at most \(Tokens.longest).")
        var days = Tokens.usual
        @Option(
            help: "An address or range from which it can be used; may be given more than once.")
        var address: [String] = []
        @OptionGroup var options: DistrictOptions

        func run() throws {
            var entry = Tokens.Entry(label: label, scopes: scope)
            entry.days = days
            entry.addresses = address
            let created = try withAdministrator(options) {
                try Tokens($0).create(entry, for: user)
            }
            if options.json { return Output.json(created) }
            Output.line(created.secret)
            Output.line(
                "Token \(created.token.token) of \(created.token.user), until "
                    + "\(created.token.expiresAt). It is not shown again.")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tokens of all users.")
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let listed = try withAdministrator(options) { try Tokens($0).list() }
            if options.json { return Output.json(listed) }
            if listed.isEmpty {
                return Output.line(
                    "No tokens yet. Make one with: homeroom token create --user NAME --label TEXT "
                        + "--scope SCOPE")
            }
            TokenCommand.print(listed)
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a token for good.")
        @Argument(help: "The number of the token.") var token: Int
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let revoked = try withAdministrator(options) { try Tokens($0).revoke(token) }
            if options.json { return Output.json(revoked) }
            Output.line(
                revoked.changeSet == nil
                    ? "It was revoked already." : "Revoked token \(token).")
        }
    }

    struct Stale: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tokens that no program used for 90 days, or revoke them.",
            discussion: """
                The server revokes them each night.

                Example:
                  homeroom token stale --revoke
                """)
        @Flag(help: "Revoke them.") var revoke = false
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let stale = try withAdministrator(options) {
                revoke ? try StaleTokens($0).lock() : try StaleTokens($0).list()
            }
            if options.json { return Output.json(stale) }
            if stale.isEmpty {
                return Output.line(
                    "Every token was used or made within the last \(StaleTokens.days) days.")
            }
            TokenCommand.print(stale)
            if revoke { Output.line("Revoked.") }
        }
    }

    private static func print(_ tokens: [Tokens.Listed]) {
        var table = TextTable(["Token", "User", "Label", "Scopes", "Until", "Last used", ""])
        for one in tokens {
            table.add([
                "\(one.token)", one.user, Output.harmless(one.label),
                one.scopes.joined(separator: " "), one.expiresAt, one.usedAt ?? "never",
                one.state == .active ? "" : one.state.rawValue,
            ])
        }
        table.print()
    }
}

extension APIScope: ExpressibleByArgument {}
