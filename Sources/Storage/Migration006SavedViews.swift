extension Migration {
    /// Views of lists that users saved for themselves. No records: they have no change set.
    static let m006SavedViews = Migration(
        number: 6, title: "Saved views",
        statements: [
            """
            CREATE TABLE saved_view (
                account INTEGER NOT NULL REFERENCES user_account ON DELETE CASCADE,
                list TEXT NOT NULL,
                name TEXT NOT NULL,
                query TEXT NOT NULL,
                PRIMARY KEY (account, list, name)) STRICT, WITHOUT ROWID
            """
        ])
}
