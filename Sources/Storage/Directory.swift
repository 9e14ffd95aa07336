import Records

// The reading of every number by which an import can name a student.

extension Reader {
    /// All students and SIS students with their numbers, for looking up an import's rows.
    public func studentDirectory() throws -> StudentDirectory {
        let capacity = try count("SELECT count(*) FROM sis_student") + 1024
        var directory = StudentDirectory(capacity: capacity)
        var retired: [(number: String, into: Int64)] = []
        var slots: [Int64: UInt32] = [:]
        try scan(
            """
            SELECT s.id, s.student_id, g.import_id, coalesce(g.last_name, s.last_name),
                coalesce(g.first_name, s.first_name),
                CASE WHEN g.id IS NULL THEN s.birth_date ELSE g.birth_date END, s.merged_into
            FROM student s LEFT JOIN sis_student g ON g.id = s.sis_student ORDER BY s.id
            """
        ) { row in
            let birthDate = Int32(truncatingIfNeeded: max(row.integer(5), Int64(ProgramRow.noDay)))
            let slot = directory.addStudent(
                row.integer(0), last: row.bytes(3), first: row.bytes(4), birthDate: birthDate)
            if row.integer(6) != .min {
                retired.append((row.bytes(1).text, row.integer(6)))
                return true
            }
            slots[row.integer(0)] = slot
            directory.add(row.bytes(2), leadingTo: slot)
            directory.add(row.bytes(1), leadingTo: slot)
            return true
        }
        for (number, into) in retired {
            guard let slot = slots[into] else { continue }
            var number = number
            number.withUTF8 { directory.add(UnsafeRawBufferPointer($0), leadingTo: slot) }
        }
        try addArrivals(to: &directory)
        return directory
    }

    private func addArrivals(to directory: inout StudentDirectory) throws {
        try scan(
            """
            SELECT g.id, g.import_id, g.last_name, g.first_name, g.birth_date FROM sis_student g
            WHERE NOT EXISTS (SELECT 1 FROM student s WHERE s.sis_student = g.id)
            ORDER BY g.import_id
            """
        ) { row in
            let birthDate = Int32(truncatingIfNeeded: max(row.integer(4), Int64(ProgramRow.noDay)))
            let slot = directory.addArrival(
                row.integer(0), last: row.bytes(2), first: row.bytes(3), birthDate: birthDate)
            directory.add(row.bytes(1), leadingTo: slot)
            return true
        }
    }

    /// The district's sites.
    public func siteNumbers() throws -> Set<Int64> {
        Set(try rows("SELECT id FROM site") { Int64(try $0.requiredInteger(0)) })
    }
}
