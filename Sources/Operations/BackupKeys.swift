import Crypto
import Foundation

/// The key that backups are encrypted to. Whoever has it can make backups, and open none.
///
/// As text: `homeroom-backup-public:` and the 32 bytes of an X25519 key with the first four of its
/// SHA-256, in base64url, so that one that was mistyped is noticed.
public struct BackupPublicKey: Equatable, Sendable {
    static let prefix = "homeroom-backup-public:"

    let bytes: [UInt8]

    /// - Throws: `backup.key-invalid`, `backup.key-private`.
    public init(_ text: String) throws {
        bytes = try BackupKeyText.bytes(in: text, prefix: Self.prefix)
    }

    init(bytes: [UInt8]) { self.bytes = bytes }

    public var text: String { BackupKeyText.text(bytes, prefix: Self.prefix) }

    /// Names the key in the head of a backup: 16 hexadecimal digits of its SHA-256.
    public var id: String { String(Hexadecimal.text(SHA256.hash(data: Data(bytes))).prefix(16)) }
}

/// The key that opens backups. It belongs on another machine than the one whose backups it opens.
public struct BackupPrivateKey: Sendable {
    static let prefix = "homeroom-backup-private:"

    let key: Curve25519.KeyAgreement.PrivateKey

    /// A new one.
    public init() { key = Curve25519.KeyAgreement.PrivateKey() }

    /// From what `text` says, or the first line of it that is no comment.
    ///
    /// - Throws: `backup.key-invalid`.
    public init(_ text: String) throws {
        let bytes = try BackupKeyText.bytes(in: text, prefix: Self.prefix)
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else {
            throw BackupKeyText.invalid
        }
        self.key = key
    }

    public var publicKey: BackupPublicKey {
        BackupPublicKey(bytes: Array(key.publicKey.rawRepresentation))
    }

    /// The content of a key file.
    public func file(madeAt: String) -> String {
        """
        # Opens backups of Homeroom. Keep it secret, keep it twice, and never on the server.
        # Made \(madeAt). Public key:
        # \(publicKey.text)
        \(BackupKeyText.text(Array(key.rawRepresentation), prefix: Self.prefix))

        """
    }

    /// Whether a text begins like that of a private key; for finding them where none belongs.
    static func isLikely(_ text: String) -> Bool {
        text.split(separator: "\n").contains { $0.hasPrefix(prefix) }
    }
}

/// Keys as people copy them.
private enum BackupKeyText {
    private static let keyBytes = 32
    private static let checkBytes = 4

    static func text(_ key: [UInt8], prefix: String) -> String {
        prefix + Base64URL.text(key + check(key, prefix))
    }

    static func bytes(in text: String, prefix: String) throws -> [UInt8] {
        let lines = text.split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard let line = lines.first else { throw invalid }
        if prefix == BackupPublicKey.prefix, line.hasPrefix(BackupPrivateKey.prefix) {
            throw OperationError.refused(
                code: "backup.key-private",
                message: "This is the private key, which opens backups; it does not belong here.",
                remedy: "Take it off this machine, and give the public key, which stands in its "
                    + "file as a comment.")
        }
        guard line.hasPrefix(prefix),
            let all = Base64URL.bytes(String(line.dropFirst(prefix.count))),
            all.count == keyBytes + checkBytes
        else { throw invalid }
        let key = Array(all.prefix(keyBytes))
        guard Array(all.suffix(checkBytes)) == check(key, prefix) else { throw invalid }
        return key
    }

    private static func check(_ key: [UInt8], _ prefix: String) -> [UInt8] {
        Array(SHA256.hash(data: Data(Array(prefix.utf8) + key)).prefix(checkBytes))
    }

    static let invalid = OperationError.refused(
        code: "backup.key-invalid", message: "This is not a key for backups, or it is mistyped.",
        remedy: "Copy the whole line again; homeroom backup keygen makes a new pair.")
}
