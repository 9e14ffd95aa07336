import Crypto
import Foundation

/// What a backup says of itself without a key. It is no secret, and cannot be changed: the key of
/// the content is bound to every byte of it.
public struct BackupHead: Codable, Equatable, Sendable {
    public let district: String
    /// UTC, ISO 8601.
    public let madeAt: String
    /// The version of Homeroom that made it, and of the schema of what is in it.
    public let version: String
    public let schema: Int
    /// Which public key it is encrypted to: `BackupPublicKey.id`.
    public let recipient: String
    /// Bytes of content in each piece but the last.
    public let pieceBytes: Int
}

/// The bytes before the content. Numbers are big-endian.
///
/// | bytes | what |
/// |---|---|
/// | 16 | `HOMEROOM-BACKUP` and a line feed |
/// | 2 | version of the format: 1 |
/// | 4 | length of the next |
/// | ... | the head as JSON in UTF-8 |
/// | 32 | HPKE's encapsulated key |
/// | 48 | the content's key, sealed for the recipient |
struct BackupPreamble {
    private static let beginning = FileHead("HOMEROOM-BACKUP\n", format: 1)
    static let format = beginning.format
    static let encapsulatedBytes = 32
    static let sealedBytes = 48
    static let leastPiece = 1_024
    static let largestPiece = 16 << 20

    let head: BackupHead
    let key: SealedContentKey
    /// All of it as it stands in the file, for what is bound to it.
    let bytes: [UInt8]

    /// The part that the content's key is bound to.
    static func bound(_ head: BackupHead) -> [UInt8] { beginning.bytes(head) }

    init(_ head: BackupHead, key: SealedContentKey) {
        self.head = head
        self.key = key
        bytes = Self.bound(head) + key.encapsulated + key.sealed
    }

    /// - Parameter next: hands over so many bytes, or fewer where the file ends.
    init(reading next: (Int) throws -> [UInt8]) throws {
        let magic = try next(Self.beginning.magic.count)
        guard magic == Self.beginning.magic else { throw BackupError.notABackup }
        let numbers = try Self.exactly(6, next)
        guard BigEndian.number(numbers.prefix(2)) == Self.format else {
            throw BackupError.newerFormat
        }
        let length = BigEndian.number(numbers.suffix(4))
        guard length <= FileHead.longest else { throw BackupError.damaged }
        let json = try Self.exactly(length, next)
        guard let head = StableJSON.value(BackupHead.self, String(decoding: json, as: UTF8.self)),
            (Self.leastPiece...Self.largestPiece).contains(head.pieceBytes)
        else { throw BackupError.damaged }
        self.head = head
        let encapsulated = try Self.exactly(Self.encapsulatedBytes, next)
        let sealed = try Self.exactly(Self.sealedBytes, next)
        key = SealedContentKey(
            encapsulated: encapsulated, sealed: sealed, bound: magic + numbers + json)
        bytes = magic + numbers + json + encapsulated + sealed
    }

    private static func exactly(_ count: Int, _ next: (Int) throws -> [UInt8]) throws -> [UInt8] {
        let bytes = try next(count)
        guard bytes.count == count else { throw BackupError.damaged }
        return bytes
    }
}

/// Why a backup cannot be opened. None of it is told more closely: who changed it learns nothing.
enum BackupError {
    static let notABackup = OperationError.refused(
        code: "backup.not-a-backup", message: "This file is not a backup of Homeroom.",
        remedy: "Name a file that ends with \(BackupCatalogue.ending).")
    static let newerFormat = OperationError.refused(
        code: "backup.newer-format", message: "This backup was made by a newer Homeroom.",
        remedy: "Update Homeroom.")
    static let damaged = OperationError.refused(
        code: "backup.damaged",
        message: "The backup is not as it was made: it is cut short, changed, or added to. "
            + "Nothing of it was restored.",
        remedy: "Take another copy of the file, or the backup before it: homeroom backup list.")
    static let wrongKey = OperationError.refused(
        code: "backup.wrong-key", message: "This private key is not the one for this backup.",
        remedy: "Take the key whose public key has the ID that homeroom backup list shows.")
}
