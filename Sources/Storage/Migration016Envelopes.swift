extension Migration {
    /// Transfer envelopes that were made or received, and how often a wrong code was given for one
    /// that came.
    static let m016Envelopes = Migration(
        number: 16, title: "Envelopes",
        statements: [
            """
            CREATE TABLE envelope (
                id INTEGER PRIMARY KEY,
                direction TEXT NOT NULL CHECK (direction IN ('sent', 'received')),
                envelope_id TEXT NOT NULL,
                document TEXT NOT NULL,
                change_set INTEGER NOT NULL REFERENCES change_set) STRICT
            """,
            "CREATE UNIQUE INDEX envelope_of_id ON envelope (envelope_id, direction)",
            """
            CREATE TABLE envelope_try (
                envelope_id TEXT NOT NULL PRIMARY KEY,
                tries INTEGER NOT NULL,
                at TEXT NOT NULL) STRICT, WITHOUT ROWID
            """,
        ])
}
