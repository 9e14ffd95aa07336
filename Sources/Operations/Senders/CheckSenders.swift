import Foundation
import Intake

/// Looks whether senders can come in over SFTP, and can do nothing else.
public struct CheckSenders {
    let host: SenderHost

    public init(_ host: SenderHost) { self.host = host }

    /// What was looked at. The names are stable, and listed in `docs/cli.md`.
    public enum Check: String, CaseIterable, Codable, Sendable {
        case server = "sftp.server"
        case setup = "sftp.setup"
        case syntax = "sftp.syntax"
        case loaded = "sftp.loaded"
        case hostKeys = "sftp.host-keys"
        case senders = "sftp.senders"
        case account = "sender.account"
        case keys = "sender.keys"
        case folders = "sender.folders"
        case confined = "sender.confined"
        case closedFiles = "sender.closed-files"
    }

    public struct Finding: Encodable, Sendable {
        public let id: Check
        /// Nil where it is about all.
        public let sender: String?
        public let state: DoctorReport.State
        public let found: String
        /// A line to copy; nil where nothing is to be done.
        public let fix: String?

        init(
            _ id: Check, _ sender: String? = nil, _ state: DoctorReport.State, _ found: String,
            fix: String? = nil
        ) {
            self.id = id
            self.sender = sender
            self.state = state
            self.found = found
            self.fix = fix
        }
    }

    public func run() -> [Finding] {
        guard HostCommand.run(["sshd", "-V"]).status != 127 else {
            return [
                Finding(
                    .server, nil, .fault, "There is no OpenSSH server.",
                    fix: "sudo apt install openssh-server")
            ]
        }
        let senders = host.senders
        return [
            Finding(.server, nil, .ok, "OpenSSH is here."), setup, syntax, loaded, hostKeys,
            senders.isEmpty
                ? Finding(
                    .senders, nil, .warning, "Nobody is let in.",
                    fix: "sudo homeroom sftp add-sender NAME --key FILE.pub")
                : Finding(.senders, nil, .ok, senders.joined(separator: ", ")),
        ] + senders.flatMap(findings)
    }

    private var setup: Finding {
        let missing = host.setup.compactMap(\.missing)
        return missing.isEmpty
            ? Finding(.setup, nil, .ok, "Everything is set up.")
            : Finding(
                .setup, nil, .fault, missing.joined(separator: " "),
                fix: "sudo homeroom sftp setup")
    }

    private static let isRoot = geteuid() == 0

    private static let asRoot = "sudo homeroom sftp check"

    private var syntax: Finding {
        guard Self.isRoot else {
            return Finding(.syntax, nil, .warning, "Only root can ask OpenSSH.", fix: Self.asRoot)
        }
        let test = HostCommand.run(["sshd", "-t"])
        return test.status == 0
            ? Finding(.syntax, nil, .ok, "OpenSSH takes its configuration.")
            : Finding(.syntax, nil, .fault, test.lastLine, fix: "sudo sshd -t")
    }

    /// The server writes its number when it starts, and again when it reads its configuration.
    private var loaded: Finding {
        guard let started = Self.changed("/run/sshd.pid") else {
            return Finding(
                .loaded, nil, .fault, "OpenSSH does not run.",
                fix: "sudo systemctl enable --now ssh")
        }
        if let ours = Self.changed(SenderHost.configuration), started < ours {
            return Finding(
                .loaded, nil, .fault, "OpenSSH has not read the configuration since it changed.",
                fix: "sudo systemctl reload ssh")
        }
        return Finding(.loaded, nil, .ok, "OpenSSH runs, and has read the configuration.")
    }

    /// When a file was changed last, in seconds since 1970; nil where there is none.
    private static func changed(_ path: String) -> Int? {
        var info = stat()
        return stat(path, &info) == 0 ? info.st_mtim.tv_sec : nil
    }

