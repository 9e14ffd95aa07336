// All SQL that touches `api_token`. Times are seconds since 1970.

/// What a program signs in with. What the token itself says is kept nowhere.
public struct APIToken: Sendable, Equatable {
    public var id: Int
    /// Our number of the user in whose name it acts.
    public var account: Int
    public var label: String
    /// Names of scopes, in order.
    public var scopes: [String]
    /// From where it can be used: addresses and ranges; none is from everywhere.
    public var addresses: [String]
    public var createdAt: Int
    public var expiresAt: Int
    public var revokedAt: Int?
    public var usedAt: Int?
    /// Where it was used last; blank where it never was.
    public var usedFrom: String

    public init(
        id: Int, account: Int, label: String, scopes: [String], addresses: [String],
        createdAt: Int, expiresAt: Int
    ) {
        self.id = id
        self.account = account
        self.label = label
        self.scopes = scopes
        self.addresses = addresses
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        usedFrom = ""
    }

    fileprivate static let columns =
        "t.id, t.account, t.label, t.scopes, t.addresses, t.created_at, t.expires_at, "
        + "t.revoked_at, t.used_at, t.used_from"
    fileprivate static let columnCount = 10

    fileprivate init(_ row: any ResultRow) throws {
        func words(_ column: Int) throws -> [String] {
            try row.requiredText(column).split(separator: " ").map(String.init)
        }
        id = try row.requiredInteger(0)
        account = try row.requiredInteger(1)
        label = try row.requiredText(2)
        scopes = try words(3)
        addresses = try words(4)
        createdAt = try row.requiredInteger(5)
        expiresAt = try row.requiredInteger(6)
        revokedAt = try row.integer(7)
        usedAt = try row.integer(8)
        usedFrom = try row.requiredText(9)
    }
}

extension Reader {
    /// The token with this SHA-256 and whose it is, or nil. It may have ended.
    public func apiToken(
        withHash hash: String
    ) throws -> (token: APIToken, account: UserAccount)? {
        let found = try rows(
            """
            SELECT \(sql: APIToken.columns), \(sql: AccountRow.columns)
            FROM api_token t JOIN user_account a ON a.id = t.account
            LEFT JOIN user_site u ON u.account = a.id
            WHERE t.hash = \(hash)
            """
        ) { (token: try APIToken($0), row: try AccountRow($0, from: APIToken.columnCount)) }
        guard let first = found.first,
            let account = AccountRow.accounts(found.map(\.row)).first
        else { return nil }
        return (first.token, account)
    }

    /// Tokens, the newest first.
    ///
    /// - Parameter account: whose; nil for all.
    public func apiTokens(of account: Int? = nil) throws -> [APIToken] {
        let whose: Query = account.map { "t.account = \($0)" } ?? "1 = 1"
        return try rows(
            """
            SELECT \(sql: APIToken.columns) FROM api_token t
            WHERE \(query: whose) ORDER BY t.id DESC
            """, APIToken.init)
    }

    /// A token by its number, or nil.
    public func apiToken(_ id: Int) throws -> APIToken? {
        try first(
            "SELECT \(sql: APIToken.columns) FROM api_token t WHERE t.id = \(id)", APIToken.init)
    }
}

extension Writer {
    public func add(_ token: APIToken, hash: String) throws {
        try run(
            """
            INSERT INTO api_token (
                id, account, label, hash, scopes, addresses, created_at, expires_at, used_from)
            VALUES (
                \(token.id), \(token.account), \(token.label), \(hash),
                \(token.scopes.joined(separator: " ")), \(token.addresses.joined(separator: " ")),
                \(token.createdAt), \(token.expiresAt), '')
            """)
    }

    /// Ends a token for good.
    public func revokeAPIToken(_ id: Int, at time: Int) throws {
        try run(
            "UPDATE api_token SET revoked_at = \(time) WHERE id = \(id) AND revoked_at IS NULL")
    }

    /// Notes that a token was used.
    public func useAPIToken(_ id: Int, at time: Int, from address: String) throws {
        try run(
            "UPDATE api_token SET used_at = \(time), used_from = \(address) WHERE id = \(id)")
    }
}
