import JWTKit

/// A public key of a provider with which ID tokens can be verified.
struct VerificationKey: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// Both in base64url.
        case rsa(modulus: String, exponent: String)
        case elliptic(EllipticCurve, x: String, y: String)
    }

    /// In bits: below, an RSA key can be computed (NIST SP 800-131A); above, verifying takes long.
    static let rsaBits = 2_048...8_192

    let id: String?
    let kind: Kind
    /// The only one that it is for, where the provider says so.
    let algorithm: SignatureAlgorithm?

    /// Nil for keys that are none of ours: for encryption, weak, of an unknown kind, broken, or not
    /// public at all.
    init?(_ members: [String: JSONValue]) {
        if let use = members["use"], use.string != "sig" { return nil }
        if let uses = members["key_ops"], uses.strings?.contains("verify") != true { return nil }
        // A key that is published with its secret part is everybody's.
        if members["d"] != nil || members["k"] != nil { return nil }
        var only: SignatureAlgorithm?
        if let name = members["alg"] {
            guard let known = name.string.flatMap(SignatureAlgorithm.init) else { return nil }
            only = known
        }
        guard let kind = Self.kind(members) else { return nil }
        id = members["kid"]?.string
        self.kind = kind
        algorithm = only
        if let only, !Self.fits(kind, only) { return nil }
    }

    private static func kind(_ members: [String: JSONValue]) -> Kind? {
        switch members["kty"]?.string {
        case "RSA":
            guard let modulus = members["n"]?.string, let exponent = members["e"]?.string,
                let n = StrictBase64URL.bytes(modulus), let e = StrictBase64URL.bytes(exponent),
                rsaBits.contains(bits(n)), (2...32).contains(bits(e)), e.last.map({ $0 & 1 }) == 1
            else { return nil }
            return .rsa(modulus: modulus, exponent: exponent)
        case "EC":
            guard let curve = members["crv"]?.string.flatMap(EllipticCurve.init),
                let x = members["x"]?.string, let y = members["y"]?.string,
                StrictBase64URL.bytes(x)?.count == curve.bytes,
                StrictBase64URL.bytes(y)?.count == curve.bytes
            else { return nil }
            return .elliptic(curve, x: x, y: y)
        default: return nil
        }
    }

    /// How many bits a number has; leading zeros are none.
    private static func bits(_ number: [UInt8]) -> Int {
        let rest = number.drop { $0 == 0 }
        guard let first = rest.first else { return 0 }
        return rest.count * 8 - first.leadingZeroBitCount
    }

    private static func fits(_ kind: Kind, _ algorithm: SignatureAlgorithm) -> Bool {
        switch kind {
        case .rsa: algorithm.curve == nil
        case .elliptic(let curve, _, _): algorithm.curve == curve
        }
    }

    /// Whether a token that names `algorithm` may have been signed with it.
    func fits(_ algorithm: SignatureAlgorithm) -> Bool {
        Self.fits(kind, algorithm) && (self.algorithm == nil || self.algorithm == algorithm)
    }

    /// Whether the token was signed with the private part of this key.
    func verifies(_ token: CompactToken, _ algorithm: SignatureAlgorithm) async -> Bool {
        guard fits(algorithm) else { return false }
        if let curve = algorithm.curve, token.signature.count != 2 * curve.bytes { return false }
        let keys = JWTKeyCollection()
        do {
            try await add(to: keys, for: algorithm)
            _ = try await keys.verify(token.text, as: Unread.self)
            return true
        } catch { return false }
    }

    /// The one key of the collection, for the one algorithm that was judged to be right.
    private func add(to keys: JWTKeyCollection, for algorithm: SignatureAlgorithm) async throws {
        let digest: DigestAlgorithm =
            switch algorithm {
            case .rs256, .ps256, .es256: .sha256
            case .rs384, .ps384, .es384: .sha384
            case .rs512, .ps512, .es512: .sha512
            }
        switch kind {
        case .rsa(let modulus, let exponent):
            let key = try Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent)
            switch algorithm {
            case .ps256, .ps384, .ps512: await keys.add(pss: key, digestAlgorithm: digest)
            default: await keys.add(rsa: key, digestAlgorithm: digest)
            }
        case .elliptic(.p256, let x, let y):
            await keys.add(ecdsa: try ES256PublicKey(parameters: (x, y)))
        case .elliptic(.p384, let x, let y):
            await keys.add(ecdsa: try ES384PublicKey(parameters: (x, y)))
        case .elliptic(.p521, let x, let y):
            await keys.add(ecdsa: try ES512PublicKey(parameters: (x, y)))
        }
    }

    /// Claims are judged by `IDTokenCheck`, from bytes that were read strictly.
    private struct Unread: JWTPayload {
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }
}

/// The keys of a provider (RFC 7517, section 5).
struct KeySet: Sendable, Equatable {
    /// More than any provider has.
    static let most = 100

    let keys: [VerificationKey]

    init(_ bytes: [UInt8]) throws(ProviderFault) {
        guard let found = try? StrictJSON.object(bytes), let items = found["keys"]?.array,
            items.count <= Self.most
        else { throw .keys }
        keys = items.compactMap { item in
            guard case .object(let members) = item else { return nil }
            return VerificationKey(members)
        }
    }

    /// The key that a token names; where it names none, the only one that can be meant (OpenID
    /// Connect Core, section 10.1).
    func key(_ kid: String?, for algorithm: SignatureAlgorithm) throws(TokenFault)
        -> VerificationKey
    {
        let fitting = keys.filter { (kid == nil || $0.id == kid) && $0.fits(algorithm) }
        guard fitting.count == 1 else { throw .key }
        return fitting[0]
    }

    /// Whether there is any key of this name.
    func knows(_ kid: String?) -> Bool { keys.contains { kid == nil || $0.id == kid } }
}
