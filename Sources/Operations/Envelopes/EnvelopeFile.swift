import Crypto
import CryptoExtras
import Foundation
import Intake

/// What an envelope says of itself without its code. It is no secret, and cannot be changed: all
/// that is sealed is bound to every byte of it.
public struct EnvelopeHead: Codable, Equatable, Sendable {
    /// Nobody else's; a UUID.
    public let id: String
    /// What the district that made it is called.
    public let from: String
    /// UTC, ISO 8601.
    public let madeAt: String
    /// From then on its code counts no more.
    public let expiresAt: String
    public let students: Int
    /// Of scrypt, as base64url.
    let salt: String
}

/// The file of an envelope. Numbers are big-endian.
///
/// | bytes | what |
/// |---|---|
/// | 18 | `HOMEROOM-ENVELOPE` and a line feed |
/// | 2 | version of the format: 1 |
/// | 4 | length of the next, at most 65,536 |
/// | ... | the head as JSON in UTF-8 |
/// | ... | the content in pieces of 1 MiB, each with a tag of 16 bytes |
///
/// The key is scrypt's of the code's 25 letters and digits in capitals, with the salt of the head,
/// N = 2^15, r = 8, p = 1, 32 bytes (RFC 7914). The pieces are sealed with AES-256-GCM as
/// `PieceCipher` says, bound to all that stands before them.
///
/// The content: 4 bytes with the length of what is told, that as JSON (`EnvelopeContent`), then the
/// bytes of all documents in the order in which they are told.
struct EnvelopeFile {
    private static let beginning = FileHead("HOMEROOM-ENVELOPE\n", format: 1)
    private static let pieceBytes = 1 << 20
    static let saltBytes = 16
    /// Of a whole file: it is opened in memory.
    static let mostBytes = 256 << 20

    let head: EnvelopeHead
    /// SHA-256 of the file: a copy that was damaged, or made by somebody else, is another one.
    let digest: String
    private let preamble: [UInt8]
    private let sealed: Data

    /// - Throws: errors of the file; `envelope.not-an-envelope`, `envelope.newer-format`,
    ///   `envelope.too-large`.
    init(path: String) throws {
        let file = try FileBytes(path: path)
        guard file.count <= Self.mostBytes else { throw EnvelopeError.tooLarge }
        try self.init(Data(try file.bytes(at: 0, count: file.count)))
    }

    init(_ bytes: Data) throws {
        let start: Int
        do { (head, start) = try Self.beginning.read(EnvelopeHead.self, bytes) } catch {
            throw error == .otherFormat ? EnvelopeError.newerFormat : EnvelopeError.notAnEnvelope
        }
        guard bytes.count > start, UUID(uuidString: head.id) != nil else {
            throw EnvelopeError.notAnEnvelope
        }
        digest = Hexadecimal.text(SHA256.hash(data: bytes))
        preamble = Array(bytes.prefix(start))
        sealed = Data(bytes.dropFirst(start))
    }

    /// The bytes of an envelope.
    static func bytes(_ content: Data, _ head: EnvelopeHead, code: EnvelopeCode) throws -> Data {
        guard content.count <= mostBytes - FileHead.longest else { throw EnvelopeError.tooLarge }
        let preamble = beginning.bytes(head)
        var cipher = PieceCipher(try key(code, head), preamble: preamble)
        var file = Data(preamble)
        var start = 0
        repeat {
            let end = min(start + pieceBytes, content.count)
            file += try cipher.seal(content[start..<end], isLast: end == content.count)
            start = end
        } while start < content.count
        return file
    }

    /// What is in it.
    ///
    /// - Throws: `envelope.code` where it is another code, or the file is damaged.
    func content(_ code: EnvelopeCode) throws -> Data {
        var cipher = PieceCipher(try Self.key(code, head), preamble: preamble)
        var content = Data()
        var rest = sealed[...]
        repeat {
            let piece = rest.prefix(Self.pieceBytes + PieceCipher.tagBytes)
            rest = rest.dropFirst(piece.count)
            guard piece.count >= PieceCipher.tagBytes,
                let open = try? cipher.open(Data(piece), isLast: rest.isEmpty)
            else { throw EnvelopeError.code }
            content += open
        } while !rest.isEmpty
        return content
    }

    private static func key(_ code: EnvelopeCode, _ head: EnvelopeHead) throws -> SymmetricKey {
        guard let salt = Base64URL.bytes(head.salt), salt.count == saltBytes else {
            throw EnvelopeError.notAnEnvelope
        }
        return try KDF.Scrypt.deriveKey(
            from: Array(code.text.utf8), salt: salt, outputByteCount: 32, rounds: 1 << 15,
            blockSize: 8, parallelism: 1)
    }
}

/// Why an envelope is refused.
enum EnvelopeError {
    static let notAnEnvelope = OperationError.refused(
        code: "envelope.not-an-envelope", message: "The file is no transfer envelope.",
        remedy: "Choose the file that the other district sent, whole and as it came.")
    static let newerFormat = OperationError.refused(
        code: "envelope.newer-format", message: "A newer version made this envelope.",
        remedy: "Update Homeroom, or ask for the envelope in format 1.")
    static let tooLarge = OperationError.refused(
        code: "envelope.too-large", message: "An envelope has at most 256 MiB.",
        remedy: "Send fewer students, or fewer documents, in each.")
    static let code = OperationError.refused(
        code: "envelope.code",
        message: "This is not the code of this envelope, or the file was damaged on its way.",
        remedy: "Ask the sender for the code once more, by telephone.")
}
