import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestServer

/// A provider of OpenID Connect on this machine, over real HTTP: it describes itself, lets one
/// person in without asking, trades codes for tokens, and publishes its keys. What it says can be
/// made wrong.
public final class OwnProvider: Sendable {
    public static let clientID = "homeroom"
    public static let clientSecret = "a secret with : and % and +"

    /// How it behaves, and what it was asked.
    public struct Conduct: Sendable {
        public var subject = "subject-of-mira"
        /// Members of its key set.
        public var keySet: [String]
        /// In place of a good token.
        public var token: (@Sendable (TokenOccasion, SigningKeys) throws -> String)?
        /// Members of its description that are other than usual; nil leaves one out.
        public var description: [String: String?] = [:]
        /// In the place of an answer, by path: a status, headers, a body.
        public var answers: [String: OwnAnswer] = [:]
        /// The `iss` of its answers; nil names none.
        public var answerIssuer: String?
        /// In place of a code.
        public var error: String?
        /// What somebody came with.
        public var asked: [[String: String]] = []
        public var codesUsed = 0
        /// How often each path was asked for.
        public var requests: [String: Int] = [:]
    }

    public struct OwnAnswer: Sendable {
        public var status: Int
        public var location: String?
        public var body: String

        public init(_ status: Int, location: String? = nil, body: String = "") {
            self.status = status
            self.location = location
            self.body = body
        }
    }

    private struct Grant {
        let fields: [String: String]
    }

    public let issuer: String
    public let keys: SigningKeys
    private let clock: @Sendable () -> Date
    private let conduct: Mutex<Conduct>
    private let grants = Mutex<[String: Grant]>([:])
    private let server: TestServer

    /// Starts it on a port that is free.
    public init(clock: @escaping @Sendable () -> Date) async throws {
        keys = try SigningKeys.shared.get()
        self.clock = clock
        conduct = Mutex(Conduct(keySet: try keys.published()))
        let relay = Relay()
        server = await TestServer(Self.router(relay))
        issuer = server.address
        relay.provider.withLock { $0 = self }
    }

    public func stop() { server.stop() }

    public func set(_ change: (inout Conduct) -> Void) { conduct.withLock { change(&$0) } }

    public func said<T: Sendable>(_ read: (Conduct) -> T) -> T { conduct.withLock { read($0) } }

    // MARK: What it answers

    /// The routes need the provider, and the provider their port.
    private final class Relay: Sendable {
        let provider = Mutex<OwnProvider?>(nil)
    }

