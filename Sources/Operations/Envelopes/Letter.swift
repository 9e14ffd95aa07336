import Crypto
import Foundation
import Intake
import Records

/// What a district of an installation says to another one.
struct Letter: Codable, Equatable, Sendable {
    enum Kind: String, Codable, Sendable { case request, withdrawal, refusal, envelope }

    let kind: Kind
    /// What both districts call the request that it is about; a UUID.
    let request: String
    /// Of a request: what is asked, and by whom.
    var asked: AskedFor?
    /// Of a refusal: why.
    var reason: String?
    /// Of an envelope.
    var envelope: Told?

    struct AskedFor: Codable, Equatable, Sendable {
        let purpose: String
        let askedBy: String
        /// UTC, ISO 8601.
        let askedAt: String
        let people: [AskedPerson]
    }

    struct Told: Codable, Equatable, Sendable {
        /// What both districts call it; a UUID.
        let id: String
        let title: String
        let madeAt: String
        /// Whose each package is, by places in the request, from 0 on.
        let places: [Int]
    }

    /// Refuses what no Homeroom writes.
    func check() throws {
        let line = GivenText.Limit.line
        guard UUID(uuidString: request) != nil else { throw LetterError.unreadable }
        switch kind {
        case .request:
            guard let asked, (1...SendEnvelopes.mostStudents).contains(asked.people.count) else {
                throw LetterError.unreadable
            }
            for text in [asked.purpose, asked.askedBy] {
                _ = try GivenText.required(
                    GivenText.line(text, "letter", limit: line), "letter",
                    limit: line)
            }
            guard (try? Date(asked.askedAt, strategy: .iso8601)) != nil else {
                throw LetterError.unreadable
            }
            for person in asked.people { try person.check() }
        case .withdrawal: break
        case .refusal:
            _ = try GivenText.required(reason ?? "", "reason", limit: GivenText.Limit.note)
        case .envelope:
            guard let envelope, UUID(uuidString: envelope.id) != nil,
                (try? Date(envelope.madeAt, strategy: .iso8601)) != nil
            else { throw LetterError.unreadable }
            _ = try GivenText.required(envelope.title, "district", limit: line)
        }
    }
}

/// Somebody for whose record another district is asked, as the district that asks knows them.
public struct AskedPerson: Codable, Equatable, Sendable {
    public let lastName: String
    public let firstName: String
    public let middleName: String
    public let birthDate: CalendarDate?
    public let gender: String
    public let grade: String
    public let stateID: String

    var isNamed: Bool { GivenText.isVisible(lastName) || GivenText.isVisible(firstName) }

    /// As names are listed.
    public var name: String {
        [lastName, firstName].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    var person: PersonDescription {
        var person = PersonDescription(
            lastName: lastName, firstName: firstName, birthDate: birthDate)
        person.middleName = middleName
        person.gender = gender
        person.grade = grade
        person.stateID = stateID
        return person
    }

    func check() throws {
        for text in [lastName, firstName, middleName, gender, grade, stateID] {
            _ = try GivenText.line(text, "name", limit: GivenText.Limit.line)
        }
        guard isNamed else { throw LetterError.unreadable }
    }
}

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
    private static let magic = Array("HOMEROOM-LETTER\n".utf8)
    private static let format = 1
    private static let purpose = Data("homeroom letter 1".utf8)
    private static let keyBytes = 32
    private static let longestHead = 65_536
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
        let fixed = Self.magic.count + 6
        // With all that is not the content.
        guard file.count <= EnvelopeFile.mostBytes + Self.longestLetter + Self.longestHead else {
            throw EnvelopeError.tooLarge
        }
        let bytes = Data(try file.bytes(at: 0, count: file.count))
        guard bytes.count >= fixed, bytes.starts(with: Self.magic) else {
            throw LetterError.unreadable
        }
        let numbers = Array(bytes[Self.magic.count..<fixed])
        let length = BigEndian.number(numbers.suffix(4))
        guard BigEndian.number(numbers.prefix(2)) == Self.format, length <= Self.longestHead,
            bytes.count > fixed + length + Self.keyBytes,
            let head = StableJSON.value(
                Head.self, String(decoding: bytes[fixed..<(fixed + length)], as: UTF8.self))
        else { throw LetterError.unreadable }
        self.head = head
        preamble = bytes.prefix(fixed + length)
        encapsulated = bytes.dropFirst(fixed + length).prefix(Self.keyBytes)
        sealed = bytes.dropFirst(fixed + length + Self.keyBytes)
    }

    /// - Throws: `transfer.letter` where the other district did not seal it, or not for this one.
    func opened(
        _ key: Curve25519.KeyAgreement.PrivateKey, from: Curve25519.KeyAgreement.PublicKey
    ) throws -> (letter: Letter, rest: Data) {
        var plain: Data
        do {
            var recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: SealedContentKey.suite, info: Self.purpose,
                encapsulatedKey: Data(encapsulated), authenticatedBy: from)
            plain = try recipient.open(Data(sealed), authenticating: Data(preamble))
        } catch { throw LetterError.unreadable }
        guard plain.count >= 4 else { throw LetterError.unreadable }
        let length = BigEndian.number(Array(plain.prefix(4)))
        plain = plain.dropFirst(4)
        guard length <= Self.longestLetter, plain.count >= length,
            let letter = StableJSON.value(
                Letter.self, String(decoding: plain.prefix(length), as: UTF8.self))
        else { throw LetterError.unreadable }
        try letter.check()
        return (letter, Data(plain.dropFirst(length)))
    }

    /// The bytes of a letter.
    static func bytes(
        _ letter: Letter, _ rest: Data, _ head: Head,
        key: Curve25519.KeyAgreement.PrivateKey, to: Curve25519.KeyAgreement.PublicKey
    ) throws -> Data {
        let told = Array(StableJSON.text(letter).utf8)
        guard told.count <= longestLetter, rest.count <= EnvelopeFile.mostBytes else {
            throw EnvelopeError.tooLarge
        }
        let json = Array(StableJSON.text(head).utf8)
        let preamble = Data(
            magic + BigEndian.bytes(format, 2) + BigEndian.bytes(json.count, 4) + json)
        var sender = try HPKE.Sender(
            recipientKey: to, ciphersuite: SealedContentKey.suite, info: purpose,
            authenticatedBy: key)
        let plain = Data(BigEndian.bytes(told.count, 4) + told) + rest
        let sealed = try sender.seal(plain, authenticating: preamble)
        return preamble + sender.encapsulatedKey + sealed
    }
}

enum LetterError {
    static let unreadable = OperationError.refused(
        code: "transfer.letter",
        message: "The letter is not whole, or not from the district that it names.",
        remedy: "Ask the other district to send it again.")
}
