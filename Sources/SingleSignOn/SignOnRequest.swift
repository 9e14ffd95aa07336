import Crypto
import Foundation
import Web

/// As what a district is known to its provider.
public struct ProviderRegistration: Sendable, Equatable {
    public let clientID: String
    /// Nil for a client without one, which PKCE makes safe enough.
    public let clientSecret: String?
    /// Exactly as the provider knows it.
    public let returnAddress: String

    public init(clientID: String, clientSecret: String?, returnAddress: String) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.returnAddress = returnAddress
    }
}

/// What a browser is sent to the provider with, and what the answer is held against.
public struct SignOnRequest: Sendable {
    /// Ties the answer to the browser.
    public let state: String
    /// Ties the token to this sign-in.
    public let nonce: String
    /// Ties the code to who asked for it (RFC 7636).
    public let verifier: String
    public let scopes: [String]
    /// In seconds: how long ago somebody may have signed in at the provider; nil does not ask.
    public let maxAge: Int?

    public init(
        state: String, nonce: String, verifier: String, scopes: [String], maxAge: Int? = nil
    ) {
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
        self.scopes = scopes
        self.maxAge = maxAge
    }

    /// RFC 7636, section 4.2.
    private var challenge: String {
        StrictBase64URL.text(SHA256.hash(data: Array(verifier.utf8)))
    }

    /// Where the browser goes (OpenID Connect Core, section 3.1.2.1).
    func address(
        _ endpoint: URL, _ registration: ProviderRegistration
    ) throws(ProviderFault) -> String {
        var fields = [
            ("response_type", "code"), ("client_id", registration.clientID),
            ("redirect_uri", registration.returnAddress),
            ("scope", scopes.joined(separator: " ")), ("state", state), ("nonce", nonce),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ]
        if let maxAge { fields.append(("max_age", String(maxAge))) }
        guard var parts = URLComponents(url: endpoint, resolvingAgainstBaseURL: false) else {
            throw .metadata
        }
        let own = parts.percentEncodedQuery.map { [$0] } ?? []
        parts.percentEncodedQuery = (own + [FormText.encoded(fields)]).joined(separator: "&")
        guard let address = parts.string else { throw .metadata }
        return address
    }
}
