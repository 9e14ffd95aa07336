import Records

// All SQL that touches `user_account` and `user_site`.

/// Somebody who can sign in.
public struct UserAccount: Sendable, Equatable {
    public enum State: String, CaseIterable, Codable, Sendable { case active, disabled }

    public var id: Int
    /// In lower case; no two are alike.
    public var name: String
    public var displayName: String
    public var role: Role
    /// Nil for the whole district.
    public var sites: Set<Int>?
    public var state: State
    /// UTC, ISO 8601.
    public var createdAt: String

    public init(
        id: Int, name: String, displayName: String, role: Role, sites: Set<Int>?,
        state: State = .active, createdAt: String
    ) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.role = role
        self.sites = sites
        self.state = state
        self.createdAt = createdAt
    }

    /// As whom rules see the user.
    public var person: Person {
        Person(user: id, name: name, displayName: displayName, role: role, sites: sites)
    }
}

/// A row of an account beside one of its sites.
struct AccountRow {
    static let columns =
        "a.id, a.name, a.display_name, a.role, a.whole_district, a.state, "
        + "a.created_at, u.site"
    static let tables = "user_account a LEFT JOIN user_site u ON u.account = a.id"

    private let account: UserAccount
    private let site: Int?

    init(_ row: any ResultRow, from column: Int = 0) throws {
        // Whoever has a role that is not known here, or none, cannot do anything.
        guard let role = Role(rawValue: try row.requiredText(column + 3)),
            let state = UserAccount.State(rawValue: try row.requiredText(column + 5))
        else { throw StorageError.unexpectedNull(column + 3) }
        let isEverywhere = try row.requiredInteger(column + 4) == 1
        account = UserAccount(
            id: try row.requiredInteger(column), name: try row.requiredText(column + 1),
            displayName: try row.requiredText(column + 2), role: role,
            sites: isEverywhere ? nil : [], state: state,
            createdAt: try row.requiredText(column + 6))
        site = try row.integer(column + 7)
    }

    /// Accounts from their rows, which follow each other.
    static func accounts(_ rows: [AccountRow]) -> [UserAccount] {
        var found: [UserAccount] = []
        for row in rows {
            if found.last?.id != row.account.id { found.append(row.account) }
            if let site = row.site { found[found.count - 1].sites?.insert(site) }
        }
        return found
    }
}

extension Reader {
    private func accounts(_ condition: Query) throws -> [UserAccount] {
        AccountRow.accounts(
            try rows(
                """
                SELECT \(sql: AccountRow.columns) FROM \(sql: AccountRow.tables)
                WHERE \(query: condition) ORDER BY a.name, u.site
                """
            ) { try AccountRow($0) })
    }

    /// All accounts, by name.
    public func userAccounts() throws -> [UserAccount] { try accounts("1 = 1") }

    /// An account by its number, or nil.
    public func userAccount(_ id: Int) throws -> UserAccount? { try accounts("a.id = \(id)").first }

    /// An account by its name in lower case, or nil.
    public func userAccount(named name: String) throws -> UserAccount? {
        try accounts("a.name = \(name)").first
    }
}

extension Writer {
    /// Writes an account and its sites whole, keeping what they were.
    public func save(_ account: UserAccount, in change: Int) throws {
        try save(
            [
                .init(number: account.id), .text(account.name), .text(account.displayName),
                .text(account.role.rawValue), .integer(account.sites == nil ? 1 : 0),
                .text(account.state.rawValue), .text(account.createdAt),
            ], of: .userAccount, in: change)
        let stood = Set(
            try rows("SELECT site FROM user_site WHERE account = \(account.id)") {
                try $0.requiredInteger(0)
            })
        let sites = account.sites ?? []
        for site in stood.subtracting(sites).sorted() {
            let row: Query = "account = \(account.id) AND site = \(site)"
            let kept = try keepImages(of: .userSite, where: row, in: change, for: .delete)
            try run("DELETE FROM user_site WHERE \(query: row)")
            try note(TableChange(deleted: kept), of: .userSite, in: change)
        }
        for site in sites.subtracting(stood).sorted() {
            try run(
                """
                INSERT INTO user_site (account, site, change_set)
                VALUES (\(account.id), \(site), \(change))
                """)
            try note(TableChange(inserted: 1), of: .userSite, in: change)
        }
    }
}
