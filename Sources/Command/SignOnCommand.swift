import ArgumentParser
import Dispatch
import Foundation
import Operations
import Records
import SingleSignOn
import Synchronization

/// At which provider people can sign in.
struct SignOnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sso",
        abstract: "Keep the provider at which people can sign in (OpenID Connect), and who is who.",
        subcommands: [
            Set.self, Show.self, Remove.self, Test.self, Link.self, Unlink.self, List.self,
        ])

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set the provider, or change it. What is not given stays.",
            discussion: """
                At the provider, register a web application with the address \
                https://YOUR-ADDRESS/sign-in/sso/return. Where a secret belongs to it, write it \
                into a file that only you can read, and remove the file afterwards: it is kept \
                sealed in the district.

                Example:
                  homeroom sso set --issuer https://login.example.org --client-id homeroom \
                --client-secret-file secret.txt --label "District account"
                """)
        @Option(help: "The issuer, exactly as the provider writes it.") var issuer: String?
        @Option(help: "The client ID, which the provider gives.") var clientID: String?
        @Option(help: "File whose first line is the client secret.")
        var clientSecretFile: String?
        @Flag(help: "Forget the client secret.") var noClientSecret = false
        @Option(help: "What people call it: the button says \"Sign in with TEXT\".")
        var label: String?
        @Option(help: "A scope to ask for beside openid; may be given more than once.")
        var scopes: [String] = []
        @Option(help: "Seconds since somebody signed in there, at most. 0 for however long.")
        var maxAge: Int?
        @Option(
            help: """
                amr=VALUE or acr=VALUE: a sign-in there of which the token says so counts as one \
                with a second factor. May be given more than once.
                """)
        var secondFactorBy: [String] = []
        @Flag(help: "No sign-in there counts as one with a second factor, as at first.")
        var noSecondFactor = false
        @OptionGroup var options: DistrictOptions

        func validate() throws {
            if noClientSecret, clientSecretFile != nil {
                throw ValidationError("Give either --client-secret-file or --no-client-secret.")
            }
            if noSecondFactor, !secondFactorBy.isEmpty {
                throw ValidationError("Give either --second-factor-by or --no-second-factor.")
            }
        }

        func run() throws {
            var entry = SignInProviders.Entry()
            // What is no issuer is refused before anything is kept.
            if let issuer { entry.issuer = try answer { try Issuer(issuer) }.text }
            entry.clientID = clientID
            entry.label = label
            entry.scopes = scopes.isEmpty ? nil : scopes
            entry.maxAge = maxAge
            entry.secondFactorBy = secondFactorBy.isEmpty ? nil : secondFactorBy
            if noSecondFactor { entry.secondFactorBy = [] }
            entry.clientSecret = try clientSecretFile.map(secretInFile)
            if noClientSecret { entry.clientSecret = "" }
            let changed = try withAdministrator(options, existing: false) {
                try SignInProviders($0).set(entry)
            }
            if options.json { return Output.json(changed) }
            changed.provider?.print()
            if let change = changed.changeSet {
                Output.line("To take it back: homeroom undo \(change)")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the provider. Its secret is not shown.")
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let shown = try withAdministrator(options) { try SignInProviders($0).show() }
            if options.json { return Output.json(shown) }
            guard let shown else { return Output.line("No provider is set.") }
            shown.print()
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the provider away, with its secret. Who is who stays.")
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let changed = try withAdministrator(options) { try SignInProviders($0).remove() }
            if options.json { return Output.json(changed) }
            Output.line(
                "Removed the provider. To take it back, but for its secret: homeroom undo "
                    + "\(changed.changeSet ?? 0)")
        }
    }

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask the provider for all that a sign-in needs, but for somebody's password.",
            discussion: "Nothing is changed.")
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let issuer = try withAdministrator(options) {
                try SignInProviders.inUse(in: $0.store).provider.issuer
            }
            let clock = options.clock
            let report = try waiting {
                try await IdentityProvider(try Issuer(issuer), clock: clock).report()
            }
            if options.json { return Output.json(report) }
            report.print()
        }
    }

    struct Link: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whom a subject of the provider is here.",
            discussion: """
                The subject is what the provider calls somebody, and never an e-mail address that \
                could go to somebody else. Whoever signs in there and is not linked is shown it.

                Example:
                  homeroom sso link mira.osterby --subject 8f14e45f-ceea-467f
                """)
        @Argument(help: "Sign-in name.") var user: String
        @Option(help: "The subject, letter by letter.") var subject: String
        @OptionGroup var options: DistrictOptions

        func run() throws {
            try withAdministrator(options) {
                try UserIdentities($0).link(user, subject: subject)
            }.report("Linked to", options)
        }
    }

    struct Unlink: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a subject from a user, and end the user's sessions.")
        @Argument(help: "Sign-in name.") var user: String
        @Option(help: "The subject, letter by letter.") var subject: String
        @Option(help: "Its issuer; without it, that of the provider.") var issuer: String?
        @OptionGroup var options: DistrictOptions

        func run() throws {
            try withAdministrator(options) {
                try UserIdentities($0).unlink(user, subject: subject, issuer: issuer)
            }.report("Unlinked from", options)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List who is who at the provider.")
        @Argument(help: "Only this user.") var user: String?
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let listed = try withAdministrator(options) { try UserIdentities($0).list(of: user) }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("Nobody is linked.") }
            var table = TextTable(["User", "Subject", "Issuer", ""])
            for one in listed {
                table.add([
                    one.user, Output.harmless(one.subject), one.issuer,
                    one.isUsable ? "" : "of another provider",
                ])
            }
            table.print()
        }
    }
}

