import Dispatch
import Foundation
import Intake
import Synchronization

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

/// Accounts and groups of this machine.
enum HostNames {
    struct Account {
        let id: uid_t
        let group: gid_t
        let shell: String
    }

    static func account(_ name: String) -> Account? {
        guard let found = getpwnam(name)?.pointee else { return nil }
        return Account(
            id: found.pw_uid, group: found.pw_gid, shell: String(cString: found.pw_shell))
    }

    static func group(_ name: String) -> gid_t? { getgrnam(name)?.pointee.gr_gid }

    /// Those who are in it beside those whose own group it is.
    static func members(of group: String) -> [String] {
        guard let found = getgrnam(group)?.pointee, var next = found.gr_mem else { return [] }
        var names: [String] = []
        while let name = next.pointee {
            names.append(String(cString: name))
            next += 1
        }
        return names.sorted()
    }
}

/// A program of the machine, run to its end.
enum HostCommand {
    struct Result {
        let status: Int32
        /// What it said, on both ways.
        let text: String

        var lastLine: String {
            text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "exit code \(status)"
        }
    }

    /// Where programs of an administrator are.
    private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// What was read, for another thread.
    private final class Kept: Sendable {
        let data = Mutex(Data())
    }

    /// In seconds: a program that takes longer is ended.
    static let patience = 60.0

    /// Status 127 where there is no such program.
    static func run(_ words: [String], input: Data? = nil, patience: Double = patience) -> Result {
        // A program that ends before it read all is no reason to end too.
        signal(SIGPIPE, SIG_IGN)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.environment = ["PATH": path, "LC_ALL": "C"]
        let (said, given) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (said, said)
        process.standardInput = input == nil ? FileHandle.nullDevice : given
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do { try process.run() } catch { return Result(status: 127, text: "It cannot be run.") }
        if let input {
            let writing = given.fileHandleForWriting
            DispatchQueue.global().async {
                try? writing.write(contentsOf: input)
                try? writing.close()
            }
        }
        let text = Kept()
        let read = DispatchSemaphore(value: 0)
        let reading = said.fileHandleForReading
        DispatchQueue.global().async {
            let all = (try? reading.readToEnd()) ?? Data()
            text.data.withLock { $0 = all }
            read.signal()
        }
        if ended.wait(timeout: .now() + patience) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
            return Result(status: 124, text: "It took more than \(Int(patience)) seconds.")
        }
        // What it began may hold its output open.
        _ = read.wait(timeout: .now() + 1)
        return Result(
            status: process.terminationStatus,
            text: String(decoding: text.data.withLock { $0 }, as: UTF8.self))
    }
}
