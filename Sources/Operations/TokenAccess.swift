import Dispatch
import Foundation
import Records
import Storage
import Synchronization

/// A program that acts in the name of a user.
public struct TokenBearer: Sendable, Equatable {
    /// Our number of the token.
    public let token: Int
    public let scopes: Set<APIScope>
    /// What the user may do now, all rules resolved, and the scopes let through.
    public let access: Access
}

/// Finds out who a token is, and whether it counts.
public struct TokenAccess: Sendable {
    /// In seconds: how often it is noted at most that a token was used.
    public static let noted = 60

    let store: any Store
    let clock: @Sendable () -> Date
    let notes: TokenNotes

    public init(store: any Store, clock: @escaping @Sendable () -> Date, notes: TokenNotes) {
        self.store = store
        self.clock = clock
        self.notes = notes
    }

    /// - Parameter address: where the request comes from.
    /// - Throws: `OperationError` whose code begins with `api.token-`. What is wrong with a token
    ///   is told only to whoever has it.
    public func find(_ text: String, from address: String) throws -> TokenBearer {
        guard TokenText.isWellFormed(text) else { throw Self.invalid }
        let now = Int(clock().timeIntervalSince1970)
        let found = try store.read { reader -> (APIToken, UserAccount, Access)? in
            guard
                let (token, account) = try reader.apiToken(withHash: TextDigest.sha256(text))
            else { return nil }
            let rules = try reader.permissionRules(about: account.person)
            return (token, account, AccessPolicy.access(for: account.person, rules: rules))
        }
        guard let (token, account, access) = found else { throw Self.invalid }
        if token.revokedAt != nil {
            throw Self.refusal("revoked", "The token was revoked.", "Make a new one.")
        }
        if now >= token.expiresAt {
            throw Self.refusal("expired", "The token has expired.", "Make a new one.")
        }
        if account.state != .active || !access.allows(.useAPI) {
            notes.tell(
                "A token was used that is \(account.name)'s, who may not use it any more.",
                of: account, at: clock(), in: store)
            throw Self.refusal(
                "owner", "The user of the token is disabled, or may not use the API any more.",
                "Ask who manages users.")
        }
        let ranges = token.addresses.compactMap { AddressRange($0) }
        if !token.addresses.isEmpty, !ranges.contains(where: { $0.contains(address) }) {
            notes.tell(
                "Token \(token.id) was used from an address that it is not for.", of: account,
                at: clock(), in: store)
            throw Self.refusal(
                "address", "The token cannot be used from this address.",
                "Use it from one of its addresses, or make one for this address.")
        }
        if token.usedAt.map({ now - $0 >= Self.noted }) ?? true {
            notes.note(token.id, at: now, from: address, in: store)
        }
        let scopes = token.scopes.compactMap(APIScope.init)
        return TokenBearer(
            token: token.id, scopes: Set(scopes),
            access: access.narrowed(to: APIScope.permissions(of: scopes)))
    }

    private static let invalid = refusal(
        "invalid", "There is no such token.", "Check that the whole token is sent.")

    private static func refusal(
        _ name: String, _ message: String, _ remedy: String
    ) -> OperationError {
        .refused(code: "api.token-\(name)", message: message, remedy: remedy)
    }
}

/// Notes that tokens were used, on a thread of its own and one after the other: a request does not
/// wait for an import that holds the district.
public final class TokenNotes: Sendable {
    private let queue = DispatchQueue(label: "homeroom.tokens")
    private let waiting = Mutex(Set<Int>())

    public init() {}

    /// Once for each token, however often it is used meanwhile.
    func note(_ token: Int, at time: Int, from address: String, in store: any Store) {
        guard waiting.withLock({ $0.insert(token).inserted }) else { return }
        queue.async {
            // What fails is noted by the next request.
            try? store.write { try $0.useAPIToken(token, at: time, from: address) }
            _ = self.waiting.withLock { $0.remove(token) }
        }
    }

    /// Raises an alarm, soon.
    func tell(_ detail: String, of account: UserAccount, at time: Date, in store: any Store) {
        guard waiting.withLock({ $0.insert(-account.id).inserted }) else { return }
        queue.async {
            Alarms.raiseRefused(detail, of: account, in: store, at: time)
            _ = self.waiting.withLock { $0.remove(-account.id) }
        }
    }

    /// Waits until all is noted.
    public func finish() { queue.sync {} }
}
