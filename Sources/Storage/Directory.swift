import Records

// The reading of every number by which an import can name a student.

extension Reader {
    /// All students and SIS students with their numbers, for looking up an import's rows.
    public func studentDirectory() throws -> StudentDirectory {
        let capacity = try count("SELECT count(*) FROM sis_student")
        var roster = RosterNames(capacity: capacity)
        // The columns of one index, so that the wide rows are not touched.
        try scan(
            """
            SELECT id, import_id, last_name, first_name, birth_date FROM sis_student
            ORDER BY import_id
            """
        ) { row in
            roster.add(
                row.integer(0), number: row.bytes(1), last: row.bytes(2), first: row.bytes(3),
                birthDate: Int32(truncatingIfNeeded: max(row.integer(4), Int64(ProgramRow.noDay))))
            return true
        }
        var directory = StudentDirectory(capacity: capacity + 1024)
        try addStudents(to: &directory, &roster)
        roster.addArrivals(to: &directory)
        return directory
    }

    private func addStudents(
        to directory: inout StudentDirectory, _ roster: inout RosterNames
    ) throws {
        var retired: [(number: String, into: Int64)] = []
        var slots: [Int64: UInt32] = [:]
        try scan(
            """
            SELECT id, student_id, sis_student, last_name, first_name, birth_date, merged_into
            FROM student ORDER BY id
            """
        ) { row in
            let slot: UInt32
            if let place = roster.place(of: row.integer(2)) {
                slot = roster.addStudent(row.integer(0), at: place, to: &directory)
            } else {
                let birthDate = max(row.integer(5), Int64(ProgramRow.noDay))
                slot = directory.addStudent(
                    row.integer(0), last: row.bytes(3), first: row.bytes(4),
                    birthDate: Int32(truncatingIfNeeded: birthDate))
            }
            if row.integer(6) != .min {
                retired.append((row.bytes(1).text, row.integer(6)))
                return true
            }
            // A profile that was merged into may be named by a number that comes later.
            if row.integer(2) == .min { slots[row.integer(0)] = slot }
            directory.add(row.bytes(1), leadingTo: slot)
            return true
        }
        for (number, into) in retired {
            let survivor = try survivor(of: into)
            guard let slot = slots[survivor] ?? directory.slot(ofStudent: survivor) else {
                continue
            }
            var number = number
            number.withUTF8 { directory.add(UnsafeRawBufferPointer($0), leadingTo: slot) }
        }
    }

    /// The student at the end of the merges that begin at `student`.
    private func survivor(of student: Int64) throws -> Int64 {
        var student = student
        while let next = try first(
            "SELECT merged_into FROM student WHERE id = \(student) AND merged_into IS NOT NULL",
            { Int64(try $0.requiredInteger(0)) })
        { student = next }
        return student
    }

    /// The district's sites.
    public func siteNumbers() throws -> Set<Int64> {
        Set(try rows("SELECT id FROM site") { Int64(try $0.requiredInteger(0)) })
    }
}
