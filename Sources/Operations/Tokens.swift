import Foundation
import Records
import Storage

/// Tokens by which programs act in the name of a user.
public struct Tokens {
    /// Days.
    public static let longest = 366
    public static let usual = 90
    /// Tokens of one user that have not ended.
    public static let most = 50
    /// Addresses and ranges of one token.
    public static let mostAddresses = 50
    /// Of the change sets that tell who made and ended a token; they have no rows, and cannot be
    /// undone.
    static let kind = "token"
    private static let day = 86_400

    let workspace: Workspace
    private let random: @Sendable (Int) -> [UInt8]

    public init(_ workspace: Workspace) {
        self.init(workspace) { RandomBytes.make($0) }
    }

    /// - Parameter random: so many bytes that nobody can guess.
    init(_ workspace: Workspace, random: @escaping @Sendable (Int) -> [UInt8]) {
        self.workspace = workspace
        self.random = random
    }

    /// What a token is to be.
    public struct Entry: Sendable {
        public var label: String
        public var scopes: [APIScope]
        /// Addresses and ranges, as `192.0.2.7` and `2001:db8::/32`; none is from everywhere.
        public var addresses: [String] = []
        /// How long it can be used.
        public var days = Tokens.usual

        public init(label: String, scopes: [APIScope]) {
            self.label = label
            self.scopes = scopes
        }
    }

    public enum State: String, Codable, Sendable { case active, expired, revoked }

    /// A token as it is listed. Times are UTC, ISO 8601.
    public struct Listed: Codable, Equatable, Sendable {
        /// Our number.
        public let token: Int
        /// In whose name it acts.
        public let user: String
        public let label: String
        public let scopes: [String]
        public let addresses: [String]
        public let state: State
        public let createdAt: String
        public let expiresAt: String
        /// Nil where it never was. At most once a minute it is noted.
        public let usedAt: String?
        public let usedFrom: String?

        init(_ token: APIToken, of user: String, at now: Int) {
            let time: (Int) -> String = {
                ImportFiles.timestamp(Date(timeIntervalSince1970: TimeInterval($0)))
            }
            self.token = token.id
            self.user = user
            label = token.label
            scopes = token.scopes
            addresses = token.addresses
            state =
                token.revokedAt != nil ? .revoked : now >= token.expiresAt ? .expired : .active
            createdAt = time(token.createdAt)
            expiresAt = time(token.expiresAt)
            usedAt = token.usedAt.map(time)
            usedFrom = token.usedFrom.isEmpty ? nil : token.usedFrom
        }
    }

    /// A new token. What it says is told this once.
    public struct Created: Codable, Equatable, Sendable {
        public let secret: String
        public let token: Listed
        public let changeSet: Int
    }

    public struct Revoked: Codable, Equatable, Sendable {
        public let token: Int
        /// Nil where it was revoked already.
        public let changeSet: Int?
    }

    private var now: Int { Int(workspace.clock().timeIntervalSince1970) }

    /// Makes a token. Users make their own; only the administrator of the host makes one for
    /// somebody else, because it acts in that user's name.
    public func create(_ entry: Entry, for name: String? = nil) throws -> Created {
        try workspace.require(.useAPI)
        let entry = try checked(entry)
        let secret = TokenText.make(of: random(TokenText.randomBytes))
        return try workspace.store.write { writer in
            let account = try owner(name, writer)
            let open = try writer.apiTokens(of: account.id).count {
                $0.revokedAt == nil && $0.expiresAt > now
            }
            if open >= Self.most {
                throw OperationError.refused(
                    code: "token.many",
                    message: "A user has at most \(Self.most) tokens that can be used.",
                    remedy: "Revoke those that are not needed any more.")
            }
            let token = APIToken(
                id: try writer.takeNumbers("api_token"), account: account.id, label: entry.label,
                scopes: entry.scopes.map(\.rawValue), addresses: entry.addresses, createdAt: now,
                expiresAt: now + entry.days * Self.day)
            let change = try workspace.begin(
                Self.kind, "Token \(token.id) of user \(account.name) created", about: [], writer)
            try writer.add(token, hash: TextDigest.sha256(secret))
            return Created(
                secret: secret, token: Listed(token, of: account.name, at: now), changeSet: change)
        }
    }

