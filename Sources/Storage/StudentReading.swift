import Records

// The SQL that reads students as people see them: a linked student's SIS-owned fields come from
// the General Student Table, so that they are never out of date.

/// A student as commands and pages show it.
public struct StudentView: Equatable, Sendable {
    public var id: Int
    public var studentID: String
    public var integrationID: String?
    public var stateID: String
    public var otherID: String
    public var status: String
    public var origin: String
    public var mergedInto: String?
    public var createdAt: String
    /// Name of the field, and its value as text; blank ones are left out.
    public var fields: [(name: String, value: String)]

    public static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.fields.map(\.name) == right.fields.map(\.name)
            && left.fields.map(\.value) == right.fields.map(\.value)
    }

    /// `Last, First Middle`.
    public var name: String {
        func value(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
        let given = [value("firstName"), value("middleName")].filter { !$0.isEmpty }
        return value("lastName") + ", " + given.joined(separator: " ")
    }
}

/// A program enrollment with its codes spelled out.
public struct ProgramView: Equatable, Sendable {
    public let record: ProgramRecord
    public let program: String
    public let systemKey: String
    public let eligibilityCode: String
    public let exitCode: String
}

extension Reader {
    private static var fieldNames: [String] {
        [
            "lastName", "firstName", "middleName", "nameSuffix", "birthDate", "gender", "grade",
            "site", "ethnicity", "isHispanic", "primaryLanguage", "correspondenceLanguage",
            "englishProficiency", "schoolEnterDate", "districtEnterDate", "academicYear",
            "missingSince",
        ]
    }

    private static var dateFields: Set<String> {
        ["birthDate", "schoolEnterDate", "districtEnterDate", "missingSince"]
    }

    /// Columns of a student: SIS-owned ones from the SIS student where there is one.
    private static var viewColumns: String {
        func own(_ name: String) -> String {
            "CASE WHEN g.id IS NULL THEN s.\(name) ELSE g.\(name) END"
        }
        let fields = [
            own("last_name"), own("first_name"), own("middle_name"), "g.name_suffix",
            own("birth_date"), own("gender"), own("grade"), own("site"), "g.ethnicity",
            "g.is_hispanic", "g.primary_language", "g.correspondence_language",
            "g.english_proficiency", "g.school_enter_date", "g.district_enter_date",
            "g.academic_year", "g.missing_since",
        ]
        return """
            s.id, s.student_id, g.import_id,
            coalesce(g.state_id, (SELECT min(i.value) FROM identifier i WHERE i.student = s.id
                AND i.system = 'stateID' AND i.status = 'active'), ''),
            coalesce(g.other_id, (SELECT min(i.value) FROM identifier i WHERE i.student = s.id
                AND i.system = 'otherID' AND i.status = 'active'), ''),
            s.status, s.origin, m.student_id, s.created_at, \(fields.joined(separator: ", "))
            """
    }

    private static var viewTables: String {
        """
        student s LEFT JOIN sis_student g ON g.id = s.sis_student
        LEFT JOIN student m ON m.id = s.merged_into
        """
    }

    private static func view(_ row: any ResultRow) throws -> StudentView {
        var fields: [(String, String)] = []
        for (index, name) in fieldNames.enumerated() {
            let column = 9 + index
            var value: String?
            if dateFields.contains(name) {
                value = try row.integer(column).map {
                    CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0)).description
                }
            } else if name == "site" {
                value = try row.integer(column).map(String.init)
            } else {
                value = try row.text(column)
            }
            if let value, !value.isEmpty { fields.append((name, value)) }
        }
        return StudentView(
            id: try row.requiredInteger(0), studentID: try row.requiredText(1),
            integrationID: try row.text(2), stateID: try row.requiredText(3),
            otherID: try row.requiredText(4), status: try row.requiredText(5),
            origin: try row.requiredText(6), mergedInto: try row.text(7),
            createdAt: try row.requiredText(8), fields: fields)
    }

    /// One student by our number.
    public func student(_ id: Int) throws -> StudentView? {
        try first(
            """
            SELECT \(sql: Self.viewColumns) FROM \(sql: Self.viewTables) WHERE s.id = \(id)
            """, Self.view)
    }

    /// One student by our number, with all fields that say something.
    public func wholeStudent(_ id: Int) throws -> StudentView? {
        guard var view = try student(id) else { return nil }
        let shown = try values(of: id).shown
        let others = view.fields.filter { StudentField.named($0.name) == nil }
        view.fields =
            StudentField.all.compactMap { field in
                shown[field.name].map { (name: field.name, value: $0) }
            } + others
        return view
    }

    /// How many documents, events, learning plans and enrollments of its own hang on a student.
    public func attachedCounts(of student: Int) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for (name, table) in [
            ("documents", VersionedTable.document), ("events", .event), ("plans", .learningPlan),
            ("enrollments", .enrollment),
        ] {
            counts[name] = try count(
                "SELECT count(*) FROM \(sql: table.name) WHERE student = \(student)")
        }
        return counts
    }

    /// The program enrollments of a student, the newest first.
    public func programs(of student: Int) throws -> [ProgramView] {
        let names = Dictionary(
            uniqueKeysWithValues: try codes().map { (Int32($0.id), $0) })
        return try programRecords(of: Int64(student)).map { record in
            ProgramView(
                record: record, program: names[record.row.program]?.key ?? "?",
                systemKey: names[record.row.program]?.systemKey ?? "",
                eligibilityCode: names[record.row.eligibilityCode]?.key ?? "",
                exitCode: names[record.row.exitCode]?.key ?? "")
        }.sorted { ($0.record.key.start, $0.program) > ($1.record.key.start, $1.program) }
    }
}
