import Crypto
import CryptoExtras
import Foundation

// Tokens that are wrong in how they are signed, or with what.

extension ForgedToken {
    static let algorithms =
        ["none", "None", "NONE", "nOnE"].map { name in
            ForgedToken(raw: "alg \(name) without a signature", "algorithm") { occasion, keys in
                var draft = TokenDraft(occasion, keys)
                draft.head("alg", Written.quoted(name))
                return draft.headerText + "." + draft.claimsText + "."
            }
        } + [
            ForgedToken("alg none with the signature of a good one", "algorithm") { draft, _, _ in
                let good = draft
                draft.head("alg", #""none""#)
                draft.signer = { _ in
                    try good.signer(Array("\(good.headerText).\(good.claimsText)".utf8))
                }
            },
            ForgedToken("no alg", "algorithm") { draft, _, _ in draft.head("alg", nil) },
            ForgedToken("alg null", "algorithm") { draft, _, _ in draft.head("alg", "null") },
            ForgedToken("alg a number", "algorithm") { draft, _, _ in draft.head("alg", "256") },
            ForgedToken("alg a list", "algorithm") { draft, _, _ in
                draft.head("alg", #"["RS256"]"#)
            },
            ForgedToken("alg blank", "algorithm") { draft, _, _ in draft.head("alg", #""""#) },
            ForgedToken("alg in another case", "algorithm") { draft, _, _ in
                draft.head("alg", #""rs256""#)
            },
            ForgedToken("alg with a blank behind it", "algorithm") { draft, _, _ in
                draft.head("alg", #""RS256 ""#)
            },
            ForgedToken("alg that the provider does not use", "algorithm") { draft, _, keys in
                draft.head("alg", #""PS256""#)
                draft.signer = SigningKeys.ps256(keys.rsa)
            },
        ]

    /// The key of a MAC would be secret; what the provider publishes is not.
    static let macs = [
        mac("the public key as PEM") { Array($0.rsa.publicKey.pemRepresentation.utf8) },
        mac("the public key as DER") { Array($0.rsa.publicKey.derRepresentation) },
        mac("the modulus") { Array(try $0.rsa.publicKey.getKeyPrimitives().modulus) },
        mac("the modulus in base64url") {
            Array(Written.base64(try $0.rsa.publicKey.getKeyPrimitives().modulus).utf8)
        },
        mac("the key set's own text") { Array(SigningKeys.set(try $0.published()).utf8) },
        mac("the client's secret") { _ in Array(OwnProvider.clientSecret.utf8) },
        mac("nothing") { _ in [] },
        ForgedToken(
            "HS256 with a symmetric key of the key set", "algorithm",
            keySet: { try $0.published() + [#"{"kty":"oct","kid":"h1","k":"c2VjcmV0"}"#] }
        ) { draft, _, _ in
            draft.head("alg", #""HS256""#)
            draft.head("kid", #""h1""#)
            draft.signer = SigningKeys.mac(Array("secret".utf8))
        },
    ]

    private static func mac(
        _ what: String, _ secret: @escaping @Sendable (SigningKeys) throws -> [UInt8]
    ) -> ForgedToken {
        ForgedToken("HS256 with \(what) for a key", "algorithm") { draft, _, keys in
            draft.head("alg", #""HS256""#)
            draft.signer = SigningKeys.mac(try secret(keys))
        }
    }

    static let keys = [
        ForgedToken("key of a stranger under the provider's kid", "signature") { draft, _, keys in
            draft.signer = SigningKeys.rs256(keys.stranger)
        },
        ForgedToken("key of a stranger under a kid of its own", "key") { draft, _, keys in
            draft.head("kid", #""s1""#)
            draft.signer = SigningKeys.rs256(keys.stranger)
        },
        ForgedToken("kid that is a path", "key") { draft, _, keys in
            draft.head("kid", #""../../../dev/null""#)
            draft.signer = SigningKeys.rs256(keys.stranger)
        },
        ForgedToken("key that the provider does not use any more", "key") { draft, _, keys in
            draft.head("kid", #""r0""#)
            draft.signer = SigningKeys.rs256(keys.retired)
        },
        ForgedToken("no kid where two keys could be meant", "key", keySet: twoKeys) {
            draft, _, _ in draft.head("kid", nil)
        },
        ForgedToken("kid that two keys have", "key", keySet: sameName) { _, _, _ in },
        ForgedToken("weak RSA key", "key", keySet: weak) { draft, _, keys in
            draft.head("kid", #""w1""#)
            draft.signer = SigningKeys.rs256(keys.weak)
        },
        ForgedToken("key for encryption", "key", keySet: { [try rsa($0, #""use":"enc""#)] }) {
            _, _, _ in
        },
        ForgedToken(
            "key for something else", "key", keySet: { [try rsa($0, #""key_ops":["sign"]"#)] }
        ) { _, _, _ in },
        ForgedToken(
            "key for another algorithm", "key", keySet: { [try rsa($0, #""alg":"RS512""#)] }
        ) { _, _, _ in },
        ForgedToken(
            "key that is published with its secret", "key",
            keySet: { [try rsa($0, #""d":"AQAB""#)] }
        ) { _, _, _ in },
        ForgedToken("key of another type, by its kid", "key") { draft, _, keys in
            draft.head("alg", #""ES256""#)
            draft.signer = SigningKeys.es256(keys.p256)
        },
        ForgedToken("key of another curve, by its kid", "key") { draft, _, keys in
            draft.head("alg", #""ES256""#)
            draft.head("kid", #""e3""#)
            draft.signer = SigningKeys.es256(keys.p256)
        },
        ForgedToken("key set without keys", "key", keySet: { _ in [] }) { _, _, _ in },
    ]

    private static func rsa(_ keys: SigningKeys, _ more: String) throws -> String {
        try SigningKeys.member(keys.rsa.publicKey, kid: "r1", more)
    }

    @Sendable private static func twoKeys(_ keys: SigningKeys) throws -> [String] {
        try keys.published() + [try SigningKeys.member(keys.retired.publicKey, kid: "r0")]
    }

    @Sendable private static func sameName(_ keys: SigningKeys) throws -> [String] {
        try keys.published() + [try SigningKeys.member(keys.stranger.publicKey, kid: "r1")]
    }

    @Sendable private static func weak(_ keys: SigningKeys) throws -> [String] {
        try keys.published() + [try SigningKeys.member(keys.weak.publicKey, kid: "w1")]
    }

    static let signatures = [
        ForgedToken(raw: "signature stripped", "form") { occasion, keys in
            let draft = TokenDraft(occasion, keys)
            return draft.headerText + "." + draft.claimsText + "."
        },
        ForgedToken(raw: "signature and its dot stripped", "form") { occasion, keys in
            let draft = TokenDraft(occasion, keys)
            return draft.headerText + "." + draft.claimsText
        },
        ForgedToken(raw: "signature of another payload", "signature") { occasion, keys in
            let draft = TokenDraft(occasion, keys)
            var other = draft
            other.say("sub", #""somebody-else""#)
            let parts = try other.signed().split(separator: ".")
            return draft.headerText + "." + draft.claimsText + "." + parts[2]
        },
        ForgedToken(raw: "payload swapped", "signature") { occasion, keys in
            let draft = TokenDraft(occasion, keys)
            var other = draft
            other.say("sub", #""somebody-else""#)
            let parts = try draft.signed().split(separator: ".")
            return parts[0] + "." + other.claimsText + "." + parts[2]
        },
        ForgedToken(raw: "header swapped", "signature") { occasion, keys in
            let draft = TokenDraft(occasion, keys)
            var other = draft
            other.head("typ", nil)
            let parts = try draft.signed().split(separator: ".")
            return other.headerText + "." + parts[1] + "." + parts[2]
        },
        elliptic("ES256 with a signature of nothing but zeros") { _, _ in
            [UInt8](repeating: 0, count: 64)
        },
        elliptic("ES256 with r = 0") { text, keys in
            [UInt8](repeating: 0, count: 32) + (try SigningKeys.es256(keys.p256)(text)).suffix(32)
        },
        elliptic("ES256 with s = 0") { text, keys in
            (try SigningKeys.es256(keys.p256)(text)).prefix(32) + [UInt8](repeating: 0, count: 32)
        },
        elliptic("ES256 with r = s = the order of the curve") { _, _ in orderOfP256 + orderOfP256 },
        elliptic("ES256 with a signature as DER") { text, keys in
            Array(try keys.p256.signature(for: SHA256.hash(data: text)).derRepresentation)
        },
        elliptic("ES256 with a signature that is cut") { text, keys in
            (try SigningKeys.es256(keys.p256)(text)).dropLast()
        },
        elliptic("ES256 with a byte behind its signature") { text, keys in
            try SigningKeys.es256(keys.p256)(text) + [0]
        },
        elliptic("ES256 with the key of a stranger") { text, keys in
            try SigningKeys.es256(keys.p256OfStranger)(text)
        },
        elliptic("RSA signature of a token that says ES256") { text, keys in
            try SigningKeys.rs256(keys.rsa)(text)
        },
        ForgedToken("elliptic signature of a token that says RS256", "signature") {
            draft, _, keys in draft.signer = SigningKeys.es256(keys.p256)
        },
        ForgedToken("PSS signature of a token that says RS256", "signature") { draft, _, keys in
            draft.signer = SigningKeys.ps256(keys.rsa)
        },
        ForgedToken("SHA-512 under a token that says RS256", "signature") { draft, _, keys in
            draft.signer = SigningKeys.rs512(keys.rsa)
        },
        ForgedToken("signature of zeros", "signature") { draft, _, _ in
            draft.signer = { _ in [UInt8](repeating: 0, count: 256) }
        },
        ForgedToken("signature 1, of an RSA key", "signature") { draft, _, _ in
            draft.signer = { _ in [UInt8](repeating: 0, count: 255) + [1] }
        },
    ]

    private static func elliptic(
        _ name: String, _ sign: @escaping @Sendable ([UInt8], SigningKeys) throws -> [UInt8]
    ) -> ForgedToken {
        ForgedToken(name, "signature") { draft, _, keys in
            draft.head("alg", #""ES256""#)
            draft.head("kid", #""e1""#)
            draft.signer = { try sign($0, keys) }
        }
    }

    /// SEC 2, section 2.4.2.
    private static let orderOfP256: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC,
        0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]
}
