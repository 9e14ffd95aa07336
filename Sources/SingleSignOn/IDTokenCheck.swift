import Foundation

/// Whom a provider vouches for.
public struct ProvenIdentity: Sendable, Equatable {
    /// Together with the subject it is the only name of somebody that never changes hands (OpenID
    /// Connect Core, section 5.7).
    public let issuer: String
    public let subject: String
    /// How somebody signed in at the provider (RFC 8176); blank where it does not say.
    public let methods: [String]
    /// What class of sign-in the provider says it was.
    public let contextClass: String?
}

/// Judges an ID token as OpenID Connect Core, section 3.1.3.7, asks for, and RFC 8725.
struct IDTokenCheck {
    /// In seconds: by how much clocks may differ.
    static let leeway = 60.0
    /// In seconds: a token that belongs to a sign-in was made in it, and that lasts ten minutes.
    static let oldest = 3_600.0
    /// OpenID Connect Core, section 2.
    static let longestSubject = 255

    let issuer: String
    let clientID: String
    let nonce: String
    let now: Date
    /// In seconds; nil where it was not asked for.
    var maxAge: Int?
    /// The provider's own list; nil where it gives none.
    var algorithms: [String]?
    var accessToken: String?
    var code: String?

    private var seconds: Double { now.timeIntervalSince1970 }

    /// - Throws: `TokenFault`, the first that is found.
    func identity(_ text: String, keys: KeySet) async throws(TokenFault) -> ProvenIdentity {
        let token = try CompactToken(text)
        let (algorithm, kid) = try token.judgedHeader()
        if let algorithms, !algorithms.contains(algorithm.rawValue) { throw .algorithm }
        let key = try keys.key(kid, for: algorithm)
        guard await key.verifies(token, algorithm) else { throw .signature }
        return try judge(token.claims, algorithm)
    }

    /// - Parameter claims: of a token whose signature is right.
    private func judge(
        _ claims: [String: JSONValue], _ algorithm: SignatureAlgorithm
    ) throws(TokenFault) -> ProvenIdentity {
        guard claims["iss"]?.string == issuer else { throw .issuer }
        try requireAudience(claims)
        try requireTimes(claims)
        guard let said = claims["nonce"]?.string, Self.isEqual(said, nonce) else { throw .nonce }
        let subject = try Self.subject(claims)
        try requireHash("at_hash", of: accessToken, claims, algorithm)
        try requireHash("c_hash", of: code, claims, algorithm)
        try requireAuthenticated(claims)
        return ProvenIdentity(
            issuer: issuer, subject: subject, methods: claims["amr"]?.strings ?? [],
            contextClass: claims["acr"]?.string)
    }

    /// Whether it is for us; where it is for others too, or says for whom it was made, that has to
    /// be us as well.
    private func requireAudience(_ claims: [String: JSONValue]) throws(TokenFault) {
        let audience: [String]
        switch claims["aud"] {
        case .string(let one): audience = [one]
        case .some(let list): audience = list.strings ?? []
        case nil: audience = []
        }
        guard audience.contains(clientID) else { throw .audience }
        if let party = claims["azp"] {
            guard party.string == clientID else { throw .audience }
        } else if audience.count > 1 {
            throw .audience
        }
    }

    private func requireTimes(_ claims: [String: JSONValue]) throws(TokenFault) {
        guard let ends = claims["exp"]?.number, let made = claims["iat"]?.number else {
            throw .times
        }
        guard seconds < ends + Self.leeway else { throw .expired }
        guard made <= seconds + Self.leeway else { throw .early }
        guard made < ends else { throw .times }
        guard made > seconds - Self.oldest else { throw .old }
        guard let begins = claims["nbf"] else { return }
        guard let begins = begins.number else { throw .times }
        guard begins <= seconds + Self.leeway else { throw .early }
    }

    private static func subject(_ claims: [String: JSONValue]) throws(TokenFault) -> String {
        guard let subject = claims["sub"]?.string, !subject.isEmpty,
            subject.utf8.count <= longestSubject,
            subject.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw .subject }
        return subject
    }

    /// OpenID Connect Core, section 3.1.3.6: the left half of the hash.
    private func requireHash(
        _ name: String, of value: String?, _ claims: [String: JSONValue],
        _ algorithm: SignatureAlgorithm
    ) throws(TokenFault) {
        guard let said = claims[name] else { return }
        guard let text = said.string, let value else { throw .hash }
        let digest = algorithm.digest(value)
        let half = StrictBase64URL.text(digest.prefix(digest.count / 2))
        guard Self.isEqual(text, half) else { throw .hash }
    }

    private func requireAuthenticated(_ claims: [String: JSONValue]) throws(TokenFault) {
        guard let maxAge else { return }
        guard let at = claims["auth_time"]?.number, at <= seconds + Self.leeway,
            seconds - at <= Double(maxAge) + Self.leeway
        else { throw .authenticated }
    }

    /// Takes as long wherever they differ.
    static func isEqual(_ one: String, _ other: String) -> Bool {
        let (left, right) = (Array(one.utf8), Array(other.utf8))
        guard left.count == right.count, !left.isEmpty else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
