import Storage

/// Something that breaks one rule of a district on which everything was done (`doEverything`).
struct Damage: Sendable {
    let code: String
    /// Tables whose schema would not let it in.
    let unguarded: [String]
    let statements: [Query]

    /// Whether it is damage to SQLite's file itself.
    var isOfFile: Bool { code == "check.database" }

    init(_ code: String, unguarded: [String] = [], _ statements: Query...) {
        self.code = code
        self.unguarded = unguarded
        self.statements = statements
    }

    static let all = numbers + profiles + programs + contents + references + changeSets + runs

    private static let numbers = [
        Damage(
            "check.identifier-shared", unguarded: ["identifier"],
            "UPDATE identifier SET value = '8001' WHERE value = '8002'"),
        Damage(
            "check.identifier-lost", unguarded: ["identifier"],
            "UPDATE identifier SET student = 999999 WHERE value = '8001'"),
        Damage(
            "check.identifier-second", unguarded: ["identifier"],
            "UPDATE identifier SET student = (SELECT min(student) FROM identifier)"),
        Damage(
            "check.student-id-shared", unguarded: ["student"],
            """
            UPDATE student SET student_id = (SELECT o.student_id FROM student o
                WHERE o.id = (SELECT min(id) FROM student))
            WHERE id = (SELECT max(id) FROM student)
            """),
        Damage(
            "check.sis-student-shared", unguarded: ["student"],
            """
            UPDATE student SET sis_student = (SELECT min(o.sis_student) FROM student o)
            WHERE id = (SELECT max(id) FROM student)
            """),
        Damage(
            "check.import-id-shared", unguarded: ["sis_student"],
            """
            UPDATE sis_student SET import_id = (SELECT max(o.import_id) FROM sis_student o)
            WHERE id = (SELECT min(id) FROM sis_student)
            """),
        Damage(
            "check.database", "PRAGMA ignore_check_constraints = ON",
            "UPDATE identifier SET status = 'odd' WHERE value = '8001'",
            "PRAGMA ignore_check_constraints = OFF"),
    ]

    private static let profiles = [
        Damage(
            "check.merge-circle",
            """
            UPDATE student SET status = 'retired', sis_student = NULL,
                merged_into = (SELECT min(id) + max(id) FROM student) - id
            WHERE id IN (SELECT min(id) FROM student UNION SELECT max(id) FROM student)
            """),
        Damage(
            "check.merge-circle",
            """
            UPDATE student SET status = 'retired', sis_student = NULL, merged_into = id
            WHERE id = (SELECT max(id) FROM student)
            """),
        Damage(
            "check.merge-lost", unguarded: ["student"],
            """
            UPDATE student SET status = 'retired', sis_student = NULL, merged_into = 999999
            WHERE id = (SELECT max(id) FROM student)
            """),
        Damage(
            "check.merge-numbers",
            """
            UPDATE student SET status = 'retired',
                merged_into = (SELECT max(id) FROM student)
            WHERE id = (SELECT min(student) FROM identifier)
            """),
        Damage(
            "check.merge-status", unguarded: ["student"],
            "UPDATE student SET status = 'retired' WHERE id = (SELECT max(id) FROM student)"),
        Damage(
            "check.merge-status", unguarded: ["student"],
            """
            UPDATE student SET merged_into = (SELECT min(id) FROM student)
            WHERE id = (SELECT max(id) FROM student)
            """),
    ]

    /// A record of the last import, its first day 2027-03-01; the one before begins 2027-02-01.
    private static let lastRecord: Query =
        "start = 20878 AND student = (SELECT max(student) FROM program_enrollment)"

    private static let programs = [
        Damage(
            "check.program-key", unguarded: ["program_enrollment"],
            "UPDATE program_enrollment SET start = 20850 WHERE \(query: lastRecord)"),
        Damage(
            "check.program-content",
            "UPDATE program_enrollment SET ends = 20900 WHERE \(query: lastRecord)"),
        Damage(
            "check.program-content",
            "UPDATE program_enrollment SET content = content + 1 WHERE \(query: lastRecord)"),
        Damage(
            "check.program-lost", unguarded: ["program_enrollment"],
            "UPDATE program_enrollment SET student = 999999 WHERE \(query: lastRecord)"),
        Damage(
            "check.program-lost", unguarded: ["program_enrollment"],
            "UPDATE program_enrollment SET program = 999999 WHERE \(query: lastRecord)"),
        Damage(
            "check.program-lost",
            "UPDATE code SET code_table = 'Other' WHERE code_table = 'Program Eligibility'"),
    ]

