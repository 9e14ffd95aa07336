import Foundation
import Intake

/// Makes OpenSSH of this machine take files of senders.
public struct SetUpSenders {
    let host: SenderHost

    public init(_ host: SenderHost) { self.host = host }

    /// What was done, or would be.
    public struct Done: Encodable, Sendable {
        /// As commands of a shell, in order; empty where all was so already.
        public let steps: [String]
        public let isCheck: Bool
        /// What a person has to do now.
        public let next: [String]
    }

    /// Sets up what is the same for all senders.
    ///
    /// - Parameter isCheck: says only what would be done.
    /// - Throws: `sftp.not-root`, `sftp.no-server`, `sftp.refused` where OpenSSH does not take the
    ///   configuration, which is taken away again; `sftp.step-failed`.
    public func setUp(isCheck: Bool) throws -> Done {
        let steps = host.setup.filter { $0.missing != nil }
        let commands = steps.map(\.command)
        let isNew = steps.contains { if case .file = $0 { true } else { false } }
        if !isCheck {
            try requireRoot()
            guard HostCommand.run(["sshd", "-V"]).status != 127 else {
                throw OperationError.refused(
                    code: "sftp.no-server", message: "There is no OpenSSH server on this machine.",
                    remedy: "sudo apt install openssh-server")
            }
            let before = FileManager.default.contents(atPath: SenderHost.configuration)
            if isNew { try requireSoundServer() }
            for step in steps { try step.carryOut() }
            if isNew { try readAgain(before) }
        }
        return Done(
            steps: commands + (isNew ? [Self.reload] : []), isCheck: isCheck,
            next: [
                "Let TCP port 22 through the firewall, from the senders' addresses alone.",
                "sudo homeroom sftp add-sender NAME --key FILE.pub",
            ])
    }

    static let reload = "sshd -t && systemctl reload ssh"

    /// What is wrong already is nobody's fault here, and nothing is added to it.
    private func requireSoundServer() throws {
        let test = HostCommand.run(["sshd", "-t"])
        if test.status != 0 {
            throw OperationError.refused(
                code: "sftp.other-fault",
                message: "OpenSSH does not take its configuration as it is: \(test.lastLine)",
                remedy: "Mend that first: sudo sshd -t. Nothing was changed.")
        }
    }

    /// Has the server read its configuration, once it was found to be right; else what was there
    /// before is there again.
    private func readAgain(_ before: Data?) throws {
        let test = HostCommand.run(["sshd", "-t"])
        guard test.status == 0 else {
            unlink(SenderHost.configuration)
            if let before { try PrivateFile.replace(SenderHost.configuration, with: before) }
            throw OperationError.refused(
                code: "sftp.refused",
                message: "OpenSSH does not take the configuration: \(test.lastLine)",
                remedy: "It is again as it was before. OpenSSH has to be 8.5 or newer.")
        }
        // Without systemd nobody but its owner knows how it was started; see `next` and the check.
        if FileManager.default.fileExists(atPath: "/run/systemd/system") {
            let reload = HostCommand.run(["systemctl", "reload", "ssh"])
            if reload.status != 0 {
                throw OperationError.refused(
                    code: "sftp.not-reloaded",
                    message: "All is written, but OpenSSH did not read it: \(reload.lastLine)",
                    remedy: "sudo systemctl restart ssh, then: sudo homeroom sftp check")
            }
        }
    }

    /// Lets a sender in, or changes the keys of one.
    ///
    /// - Parameter keyText: public keys, as their owner sent them; they take the place of those
    ///   that were there.
    /// - Throws: `sftp.not-root`, `sftp.not-set-up`, `sftp.invalid`, `sender.name-taken`, what
    ///   `SenderKey` throws, `sftp.step-failed`.
    public func add(_ sender: String, keyText: String, isCheck: Bool) throws -> Done {
        guard SenderHost.isName(sender) else {
            throw SenderHost.invalid(
                "A sender's name is small letters, digits and hyphens, and begins with a letter.")
        }
        let keys = try SenderKey.read(keyText)
        if sender == host.user
            || HostNames.account(sender) != nil
                && !HostNames.members(of: SenderHost.group).contains(sender)
                && !host.senders.contains(sender)
        {
            throw OperationError.refused(
                code: "sender.name-taken",
                message: "\(sender) is an account of this machine, and no sender.",
                remedy: "Choose another name: who is a sender can do nothing but send files.")
        }
        if let missing = host.setup.lazy.compactMap(\.missing).first {
            throw OperationError.refused(
                code: "sftp.not-set-up", message: missing, remedy: "sudo homeroom sftp setup")
        }
        let steps = host.steps(of: sender, keys: keys).filter { $0.missing != nil }
        let commands = steps.map(\.command)
        if !isCheck, !steps.isEmpty {
            try requireRoot()
            for step in steps { try step.carryOut() }
        }
        let folder = host.folder(of: sender)
        return Done(
            steps: commands, isCheck: isCheck,
            next: [
                "Compare with the sender, by telephone: "
                    + keys.map(\.fingerprint).joined(separator: ", "),
                "Tell the sender: account \(sender), the name of this machine, and its "
                    + "fingerprints (sudo homeroom sftp check).",
                "homeroom nightly profile save \(sender) --zone ZONE --at HH:MM "
                    + "--folder \(folder) --file programs.txt",
            ])
    }

    /// Takes a sender's keys away. The account and what was sent stay.
    ///
    /// - Throws: `sender.not-found`, `sftp.not-root`, `file.cannot-write`.
    public func remove(_ sender: String) throws -> Done {
        guard host.senders.contains(sender) else {
            throw OperationError.notFound(kind: "sender", name: sender)
        }
        try requireRoot()
        let path = host.keyFile(of: sender)
        guard unlink(path) == 0 else { throw OperationError.cannotWrite(path) }
        return Done(
            steps: ["rm \(path)"], isCheck: false,
            next: [
                "A transfer that is under way goes on: sudo pkill -u \(sender)",
                "homeroom nightly profile stop \(sender)",
            ])
    }

    /// Files that a sender's program closed to everybody else are opened to Homeroom's group.
    ///
    /// OpenSSH makes a file with the mode that it has where it comes from, so that a private one
    /// could not be read here. Only the sender's own files in the inbox are touched, and links and
    /// files with more than one name never.
    ///
    /// - Returns: how many.
    /// - Throws: `sftp.not-root`.
    public func openInboxes() throws -> Int {
        try requireRoot()
        var count = 0
        for sender in host.senders {
            guard let owner = HostNames.account(sender)?.id else { continue }
            let path = host.folder(of: sender) + "/" + DropFolder.Part.inbox.rawValue
            let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard folder >= 0 else { continue }
            defer { close(folder) }
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
                count += Self.openFile(name, in: folder, of: owner) ? 1 : 0
            }
        }
        return count
    }

    private static func openFile(_ name: String, in folder: Int32, of owner: uid_t) -> Bool {
        let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var info = stat()
        guard fstat(file, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_uid == owner,
            info.st_nlink == 1, info.st_mode & 0o040 == 0
        else { return false }
        return fchmod(file, info.st_mode & 0o7777 | 0o060) == 0
    }

    private func requireRoot() throws {
        if geteuid() != 0 {
            throw OperationError.refused(
                code: "sftp.not-root", message: "Only root can do this. Nothing was changed.",
                remedy: "Run it with sudo; --check shows first what would be done.")
        }
    }
}
