extension Migration {
    /// A provider at which people can sign in, and whom its subjects are here.
    ///
    /// What is under way (`sign_in_flow`) is no record: it has no change set and lasts minutes. Of
    /// texts that must not be known only digests are kept, and the rest is sealed.
    static let m010SingleSignOn = Migration(
        number: 10, title: "Single sign-on",
        statements: [
            """
            CREATE TABLE sign_in_provider (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                issuer TEXT NOT NULL CHECK (issuer <> ''),
                client_id TEXT NOT NULL CHECK (client_id <> ''),
                label TEXT NOT NULL CHECK (label <> ''),
                scopes TEXT NOT NULL,
                max_age INTEGER CHECK (max_age > 0),
                second_factor_by TEXT NOT NULL,
                change_set INTEGER NOT NULL REFERENCES change_set) STRICT
            """,
            """
            CREATE TABLE user_identity (
                id INTEGER PRIMARY KEY,
                account INTEGER NOT NULL REFERENCES user_account,
                issuer TEXT NOT NULL CHECK (issuer <> ''),
                subject TEXT NOT NULL CHECK (subject <> ''),
                linked_at TEXT NOT NULL,
                change_set INTEGER NOT NULL REFERENCES change_set,
                UNIQUE (issuer, subject)) STRICT
            """,
            "CREATE INDEX user_identity_account ON user_identity (account)",
            """
            CREATE TABLE sign_in_flow (
                state_hash TEXT PRIMARY KEY NOT NULL,
                browser_hash TEXT NOT NULL,
                sealed BLOB NOT NULL,
                started_at INTEGER NOT NULL) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX sign_in_flow_started ON sign_in_flow (started_at)",
        ])
}
