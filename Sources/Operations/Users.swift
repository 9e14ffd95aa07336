import Foundation
import Records
import Storage

/// The users of a district: who can sign in, in which role, for which sites.
public struct Users: Sendable {
    let workspace: Workspace
    let passwords: Passwords
    /// What the district is called: not to be made a password of.
    let districtName: String
    /// Passwords that became known elsewhere; nil where the district has no list of them.
    let breached: BreachedPasswords?

    public init(
        _ workspace: Workspace, districtName: String = "", breached: BreachedPasswords? = nil
    ) {
        self.init(
            workspace, districtName: districtName, breached: breached, passwords: Passwords())
    }

    init(
        _ workspace: Workspace, districtName: String = "", breached: BreachedPasswords? = nil,
        passwords: Passwords
    ) {
        self.workspace = workspace
        self.breached = breached
        self.passwords = passwords
        self.districtName = districtName
    }

    /// A user as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        /// Our number.
        public let id: Int
        public let name: String
        public let displayName: String
        public let role: Role
        /// In order; nil for the whole district.
        public let sites: [Int]?
        public let state: UserAccount.State
        /// Without one, nobody can sign in as this user.
        public let hasPassword: Bool

        init(_ account: UserAccount, hasPassword: Bool) {
            id = account.id
            name = account.name
            displayName = account.displayName
            role = account.role
            sites = account.sites?.sorted()
            state = account.state
            self.hasPassword = hasPassword
        }
    }

    /// A user with all that follows from role and rules.
    public struct Shown: Codable, Equatable, Sendable {
        public let user: Listed
        /// What the user may do, all rules resolved, in the order of `Permission`.
        public let permissions: [Permission]
    }

    /// What a user is to be. Nil is left as it is, or, for a new one, the usual.
    public struct Entry: Sendable {
        public var displayName: String?
        public var role: Role?
        /// For a new user none means the whole district.
        public var sites: Set<Int>?
        /// Whether the sites are taken away and the whole district is given.
        public var isEverywhere = false

        public init() {}
    }

    /// What a change came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let id: Int
        public let name: String
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
    }

    /// All users, by name.
    public func list() throws -> [Listed] {
        try workspace.require(.manageUsers)
        return try workspace.store.read { reader in
            let withPassword = try reader.accountsWithPassword()
            return try reader.userAccounts().map {
                Listed($0, hasPassword: withPassword.contains($0.id))
            }
        }
    }

    public func show(_ name: String) throws -> Shown {
        try workspace.require(.manageUsers)
        return try workspace.store.read { reader in
            let account = try Self.account(name, reader)
            let access = AccessPolicy.access(
                for: account.person, rules: try reader.permissionRules(about: account.person))
            return Shown(
                user: Listed(
                    account, hasPassword: try reader.passwordHash(of: account.id) != nil),
                permissions: Permission.allCases.filter(access.allows))
        }
    }

    /// Adds a user. A role has to be given; without a password nobody can sign in yet.
    ///
    /// - Parameter isInitial: whether the user has to replace the password at the first sign-in;
    ///   only invented users do not.
    public func add(
        _ name: String, _ entry: Entry, password: String? = nil, isInitial: Bool = true
    ) throws -> Changed {
        try workspace.require(.manageUsers)
        let name = try Self.checkedName(name)
        guard let role = entry.role else {
            throw OperationError.refused(
                code: "user.role-missing", message: "A user needs a role.",
                remedy: "Give one: --role ROLE.")
        }
        let new = UserAccount(
            id: 0, name: name, displayName: name, role: role, sites: nil,
            createdAt: workspace.now)
        let hash = try password.map { try self.hash($0, for: new, entry.displayName) }
        return try workspace.store.write { writer in
            if try writer.userAccount(named: name) != nil {
                throw OperationError.refused(
                    code: "user.exists", message: "There is a user of this name already.",
                    remedy: "Choose another name, or change that user: homeroom user change "
                        + "\(name).")
            }
            var account = try changed(new, entry, writer)
            account.id = try writer.takeNumbers("user_account")
            let change = try workspace.begin("user", "User \(name) added", about: [], writer)
            try writer.save(account, in: change)
            if let hash {
                try writer.setPasswordHash(
                    hash, of: account.id, at: workspace.now, isInitial: isInitial)
            }
            return Changed(id: account.id, name: name, changeSet: change)
        }
    }

    /// Changes a user. Another role ends the user's sessions.
    public func change(_ name: String, _ entry: Entry) throws -> Changed {
        try update(name, "User %@ changed") { try changed($0, entry, $1) }
    }

    /// Keeps a user from signing in, and ends the user's sessions.
    public func disable(_ name: String) throws -> Changed {
        try update(name, "User %@ disabled") { account, _ in
            var account = account
            account.state = .disabled
            return account
        }
    }

    public func enable(_ name: String) throws -> Changed {
        try update(name, "User %@ enabled") { account, _ in
            var account = account
            account.state = .active
            return account
        }
    }

    private func update(
        _ name: String, _ reason: String,
        _ body: (UserAccount, any Reader) throws -> UserAccount
    ) throws -> Changed {
        try workspace.require(.manageUsers)
        return try workspace.store.write { writer in
            let old = try Self.account(name, writer)
            let new = try body(old, writer)
            if new == old { return Changed(id: old.id, name: old.name, changeSet: nil) }
            let access = try AccessChange(writer)
            let change = try workspace.begin(
                "user", reason.replacing("%@", with: old.name), about: [], writer)
            try writer.save(new, in: change)
            try access.settle(writer)
            return Changed(id: old.id, name: old.name, changeSet: change)
        }
    }

    private func changed(
        _ account: UserAccount, _ entry: Entry, _ reader: any Reader
    ) throws -> UserAccount {
        var account = account
        account.displayName = try GivenText.required(
            entry.displayName ?? account.displayName, "display name", limit: GivenText.Limit.line)
        account.role = entry.role ?? account.role
        for site in (entry.sites ?? []).sorted() { try reader.requireKnown(site: site) }
        if entry.isEverywhere {
            account.sites = nil
        } else if let sites = entry.sites, !sites.isEmpty {
            account.sites = sites
        }
        return account
    }

    static func account(_ name: String, _ reader: any Reader) throws -> UserAccount {
        guard let account = try reader.userAccount(named: folded(name)) else {
            throw OperationError.notFound(kind: "user", name: name)
        }
        return account
    }

    /// A sign-in name as it is kept: whoever types capitals means the same.
    static func folded(_ name: String) -> String {
        name.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    }

    private static func checkedName(_ name: String) throws -> String {
        let name = folded(name)
        guard name.wholeMatch(of: /[a-z0-9][a-z0-9._@+-]{0,63}/) != nil else {
            throw OperationError.refused(
                code: "user.name-invalid",
                message: "A sign-in name has 1 to 64 of the letters a to z, digits and . _ @ + -, "
                    + "and begins with a letter or digit.",
                remedy: "Choose another name, such as mira.osterby.")
        }
        return name
    }
}
