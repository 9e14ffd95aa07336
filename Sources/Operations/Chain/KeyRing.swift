import Crypto
import Foundation

/// The keys of a district, which are kept outside of its database: whoever can write the database
/// cannot remake its chain of change sets.
public struct KeyRing: Codable, Equatable, Sendable {
    /// One key. Rings can hold keys of uses that this version does not know; they are kept.
    public struct Key: Codable, Equatable, Sendable {
        /// Names the key in what is made with it. 16 hexadecimal digits.
        public let id: String
        /// What it is for.
        public let use: String
        public let algorithm: String
        /// When it was made: UTC, ISO 8601.
        public let made: String
        /// As Base64.
        public let bytes: String
    }

    /// Of the file's form.
    public let version: Int
    /// The newest of each use last.
    public private(set) var keys: [Key]

    private static let knownVersion = 1
    private static let bytesPerKey = 32

    init(keys: [Key]) {
        version = Self.knownVersion
        self.keys = keys
    }

    /// New keys for the chain, for its anchors and for secrets.
    init(madeAt time: String, using generator: inout some RandomNumberGenerator) {
        version = Self.knownVersion
        let audit = RandomBytes.make(Self.bytesPerKey, using: &generator)
        let anchor = RandomBytes.make(Self.bytesPerKey, using: &generator)
        keys = [
            Key(
                id: Hexadecimal.text(RandomBytes.make(8, using: &generator)), use: AuditKey.use,
                algorithm: "HMAC-SHA256", made: time, bytes: Data(audit).base64EncodedString()),
            Key(
                id: Hexadecimal.text(RandomBytes.make(8, using: &generator)), use: AnchorKey.use,
                algorithm: "Ed25519", made: time, bytes: Data(anchor).base64EncodedString()),
            Self.valuesKey(madeAt: time, using: &generator),
        ]
    }

    /// New keys that nobody can guess.
    init(madeAt time: String) {
        var generator = SystemRandomNumberGenerator()
        self.init(madeAt: time, using: &generator)
    }

    init?(json: Data) {
        guard let ring = try? JSONDecoder().decode(KeyRing.self, from: json),
            ring.version == Self.knownVersion, ring.auditKey != nil, ring.anchorKey != nil
        else { return nil }
        self = ring
    }

    var json: String { StableJSON.text(self, pretty: true) + "\n" }

    private func newest<T>(_ use: String, _ make: (Key) -> T?) -> T? {
        keys.last { $0.use == use }.flatMap(make)
    }

    /// The key that seals change sets now.
    var auditKey: AuditKey? { newest(AuditKey.use, AuditKey.init) }
    /// The key that signs anchors now.
    public var anchorKey: AnchorKey? { newest(AnchorKey.use, AnchorKey.init) }

    /// The key of a seal.
    func auditKey(_ id: String) -> AuditKey? {
        keys.first { $0.use == AuditKey.use && $0.id == id }.flatMap(AuditKey.init)
    }

    /// The key of an anchor.
    func anchorKey(_ id: String) -> AnchorKey? {
        keys.first { $0.use == AnchorKey.use && $0.id == id }.flatMap(AnchorKey.init)
    }
}

/// The key that seals change sets: HMAC-SHA256, RFC 2104.
struct AuditKey: Sendable {
    static let use = "audit"

    let id: String
    private let key: SymmetricKey
    /// Stands before all that is digested, so that nobody without the key can try values.
    let prefix: [UInt8]

    init?(_ key: KeyRing.Key) {
        guard let bytes = Data(base64Encoded: key.bytes), !bytes.isEmpty else { return nil }
        id = key.id
        self.key = SymmetricKey(data: bytes)
        prefix = Array(
            HMAC<SHA256>.authenticationCode(for: Array("homeroom leaf 1".utf8), using: self.key))
    }

    /// 32 bytes that only who has the key can make of `message`.
    func code(_ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }
}

/// The key that signs anchors: Ed25519, RFC 8032.
public struct AnchorKey: Sendable {
    static let use = "anchor"

    public let id: String
    private let secret: Curve25519.Signing.PrivateKey

    init?(_ key: KeyRing.Key) {
        guard let bytes = Data(base64Encoded: key.bytes),
            let secret = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else { return nil }
        id = key.id
        self.secret = secret
    }

    /// The public half.
    public var publicKey: AnchorPublicKey { AnchorPublicKey(secret.publicKey) }

    func signature(of message: [UInt8]) throws -> [UInt8] {
        Array(try secret.signature(for: Data(message)))
    }
}

/// What anchors are verified with; no secret.
public struct AnchorPublicKey: Sendable {
    private let key: Curve25519.Signing.PublicKey

    init(_ key: Curve25519.Signing.PublicKey) { self.key = key }

    /// From Base64, as `homeroom audit key` prints it; nil for anything else.
    public init?(_ text: String) {
        guard let bytes = Data(base64Encoded: text),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else { return nil }
        self.key = key
    }

    /// As Base64.
    public var text: String { key.rawRepresentation.base64EncodedString() }

    func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        key.isValidSignature(Data(signature), for: Data(message))
    }
}
