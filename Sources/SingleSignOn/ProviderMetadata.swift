import Foundation

/// What a provider says of itself (OpenID Connect Discovery, section 3), as far as it matters here.
struct ProviderMetadata: Sendable {
    let authorization: URL
    let token: URL
    let keys: URL
    /// How ID tokens are signed; nil where it does not say.
    let algorithms: [String]?
    /// Whether its answers name the issuer (RFC 9207, section 3).
    let namesIssuer: Bool
    /// How a client shows its secret: in the header unless it says otherwise.
    let takesSecretInHeader: Bool
    /// Whether it says that it knows proofs of the code (RFC 8414, section 2); nil where it does
    /// not say.
    let provesCodes: Bool?

    init(_ bytes: [UInt8], of issuer: Issuer) throws(ProviderFault) {
        guard let found = try? StrictJSON.object(bytes) else { throw .metadata }
        guard found["issuer"]?.string == issuer.text else { throw .issuer }
        guard let authorization = issuer.endpoint(found["authorization_endpoint"]?.string),
            let token = issuer.endpoint(found["token_endpoint"]?.string),
            let keys = issuer.endpoint(found["jwks_uri"]?.string)
        else { throw .metadata }
        self.authorization = authorization
        self.token = token
        self.keys = keys
        algorithms = found["id_token_signing_alg_values_supported"]?.strings
        namesIssuer = found["authorization_response_iss_parameter_supported"] == .bool(true)
        let ways = found["token_endpoint_auth_methods_supported"]?.strings
        takesSecretInHeader =
            ways.map { $0.contains("client_secret_basic") || !$0.contains("client_secret_post") }
            ?? true
        let challenges = found["code_challenge_methods_supported"]?.strings
        provesCodes = challenges.map { $0.contains("S256") }
        // Without it a stolen code could be used by somebody else.
        if provesCodes == false { throw .metadata }
        if let algorithms, Set(algorithms).isDisjoint(with: Self.accepted) { throw .metadata }
        if let types = found["response_types_supported"]?.strings, !types.contains("code") {
            throw .metadata
        }
    }

    private static let accepted = Set(SignatureAlgorithm.allCases.map(\.rawValue))
}