    private static let contents = [
        Damage(
            "check.document-content",
            """
            UPDATE content SET digest = substr(digest, 33) || substr(digest, 1, 32)
            WHERE id = (SELECT min(id) FROM content)
            """),
        Damage(
            "check.document-content",
            "DELETE FROM content_piece WHERE content = (SELECT max(id) FROM content)"),
    ]

    private static let references = [
        Damage(
            "check.reference-lost", unguarded: ["student"],
            """
            UPDATE student SET sis_student = 999999
            WHERE id = (SELECT max(id) FROM student WHERE sis_student IS NOT NULL)
            """),
        Damage(
            "check.reference-lost", unguarded: ["setting"],
            "INSERT INTO setting (name, value, change_set) VALUES ('x', 'y', 999999)"),
        Damage(
            "check.reference-lost",
            """
            INSERT INTO program_enrollment
            SELECT student, program, start + 1, site, content, ends, eligibility_start,
                eligibility_end, academic_year, eligibility_code, exit_code, start_is_eligibility,
                999999
            FROM program_enrollment WHERE \(query: lastRecord)
            """),
        Damage(
            "check.reference-lost", unguarded: ["change_set"],
            """
            UPDATE change_set SET undone_by = 999999
            WHERE id = (SELECT max(id) FROM change_set)
            """),
        Damage(
            "check.reference-lost", unguarded: ["change_set_table"],
            """
            INSERT INTO change_set_table
                (change_set, table_name, columns, inserted, updated, deleted)
            VALUES (999999, 'setting', 'name value change_set', 1, 0, 0)
            """),
        Damage(
            "check.reference-lost", unguarded: ["prior_image"],
            """
            INSERT INTO prior_image
                (change_set, table_name, row_key, operation, prior_change_set, image)
            VALUES (999999, 'setting', 'x', 'update', 999999, '["x","y",999999]')
            """),
        Damage(
            "check.reference-lost", unguarded: ["import_run"],
            "UPDATE import_run SET change_set = 999999 WHERE layout = 'sites'"),
        Damage(
            "check.reference-lost", unguarded: ["import_row"],
            """
            INSERT INTO import_row
                (run, row, state, cells, problems, held, resolution, change_set)
            VALUES (999999, 2, 'rejected', '[]', '{}', '', '', NULL)
            """),
        Damage(
            "check.reference-lost", unguarded: ["import_file"],
            "INSERT INTO import_file (run, piece, bytes) VALUES (999999, 0, \([UInt8]([1])))"),
    ]

    private static let changeSets = [
        Damage(
            "check.change-images",
            "UPDATE change_set_table SET deleted = deleted + 1 WHERE table_name = 'setting'"),
        Damage(
            "check.change-rows",
            "UPDATE change_set_table SET inserted = inserted + 1 WHERE table_name = 'identifier'"),
        Damage(
            "check.change-rows",
            """
            UPDATE change_set_table SET inserted = inserted + 1000
            WHERE change_set = (SELECT max(id) FROM change_set WHERE undoes IS NOT NULL)
            """),
        Damage(
            "check.change-unnoted", "DELETE FROM change_set_table WHERE table_name = 'setting'"),
        Damage(
            "check.undo-mark",
            """
            UPDATE change_set SET undone_by = (SELECT max(id) FROM change_set)
            WHERE id = (SELECT max(id) FROM change_set WHERE kind = 'code')
            """),
        Damage("check.number-series", "UPDATE next_number SET next = 1 WHERE name = 'code'"),
        Damage(
            "check.prior-image",
            "UPDATE prior_image SET image = '[1,2' WHERE table_name = 'sis_contact'"),
        Damage(
            "check.prior-image",
            "UPDATE prior_image SET image = '[1,2]' WHERE table_name = 'sis_contact'"),
        Damage(
            "check.prior-image",
            """
            UPDATE change_set_table SET columns = 'value name change_set'
            WHERE table_name = 'setting'
            """),
    ]

    private static let runs = [
        Damage(
            "check.run-report", "UPDATE import_run SET report = '{}' WHERE layout = 'sites'"),
        Damage(
            "check.run-sum",
            """
            UPDATE import_run SET report = replace(report, '"unchanged":0', '"unchanged":3')
            WHERE layout = 'sites'
            """),
        Damage(
            "check.run-changes",
            """
            UPDATE import_run SET report = replace(replace(report, '"unchanged":0',
                '"unchanged":1'), '"inserted":1', '"inserted":0')
            WHERE layout = 'sites'
            """),
        Damage("check.run-rows", "DELETE FROM import_row WHERE state = 'rejected'"),
    ]
}
