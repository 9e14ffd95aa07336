import Records

extension Migration {
    /// What a code is called in state reports in each school year, which system keys light an
    /// alert, and which columns of a sender's file are which of a layout.
    static let m004Codes = Migration(
        number: 4, title: "Codes",
        statements: [
            """
            CREATE TABLE code_state (
                code INTEGER NOT NULL REFERENCES code,
                academic_year TEXT NOT NULL CHECK (academic_year <> ''),
                state_code TEXT NOT NULL CHECK (state_code <> ''),
                change_set INTEGER NOT NULL REFERENCES change_set,
                PRIMARY KEY (code, academic_year)) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE alert (
                system_key TEXT NOT NULL PRIMARY KEY CHECK (system_key <> ''),
                label TEXT NOT NULL CHECK (label <> ''),
                active INTEGER NOT NULL CHECK (active IN (0, 1)),
                sort_order INTEGER NOT NULL,
                change_set INTEGER NOT NULL REFERENCES change_set) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE column_mapping (
                name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
                layout TEXT NOT NULL,
                signature TEXT NOT NULL,
                pairs TEXT NOT NULL,
                change_set INTEGER NOT NULL REFERENCES change_set) STRICT, WITHOUT ROWID
            """,
        ])
}
