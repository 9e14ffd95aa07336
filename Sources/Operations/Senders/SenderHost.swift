import Foundation
import Intake

/// Where senders come in over SFTP: OpenSSH of the machine, which shows each sender its own folder
/// and nothing else.
public struct SenderHost: Sendable {
    /// The folder with a folder for each sender.
    public let root: String
    /// The account as which Homeroom takes files.
    public let user: String

    /// - Throws: `sftp.invalid` where one of them cannot be.
    public init(root: String, user: String) throws {
        self.root = root
        self.user = user
        let isPlain = root.wholeMatch(of: /(\/[A-Za-z0-9._-]+)+/) != nil
        if !isPlain || root.contains("/.") {
            throw Self.invalid("The folder of senders is given from / on, in plain letters.")
        }
        if !Self.isName(user) { throw Self.invalid("\(user) is no name of an account.") }
    }

    /// Where they are, and whose, where nobody says otherwise.
    public static let standardRoot = "/srv/homeroom"
    public static let standardUser = "homeroom"

    /// What is set up on this machine; nil where nothing is.
    public static var installed: (root: String, user: String)? {
        guard let bytes = FileManager.default.contents(atPath: configuration) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let root = text.firstMatch(of: /ChrootDirectory (\/.*)\/%u/)?.1,
            let user = text.firstMatch(of: /# Taken by the account ([a-z0-9-]+)\./)?.1
        else { return nil }
        return (String(root), String(user))
    }

    static let configuration = "/etc/ssh/sshd_config.d/homeroom-senders.conf"
    static let keys = "/etc/ssh/homeroom-senders"
    static let command = "internal-sftp -d /inbox -u 0007 -P symlink,hardlink"
    static let group = "homeroom-senders"

    /// What names of accounts may be, with all programs that have to do with them.
    static func isName(_ name: String) -> Bool {
        name.wholeMatch(of: /[a-z][a-z0-9-]{0,30}/) != nil
    }

    func folder(of sender: String) -> String { root + "/" + sender }

    func keyFile(of sender: String) -> String { Self.keys + "/" + sender }

    /// What OpenSSH is told. Senders begin in `inbox`, see nothing above their folder, can make no
    /// links, and reach nothing else by this machine.
    var text: String {
        """
        # Written by homeroom sftp setup. Changes to it are found by homeroom sftp check.
        # Taken by the account \(user).
        Match Group \(Self.group)
            ChrootDirectory \(root)/%u
            ForceCommand \(Self.command)
            AuthorizedKeysFile \(Self.keys)/%u
            AuthenticationMethods publickey
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            DisableForwarding yes
            PermitTTY no
            PermitUserRC no
            MaxSessions 4
            ClientAliveInterval 60
            ClientAliveCountMax 5

        """
    }

    /// What has to be so for all senders.
    public var setup: [HostStep] {
        [
            .group(Self.group),
            .account(user, home: "/var/lib/homeroom", groups: []),
            .folder(root, owner: "root", group: "root", mode: 0o755),
            .folder(Self.keys, owner: "root", group: "root", mode: 0o755),
            .file(Self.configuration, text: text),
        ]
    }

    /// What has to be so for one sender.
    ///
    /// The folder itself is root's, as OpenSSH demands of one that a sender is kept in. What is put
    /// into the inbox is of Homeroom's group; what is made in the others, of the sender's.
    func steps(of sender: String, keys: [SenderKey]) -> [HostStep] {
        let folder = folder(of: sender)
        let parts = DropFolder.Part.allCases.map { part -> HostStep in
            let isInbox = part == .inbox
            return .folder(
                folder + "/" + part.rawValue, owner: isInbox ? sender : user,
                group: isInbox ? user : sender, mode: part.mode)
        }
        return [
            .account(sender, home: "/", groups: [Self.group]),
            .folder(folder, owner: "root", group: "root", mode: 0o755),
        ] + parts + [
            .file(keyFile(of: sender), text: keys.map { $0.line + "\n" }.joined())
        ]
    }

    /// Everybody who has keys here, by name.
    public var senders: [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: Self.keys)
        return (names ?? []).filter(Self.isName).sorted()
    }

    static func invalid(_ message: String) -> OperationError {
        .refused(
            code: "sftp.invalid", message: message,
            remedy: "See how it is given: homeroom sftp --help")
    }
}
