extension Migration {
    /// Everything from rosters to program enrollments, with the change sets that wrote it.
    ///
    /// Days are days since 1970-01-01. Texts that a file leaves blank are empty, never NULL.
    /// `change_set` is the change set that last wrote the row; its prior image, if it had one,
    /// stands in `prior_image` under that same number.
    static let m001Foundation = Migration(
        number: 1, title: "Foundation",
        statements: changeTables + codeTables + rosterTables + studentTables + programTables
            + importTables)

    private static let changeTables = [
        """
        CREATE TABLE next_number (
            name TEXT PRIMARY KEY NOT NULL,
            next INTEGER NOT NULL CHECK (next > 0)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE change_set (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            actor TEXT NOT NULL,
            at TEXT NOT NULL,
            reason TEXT NOT NULL,
            plan TEXT NOT NULL,
            undoes INTEGER REFERENCES change_set,
            undone_by INTEGER REFERENCES change_set) STRICT
        """,
        """
        CREATE TABLE change_set_table (
            change_set INTEGER NOT NULL REFERENCES change_set,
            table_name TEXT NOT NULL,
            columns TEXT NOT NULL,
            inserted INTEGER NOT NULL CHECK (inserted >= 0),
            updated INTEGER NOT NULL CHECK (updated >= 0),
            deleted INTEGER NOT NULL CHECK (deleted >= 0),
            PRIMARY KEY (change_set, table_name)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE prior_image (
            change_set INTEGER NOT NULL REFERENCES change_set,
            table_name TEXT NOT NULL,
            row_key TEXT NOT NULL,
            operation TEXT NOT NULL CHECK (operation IN ('update', 'delete')),
            prior_change_set INTEGER NOT NULL,
            image TEXT NOT NULL,
            PRIMARY KEY (change_set, table_name, row_key)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE setting (
            name TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set) STRICT, WITHOUT ROWID
        """,
    ]

    private static let codeTables = [
        """
        CREATE TABLE code (
            id INTEGER PRIMARY KEY,
            code_table TEXT NOT NULL,
            code_key TEXT NOT NULL,
            translation TEXT NOT NULL,
            system_key TEXT NOT NULL,
            site INTEGER,
            sort_order INTEGER NOT NULL,
            active INTEGER NOT NULL CHECK (active IN (0, 1)),
            seen_in_file INTEGER NOT NULL CHECK (seen_in_file IN (0, 1)),
            change_set INTEGER NOT NULL REFERENCES change_set,
            UNIQUE (code_table, code_key)) STRICT
        """,
        """
        CREATE TABLE site (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            state_site_id TEXT NOT NULL,
            start_grade TEXT NOT NULL,
            end_grade TEXT NOT NULL,
            site_type TEXT NOT NULL,
            address TEXT NOT NULL,
            address_2 TEXT NOT NULL,
            city TEXT NOT NULL,
            state TEXT NOT NULL,
            zip TEXT NOT NULL,
            local_site_code TEXT NOT NULL,
            annual_hours TEXT NOT NULL,
            annual_weeks TEXT NOT NULL,
            parent_site TEXT NOT NULL,
            sourced_id TEXT NOT NULL,
            missing_since INTEGER,
            change_set INTEGER NOT NULL REFERENCES change_set) STRICT
        """,
    ]

