import Crypto

/// How ID tokens may be signed (RFC 7518, section 3.1). Neither `none` nor a MAC is among them: the
/// key of a MAC would have to be secret, and those of a provider are public.
enum SignatureAlgorithm: String, CaseIterable, Sendable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"

    /// The curve that it takes; nil for RSA (RFC 7518, section 3.4).
    var curve: EllipticCurve? {
        switch self {
        case .es256: .p256
        case .es384: .p384
        case .es512: .p521
        default: nil
        }
    }

    /// Of the hash that is a part of it.
    func digest(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        switch self {
        case .rs256, .ps256, .es256: return Array(SHA256.hash(data: bytes))
        case .rs384, .ps384, .es384: return Array(SHA384.hash(data: bytes))
        case .rs512, .ps512, .es512: return Array(SHA512.hash(data: bytes))
        }
    }
}

/// Curves by their names in keys (RFC 7518, section 6.2.1.1).
enum EllipticCurve: String, Sendable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"

    /// Of a coordinate; a signature has two numbers of this length.
    var bytes: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }
}
