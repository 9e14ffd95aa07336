import Records

// All SQL that reads and writes `identifier`, one student at a time.

/// A number of a student.
public struct StudentIdentifier: Hashable, Sendable {
    /// What a number is worth: `provisional` stands in for one to come, `retired` was one once and
    /// still leads to the student.
    public enum Status: String, Codable, Sendable { case active, provisional, retired }

    /// `studentID` (an earlier one), `stateID` or `otherID`.
    public let system: String
    public let value: String
    public let status: Status

    public init(system: String, value: String, status: Status) {
        self.system = system
        self.value = value
        self.status = status
    }
}

extension Reader {
    /// The numbers of these students, in order, those that count first.
    public func identifiers(of students: [Int]) throws -> [Int: [StudentIdentifier]] {
        var found: [Int: [StudentIdentifier]] = [:]
        try students.forEachBatch { batch in
            let read = try rows(
                """
                SELECT student, system, value, status FROM identifier
                WHERE student IN (\(list: batch)) ORDER BY student, status, system, value
                """
            ) {
                (
                    try $0.requiredInteger(0),
                    StudentIdentifier(
                        system: try $0.requiredText(1), value: try $0.requiredText(2),
                        status: StudentIdentifier.Status(rawValue: try $0.requiredText(3))
                            ?? .retired)
                )
            }
            for (student, identifier) in read { found[student, default: []].append(identifier) }
        }
        return found
    }
}

extension Writer {
    /// Gives a student a number, or the number that it has another status.
    public func set(_ identifier: StudentIdentifier, of student: Int, in change: Int) throws {
        let its = key(identifier, student)
        let stood = try first("SELECT status FROM identifier WHERE \(query: its)") {
            try $0.requiredText(0)
        }
        if stood == identifier.status.rawValue { return }
        let kept = try keepImages(
            of: .identifier, where: "\(query: its) AND change_set <> \(change)", in: change,
            for: .update)
        try run(
            """
            INSERT INTO identifier (system, value, student, status, change_set)
            VALUES (\(identifier.system), \(identifier.value), \(student),
                \(identifier.status.rawValue), \(change))
            ON CONFLICT (system, value, student) DO UPDATE SET
                status = excluded.status, change_set = excluded.change_set
            """)
        try note(
            TableChange(inserted: stood == nil ? 1 : 0, updated: kept), of: .identifier,
            in: change)
    }

    /// Gives a student an active number.
    public func insertIdentifier(
        _ system: String, _ value: String, student: Int, in change: Int
    ) throws {
        try set(
            StudentIdentifier(system: system, value: value, status: .active), of: student,
            in: change)
    }

    /// Takes a number away from a student.
    public func remove(_ identifier: StudentIdentifier, of student: Int, in change: Int) throws {
        let its = key(identifier, student)
        let kept = try keepImages(of: .identifier, where: its, in: change, for: .delete)
        if kept == 0 { return }
        try run("DELETE FROM identifier WHERE \(query: its)")
        try note(TableChange(deleted: kept), of: .identifier, in: change)
    }

    private func key(_ identifier: StudentIdentifier, _ student: Int) -> Query {
        """
        system = \(identifier.system) AND value = \(identifier.value) AND student = \(student)
        """
    }
}
