import Records

// All SQL that touches `saved_view`.

/// A list as a user wants to see it again.
public struct SavedView: Equatable, Sendable {
    public let name: String
    /// What stands behind the question mark of the list's address.
    public let query: String

    public init(name: String, query: String) {
        self.name = name
        self.query = query
    }
}

extension Reader {
    /// What a user saved of a list, by name.
    public func savedViews(of list: String, account: Int) throws -> [SavedView] {
        try rows(
            """
            SELECT name, query FROM saved_view WHERE account = \(account) AND list = \(list)
            ORDER BY name
            """
        ) { SavedView(name: try $0.requiredText(0), query: try $0.requiredText(1)) }
    }
}

extension Writer {
    /// Saves a view; in the place of the one of its name.
    public func save(_ view: SavedView, of list: String, account: Int) throws {
        try removeView(view.name, of: list, account: account)
        try run(
            """
            INSERT INTO saved_view (account, list, name, query)
            VALUES (\(account), \(list), \(view.name), \(view.query))
            """)
    }

    public func removeView(_ name: String, of list: String, account: Int) throws {
        try run(
            """
            DELETE FROM saved_view
            WHERE account = \(account) AND list = \(list) AND name = \(name)
            """)
    }
}
