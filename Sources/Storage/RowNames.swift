// The SQL by which rows of the roster are named in words.

extension Reader {
    /// The number that the SIS gives a SIS student; nil where there is none with our number.
    public func importID(ofSISStudent id: Int) throws -> String? {
        try first("SELECT import_id FROM sis_student WHERE id = \(id)") { try $0.requiredText(0) }
    }

    /// Our numbers of the SIS students with these integration IDs.
    public func sisStudents(importIDs: [String]) throws -> [Int] {
        if importIDs.isEmpty { return [] }
        return try rows("SELECT id FROM sis_student WHERE import_id IN (\(list: importIDs))") {
            try $0.requiredInteger(0)
        }
    }

    /// Our numbers of the profiles with these student IDs.
    public func students(withStudentIDs ids: [String]) throws -> [Int] {
        if ids.isEmpty { return [] }
        return try rows("SELECT id FROM student WHERE student_id IN (\(list: ids))") {
            try $0.requiredInteger(0)
        }
    }
}