    private static func router(_ relay: Relay) -> Router<BasicRequestContext> {
        let router = Router()
        for method in [HTTPRequest.Method.get, .post] {
            router.on("**", method: method) { request, _ in
                var body = ""
                if method == .post {
                    body = String(buffer: try await request.body.collect(upTo: 1 << 20))
                }
                guard let provider = relay.provider.withLock({ $0 }) else {
                    return Response(status: .serviceUnavailable)
                }
                let answer = try provider.answer(
                    request.uri.path, query: request.uri.query ?? "", body: body,
                    authorization: request.headers[.authorization])
                var headers: HTTPFields = [.contentType: "application/json"]
                if let location = answer.location { headers[.location] = location }
                return Response(
                    status: .init(code: answer.status), headers: headers,
                    body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
            }
        }
        return router
    }

    private func answer(
        _ path: String, query: String, body: String, authorization: String?
    ) throws -> OwnAnswer {
        let other = conduct.withLock { conduct in
            conduct.requests[path, default: 0] += 1
            return conduct.answers[path]
        }
        if let other { return other }
        switch path {
        case "/.well-known/openid-configuration": return OwnAnswer(200, body: described())
        case "/keys":
            return OwnAnswer(200, body: conduct.withLock { SigningKeys.set($0.keySet) })
        case "/authorize": return OwnAnswer(303, location: authorized(Self.fields(query)))
        case "/token": return try traded(Self.fields(body), authorization)
        default: return OwnAnswer(404)
        }
    }

    private func described() -> String {
        var members: [String: String?] = [
            "issuer": Written.quoted(issuer),
            "authorization_endpoint": Written.quoted(issuer + "/authorize"),
            "token_endpoint": Written.quoted(issuer + "/token"),
            "jwks_uri": Written.quoted(issuer + "/keys"),
            "response_types_supported": #"["code"]"#,
            "id_token_signing_alg_values_supported": #"["RS256","ES256","ES384","ES512"]"#,
            "code_challenge_methods_supported": #"["S256"]"#,
            "authorization_response_iss_parameter_supported": "true",
        ]
        conduct.withLock { members.merge($0.description) { $1 } }
        return TokenDraft.json(members.compactMap { name, json in json.map { (name, $0) } })
    }

    /// Where a browser goes back to, that came to an address of `/authorize`.
    public func goThrough(_ address: String) -> String {
        authorized(Self.fields(address.split(separator: "?", maxSplits: 1).last ?? ""))
    }

    private func authorized(_ fields: [String: String]) -> String {
        let code = UUID().uuidString
        grants.withLock { $0[code] = Grant(fields: fields) }
        var back = [("state", fields["state"] ?? "")]
        conduct.withLock { conduct in
            conduct.asked.append(fields)
            if let error = conduct.error {
                back.append(("error", error))
                back.append(("error_description", "<b>\(error)</b>"))
            } else {
                back.append(("code", code))
            }
            if let issuer = conduct.answerIssuer ?? Optional(self.issuer), !issuer.isEmpty {
                back.append(("iss", issuer))
            }
        }
        let query = back.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
        return (fields["redirect_uri"] ?? "") + "?" + query
    }

    /// Trades a code for tokens, once, and only with the verifier and the secret.
    private func traded(
        _ fields: [String: String], _ authorization: String?
    ) throws -> OwnAnswer {
        let pair = Self.encoded(Self.clientID) + ":" + Self.encoded(Self.clientSecret)
        let expected = "Basic " + Data(pair.utf8).base64EncodedString()
        let isKnown =
            authorization == expected
            || fields["client_id"] == Self.clientID
                && fields["client_secret"] == Self.clientSecret
        guard isKnown else { return OwnAnswer(401, body: #"{"error":"invalid_client"}"#) }
        let code = fields["code"] ?? ""
        let grant = grants.withLock { $0.removeValue(forKey: code) }
        let verifier = fields["code_verifier"] ?? ""
        let challenge = Written.base64(SHA256.hash(data: Array(verifier.utf8)))
        guard let grant, fields["grant_type"] == "authorization_code", verifier.utf8.count >= 43,
            grant.fields["code_challenge_method"] == "S256",
            grant.fields["code_challenge"] == challenge,
            grant.fields["redirect_uri"] == fields["redirect_uri"]
        else { return OwnAnswer(400, body: #"{"error":"invalid_grant"}"#) }
        var occasion = TokenOccasion(
            issuer: issuer, clientID: Self.clientID, nonce: grant.fields["nonce"] ?? "",
            now: Int(clock().timeIntervalSince1970))
        occasion.code = code
        let token = conduct.withLock { conduct in
            conduct.codesUsed += 1
            occasion.subject = conduct.subject
            return conduct.token
        }
        let text = try token.map { try $0(occasion, keys) } ?? TokenDraft(occasion, keys).signed()
        let answer = [
            "access_token": occasion.accessToken, "token_type": "Bearer", "id_token": text,
        ]
        return OwnAnswer(
            200, body: String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
    }

    // MARK: Text

    private static func fields(_ text: some StringProtocol) -> [String: String] {
        var found: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? String(parts[1]).removingPercentEncoding : ""
            found[String(parts[0])] = value ?? ""
        }
        return found
    }

    private static func encoded(_ text: String) -> String {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