    private static let rosterTables = [
        """
        CREATE TABLE sis_student (
            id INTEGER PRIMARY KEY,
            import_id TEXT NOT NULL UNIQUE,
            state_id TEXT NOT NULL,
            other_id TEXT NOT NULL,
            sourced_id TEXT NOT NULL,
            last_name TEXT NOT NULL,
            first_name TEXT NOT NULL,
            middle_name TEXT NOT NULL,
            name_suffix TEXT NOT NULL,
            birth_date INTEGER,
            gender TEXT NOT NULL,
            ethnicity TEXT NOT NULL,
            is_hispanic TEXT NOT NULL,
            primary_language TEXT NOT NULL,
            correspondence_language TEXT NOT NULL,
            english_proficiency TEXT NOT NULL,
            primary_disability TEXT NOT NULL,
            school_enter_date INTEGER,
            district_enter_date INTEGER,
            plan_504_accommodations TEXT NOT NULL,
            plan_504_review_date INTEGER,
            academic_year TEXT NOT NULL,
            aka_last_name TEXT NOT NULL,
            aka_first_name TEXT NOT NULL,
            aka_middle_name TEXT NOT NULL,
            aka_suffix TEXT NOT NULL,
            other_columns TEXT NOT NULL,
            grade TEXT NOT NULL,
            site INTEGER,
            name_key TEXT NOT NULL,
            given_key TEXT NOT NULL,
            surname_key TEXT NOT NULL,
            content INTEGER NOT NULL,
            missing_since INTEGER,
            change_set INTEGER NOT NULL REFERENCES change_set) STRICT
        """,
        """
        CREATE INDEX sis_student_directory
        ON sis_student (import_id, id, last_name, first_name, birth_date)
        """,
        "CREATE INDEX sis_student_state_id ON sis_student (state_id) WHERE state_id <> ''",
        "CREATE INDEX sis_student_other_id ON sis_student (other_id) WHERE other_id <> ''",
        "CREATE INDEX sis_student_sourced_id ON sis_student (sourced_id) WHERE sourced_id <> ''",
        "CREATE INDEX sis_student_name ON sis_student (name_key)",
        "CREATE INDEX sis_student_given ON sis_student (given_key)",
        "CREATE INDEX sis_student_surname ON sis_student (surname_key) WHERE surname_key <> ''",
        """
        CREATE TABLE name_variant (
            variant TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (variant, name)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE sis_enrollment (
            sis_student INTEGER NOT NULL REFERENCES sis_student,
            site INTEGER NOT NULL,
            start INTEGER NOT NULL,
            academic_year TEXT NOT NULL,
            ends INTEGER,
            grade TEXT NOT NULL,
            is_primary TEXT NOT NULL,
            attendance_program TEXT NOT NULL,
            exit_code TEXT NOT NULL,
            session_type TEXT NOT NULL,
            entry_code TEXT NOT NULL,
            missing_since INTEGER,
            change_set INTEGER NOT NULL REFERENCES change_set,
            PRIMARY KEY (sis_student, site, start, academic_year)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE sis_contact (
            sis_student INTEGER NOT NULL REFERENCES sis_student,
            position INTEGER NOT NULL,
            last_name TEXT NOT NULL,
            first_name TEXT NOT NULL,
            address TEXT NOT NULL,
            address_2 TEXT NOT NULL,
            city TEXT NOT NULL,
            state TEXT NOT NULL,
            zip TEXT NOT NULL,
            phone TEXT NOT NULL,
            email TEXT NOT NULL,
            legal_guardian TEXT NOT NULL,
            primary_contact TEXT NOT NULL,
            other_columns TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set,
            PRIMARY KEY (sis_student, position)) STRICT, WITHOUT ROWID
        """,
    ]

