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

    /// The pairs of students that a benchmark made, by their student IDs: the reason of each one's
    /// change set is the source's and the target's.
    public func samplePairs() throws -> [(source: String, target: String)] {
        try rows("SELECT reason FROM change_set WHERE kind = 'benchmark' ORDER BY id") {
            try opened($0.requiredText(0), kind: SealedKind.reason)
                .split(separator: " ").map(String.init)
        }.compactMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
    }
}
