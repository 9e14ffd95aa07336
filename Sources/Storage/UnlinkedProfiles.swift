import Records

// The SQL of the work list: students that nothing links to the SIS, or who have a stand-in for a
// state ID.

/// A student on the work list.
public struct UnlinkedProfile: Sendable {
    public let id: Int
    public let studentID: String
    public let status: String
    public let origin: String
    /// UTC, ISO 8601.
    public let createdAt: String
    /// Nil where nothing links the student.
    public let sisStudent: Int?
    public var description: PersonDescription
}

extension Reader {
    private static var columns: Query {
        """
        SELECT s.id, s.student_id, s.status, s.origin, s.created_at, s.sis_student,
            coalesce(g.last_name, s.last_name), coalesce(g.first_name, s.first_name),
            coalesce(g.middle_name, s.middle_name),
            CASE WHEN g.id IS NULL THEN s.birth_date ELSE g.birth_date END,
            coalesce(g.gender, s.gender), coalesce(g.grade, s.grade),
            CASE WHEN g.id IS NULL THEN s.site ELSE g.site END, coalesce(g.state_id, ''),
            coalesce(g.other_id, '')
        FROM student s LEFT JOIN sis_student g ON g.id = s.sis_student
        WHERE s.status <> 'retired'
        """
    }

    /// Students that nothing links; of one student only where `student` is given.
    public func unlinkedProfiles(_ student: Int? = nil) throws -> [UnlinkedProfile] {
        let only: Query = student.map { "AND s.id = \($0)" } ?? ""
        return try profiles("\(query: Self.columns) AND s.sis_student IS NULL \(query: only)")
    }

    /// One student, linked or not.
    public func profile(_ student: Int) throws -> UnlinkedProfile? {
        try profiles("\(query: Self.columns) AND s.id = \(student)").first
    }

    /// Linked students whose state ID is a stand-in: one that was entered here, as such or by its
    /// form, while the SIS has none or the same; or one that the SIS says, by its form.
    public func linkedProvisionalProfiles(_ format: IDFormat?) throws -> [UnlinkedProfile] {
        var ids = try rows(
            """
            SELECT i.student FROM identifier i JOIN student s ON s.id = i.student
            JOIN sis_student g ON g.id = s.sis_student
            WHERE i.system = 'stateID' AND i.status = 'provisional'
                AND (g.state_id = '' OR g.state_id = i.value)
            """
        ) { try $0.requiredInteger(0) }
        if let format {
            ids += try students(withRosterStateIDsOf: format)
            ids += try students(withoutRosterStateIDAndWith: format)
        }
        var found: [UnlinkedProfile] = []
        try Set(ids).sorted().forEachBatch { batch in
            found += try profiles("\(query: Self.columns) AND s.id IN (\(list: batch))")
        }
        return found
    }

    /// Students linked to a SIS student without a state ID, whose own has a form: it was entered
    /// before the form was known.
    private func students(withoutRosterStateIDAndWith format: IDFormat) throws -> [Int] {
        let matches = format.matcher
        return try rows(
            """
            SELECT i.student, i.value FROM identifier i JOIN student s ON s.id = i.student
            JOIN sis_student g ON g.id = s.sis_student
            WHERE i.system = 'stateID' AND i.status = 'active' AND g.state_id = ''
            """
        ) { (try $0.requiredInteger(0), try $0.requiredText(1)) }
        .filter { matches($0.1) }.map(\.0)
    }

    /// When these students got the status that they have, where that was after they were made.
    public func statusSince(_ students: [(id: Int, status: String)]) throws -> [Int: String] {
        var found: [Int: String] = [:]
        for student in students {
            // Images are looked up by their whole key.
            found[student.id] = try first(
                """
                SELECT c.at FROM change_subject s
                JOIN prior_image p ON p.change_set = s.change_set
                    AND p.table_name = 'student' AND p.row_key = \("\(student.id)")
                JOIN change_set c ON c.id = s.change_set
                WHERE s.student = \(student.id)
                    AND \(jsonItem: 3, of: "p.image") <> \(student.status)
                ORDER BY s.change_set DESC LIMIT 1
                """
            ) { try $0.requiredText(0) }
        }
        return found
    }

    /// Students linked to a SIS student whose state ID has a form. Where the form says with which
    /// characters it begins, only those are looked at.
    private func students(withRosterStateIDsOf format: IDFormat) throws -> [Int] {
        var found: [Int] = []
        let matches = format.matcher
        let ranges = format.firstCharacters?.compactMap { first -> Query? in
            guard let scalar = first.unicodeScalars.first,
                let next = UnicodeScalar(scalar.value + 1)
            else { return nil }
            return "g.state_id >= \(String(first)) AND g.state_id < \(String(Character(next)))"
        }
        for range in ranges ?? ["1 = 1"] {
            let held = try rows(
                """
                SELECT s.id, g.state_id FROM sis_student g
                JOIN student s ON s.sis_student = g.id
                WHERE g.state_id <> '' AND \(query: range)
                """
            ) { (try $0.requiredInteger(0), try $0.requiredText(1)) }
            found += held.filter { matches($0.1) }.map(\.0)
        }
        return found
    }

    private func profiles(_ query: Query) throws -> [UnlinkedProfile] {
        var found = try rows(query) { row in
            var person = PersonDescription(
                lastName: try row.requiredText(6), firstName: try row.requiredText(7),
                birthDate: try row.integer(9).map {
                    CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0))
                })
            person.middleName = try row.requiredText(8)
            person.gender = try row.requiredText(10)
            person.grade = try row.requiredText(11)
            person.site = try row.integer(12)
            person.stateID = try row.requiredText(13)
            person.otherIDs = [try row.requiredText(14)].filter { !$0.isEmpty }
            return UnlinkedProfile(
                id: try row.requiredInteger(0), studentID: try row.requiredText(1),
                status: try row.requiredText(2), origin: try row.requiredText(3),
                createdAt: try row.requiredText(4), sisStudent: try row.integer(5),
                description: person)
        }
        let numbers = try identifiers(of: found.map(\.id))
        for index in found.indices {
            for number in numbers[found[index].id] ?? [] where number.status != .retired {
                found[index].description.take(number)
            }
        }
        return found
    }
}

extension PersonDescription {
    /// Adds a number that counts. A state ID that is there comes before a stand-in.
    fileprivate mutating func take(_ number: StudentIdentifier) {
        switch number.system {
        case "stateID" where stateID.isEmpty:
            stateID = number.value
            stateIDIsProvisional = number.status == .provisional
        case "otherID" where !otherIDs.contains(number.value): otherIDs.append(number.value)
        default: break
        }
    }
}
