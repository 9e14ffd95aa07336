extension Migration {
    /// Passwords and codes that somebody else made, and end by themselves; and who tried to sign
    /// in. Passwords that are there already count as their users' own.
    static let m012Entry = Migration(
        number: 12, title: "Entry",
        statements: [
            """
            ALTER TABLE user_password ADD COLUMN is_initial INTEGER NOT NULL DEFAULT 0
                CHECK (is_initial IN (0, 1))
            """,
            "ALTER TABLE recovery_code ADD COLUMN ends_at INTEGER",
            """
            CREATE TABLE sign_in_event (
                id INTEGER PRIMARY KEY,
                at INTEGER NOT NULL,
                account INTEGER,
                name_digest TEXT NOT NULL,
                address TEXT NOT NULL,
                way TEXT NOT NULL CHECK (way <> ''),
                outcome TEXT NOT NULL CHECK (outcome <> '')) STRICT
            """,
            "CREATE INDEX sign_in_event_at ON sign_in_event (at)",
            "CREATE INDEX sign_in_event_account ON sign_in_event (account, at)",
        ])
}
