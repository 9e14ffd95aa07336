import Crypto
import Foundation
import Records
import Storage

/// Who tried to sign in, from where, by which way, and what became of it: written down as it
/// happens, for those who have to find out later.
///
/// Source: OWASP ASVS 5.0, V16.3.1.
public struct SignInEvents: Sendable {
    /// How long they are kept.
    public static let daysKept = 400
    /// How many are listed at most.
    public static let listed = 200
    /// In seconds: of attempts that are refused because there were too many, one is written down in
    /// this time. All others are limited themselves.
    private static let window = SignInAttempts.window
    private static let longestAddress = 100
    /// Of the digest of a name that nobody has: so few that several names have the same, and
    /// nobody who tries names knows which it was. What is typed there can be a password.
    private static let nameDigits = 6

    let store: any Store
    let clock: @Sendable () -> Date

    public init(store: any Store, clock: @escaping @Sendable () -> Date) {
        self.store = store
        self.clock = clock
    }

    /// Whose attempt it was, as far as is known.
    public enum Who: Sendable {
        case nobody
        /// As it was typed.
        case name(String)
        /// Our number.
        case user(Int)
    }

    /// Writes an attempt down.
    ///
    /// - Parameters:
    ///   - way: `password`, `provider` or `code`.
    ///   - outcome: `accepted`, `refused`, `limited` or `busy`.
    /// - Returns: what was written, or would have been where such a one stands there already.
    public func note(
        _ who: Who, from address: String, way: String, outcome: String
    ) throws -> SignInEvent {
        let key = try DistrictKey(store: store).bytes(named: "sign-in-names")
        let now = Int(clock().timeIntervalSince1970)
        return try store.write { writer in
            var event = SignInEvent(
                at: now, account: nil, nameDigest: "",
                address: String(address.prefix(Self.longestAddress)), way: way, outcome: outcome)
            switch who {
            case .nobody: break
            case .user(let number): event.account = number
            case .name(let typed):
                let name = Users.folded(typed)
                event.account = try writer.userAccount(named: name)?.id
                if event.account == nil { event.nameDigest = Self.digest(name, key) }
            }
            let isOneOfMany = ["limited", "busy"].contains(outcome)
            if isOneOfMany, try writer.hasSignInEvent(like: event, since: now - Self.window) {
                return event
            }
            try writer.add(event)
            return event
        }
    }

    /// Removes those that were kept long enough. Returns how many.
    @discardableResult
    public func prune() throws -> Int {
        let before = Int(clock().timeIntervalSince1970) - Self.daysKept * 86_400
        return try store.write { try $0.pruneSignInEvents(before: before) }
    }

    private static func digest(_ name: String, _ key: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(name.utf8), using: SymmetricKey(data: key))
        return String(Hexadecimal.text(code).prefix(nameDigits))
    }
}

extension Users {
    /// An attempt to sign in, as it is listed.
    public struct SignInTried: Codable, Equatable, Sendable {
        /// UTC, ISO 8601.
        public let at: String
        /// The sign-in name; nil where nobody has the name that was typed.
        public let user: String?
        /// Of a name that nobody has.
        public let nameDigest: String
        public let address: String
        public let way: String
        public let outcome: String
    }

    /// The newest attempts to sign in, the newest first.
    ///
    /// - Parameter name: of whom; nil for all, also with names that nobody has.
    public func signIns(of name: String?) throws -> [SignInTried] {
        try workspace.require(.manageUsers)
        return try workspace.store.read { reader in
            let account = try name.map { try Self.account($0, reader).id }
            let names = Dictionary(
                try reader.userAccounts().map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
            return try reader.signInEvents(of: account, limit: SignInEvents.listed).map { event in
                SignInTried(
                    at: ImportFiles.timestamp(Date(timeIntervalSince1970: Double(event.at))),
                    user: event.account.flatMap { names[$0] }, nameDigest: event.nameDigest,
                    address: event.address, way: event.way, outcome: event.outcome)
            }
        }
    }
}
