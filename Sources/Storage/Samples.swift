import Records

// The SQL by which benchmarks choose their students.

extension Reader {
    /// Every `step`-th SIS student: import ID, last name, first name.
    public func sampleStudents(
        every step: Int, limit: Int
    ) throws -> [(importID: String, last: String, first: String)] {
        try rows(
            """
            SELECT import_id, last_name, first_name FROM sis_student
            WHERE id % \(step) = 0 ORDER BY id LIMIT \(limit)
            """
        ) { (try $0.requiredText(0), try $0.requiredText(1), try $0.requiredText(2)) }
    }
}