    /// What senders compare when they connect for the first time.
    private var hostKeys: Finding {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/etc/ssh")) ?? []
        let keys = names.sorted().filter { $0.hasPrefix("ssh_host_") && $0.hasSuffix(".pub") }
            .compactMap { FileManager.default.contents(atPath: "/etc/ssh/" + $0) }
            .compactMap { try? SenderKey.read(String(decoding: $0, as: UTF8.self)) }.joined()
        return keys.isEmpty
            ? Finding(
                .hostKeys, nil, .fault, "The machine has no keys of its own.",
                fix: "sudo ssh-keygen -A")
            : Finding(
                .hostKeys, nil, .ok,
                "Tell senders: "
                    + keys.map { "\($0.kind) \($0.fingerprint)" }.joined(separator: ", "))
    }

    private func findings(of sender: String) -> [Finding] {
        let again = "sudo homeroom sftp add-sender \(sender) --key FILE.pub"
        let keyText = FileManager.default.contents(atPath: host.keyFile(of: sender)).map {
            String(decoding: $0, as: UTF8.self).replacing("restrict ", with: "")
        }
        guard let keyText, let keys = try? SenderKey.read(keyText) else {
            return [
                Finding(.keys, sender, .fault, "No key of this sender can be read.", fix: again)
            ]
        }
        let missing = host.steps(of: sender, keys: keys).map { ($0, $0.missing) }
        func finding(_ check: Check, _ good: String, where isIts: (HostStep) -> Bool) -> Finding {
            let wrong = missing.filter { isIts($0.0) }.compactMap(\.1)
            return wrong.isEmpty
                ? Finding(check, sender, .ok, good)
                : Finding(check, sender, .fault, wrong.joined(separator: " "), fix: again)
        }
        return [
            finding(.account, "The account can do nothing but send.") {
                if case .account = $0 { true } else { false }
            },
            finding(.keys, keys.map(\.fingerprint).joined(separator: ", ")) {
                if case .file = $0 { true } else { false }
            },
            finding(.folders, host.folder(of: sender)) {
                if case .folder = $0 { true } else { false }
            },
            confined(sender), closedFiles(sender),
        ]
    }

    /// What OpenSSH does with a sender, after all its files: one that comes before ours may say
    /// something else.
    private func confined(_ sender: String) -> Finding {
        guard Self.isRoot else {
            return Finding(
                .confined, sender, .warning, "Only root can ask OpenSSH.", fix: Self.asRoot)
        }
        let said = HostCommand.run([
            "sshd", "-T", "-C", "user=\(sender),host=localhost,addr=127.0.0.1",
        ])
        let lines = Set(said.text.split(whereSeparator: \.isNewline).map(String.init))
        let wanted = [
            "chrootdirectory \(host.root)/%u", "authorizedkeysfile \(SenderHost.keys)/%u",
            "authenticationmethods publickey", "passwordauthentication no",
            "disableforwarding yes", "permittty no", "forcecommand \(SenderHost.command)",
        ]
        let wrong = wanted.filter { !lines.contains($0) }
        return wrong.isEmpty
            ? Finding(.confined, sender, .ok, "OpenSSH keeps the sender in the folder.")
            : Finding(
                .confined, sender, .fault,
                "OpenSSH does not do what it is told: " + wrong.joined(separator: ", ") + ".",
                fix: "grep -rn -e Match -e Include /etc/ssh/sshd_config /etc/ssh/sshd_config.d")
    }

    private func closedFiles(_ sender: String) -> Finding {
        let inbox = host.folder(of: sender) + "/" + DropFolder.Part.inbox.rawValue
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: inbox) else {
            return Finding(
                .closedFiles, sender, .warning, "The inbox cannot be looked into.",
                fix: Self.asRoot)
        }
        let closed = names.filter {
            var info = stat()
            return lstat(inbox + "/" + $0, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
                && info.st_mode & 0o040 == 0
        }
        return closed.isEmpty
            ? Finding(.closedFiles, sender, .ok, "Homeroom may read what lies in the inbox.")
            : Finding(
                .closedFiles, sender, .warning,
                "Files in the inbox that Homeroom may not read: \(closed.count). "
                    + "The program that sent them closed them.",
                fix: "sudo homeroom sftp open")
    }
}
