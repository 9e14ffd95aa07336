import ArgumentParser
import Foundation
import Operations

/// How files of senders come to this machine.
struct SFTPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sftp", abstract: "Have senders' files come in by OpenSSH's SFTP.",
        discussion: """
            Each sender has a key and a folder of its own, sees nothing else, and can do nothing \
            but transfer files. --check shows what would be done, as commands of a shell.

            Example:
              sudo homeroom sftp setup
              sudo homeroom sftp add-sender fernton --key fernton.pub
              sudo homeroom sftp check
            """,
        subcommands: [
            Setup.self, AddSender.self, RemoveSender.self, Open.self, Check.self,
        ])

    struct HostOptions: ParsableArguments {
        @Option(
            help:
                "The folder with a folder for each sender: that which is set up, or /srv/homeroom.")
        var root: String?
        @Option(help: "The account as which Homeroom runs: that which is set up, or homeroom.")
        var user: String?
        @Flag(help: "Print JSON.") var json = false

        func host() throws -> SenderHost {
            let installed = SenderHost.installed
            return try SenderHost(
                root: root ?? installed?.root ?? SenderHost.standardRoot,
                user: user ?? installed?.user ?? SenderHost.standardUser)
        }

        func show(_ done: SetUpSenders.Done) {
            if json { return Output.json(done) }
            if done.steps.isEmpty { Output.line("All is so already.") }
            if !done.steps.isEmpty, done.isCheck { Output.line("This would be done:") }
            for step in done.steps { Output.line(Output.shown(step)) }
            Output.line()
            Output.line("Then:")
            for next in done.next { Output.line("  " + Output.harmless(next)) }
        }
    }

    struct Setup: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set up what is the same for all senders.")
        @Flag(help: "Show what would be done, and change nothing.") var check = false
        @OptionGroup var options: HostOptions

        func run() throws {
            options.show(try SetUpSenders(options.host()).setUp(isCheck: check))
        }
    }

    struct AddSender: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a sender in, or change the keys of one.",
            discussion: """
                The file holds one public key or several, as ssh-keygen or PuTTYgen write them; \
                they take the place of those that were there.
                """)
        @Argument(help: "The sender's account: small letters, digits, hyphens.") var name: String
        @Option(help: "File with the sender's public key.") var key: String
        @Flag(help: "Show what would be done, and change nothing.") var check = false
        @OptionGroup var options: HostOptions

        func run() throws {
            guard let bytes = FileManager.default.contents(atPath: key), bytes.count < 1 << 16
            else { throw OperationError.notFound(kind: "key-file", name: key) }
            options.show(
                try SetUpSenders(options.host()).add(
                    name, keyText: String(decoding: bytes, as: UTF8.self), isCheck: check))
        }
    }

    struct RemoveSender: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a sender in no longer. What was sent stays.")
        @Argument(help: "The sender's account.") var name: String
        @OptionGroup var options: HostOptions

        func run() throws { options.show(try SetUpSenders(options.host()).remove(name)) }
    }

    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let Homeroom read what programs of senders closed.",
            discussion: """
                OpenSSH gives a file the mode that it has where it comes from. The unit for nights \
                runs this before it looks.
                """)
        @OptionGroup var options: HostOptions

        func run() throws {
            let count = try SetUpSenders(options.host()).openInboxes()
            if options.json { return Output.json(["opened": count]) }
            if count > 0 { Output.line("Opened \(count) files.") }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look whether senders can come in, and can do nothing else.",
            discussion: "Ends with exit code 4 where it finds a fault.")
        @OptionGroup var options: HostOptions

        func run() throws {
            let findings = CheckSenders(try options.host()).run()
            if options.json {
                Output.json(findings)
            } else {
                for one in findings {
                    let whose = one.sender.map { " \($0)" } ?? ""
                    Output.line(
                        "\(one.state.rawValue)  \(one.id.rawValue)\(whose): "
                            + Output.harmless(one.found))
                    if let fix = one.fix { Output.line("    \(Output.harmless(fix))") }
                }
            }
            if findings.contains(where: { $0.state == .fault }) { throw ExitCode(Exit.failed) }
        }
    }
}

extension Output {
    /// A text of several lines, each harmless.
    static func shown(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { harmless(String($0)) }.joined(separator: "\n")
    }
}
