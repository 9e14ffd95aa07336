extension Migration {
    /// Reports that people keep, and on which dates they were made by themselves.
    static let m015Reports = Migration(
        number: 15, title: "Reports",
        statements: [
            """
            CREATE TABLE saved_report (
                id INTEGER PRIMARY KEY,
                account INTEGER REFERENCES user_account,
                document TEXT NOT NULL,
                change_set INTEGER NOT NULL REFERENCES change_set) STRICT
            """,
            """
            CREATE TABLE report_delivery (
                report INTEGER NOT NULL,
                service_date INTEGER NOT NULL,
                at TEXT NOT NULL,
                outcome TEXT NOT NULL,
                PRIMARY KEY (report, service_date)) STRICT, WITHOUT ROWID
            """,
        ])
}
