import Foundation
import Web

/// A provider of OpenID Connect, as its issuer describes it.
///
/// What it says of itself and its keys are kept for an hour; a key that is not known makes it ask
/// again, once a minute at most.
public actor IdentityProvider {
    /// In seconds.
    static let kept = 3_600.0
    static let askedAgain = 60.0
    /// In bytes: codes are far shorter.
    static let longestCode = 4_096

    public nonisolated let issuer: Issuer
    private let clock: @Sendable () -> Date
    private var description: (value: ProviderMetadata, at: Date)?
    private var keys: (value: KeySet, at: Date)?
    private var keysAsked: Date?

    public init(_ issuer: Issuer, clock: @escaping @Sendable () -> Date) {
        self.issuer = issuer
        self.clock = clock
    }

    // MARK: The way there

    /// Where a browser is sent to sign in.
    ///
    /// - Throws: `ProviderFault`.
    public func address(
        for request: SignOnRequest, as registration: ProviderRegistration
    ) async throws -> String {
        try request.address(try await metadata().authorization, registration)
    }

    // MARK: The way back

    /// Makes sure that an answer is this provider's and no other's (RFC 9207, section 2.4).
    ///
    /// - Parameter said: the `iss` of the answer, where it has one.
    /// - Throws: `ProviderFault.issuerParameter`.
    public func requireAnswer(from said: String?) async throws {
        if let said {
            guard said == issuer.text else { throw ProviderFault.issuerParameter }
        } else if try await metadata().namesIssuer {
            throw ProviderFault.issuerParameter
        }
    }

    /// Whom a code stands for.
    ///
    /// - Throws: `ProviderFault`, `TokenFault`.
    public func identity(
        code: String, for request: SignOnRequest, as registration: ProviderRegistration
    ) async throws -> ProvenIdentity {
        guard !code.isEmpty, code.utf8.count <= Self.longestCode else { throw ProviderFault.code }
        let metadata = try await metadata()
        let tokens = try await exchange(code, request, registration, metadata)
        var check = IDTokenCheck(
            issuer: issuer.text, clientID: registration.clientID, nonce: request.nonce,
            now: clock())
        check.maxAge = request.maxAge
        check.algorithms = metadata.algorithms
        check.accessToken = tokens.access
        check.code = code
        let keys = try await keys(metadata, for: tokens.id)
        return try await check.identity(tokens.id, keys: keys)
    }

    private func exchange(
        _ code: String, _ request: SignOnRequest, _ registration: ProviderRegistration,
        _ metadata: ProviderMetadata
    ) async throws -> (id: String, access: String?) {
        var fields = [
            ("grant_type", "authorization_code"), ("code", code),
            ("redirect_uri", registration.returnAddress), ("code_verifier", request.verifier),
        ]
        var headers: [String: String] = [:]
        let (name, secret) = (registration.clientID, registration.clientSecret)
        if let secret, metadata.takesSecretInHeader {
            headers["Authorization"] = WebRequest.basic(name, secret)
        } else {
            fields.append(("client_id", name))
            if let secret { fields.append(("client_secret", secret)) }
        }
        let sent = WebRequest.form(
            fields, to: metadata.token.absoluteString, headers: headers)
        return try Self.tokens(in: try await ProviderConnection.answer(to: sent))
    }

    /// RFC 6749, sections 5.1 and 5.2.
    private static func tokens(
        in answer: WebAnswer
    ) throws -> (id: String, access: String?) {
        let members = try? StrictJSON.object(answer.body)
        guard answer.status == 200 else {
            switch members?["error"]?.string {
            case "invalid_grant": throw ProviderFault.code
            case "invalid_client", "unauthorized_client": throw ProviderFault.client
            default: throw answer.status == 401 ? ProviderFault.client : ProviderFault.answer
            }
        }
        guard let members, members["token_type"]?.string?.lowercased() == "bearer" else {
            throw ProviderFault.answer
        }
        guard let token = members["id_token"]?.string else { throw TokenFault.form }
        return (token, members["access_token"]?.string)
    }

    // MARK: What it says of itself

    private func metadata() async throws -> ProviderMetadata {
        if let description, isFresh(description.at) { return description.value }
        guard let url = issuer.endpoint(issuer.discovery) else { throw ProviderFault.issuerForm }
        let value = try ProviderMetadata(try await document(url), of: issuer)
        description = (value, clock())
        return value
    }

    /// The keys, asked for again where the token names one that is not among them.
    private func keys(_ metadata: ProviderMetadata, for token: String) async throws -> KeySet {
        if let keys, isFresh(keys.at) {
            let kid = try? CompactToken(token).judgedHeader().kid
            if keys.value.knows(kid) { return keys.value }
            if let keysAsked, clock().timeIntervalSince(keysAsked) < Self.askedAgain {
                return keys.value
            }
        }
        keysAsked = clock()
        let value = try KeySet(try await document(metadata.keys))
        keys = (value, clock())
        return value
    }

    private func isFresh(_ time: Date) -> Bool {
        (0..<Self.kept).contains(clock().timeIntervalSince(time))
    }

    private func document(_ url: URL) async throws -> [UInt8] {
        let request = WebRequest(
            "GET", url.absoluteString, headers: ["Accept": "application/json"])
        let answer = try await ProviderConnection.answer(to: request)
        guard answer.status == 200 else { throw ProviderFault.answer }
        return answer.body
    }

    // MARK: Looking at it

    /// What was found out about a provider, for whoever sets it up.
    public struct Report: Codable, Sendable {
        public let issuer: String
        public let authorizationEndpoint: String
        public let tokenEndpoint: String
        public let keysEndpoint: String
        /// How it signs, as far as that is accepted.
        public let algorithms: [String]
        /// How many of its keys are accepted.
        public let keys: Int
        /// Whether it says that it knows PKCE with S256; nil where it does not say.
        public let provesCodes: Bool?
        /// Whether its answers name it (RFC 9207).
        public let namesIssuer: Bool
    }

    /// Asks the provider for all that a sign-in needs, but for somebody who signs in.
    ///
    /// - Throws: `ProviderFault`.
    public func report() async throws -> Report {
        let metadata = try await metadata()
        let keys = try KeySet(try await document(metadata.keys))
        if keys.keys.isEmpty { throw ProviderFault.keys }
        let accepted = SignatureAlgorithm.allCases.map(\.rawValue)
        return Report(
            issuer: issuer.text, authorizationEndpoint: metadata.authorization.absoluteString,
            tokenEndpoint: metadata.token.absoluteString,
            keysEndpoint: metadata.keys.absoluteString,
            algorithms: metadata.algorithms?.filter(accepted.contains) ?? accepted,
            keys: keys.keys.count, provesCodes: metadata.provesCodes,
            namesIssuer: metadata.namesIssuer)
    }
}
