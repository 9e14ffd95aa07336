extension Migration {
    /// Who was told apart of two that are both records of the SIS.
    static let m018RosterApart = Migration(
        number: 18, title: "Roster told apart",
        statements: [
            """
            CREATE TABLE roster_apart (
                low INTEGER NOT NULL REFERENCES sis_student,
                high INTEGER NOT NULL REFERENCES sis_student,
                evidence TEXT NOT NULL,
                reason TEXT NOT NULL,
                actor TEXT NOT NULL,
                at TEXT NOT NULL,
                change_set INTEGER NOT NULL REFERENCES change_set,
                PRIMARY KEY (low, high),
                CHECK (low < high)) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX roster_apart_high ON roster_apart (high)",
        ])
}
