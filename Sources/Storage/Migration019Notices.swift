extension Migration {
    /// What is told to people and programs outside, until they took it.
    static let m019Notices = Migration(
        number: 19, title: "Notices that wait",
        statements: [
            """
            CREATE TABLE notice (
                id TEXT NOT NULL PRIMARY KEY,
                about TEXT NOT NULL,
                way TEXT NOT NULL CHECK (way IN ('mail', 'webhook')),
                document TEXT NOT NULL,
                made_at INTEGER NOT NULL,
                next_at INTEGER NOT NULL,
                tries INTEGER NOT NULL,
                fault TEXT NOT NULL) STRICT, WITHOUT ROWID
            """
        ])
}