    /// The tokens of a user, the newest first; of all users for those who manage them.
    ///
    /// - Parameter isOwn: whether only those of whoever asks are meant.
    public func list(isOwn: Bool = false) throws -> [Listed] {
        let user = workspace.access.user
        let sees = workspace.allows(.manageUsers) && !isOwn
        if !sees { try workspace.require(.useAPI) }
        return try workspace.store.read { reader in
            let names = Dictionary(try reader.userAccounts().map { ($0.id, $0.name) }) { $1 }
            return try reader.apiTokens(of: sees ? nil : user ?? 0).map {
                Listed($0, of: names[$0.account] ?? "", at: now)
            }
        }
    }

    /// Ends a token for good: one's own, or any for those who manage users.
    public func revoke(_ number: Int) throws -> Revoked {
        let isManager = workspace.allows(.manageUsers)
        if !isManager { try workspace.require(.useAPI) }
        return try workspace.store.write { writer in
            guard let token = try writer.apiToken(number),
                isManager || token.account == workspace.access.user
            else { throw OperationError.notFound(kind: "token", name: "\(number)") }
            if token.revokedAt != nil { return Revoked(token: number, changeSet: nil) }
            let user = try writer.userAccount(token.account)?.name ?? ""
            let change = try workspace.begin(
                Self.kind, "Token \(number) of user \(user) revoked", about: [], writer)
            try writer.revokeAPIToken(number, at: now)
            return Revoked(token: number, changeSet: change)
        }
    }

    // MARK: What is refused

    private func owner(_ name: String?, _ reader: any Reader) throws -> UserAccount {
        if let user = workspace.access.user {
            let isOther = name.map { Users.folded($0) != workspace.access.name } ?? false
            if let account = try reader.userAccount(user), !isOther { return account }
        } else if let name {
            let account = try Users.account(name, reader)
            let access = AccessPolicy.access(
                for: account.person, rules: try reader.permissionRules(about: account.person))
            if access.allows(.useAPI) { return account }
            throw OperationError.refused(
                code: "token.no-right",
                message: "The user \(account.name) does not have the right useAPI.",
                remedy: "Give it: homeroom permission set useAPI yes --user \(account.name).")
        }
        throw OperationError.refused(
            code: "token.not-own", message: "A token is made by the user in whose name it acts.",
            remedy: "Have that user make it, or the administrator of the host: "
                + "homeroom token create --user NAME.")
    }

    private func checked(_ entry: Entry) throws -> Entry {
        var entry = entry
        entry.label = try GivenText.required(
            GivenText.line(entry.label, "label", limit: GivenText.Limit.word), "label",
            limit: GivenText.Limit.word)
        entry.scopes = APIScope.allCases.filter(entry.scopes.contains)
        if entry.scopes.isEmpty {
            throw OperationError.refused(
                code: "token.scope-missing", message: "A token needs at least one scope.",
                remedy: "Scopes are: " + APIScope.allCases.map(\.rawValue).joined(separator: ", ")
                    + ".")
        }
        if !(1...Self.longest).contains(entry.days) {
            throw OperationError.refused(
                code: "token.days",
                message: "A token can be used for 1 to \(Self.longest) days.",
                remedy: "Take a number of days between; \(Self.usual) is usual.")
        }
        entry.addresses = entry.addresses.filter { !$0.isEmpty }
        let isRange = entry.addresses.allSatisfy { AddressRange($0) != nil }
        if !isRange || entry.addresses.count > Self.mostAddresses {
            throw OperationError.refused(
                code: "token.address",
                message: "One of the addresses is neither an address nor a range, or there are "
                    + "more than \(Self.mostAddresses).",
                remedy: "Write them as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32; a range has no "
                    + "bits behind its length.")
        }
        return entry
    }
}
