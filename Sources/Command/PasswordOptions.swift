import ArgumentParser
import Foundation
import Operations

/// Where a new password comes from.
struct PasswordOptions: ParsableArguments {
    @Option(help: "File whose first line is the password.")
    var passwordFile: String?

    @Flag(help: "Make a password, and print it once.")
    var generate = false

    @Option(
        help: """
            List of passwords that became known in breaches: SHA-1 digests in order, HASH:COUNT. \
            Also: the environment's HOMEROOM_BREACHED_PASSWORDS.
            """)
    var breachedPasswords: String?

    /// The list, where one is named.
    func breached() throws -> BreachedPasswords? {
        try Self.breached(breachedPasswords)
    }

    static func breached(_ path: String?) throws -> BreachedPasswords? {
        try (path ?? Location.variable("HOMEROOM_BREACHED_PASSWORDS"))
            .map(BreachedPasswords.init)
    }

    /// What happens where none is given and nobody can be asked.
    enum Otherwise { case none, refuse }

    struct Chosen {
        let text: String
        let isGenerated: Bool
    }

    /// Longer files are none of a password.
    private static let mostBytes = 4_096

    func validate() throws {
        if generate, passwordFile != nil {
            throw ValidationError("Give either --password-file or --generate.")
        }
    }

    /// The password; nil where there is none and that will do.
    func chosen(or otherwise: Otherwise) throws -> Chosen? {
        if generate { return Chosen(text: Users.generatedPassword(), isGenerated: true) }
        if let passwordFile {
            return Chosen(text: try Self.read(passwordFile), isGenerated: false)
        }
        if isatty(STDIN_FILENO) == 1 { return Chosen(text: try Self.ask(), isGenerated: false) }
        if otherwise == .none { return nil }
        throw OperationError.refused(
            code: "password.missing",
            message: "There is no terminal on which a password could be asked for.",
            remedy: "Give --password-file FILE or --generate.")
    }

    private static func read(_ path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path),
            let bytes = try? file.read(upToCount: mostBytes),
            let text = String(bytes: bytes, encoding: .utf8)
        else {
            throw OperationError.refused(
                code: "password.file", message: "The file with the password cannot be read.",
                remedy: "Check --password-file. The file is text, in UTF-8.")
        }
        return String(text.prefix { !$0.isNewline })
    }

    /// Asks twice, without showing what is typed.
    private static func ask() throws -> String {
        let first = hidden("New password: ")
        if hidden("The same again: ") == first { return first }
        throw OperationError.refused(
            code: "password.differs", message: "The two passwords are not the same.",
            remedy: "Type the same one twice.")
    }

    private static func hidden(_ prompt: String) -> String {
        Output.bytes(Array(prompt.utf8), to: STDERR_FILENO)
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        var quiet = shown
        quiet.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSANOW, &quiet)
        defer {
            tcsetattr(STDIN_FILENO, TCSANOW, &shown)
            Output.note("")
        }
        return readLine() ?? ""
    }
}