/// Does what a provider has a part in, with its faults as those of every command.
private func answer<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch let fault as any SignOnFault {
        throw OperationError.refused(
            code: fault.code, message: fault.message, remedy: fault.remedy)
    }
}

/// Waits for what is done elsewhere; commands are synchronous.
private func waiting<T: Sendable>(
    _ body: @escaping @Sendable () async throws -> T
) throws -> T {
    let end = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<T, any Error>?>(nil)
    Task {
        do {
            let value = try await body()
            outcome.withLock { $0 = .success(value) }
        } catch { outcome.withLock { $0 = .failure(error) } }
        end.signal()
    }
    end.wait()
    guard let result = outcome.withLock({ $0 }) else { throw ExitCode.failure }
    return try answer { try result.get() }
}

extension SignInProviders.Shown {
    fileprivate func print() {
        Output.line("Issuer           \(issuer)")
        Output.line("Client ID        \(Output.harmless(clientID))")
        Output.line("Client secret    \(hasClientSecret ? "kept, sealed" : "none")")
        Output.line("Label            \(Output.harmless(label))")
        Output.line("Scopes           \(scopes.joined(separator: " "))")
        Output.line("Greatest age     \(maxAge.map { "\($0) seconds" } ?? "any")")
        let factors = secondFactorBy.isEmpty ? ["nothing"] : secondFactorBy
        Output.line("Second factor by \(factors.joined(separator: ", "))")
    }
}

extension IdentityProvider.Report {
    fileprivate func print() {
        Output.line("The provider \(issuer) answers.")
        Output.line("  signs in at    \(Output.harmless(authorizationEndpoint))")
        Output.line("  takes codes at \(Output.harmless(tokenEndpoint))")
        Output.line("  has \(keys) keys at  \(Output.harmless(keysEndpoint))")
        Output.line("  signs with     \(algorithms.joined(separator: ", "))")
        if provesCodes == nil { Output.line("  It does not say that it knows PKCE.") }
        if !namesIssuer { Output.line("  Its answers do not name it (RFC 9207).") }
    }
}

extension UserIdentities.Changed {
    fileprivate func report(_ verb: String, _ options: DistrictOptions) {
        if options.json { return Output.json(self) }
        guard let changeSet else { return Output.line("It was so already. Nothing was changed.") }
        Output.line("\(verb) user \(user). To take it back: homeroom undo \(changeSet)")
    }
}
