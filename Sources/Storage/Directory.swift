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
        let merged = try addStudents(to: &directory, &roster)
        add(merged, to: &directory, &roster)
        roster.addArrivals(to: &directory)
        try addAliases(to: &directory, merged)
        return directory
    }

    /// Adds the students, and the numbers of those who are there. Returns who was merged.
    private func addStudents(
        to directory: inout StudentDirectory, _ roster: inout RosterNames
    ) throws -> MergedStudents {
        var merged = MergedStudents()
        try scan(
            """
            SELECT id, student_id, sis_student, last_name, first_name, birth_date, merged_into
            FROM student ORDER BY id
            """
        ) { row in
            if row.integer(6) != .min {
                merged.add(
                    row.integer(0), row.bytes(1).text, sis: row.integer(2), into: row.integer(6))
                return true
            }
            let slot: UInt32
            if let place = roster.place(of: row.integer(2)) {
                slot = roster.addStudent(row.integer(0), at: place, to: &directory)
            } else {
                let birthDate = max(row.integer(5), Int64(ProgramRow.noDay))
                slot = directory.addStudent(
                    row.integer(0), last: row.bytes(3), first: row.bytes(4),
                    birthDate: Int32(truncatingIfNeeded: birthDate))
            }
            directory.add(row.bytes(1), leadingTo: slot)
            return true
        }
        return merged
    }

    /// Lets the numbers of merged students lead to who stayed. They come before those of SIS
    /// students without a profile, which could not have a student ID of that number.
    private func add(
        _ merged: MergedStudents, to directory: inout StudentDirectory,
        _ roster: inout RosterNames
    ) {
        for one in merged.all {
            guard let slot = directory.slot(ofStudent: merged.survivor(of: one.id)) else {
                continue
            }
            directory.add(one.studentID, leadingTo: slot)
            if let place = roster.place(of: one.sis) {
                roster.take(place, leadingTo: slot, in: &directory)
            }
        }
    }

    /// Adds the student IDs that students had once. One that leads to two students leads to
    /// neither. State IDs and other IDs are no keys of import files, and are not taken for one.
    private func addAliases(
        to directory: inout StudentDirectory, _ merged: MergedStudents
    ) throws {
        var held: [String: UInt32?] = [:]
        try scan("SELECT value, student FROM identifier WHERE system = 'studentID'") { row in
            let slot = directory.slot(ofStudent: merged.survivor(of: row.integer(1)))
            let value = row.bytes(0).text
            if let other = held[value], other != slot {
                held[value] = .some(nil)
            } else {
                held[value] = slot
            }
            return true
        }
        for case (let value, let slot?) in held { directory.add(value, leadingTo: slot) }
    }

    /// The district's sites.
    public func siteNumbers() throws -> Set<Int64> {
        Set(try rows("SELECT id FROM site") { Int64(try $0.requiredInteger(0)) })
    }
}

/// Students who were merged, with their numbers.
private struct MergedStudents {
    private(set) var all: [(id: Int64, studentID: String, sis: Int64)] = []
    private var into: [Int64: Int64] = [:]

    mutating func add(_ id: Int64, _ studentID: String, sis: Int64, into survivor: Int64) {
        all.append((id, studentID, sis))
        into[id] = survivor
    }

    /// The student at the end of the merges that begin at `student`.
    func survivor(of student: Int64) -> Int64 {
        var (at, steps) = (student, 0)
        // More steps than merges would be a circle.
        while let next = into[at], steps <= all.count { (at, steps) = (next, steps + 1) }
        return at
    }
}

extension StudentDirectory {
    /// Lets `number` lead to `slot`, unless it leads somewhere already.
    fileprivate mutating func add(_ number: String, leadingTo slot: UInt32) {
        var number = number
        number.withUTF8 { add(UnsafeRawBufferPointer($0), leadingTo: slot) }
    }
}
