import Crypto
import Foundation
import Intake

/// A letter as a file, sealed for one district by another one: HPKE (RFC 9180, mode auth;
/// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM), bound to all that stands before.
///
/// | bytes | what |
/// |---|---|
/// | 16 | `HOMEROOM-LETTER` and a line feed |
/// | 2 | version of the format: 1 |
/// | 4 | length of the next, at most 65,536 |
/// | ... | the head as JSON in UTF-8 |
/// | 32 | HPKE's encapsulated key |
/// | ... | 4 bytes with a length, `Letter` as JSON, and the content of an envelope |
struct LetterFile {
    private static let beginning = FileHead("HOMEROOM-LETTER\n", format: 1)
    private static let purpose = Data("homeroom letter 1".utf8)
    private static let keyBytes = 32
    private static let longestLetter = 1 << 20

    struct Head: Codable, Equatable, Sendable {
        let id: String
        let from: String
        let to: String
    }

    let head: Head
    private let preamble: Data
    private let encapsulated: Data
    private let sealed: Data

    /// - Throws: errors of the file; `transfer.letter`, `envelope.too-large`.
    init(path: String) throws {
        let file = try FileBytes(path: path, followLinks: false)
        // With all that is not the content.
        guard file.count <= EnvelopeFile.mostBytes + Self.longestLetter + FileHead.longest else {
            throw EnvelopeError.tooLarge
        }
        let bytes = Data(try file.bytes(at: 0, count: file.count))
        guard let (head, start) = try? Self.beginning.read(Head.self, bytes),
            bytes.count > start + Self.keyBytes
        else { throw LetterError.unreadable }
        self.head = head
        preamble = bytes.prefix(start)
        encapsulated = bytes.dropFirst(start).prefix(Self.keyBytes)
        sealed = bytes.dropFirst(start + Self.keyBytes)
    }

    /// - Throws: `transfer.letter` where the other district did not seal it, or not for this one.
    func opened(
        _ key: Curve25519.KeyAgreement.PrivateKey, from: Curve25519.KeyAgreement.PublicKey
    ) throws -> (letter: Letter, rest: Data) {
        let plain: Data
        do {
            var recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: SealedContentKey.suite, info: Self.purpose,
                encapsulatedKey: Data(encapsulated), authenticatedBy: from)
            plain = try recipient.open(Data(sealed), authenticating: Data(preamble))
        } catch { throw LetterError.unreadable }
        guard let (letter, rest) = LeadingJSON.read(Letter.self, plain, most: Self.longestLetter)
        else { throw LetterError.unreadable }
        try letter.check()
        return (letter, rest)
    }

    /// The bytes of a letter.
    static func bytes(
        _ letter: Letter, _ rest: Data, _ head: Head,
        key: Curve25519.KeyAgreement.PrivateKey, to: Curve25519.KeyAgreement.PublicKey
    ) throws -> Data {
        guard let told = LeadingJSON.bytes(letter, most: longestLetter),
            rest.count <= EnvelopeFile.mostBytes
        else { throw EnvelopeError.tooLarge }
        let preamble = Data(beginning.bytes(head))
        var sender = try HPKE.Sender(
            recipientKey: to, ciphersuite: SealedContentKey.suite, info: purpose,
            authenticatedBy: key)
        let sealed = try sender.seal(told + rest, authenticating: preamble)
        return preamble + sender.encapsulatedKey + sealed
    }
}
