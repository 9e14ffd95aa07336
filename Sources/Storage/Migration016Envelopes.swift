extension Migration {
    /// Transfer envelopes that were made or received, to whom each package was applied, and how
    /// often a wrong code was given for a file that came.
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
            """
            CREATE TABLE envelope_package (
                id INTEGER PRIMARY KEY,
                envelope INTEGER NOT NULL,
                package INTEGER NOT NULL,
                student INTEGER NOT NULL,
                change_set INTEGER NOT NULL REFERENCES change_set) STRICT
            """,
            "CREATE UNIQUE INDEX envelope_package_of ON envelope_package (envelope, package)",
            "CREATE UNIQUE INDEX envelope_of_id ON envelope (envelope_id, direction)",
            """
            CREATE TABLE envelope_try (
                envelope_id TEXT NOT NULL PRIMARY KEY,
                tries INTEGER NOT NULL,
                at TEXT NOT NULL) STRICT, WITHOUT ROWID
            """,
        ])
}
