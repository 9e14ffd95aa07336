extension Migration {
    /// Who may sign in, with which role and for which sites, and what rules say beside that.
    ///
    /// Passwords, sessions and attempts are no records: they have no change set, and no prior
    /// image is kept of them. Times in them are seconds since 1970. They go with their account.
    static let m003Access = Migration(
        number: 3, title: "Access", statements: accountTables + signInTables)

    private static let accountTables = [
        """
        CREATE TABLE user_account (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (name <> '' AND name = lower(name)),
            display_name TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role <> ''),
            whole_district INTEGER NOT NULL CHECK (whole_district IN (0, 1)),
            state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
            created_at TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set) STRICT
        """,
        """
        CREATE TABLE user_site (
            account INTEGER NOT NULL REFERENCES user_account,
            site INTEGER NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set,
            PRIMARY KEY (account, site)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE permission_rule (
            permission TEXT NOT NULL CHECK (permission <> ''),
            scope TEXT NOT NULL CHECK (scope IN ('everyone', 'site', 'role', 'user')),
            subject TEXT NOT NULL,
            account INTEGER REFERENCES user_account,
            value TEXT NOT NULL CHECK (value IN ('yes', 'no')),
            change_set INTEGER NOT NULL REFERENCES change_set,
            PRIMARY KEY (permission, scope, subject),
            CHECK ((scope = 'everyone') = (subject = '')),
            CHECK ((scope = 'user') = (account IS NOT NULL))) STRICT, WITHOUT ROWID
        """,
        """
        CREATE INDEX permission_rule_account ON permission_rule (account)
        WHERE account IS NOT NULL
        """,
    ]

    private static let signInTables = [
        """
        CREATE TABLE user_password (
            account INTEGER PRIMARY KEY REFERENCES user_account ON DELETE CASCADE,
            hash TEXT NOT NULL,
            changed_at TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE session (
            token_hash TEXT PRIMARY KEY NOT NULL,
            account INTEGER NOT NULL REFERENCES user_account ON DELETE CASCADE,
            created_at INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX session_account ON session (account)",
        """
        CREATE TABLE sign_in_attempt (
            id INTEGER PRIMARY KEY,
            name_hash TEXT NOT NULL,
            address TEXT NOT NULL,
            at INTEGER NOT NULL) STRICT
        """,
        "CREATE INDEX sign_in_attempt_name ON sign_in_attempt (name_hash, at)",
        "CREATE INDEX sign_in_attempt_address ON sign_in_attempt (address, at)",
        "CREATE INDEX sign_in_attempt_at ON sign_in_attempt (at)",
        """
        CREATE TABLE secret (
            name TEXT PRIMARY KEY NOT NULL,
            bytes BLOB NOT NULL) STRICT, WITHOUT ROWID
        """,
    ]
}
