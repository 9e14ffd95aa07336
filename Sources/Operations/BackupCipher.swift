import Crypto
import Foundation

/// The key of a backup's content, as a file holds it: sealed with HPKE (RFC 9180, base mode;
/// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM).
struct SealedContentKey {
    static let suite = HPKE.Ciphersuite(
        kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)
    private static let purpose = Data("homeroom backup 1: content key".utf8)

    let encapsulated: [UInt8]
    let sealed: [UInt8]
    /// What it is bound to.
    let bound: [UInt8]

    init(encapsulated: [UInt8], sealed: [UInt8], bound: [UInt8]) {
        self.encapsulated = encapsulated
        self.sealed = sealed
        self.bound = bound
    }

    /// - Throws: `backup.key-invalid` for a key that no secret can be agreed with.
    init(_ key: SymmetricKey, for recipient: BackupPublicKey, bound: [UInt8]) throws {
        do {
            var sender = try HPKE.Sender(
                recipientKey: Curve25519.KeyAgreement.PublicKey(
                    rawRepresentation: recipient.bytes),
                ciphersuite: Self.suite, info: Self.purpose)
            let bytes = key.withUnsafeBytes { Data($0) }
            sealed = Array(try sender.seal(bytes, authenticating: Data(bound)))
            encapsulated = Array(sender.encapsulatedKey)
            self.bound = bound
        } catch {
            throw OperationError.refused(
                code: "backup.key-invalid", message: "Nothing can be encrypted to this key.",
                remedy: "Make a new pair: homeroom backup keygen.")
        }
    }

    /// - Throws: `backup.damaged`.
    func opened(with key: BackupPrivateKey) throws -> SymmetricKey {
        do {
            var recipient = try HPKE.Recipient(
                privateKey: key.key, ciphersuite: Self.suite, info: Self.purpose,
                encapsulatedKey: Data(encapsulated))
            return SymmetricKey(
                data: try recipient.open(Data(sealed), authenticating: Data(bound)))
        } catch { throw BackupError.damaged }
    }
}

/// Seals and opens the pieces of a backup's content with AES-256-GCM. The nonce is the number of
/// the piece and whether it is the last one, so that none can be moved, left out, or added; each
/// is bound to all that stands before the content.
/// Source: the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015.
struct PieceCipher {
    static let tagBytes = 16

    private let key: SymmetricKey
    private let bound: Data
    private var number = 0

    init(_ key: SymmetricKey, preamble: [UInt8]) {
        self.key = key
        bound = Data(SHA256.hash(data: Data(preamble)))
    }

    private mutating func nonce(isLast: Bool) throws -> AES.GCM.Nonce {
        defer { number += 1 }
        return try AES.GCM.Nonce(data: BigEndian.bytes(number, 11) + [isLast ? 1 : 0])
    }

    mutating func seal(_ piece: Data, isLast: Bool) throws -> Data {
        let box = try AES.GCM.seal(
            piece, using: key, nonce: nonce(isLast: isLast), authenticating: bound)
        return box.ciphertext + box.tag
    }

    mutating func open(_ sealed: Data, isLast: Bool) throws -> Data {
        do {
            let box = try AES.GCM.SealedBox(
                nonce: nonce(isLast: isLast), ciphertext: sealed.dropLast(Self.tagBytes),
                tag: sealed.suffix(Self.tagBytes))
            return try AES.GCM.open(box, using: key, authenticating: bound)
        } catch { throw BackupError.damaged }
    }
}
