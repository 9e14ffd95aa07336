extension Migration {
    /// What lists of the whole district are found and ordered by. No index on program enrollments:
    /// one would make an import of a million of them a third slower.
    static let m005Lists = Migration(
        number: 5, title: "Lists", statements: studentIndexes + changeIndexes)

    private static let studentIndexes = [
        """
        CREATE INDEX sis_student_list ON sis_student (grade, site, name_key, missing_since)
        """,
        """
        CREATE INDEX student_field_manager ON student_field (value) WHERE field = 'caseManager'
        """,
        """
        CREATE INDEX student_ale ON student (origin)
        WHERE origin IN ('ale', 'aleSameDay', 'aleIncomingKindergarten')
        """,
    ]

    private static let changeIndexes = [
        "CREATE INDEX change_set_at ON change_set (at)",
        "CREATE INDEX change_set_kind ON change_set (kind)",
        "CREATE INDEX change_set_actor ON change_set (actor)",
        "CREATE INDEX change_set_undoes ON change_set (undoes) WHERE undoes IS NOT NULL",
        "CREATE INDEX change_set_undone ON change_set (undone_by) WHERE undone_by IS NOT NULL",
        """
        CREATE INDEX import_row_waiting ON import_row (state, change_set)
        WHERE state IN ('held', 'resolved')
        """,
    ]
}
