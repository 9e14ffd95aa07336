extension Migration {
    /// What runs by itself: profiles, the nights that were served, and what lay in senders' folders
    /// when they were looked at last.
    ///
    /// One row for each profile and service date, so that no date is served twice; `fence` counts
    /// who held it, so that whoever lost the lease cannot end it.
    static let m014Automation = Migration(
        number: 14, title: "Automation",
        statements: [
            """
            CREATE TABLE automation_profile (
                name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
                document TEXT NOT NULL,
                change_set INTEGER NOT NULL REFERENCES change_set) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE night_run (
                profile TEXT NOT NULL,
                service_date INTEGER NOT NULL,
                fence INTEGER NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('running', 'done')),
                holder TEXT NOT NULL,
                lease_until INTEGER NOT NULL,
                started_at TEXT NOT NULL,
                ended_at TEXT,
                report TEXT NOT NULL,
                PRIMARY KEY (profile, service_date)) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE folder_look (
                profile TEXT NOT NULL PRIMARY KEY,
                at INTEGER NOT NULL,
                seen TEXT NOT NULL) STRICT, WITHOUT ROWID
            """,
        ])
}
