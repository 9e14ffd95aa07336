/// A signed token in its three parts (RFC 7515, section 7.1), read but not yet believed.
struct CompactToken {
    /// In bytes. ID tokens have one or two thousand.
    static let largest = 16 * 1024

    let text: String
    let header: [String: JSONValue]
    let claims: [String: JSONValue]
    let signature: [UInt8]

    init(_ text: String) throws(TokenFault) {
        if text.utf8.count > Self.largest { throw .size }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = StrictBase64URL.bytes(parts[0]),
            let claims = StrictBase64URL.bytes(parts[1]),
            let signature = StrictBase64URL.bytes(parts[2]),
            let headerFields = try? StrictJSON.object(header)
        else { throw .form }
        self.text = text
        self.header = headerFields
        self.signature = signature
        // A token that names no accepted algorithm is told so, whatever else is in it.
        _ = try Self.algorithm(of: headerFields)
        guard let claims = try? StrictJSON.object(claims), !signature.isEmpty else { throw .form }
        self.claims = claims
    }

    /// Exactly as it is written: names of algorithms have no other case.
    private static func algorithm(
        of header: [String: JSONValue]
    ) throws(TokenFault) -> SignatureAlgorithm {
        guard let name = header["alg"]?.string, let found = SignatureAlgorithm(rawValue: name)
        else { throw .algorithm }
        return found
    }

    /// What the header says, where nothing in it asks for more than a signature by a known key.
    func judgedHeader() throws(TokenFault) -> (algorithm: SignatureAlgorithm, kid: String?) {
        let algorithm = try Self.algorithm(of: header)
        // Keys are the provider's, never the token's; `crit` would have to be understood
        // (RFC 7515, section 4.1.11).
        for name in ["crit", "jwk", "jku", "x5u", "b64", "enc", "zip"] where header[name] != nil {
            throw .header
        }
        if let type = header["typ"] {
            let known = ["jwt", "application/jwt"]
            guard let text = type.string, known.contains(text.lowercased()) else { throw .type }
        }
        // A token in a token (RFC 7519, section 5.2) would have to be opened again.
        if header["cty"] != nil { throw .type }
        guard let kid = header["kid"] else { return (algorithm, nil) }
        guard let text = kid.string else { throw .header }
        return (algorithm, text)
    }
}