    private static let studentTables = [
        """
        CREATE TABLE student (
            id INTEGER PRIMARY KEY,
            student_id TEXT NOT NULL UNIQUE CHECK (student_id <> ''),
            sis_student INTEGER UNIQUE REFERENCES sis_student,
            status TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'noShow', 'retired')),
            origin TEXT NOT NULL,
            merged_into INTEGER REFERENCES student,
            last_name TEXT NOT NULL,
            first_name TEXT NOT NULL,
            middle_name TEXT NOT NULL,
            birth_date INTEGER,
            gender TEXT NOT NULL,
            grade TEXT NOT NULL,
            site INTEGER,
            name_key TEXT NOT NULL,
            given_key TEXT NOT NULL,
            surname_key TEXT NOT NULL,
            created_at TEXT NOT NULL,
            revision INTEGER NOT NULL CHECK (revision > 0),
            change_set INTEGER NOT NULL REFERENCES change_set,
            CHECK ((status = 'retired') = (merged_into IS NOT NULL))) STRICT
        """,
        "CREATE INDEX student_name ON student (name_key) WHERE name_key <> ''",
        "CREATE INDEX student_given ON student (given_key) WHERE given_key <> ''",
        "CREATE INDEX student_surname ON student (surname_key) WHERE surname_key <> ''",
        "CREATE INDEX student_unlinked ON student (id) WHERE sis_student IS NULL",
        "CREATE INDEX student_merged_into ON student (merged_into) WHERE merged_into IS NOT NULL",
        """
        CREATE TABLE identifier (
            system TEXT NOT NULL CHECK (system IN ('studentID', 'stateID', 'otherID')),
            value TEXT NOT NULL CHECK (value <> ''),
            student INTEGER NOT NULL REFERENCES student,
            status TEXT NOT NULL CHECK (status IN ('active', 'provisional', 'retired')),
            change_set INTEGER NOT NULL REFERENCES change_set,
            PRIMARY KEY (system, value, student)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE UNIQUE INDEX identifier_active ON identifier (system, value)
        WHERE status = 'active'
        """,
        "CREATE INDEX identifier_student ON identifier (student)",
    ]

    private static let programTables = [
        """
        CREATE TABLE program_enrollment (
            student INTEGER NOT NULL REFERENCES student,
            program INTEGER NOT NULL REFERENCES code,
            start INTEGER NOT NULL,
            site INTEGER NOT NULL,
            content INTEGER NOT NULL,
            ends INTEGER,
            eligibility_start INTEGER,
            eligibility_end INTEGER,
            academic_year INTEGER,
            eligibility_code INTEGER,
            exit_code INTEGER,
            start_is_eligibility INTEGER NOT NULL CHECK (start_is_eligibility IN (0, 1)),
            change_set INTEGER NOT NULL,
            PRIMARY KEY (student, program, start, site)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE program_alias (
            student INTEGER NOT NULL REFERENCES student,
            program INTEGER NOT NULL,
            start INTEGER NOT NULL,
            site INTEGER NOT NULL,
            decision TEXT NOT NULL CHECK (decision IN ('same', 'discard')),
            content TEXT NOT NULL,
            to_student INTEGER,
            to_program INTEGER,
            to_start INTEGER,
            to_site INTEGER,
            change_set INTEGER NOT NULL REFERENCES change_set,
            PRIMARY KEY (student, program, start, site)) STRICT, WITHOUT ROWID
        """,
    ]

    private static let importTables = [
        """
        CREATE TABLE import_run (
            id INTEGER PRIMARY KEY,
            file_name TEXT NOT NULL,
            layout TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            digest TEXT NOT NULL,
            head_digest TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('applied', 'held', 'discarded', 'failed')),
            actor TEXT NOT NULL,
            started_at TEXT NOT NULL,
            finished_at TEXT NOT NULL,
            header TEXT NOT NULL,
            report TEXT NOT NULL,
            change_set INTEGER REFERENCES change_set) STRICT
        """,
        "CREATE INDEX import_run_file ON import_run (layout, bytes)",
        """
        CREATE TABLE import_row (
            run INTEGER NOT NULL REFERENCES import_run,
            row INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('rejected', 'held', 'resolved', 'rerun')),
            cells TEXT NOT NULL,
            problems TEXT NOT NULL,
            held TEXT NOT NULL,
            resolution TEXT NOT NULL,
            change_set INTEGER REFERENCES change_set,
            PRIMARY KEY (run, row)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE import_file (
            run INTEGER NOT NULL REFERENCES import_run,
            piece INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (run, piece)) STRICT, WITHOUT ROWID
        """,
    ]
}
