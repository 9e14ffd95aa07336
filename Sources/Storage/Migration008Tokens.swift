extension Migration {
    /// Tokens of programs, and what the API answered to requests that may come again. No records:
    /// a token has no image, for its hash would be kept in it.
    static let m008Tokens = Migration(
        number: 8, title: "Tokens",
        statements: [
            """
            CREATE TABLE api_token (
                id INTEGER PRIMARY KEY,
                account INTEGER NOT NULL REFERENCES user_account ON DELETE CASCADE,
                label TEXT NOT NULL,
                hash TEXT NOT NULL UNIQUE,
                scopes TEXT NOT NULL,
                addresses TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
                revoked_at INTEGER,
                used_at INTEGER,
                used_from TEXT NOT NULL) STRICT
            """,
            "CREATE INDEX api_token_account ON api_token (account)",
            """
            CREATE TABLE api_answer (
                token INTEGER NOT NULL REFERENCES api_token ON DELETE CASCADE,
                request TEXT NOT NULL,
                digest TEXT NOT NULL,
                begun_at INTEGER NOT NULL,
                answer TEXT,
                PRIMARY KEY (token, request)) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX api_answer_begun_at ON api_answer (begun_at)",
        ])
}
