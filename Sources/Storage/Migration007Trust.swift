extension Migration {
    /// Who saw what, what proves who somebody is, what was taken out, and what was unusual.
    ///
    /// None of it has a change set: it is written as it happens, and never taken back.
    static let m007Trust = Migration(
        number: 7, title: "Trust",
        statements: accessTables + accessMove + factorTables + exportTables)

    /// An event is one answer that showed students. Its students stand by themselves, so that a
    /// list of a hundred costs little and a student's own log is found at once.
    private static let accessTables = [
        """
        CREATE TABLE access_event (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            account INTEGER,
            party TEXT NOT NULL CHECK (party <> ''),
            kind TEXT NOT NULL CHECK (kind IN
                ('page', 'print', 'export', 'api', 'command', 'document', 'disclosure')),
            what TEXT NOT NULL,
            purpose TEXT NOT NULL,
            students INTEGER NOT NULL CHECK (students >= 0)) STRICT
        """,
        "CREATE INDEX access_event_account ON access_event (account, at)",
        """
        CREATE TABLE access_subject (
            kind TEXT NOT NULL CHECK (kind IN ('student', 'sis')),
            subject INTEGER NOT NULL,
            event INTEGER NOT NULL REFERENCES access_event,
            PRIMARY KEY (kind, subject, event)) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX access_subject_event ON access_subject (event)",
        """
        CREATE TABLE access_intake (
            name TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID
        """,
    ]

    /// What was noted before of documents alone.
    private static let accessMove = [
        """
        INSERT INTO access_event (id, at, account, party, kind, what, purpose, students)
        SELECT id, at, NULL, party, 'document', seen, purpose, 1 FROM access_log
        """,
        """
        INSERT INTO access_subject (kind, subject, event)
        SELECT 'student', student, id FROM access_log
        """,
        """
        INSERT INTO next_number (name, next)
        SELECT 'access_event', next FROM next_number WHERE name = 'access_log'
        """,
        "DELETE FROM next_number WHERE name = 'access_log'",
        "DROP TABLE access_log",
    ]

    /// A second factor's key stands here sealed. `last_step` is the time step of the newest code
    /// that was taken: no code is taken twice. `method` is how a session was begun.
    private static let factorTables = [
        """
        CREATE TABLE second_factor (
            account INTEGER PRIMARY KEY REFERENCES user_account ON DELETE CASCADE,
            sealed_key TEXT NOT NULL,
            confirmed_at INTEGER,
            last_step INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE recovery_code (
            account INTEGER NOT NULL REFERENCES user_account ON DELETE CASCADE,
            code_hash TEXT NOT NULL,
            used_at INTEGER,
            PRIMARY KEY (account, code_hash)) STRICT, WITHOUT ROWID
        """,
        "ALTER TABLE session ADD COLUMN proven_at INTEGER",
        "ALTER TABLE session ADD COLUMN method TEXT NOT NULL DEFAULT 'password'",
        """
        CREATE TABLE account_use (
            account INTEGER PRIMARY KEY REFERENCES user_account ON DELETE CASCADE,
            signed_in_at INTEGER NOT NULL) STRICT
        """,
    ]

    private static let exportTables = [
        """
        CREATE TABLE export_request (
            id INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES user_account ON DELETE CASCADE,
            party TEXT NOT NULL,
            at INTEGER NOT NULL,
            list TEXT NOT NULL,
            query TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            students INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'taken')),
            decided_by TEXT NOT NULL,
            decided_account INTEGER,
            decided_at INTEGER,
            taken_at INTEGER) STRICT
        """,
        "CREATE INDEX export_request_account ON export_request (account, at)",
        """
        CREATE TABLE alarm (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind <> ''),
            account INTEGER,
            party TEXT NOT NULL,
            detail TEXT NOT NULL,
            seen_by TEXT NOT NULL,
            seen_at INTEGER) STRICT
        """,
        "CREATE INDEX alarm_account ON alarm (account, kind, at)",
    ]
}
