extension Migration {
    /// Pairs that may be one person, found by machine and to be looked at; and what people decided
    /// of such pairs. No records: a pair can be found again, and a decision is in its change set.
    ///
    /// Probabilities are in millionths and weights in hundredths of a bit, for both databases keep
    /// integers alike.
    static let m013Duplicates = Migration(
        number: 13, title: "Duplicates",
        statements: [
            """
            CREATE TABLE duplicate_pair (
                kind TEXT NOT NULL CHECK (kind IN ('students', 'link', 'roster')),
                one INTEGER NOT NULL,
                other INTEGER NOT NULL,
                probability INTEGER NOT NULL CHECK (probability BETWEEN 0 AND 1000000),
                weight INTEGER NOT NULL,
                is_conflict INTEGER NOT NULL CHECK (is_conflict IN (0, 1)),
                found_at TEXT NOT NULL,
                later_until INTEGER,
                PRIMARY KEY (kind, one, other)) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX duplicate_pair_rank ON duplicate_pair (is_conflict, weight)",
            """
            CREATE TABLE duplicate_search (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                at TEXT NOT NULL,
                newest_change INTEGER NOT NULL,
                people INTEGER NOT NULL) STRICT
            """,
            """
            CREATE TABLE match_decision (
                change_set INTEGER NOT NULL REFERENCES change_set,
                kind TEXT NOT NULL CHECK (kind IN ('students', 'link', 'roster')),
                one INTEGER NOT NULL,
                other INTEGER NOT NULL,
                probability INTEGER NOT NULL CHECK (probability BETWEEN 0 AND 1000000),
                weight INTEGER NOT NULL,
                is_same INTEGER NOT NULL CHECK (is_same IN (0, 1)),
                PRIMARY KEY (change_set, kind, one, other)) STRICT, WITHOUT ROWID
            """,
        ])
}
