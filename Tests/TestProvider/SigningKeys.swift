import Crypto
import CryptoExtras
import Foundation

/// Keys of the provider of the tests, and of those who would like to be it. Made anew in each run.
public struct SigningKeys: Sendable {
    public let rsa: _RSA.Signing.PrivateKey
    /// What the provider signed with before; its key set has it no more.
    public let retired: _RSA.Signing.PrivateKey
    /// What somebody else signs with.
    public let stranger: _RSA.Signing.PrivateKey
    public let weak: _RSA.Signing.PrivateKey
    public let p256 = P256.Signing.PrivateKey()
    public let p256OfStranger = P256.Signing.PrivateKey()
    public let p384 = P384.Signing.PrivateKey()
    public let p521 = P521.Signing.PrivateKey()

    /// Making keys takes a while; one set is enough for all tests of a run.
    public static let shared = Result { try SigningKeys() }

    private init() throws {
        rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        retired = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        stranger = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        weak = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024))
    }

    // MARK: Key sets

    /// What the provider publishes: the members of its keys as JSON.
    public func published() throws -> [String] {
        [
            try Self.member(rsa.publicKey, kid: "r1", #""use":"sig""#),
            Self.member("P-256", p256.publicKey.rawRepresentation, kid: "e1"),
            Self.member("P-384", p384.publicKey.rawRepresentation, kid: "e3"),
            Self.member("P-521", p521.publicKey.rawRepresentation, kid: "e5"),
            // Others are there in real key sets as well.
            #"{"kty":"OKP","crv":"X25519","kid":"x1","x":"AA","use":"enc"}"#,
        ]
    }

    public static func set(_ members: [String]) -> String {
        "{\"keys\":[\(members.joined(separator: ","))]}"
    }

    public static func member(
        _ key: _RSA.Signing.PublicKey, kid: String, _ more: String...
    ) throws -> String {
        let numbers = try key.getKeyPrimitives()
        let fields =
            [
                #""kty":"RSA""#, "\"kid\":\"\(kid)\"",
                "\"n\":\"\(Written.base64(numbers.modulus))\"",
                "\"e\":\"\(Written.base64(numbers.publicExponent))\"",
            ] + more
        return "{\(fields.joined(separator: ","))}"
    }

    /// - Parameter point: both coordinates.
    public static func member(
        _ curve: String, _ point: Data, kid: String, _ more: String...
    ) -> String {
        let (x, y) = (point.prefix(point.count / 2), point.suffix(point.count / 2))
        let fields =
            [
                #""kty":"EC""#, "\"kid\":\"\(kid)\"", "\"crv\":\"\(curve)\"",
                "\"x\":\"\(Written.base64(x))\"", "\"y\":\"\(Written.base64(y))\"",
            ] + more
        return "{\(fields.joined(separator: ","))}"
    }

    // MARK: Signatures

    public typealias Signer = @Sendable (_ text: [UInt8]) throws -> [UInt8]

    public static func rs256(_ key: _RSA.Signing.PrivateKey) -> Signer {
        { text in
            Array(
                try key.signature(for: SHA256.hash(data: text), padding: .insecurePKCS1v1_5)
                    .rawRepresentation)
        }
    }

    public static func ps256(_ key: _RSA.Signing.PrivateKey) -> Signer {
        { Array(try key.signature(for: SHA256.hash(data: $0), padding: .PSS).rawRepresentation) }
    }

    public static func rs512(_ key: _RSA.Signing.PrivateKey) -> Signer {
        { text in
            Array(
                try key.signature(for: SHA512.hash(data: text), padding: .insecurePKCS1v1_5)
                    .rawRepresentation)
        }
    }

    public static func es256(_ key: P256.Signing.PrivateKey) -> Signer {
        { Array(try key.signature(for: SHA256.hash(data: $0)).rawRepresentation) }
    }

    public static func mac(_ secret: [UInt8]) -> Signer {
        { Array(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: secret))) }
    }
}

/// Bytes and texts as tokens have them.
public enum Written {
    public static func base64(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// A text in quotation marks. Texts of tests need no escapes.
    public static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
