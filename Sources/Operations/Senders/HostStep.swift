import Foundation

/// One thing that has to be so on the machine for senders to come in over SFTP. It is done once,
/// and is looked at again as often as one likes.
public enum HostStep: Equatable, Sendable {
    case group(String)
    /// An account that nobody can sign in to by a password, and that has no shell.
    case account(String, home: String, groups: [String])
    case folder(String, owner: String, group: String, mode: mode_t)
    /// A file of root's that all may read.
    case file(String, text: String)

    /// The same for a shell.
    public var command: String {
        switch self {
        case .group, .account: words.map(DoctorFacts.quoted).joined(separator: " ")
        case .folder(let path, let owner, let group, let mode):
            "install -d -m \(Self.octal(mode)) -o \(owner) -g \(group) "
                + DoctorFacts.quoted(path)
        case .file(let path, let text):
            "install -m 0644 -o root -g root /dev/stdin \(DoctorFacts.quoted(path)) <<'END'\n"
                + text + "END"
        }
    }

    /// Nil where all is so; else what is not, in a sentence.
    public var missing: String? {
        switch self {
        case .group(let name): HostNames.group(name) == nil ? "There is no group \(name)." : nil
        case .account(let name, _, let groups): Self.missing(name, groups)
        case .folder(let path, let owner, let group, let mode):
            Self.missing(path, owner, group, mode)
        case .file(let path, let text): Self.missing(path, text)
        }
    }

    private static func missing(_ name: String, _ groups: [String]) -> String? {
        guard let account = HostNames.account(name) else { return "There is no account \(name)." }
        // One that was there for something else stays as it is.
        if groups.isEmpty { return nil }
        if !noShells.contains(account.shell) { return "The account \(name) has a shell." }
        for group in groups where !HostNames.members(of: group).contains(name) {
            return "The account \(name) is not in the group \(group)."
        }
        return nil
    }

    private static let noShells: Set<String> = [
        "/usr/sbin/nologin", "/sbin/nologin", "/bin/false", "/usr/bin/false",
    ]

    private static func missing(
        _ path: String, _ owner: String, _ group: String, _ mode: mode_t
    ) -> String? {
        var info = stat()
        guard lstat(path, &info) == 0 else { return "The folder \(path) is not there." }
        if info.st_mode & S_IFMT != S_IFDIR { return "\(path) is no folder." }
        if info.st_uid != HostNames.account(owner)?.id { return "\(path) is not \(owner)'s." }
        if info.st_gid != HostNames.group(group) { return "\(path) is not of the group \(group)." }
        let found = info.st_mode & 0o7777
        return found == mode
            ? nil : "\(path) has the mode \(octal(found)) instead of \(octal(mode))."
    }

    private static func missing(_ path: String, _ text: String) -> String? {
        var info = stat()
        guard lstat(path, &info) == 0, let bytes = FileManager.default.contents(atPath: path) else {
            return "The file \(path) is not there, or cannot be read."
        }
        if info.st_mode & S_IFMT != S_IFREG || info.st_uid != 0 || info.st_mode & 0o22 != 0 {
            return "\(path) is not root's alone."
        }
        return bytes == Data(text.utf8) ? nil : "\(path) says something else."
    }

    /// Does it. Only root can.
    ///
    /// - Throws: `sftp.step-failed` with the command that would do the same.
    func carryOut() throws {
        switch self {
        case .group, .account:
            let result = HostCommand.run(words)
            guard result.status == 0 else { throw failed(result.lastLine) }
        case .folder(let path, let owner, let group, let mode):
            if mkdir(path, 0o700) != 0, errno != EEXIST { throw failed() }
            let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard folder >= 0 else { throw failed() }
            defer { close(folder) }
            guard let user = HostNames.account(owner)?.id, let group = HostNames.group(group),
                fchown(folder, user, group) == 0, fchmod(folder, mode) == 0
            else { throw failed() }
        case .file(let path, let text):
            try PrivateFile.replace(path, with: Data(text.utf8))
            guard chown(path, 0, 0) == 0, chmod(path, 0o644) == 0 else { throw failed() }
        }
    }

    private func failed(_ why: String? = nil) -> OperationError {
        let why = why ?? String(cString: strerror(errno))
        return .refused(
            code: "sftp.step-failed", message: "This could not be done: \(command): \(why)",
            remedy: "Mend that, and run the same again: what is done stays done.")
    }

    private var words: [String] {
        switch self {
        case .group(let name): ["groupadd", "--system", name]
        case .account(let name, let home, let groups):
            if HostNames.account(name) != nil {
                [
                    "usermod", "--append", "--groups", groups.joined(separator: ","), "--shell",
                    "/usr/sbin/nologin", name,
                ]
            } else {
                // No password is right, and the account is not locked, so that keys are.
                [
                    "useradd", "--system", "--user-group", "--home-dir", home, "--no-create-home",
                    "--shell", "/usr/sbin/nologin", "--password", "*",
                ] + (groups.isEmpty ? [] : ["--groups", groups.joined(separator: ",")]) + [name]
            }
        case .folder, .file: []
        }
    }

    private static func octal(_ mode: mode_t) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
