import Foundation
import Storage

/// Sign-ins that are under way at a provider, from the moment that a browser is sent there until it
/// comes back.
public struct SignInFlows: Sendable {
    /// In seconds: how long somebody may take at the provider.
    public static let longest = 10 * 60
    /// More are not begun: each is a row that a stranger can cause.
    static let most = 20_000

    private static let secretBytes = 32

    /// What somebody went to the provider for.
    public enum Purpose: Codable, Equatable, Sendable {
        case signIn
        /// To link what the provider says to this user, who has given their password.
        case link(user: Int)
    }

    /// What has to be known of it when the browser is back.
    public struct Flow: Codable, Equatable, Sendable {
        /// Of the provider as it was set then.
        public let issuer: String
        public let clientID: String
        public let nonce: String
        public let verifier: String
        public let purpose: Purpose
        /// Where to go afterwards.
        public let next: String
        /// In seconds; as it was asked for.
        public let maxAge: Int?
    }

    let store: any Store
    let clock: @Sendable () -> Date

    public init(store: any Store, clock: @escaping @Sendable () -> Date) {
        self.store = store
        self.clock = clock
    }

    private var now: Int { Int(clock().timeIntervalSince1970) }

    /// What ties a flow to a browser, for its cookie.
    public static func browserSecret() -> String { Base64URL.text(RandomBytes.make(secretBytes)) }

    /// Whether a cookie can have come from `browserSecret`.
    public static func isBrowserSecret(_ text: String) -> Bool {
        text.utf8.count == 43 && Base64URL.bytes(text)?.count == secretBytes
    }

    /// Begins one.
    ///
    /// - Parameter browser: the secret of the browser's cookie.
    /// - Returns: the state for the address of the provider, and what belongs to it.
    /// - Throws: `sso.busy` where too many are under way.
    public func begin(
        _ purpose: Purpose, at provider: SignInProvider, next: String, browser: String
    ) throws -> (state: String, flow: Flow) {
        let seal = try DistrictSeal(store: store, key: SignInProviders.key)
        func secret() -> String { Base64URL.text(RandomBytes.make(Self.secretBytes)) }
        let state = secret()
        let flow = Flow(
            issuer: provider.issuer, clientID: provider.clientID, nonce: secret(),
            verifier: secret(), purpose: purpose, next: next, maxAge: provider.maxAge)
        let hash = TextDigest.sha256(state)
        let sealed = try seal.seal(Array(JSONEncoder().encode(flow)), for: hash)
        try store.write { writer in
            try writer.pruneSignInFlows(before: now - Self.longest)
            if try writer.signInFlows() >= Self.most {
                throw OperationError.refused(
                    code: "sso.busy", message: "Too many are signing in at this moment.",
                    remedy: "Try again in a few minutes, or sign in with name and password.")
            }
            try writer.addSignInFlow(
                stateHash: hash, browserHash: TextDigest.sha256(browser), sealed: sealed, at: now)
        }
        return (state, flow)
    }

    /// Takes one out when the browser is back. Nobody can take it a second time, whatever comes of
    /// the first.
    ///
    /// - Throws: `sso.state`, whatever was wrong: no such state, one that was used or is over, or
    ///   another browser.
    public func take(state: String, browser: String) throws -> Flow {
        let seal = try DistrictSeal(store: store, key: SignInProviders.key)
        let hash = TextDigest.sha256(state)
        // Taken out for good, also where it is then refused.
        let found = try store.write { try $0.takeSignInFlow(withStateHash: hash) }
        guard let found, found.browserHash == TextDigest.sha256(browser),
            (0...Self.longest).contains(now - found.startedAt),
            let bytes = seal.open(found.sealed, for: hash),
            let flow = try? JSONDecoder().decode(Flow.self, from: Data(bytes))
        else { throw Self.unknown }
        return flow
    }

    private static let unknown = OperationError.refused(
        code: "sso.state",
        message: "This sign-in was not begun in this browser, took too long, or was used already.",
        remedy: "Begin again on the sign-in page.")
}
