import Records

// The SQL that writes `program_enrollment` one record at a time, for a person.

extension Reader {
    /// One program enrollment, or nil.
    public func programRecord(_ key: ProgramRecord.Key) throws -> ProgramRecord? {
        try programRecords(of: key.student).first { $0.key == key }
    }
}

extension Writer {
    /// Adds a program enrollment of a student who has none with this key.
    public func addProgram(_ row: ProgramRow, of student: Int64, in change: Int) throws {
        try write(row, student: student, changeSet: change, replacing: false)
        try note(TableChange(inserted: 1), of: .programEnrollment, in: change)
    }

    /// Lets a program enrollment say what `row` says, keeping what it was. Where another key is
    /// part of that, the record goes and comes under that one.
    public func changeProgram(
        _ key: ProgramRecord.Key, to row: ProgramRow, in change: Int
    ) throws {
        if (key.program, key.start, key.site) != (Int64(row.program), Int64(row.start), row.site) {
            try removeProgram(key, in: change)
            return try addProgram(row, of: key.student, in: change)
        }
        let kept = try keepImages(
            of: .programEnrollment, where: Self.its(key), in: change, for: .update)
        try write(row, student: key.student, changeSet: change, replacing: true)
        try note(TableChange(updated: kept), of: .programEnrollment, in: change)
    }

    /// Removes a program enrollment, keeping what it was.
    public func removeProgram(_ key: ProgramRecord.Key, in change: Int) throws {
        let kept = try keepImages(
            of: .programEnrollment, where: Self.its(key), in: change, for: .delete)
        try run("DELETE FROM program_enrollment WHERE \(query: Self.its(key))")
        try note(TableChange(deleted: kept), of: .programEnrollment, in: change)
    }

    private static func its(_ key: ProgramRecord.Key) -> Query {
        """
        student = \(key.student) AND program = \(key.program) AND start = \(key.start)
        AND site = \(key.site)
        """
    }
}
