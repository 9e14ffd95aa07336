import Records

extension Migration {
    /// What hangs on a student, who was told apart from whom, and who looked at whom.
    ///
    /// `change_subject` names the students whom a change set was about, where it was about few;
    /// their history is found by it. `content` keeps the bytes of documents, each content once.
    /// The words of names become findable by their sound (see `Soundex.variant`).
    static let m002Students = Migration(
        number: 2, title: "Students",
        statements: fieldTables + documentTables + planTables + decisionTables + logTables,
        rest: { try $0.addSoundVariants() })

    private static let fieldTables = [
        """
        CREATE TABLE student_field (
            student INTEGER NOT NULL REFERENCES student,
            field TEXT NOT NULL,
            value TEXT NOT NULL CHECK (value <> ''),
            change_set INTEGER NOT NULL REFERENCES change_set,
            PRIMARY KEY (student, field)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE enrollment (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES student,
            site INTEGER NOT NULL,
            start INTEGER NOT NULL,
            ends INTEGER,
            academic_year TEXT NOT NULL,
            grade TEXT NOT NULL,
            is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
            entry_code TEXT NOT NULL,
            exit_code TEXT NOT NULL,
            added_at TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set) STRICT
        """,
        "CREATE INDEX enrollment_student ON enrollment (student)",
    ]

    private static let documentTables = [
        """
        CREATE TABLE content (
            id INTEGER PRIMARY KEY,
            digest TEXT NOT NULL UNIQUE,
            bytes INTEGER NOT NULL CHECK (bytes >= 0)) STRICT
        """,
        """
        CREATE TABLE content_piece (
            content INTEGER NOT NULL REFERENCES content,
            piece INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (content, piece)) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE document (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES student,
            title TEXT NOT NULL CHECK (title <> ''),
            category TEXT NOT NULL CHECK (category <> ''),
            school_year TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('draft', 'review', 'final')),
            file_name TEXT NOT NULL,
            content INTEGER NOT NULL REFERENCES content,
            added_at TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set) STRICT
        """,
        "CREATE INDEX document_student ON document (student)",
        """
        CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES student,
            kind TEXT NOT NULL CHECK (kind <> ''),
            day INTEGER NOT NULL,
            note TEXT NOT NULL,
            added_at TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set) STRICT
        """,
        "CREATE INDEX event_student ON event (student)",
    ]

    private static let planTables = [
        """
        CREATE TABLE learning_plan (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL REFERENCES student,
            start INTEGER NOT NULL,
            ends INTEGER NOT NULL,
            minutes_per_week INTEGER NOT NULL CHECK (minutes_per_week >= 0),
            teacher TEXT NOT NULL,
            contact_method TEXT NOT NULL,
            materials TEXT NOT NULL,
            evaluation TEXT NOT NULL,
            meets_standards INTEGER CHECK (meets_standards IN (0, 1)),
            status TEXT NOT NULL
                CHECK (status IN ('draft', 'approved', 'concluded', 'superseded')),
            approved_on INTEGER,
            approved_by TEXT NOT NULL,
            approved_snapshot TEXT NOT NULL,
            concluded_on INTEGER,
            created_at TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set,
            CHECK (ends >= start),
            CHECK (status <> 'approved' OR approved_on IS NOT NULL)) STRICT
        """,
        "CREATE INDEX learning_plan_student ON learning_plan (student)",
        """
        CREATE TABLE plan_course (
            id INTEGER PRIMARY KEY,
            plan INTEGER NOT NULL REFERENCES learning_plan,
            title TEXT NOT NULL CHECK (title <> ''),
            state_course_code TEXT NOT NULL,
            teacher TEXT NOT NULL,
            goals TEXT NOT NULL,
            objectives TEXT NOT NULL,
            activities TEXT NOT NULL,
            completion TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set) STRICT
        """,
        "CREATE INDEX plan_course_plan ON plan_course (plan)",
        """
        CREATE TABLE plan_contact (
            id INTEGER PRIMARY KEY,
            plan INTEGER NOT NULL REFERENCES learning_plan,
            course INTEGER REFERENCES plan_course,
            day INTEGER NOT NULL,
            method TEXT NOT NULL,
            evidence TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set) STRICT
        """,
        "CREATE INDEX plan_contact_plan ON plan_contact (plan)",
        """
        CREATE TABLE plan_review (
            id INTEGER PRIMARY KEY,
            plan INTEGER NOT NULL REFERENCES learning_plan,
            month INTEGER NOT NULL,
            day INTEGER NOT NULL,
            satisfactory INTEGER NOT NULL CHECK (satisfactory IN (0, 1)),
            note TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set,
            UNIQUE (plan, month)) STRICT
        """,
        """
        CREATE TABLE plan_intervention (
            id INTEGER PRIMARY KEY,
            review INTEGER NOT NULL REFERENCES plan_review,
            kind TEXT NOT NULL CHECK (kind IN
                ('moreContact', 'changedContact', 'changedGoals', 'changedCourses')),
            day INTEGER NOT NULL,
            note TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set) STRICT
        """,
        "CREATE INDEX plan_intervention_review ON plan_intervention (review)",
    ]

    /// Who is not whom. `evidence` has the numbers in which they agreed when it was decided: only
    /// another one makes the pair worth a look again.
    private static let decisionTables = [
        """
        CREATE TABLE not_same (
            low INTEGER NOT NULL REFERENCES student,
            high INTEGER NOT NULL REFERENCES student,
            origin TEXT NOT NULL CHECK (origin IN ('decision', 'undo')),
            evidence TEXT NOT NULL,
            reason TEXT NOT NULL,
            actor TEXT NOT NULL,
            at TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set,
            PRIMARY KEY (low, high),
            CHECK (low < high)) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX not_same_high ON not_same (high)",
        """
        CREATE TABLE not_linked (
            student INTEGER NOT NULL REFERENCES student,
            sis_student INTEGER NOT NULL REFERENCES sis_student,
            origin TEXT NOT NULL CHECK (origin IN ('decision', 'undo')),
            evidence TEXT NOT NULL,
            reason TEXT NOT NULL,
            actor TEXT NOT NULL,
            at TEXT NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set,
            PRIMARY KEY (student, sis_student)) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX not_linked_sis_student ON not_linked (sis_student)",
        """
        CREATE INDEX program_alias_to_student ON program_alias (to_student)
        WHERE to_student IS NOT NULL
        """,
        """
        CREATE INDEX sis_student_birth_date ON sis_student (birth_date)
        WHERE birth_date IS NOT NULL
        """,
        """
        CREATE INDEX sis_student_aka
        ON sis_student (aka_last_name, aka_first_name, last_name, first_name)
        WHERE aka_last_name <> '' OR aka_first_name <> ''
        """,
        """
        CREATE INDEX student_birth_date ON student (birth_date)
        WHERE birth_date IS NOT NULL
        """,
    ]

    private static let logTables = [
        """
        CREATE TABLE change_subject (
            student INTEGER NOT NULL,
            change_set INTEGER NOT NULL REFERENCES change_set,
            PRIMARY KEY (student, change_set)) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX change_subject_change ON change_subject (change_set)",
        """
        CREATE TABLE access_log (
            id INTEGER PRIMARY KEY,
            student INTEGER NOT NULL,
            at TEXT NOT NULL,
            party TEXT NOT NULL,
            purpose TEXT NOT NULL,
            seen TEXT NOT NULL) STRICT
        """,
        "CREATE INDEX access_log_student ON access_log (student)",
    ]
}
