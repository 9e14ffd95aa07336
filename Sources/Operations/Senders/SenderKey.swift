import Crypto
import Foundation

/// A public key by which a sender signs in over SFTP, as programs write it into files: a line of
/// OpenSSH (`ssh-ed25519 AAAA... comment`), or the form of RFC 4716, which PuTTYgen saves.
public struct SenderKey: Equatable, Sendable {
    /// Such as `ssh-ed25519`.
    public let kind: String
    /// As RFC 4253, section 6.6, has it.
    let blob: Data
    /// What its owner calls it.
    public let comment: String

    /// What is shown of it by `ssh-keygen -l`: SHA-256 in Base64, without padding.
    public var fingerprint: String {
        let digest = Data(SHA256.hash(data: blob)).base64EncodedString()
        return "SHA256:" + digest.prefix { $0 != "=" }
    }

    /// Its line in a file of keys that are let in; whoever has it may do nothing but transfer.
    var line: String {
        "restrict \(kind) \(blob.base64EncodedString())" + (comment.isEmpty ? "" : " \(comment)")
    }

    static let kinds: Set<String> = [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-rsa",
    ]

    /// Of how many parts a key is, its kind with it. Source: RFC 8709, section 4; RFC 5656, section
    /// 3.1; RFC 4253, section 6.6; OpenSSH's PROTOCOL.u2f.
    private static let partCounts = [
        "ssh-ed25519": 2, "ssh-rsa": 3, "ecdsa-sha2-nistp256": 3, "ecdsa-sha2-nistp384": 3,
        "ecdsa-sha2-nistp521": 3, "sk-ssh-ed25519@openssh.com": 3,
        "sk-ecdsa-sha2-nistp256@openssh.com": 4,
    ]

    /// Fewer bits than these are no longer allowed for RSA. Source: NIST SP 800-131A Rev. 2,
    /// section 3.
    static let fewestBits = 2_048

    /// Reads all public keys of a file.
    ///
    /// - Throws: `sender-key.private`, `sender-key.invalid`, `sender-key.weak`.
    public static func read(_ text: String) throws -> [SenderKey] {
        if text.contains("PRIVATE KEY-----") || text.hasPrefix("PuTTY-User-Key-File") {
            throw OperationError.refused(
                code: "sender-key.private",
                message: "This is a private key. It was not kept.",
                remedy: "Its owner keeps it, and sends the public one, which ends with .pub. "
                    + "A private key that was sent by mail is to be made anew.")
        }
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let keys =
            lines.contains { $0.hasPrefix("---- BEGIN SSH2") }
            ? [try saved(lines)]
            : try lines.filter { !$0.isEmpty && !$0.hasPrefix("#") }.map(key)
        if keys.isEmpty { throw invalid("There is no key in it.") }
        return keys
    }

    /// The form of RFC 4716: headers, of which each may go on behind a backslash, and Base64.
    private static func saved(_ lines: [String]) throws -> SenderKey {
        var (base64, comment, isHeader) = ("", "", false)
        for line in lines where !line.hasPrefix("----") {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            if parts.count == 2, parts[0].lowercased() == "comment" {
                comment = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \"\\"))
            }
            let goesOn = line.hasSuffix("\\")
            if !isHeader, parts.count == 1 { base64 += line }
            isHeader = goesOn
        }
        return try SenderKey(base64: base64, comment: comment)
    }

    private static func key(_ line: String) throws -> SenderKey {
        let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
        guard parts.count >= 2, kinds.contains(parts[0]) else {
            throw invalid(
                "A line is no key of a kind that is taken; options before a key are not.")
        }
        let key = try SenderKey(base64: parts[1], comment: parts.count > 2 ? parts[2] : "")
        guard key.kind == parts[0] else { throw invalid("A key is not of the kind it says.") }
        return key
    }

    private init(base64: String, comment: String) throws {
        guard let blob = Data(base64Encoded: base64) else {
            throw Self.invalid("A key is cut, or has signs that do not belong into it.")
        }
        var parts = Parts(rest: blob)
        guard let name = parts.next(), Self.kinds.contains(String(decoding: name, as: UTF8.self))
        else { throw Self.invalid("A key is cut, or of a kind that is not taken.") }
        kind = String(decoding: name, as: UTF8.self)
        self.blob = blob
        self.comment = String(
            comment.unicodeScalars.filter { $0.isASCII && $0.value >= 0x20 && $0.value != 0x7F }
                .prefix(80).map(Character.init))
        if kind == "ssh-ed25519" {
            var rest = parts
            guard rest.next()?.count == 32 else { throw Self.invalid("A key is cut.") }
        }
        if kind == "ssh-rsa" {
            guard let modulus = parts.next()?.drop(while: { $0 == 0 }), let first = modulus.first
            else { throw Self.invalid("A key is cut.") }
            let bits = modulus.count * 8 - first.leadingZeroBitCount
            if bits < Self.fewestBits {
                throw OperationError.refused(
                    code: "sender-key.weak",
                    message: "This RSA key has \(bits) bits; \(Self.fewestBits) are the fewest.",
                    remedy: "Have its owner make a new one: ssh-keygen -t ed25519")
            }
        }
        var all = Parts(rest: blob)
        var count = 0
        while !all.rest.isEmpty {
            guard all.next() != nil else { throw Self.invalid("A key is cut.") }
            count += 1
        }
        guard count == Self.partCounts[kind] else { throw Self.invalid("A key is cut.") }
    }

    /// Strings with their length before them. Source: RFC 4251, section 5.
    private struct Parts {
        var rest: Data

        mutating func next() -> Data? {
            guard rest.count >= 4 else { return nil }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard rest.count - 4 >= length else { return nil }
            let part = rest.dropFirst(4).prefix(length)
            rest = rest.dropFirst(4 + length)
            return Data(part)
        }
    }

    private static func invalid(_ message: String) -> OperationError {
        .refused(
            code: "sender-key.invalid", message: message,
            remedy:
                "Ask for the file that ends with .pub, whole, as ssh-keygen or PuTTYgen made it.")
    }
}
