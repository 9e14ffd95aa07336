import Records

// The SQL that reads and writes what is said of students, field by field.

extension StudentField {
    /// The columns of the core fields, in their order, of `student` and `sis_student` alike.
    public static let coreColumns = [
        "last_name", "first_name", "middle_name", "birth_date", "gender", "grade", "site",
    ]
    /// The columns of the roster's fields in `sis_student`, in their order.
    public static let rosterColumns = [
        "name_suffix", "ethnicity", "is_hispanic", "primary_language", "correspondence_language",
        "english_proficiency", "primary_disability", "school_enter_date", "district_enter_date",
        "plan_504_accommodations", "plan_504_review_date", "academic_year", "aka_last_name",
        "aka_first_name", "aka_middle_name", "aka_suffix",
    ]
    /// Those of the contact's fields in `sis_contact`.
    static let contactColumns = [
        "last_name", "first_name", "address", "address_2", "city", "state", "zip", "phone", "email",
    ]

    /// A column of this field as text.
    fileprivate func text(_ row: any ResultRow, _ column: Int) throws -> String {
        switch kind {
        case .text: try row.text(column) ?? ""
        case .site: try row.integer(column).map(String.init) ?? ""
        case .date:
            try row.integer(column).map {
                CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0)).description
            } ?? ""
        }
    }
}

extension Reader {
    /// All that is said of a student.
    public func values(of student: Int) throws -> StudentValues {
        StudentValues(
            own: try ownFields(of: student),
            sis: try sisStudent(of: student).map { try sisFields(of: $0) })
    }

    /// What each field of a student shows, by the field's name; blank ones are left out.
    public func fields(of student: Int) throws -> [String: FieldValue] {
        let values = try values(of: student)
        var shown: [String: FieldValue] = [:]
        for field in StudentField.all {
            let value = values[field]
            if !value.value.isEmpty { shown[field.name] = value }
        }
        return shown
    }

    /// Our number of the SIS student that a student is linked to.
    public func sisStudent(of student: Int) throws -> Int? {
        try first("SELECT sis_student FROM student WHERE id = \(student)") { try $0.integer(0) }
            ?? nil
    }

    /// What the SIS says of one of its students; blank fields are left out.
    public func sisFields(of sis: Int) throws -> [String: FieldValue] {
        var found = try said(
            StudentField.core + StudentField.roster,
            "\(sql: (StudentField.coreColumns + StudentField.rosterColumns).listed)",
            from: "sis_student WHERE id = \(sis)")
        try open(&found)
        let contact = try said(
            StudentField.contact, "\(sql: StudentField.contactColumns.listed)",
            from: """
                sis_contact WHERE sis_student = \(sis)
                ORDER BY CASE WHEN upper(primary_contact) IN ('Y', 'YES', '1', 'TRUE')
                    THEN 0 ELSE 1 END, position LIMIT 1
                """)
        let enrollment = try said(
            StudentField.enrollment, "start, ends",
            from: """
                sis_enrollment WHERE sis_student = \(sis) AND missing_since IS NULL
                ORDER BY start DESC, site LIMIT 1
                """)
        found.merge(contact) { $1 }
        found.merge(enrollment) { $1 }
        return found
    }

    /// Opens what is sealed of a SIS student.
    private func open(_ found: inout [String: FieldValue]) throws {
        if let disability = found["primaryDisability"] {
            found["primaryDisability"] = FieldValue(
                value: try opened(disability.value, kind: SealedKind.disability),
                changeSet: disability.changeSet)
        }
        guard let kept = found["plan504Accommodations"], SealedForm.isSealed(kept.value) else {
            return
        }
        let plan = SealedPlan504(said: try opened(kept.value, kind: SealedKind.plan504))
        func said(_ value: String) -> FieldValue? {
            value.isEmpty ? nil : FieldValue(value: value, changeSet: kept.changeSet)
        }
        found["plan504Accommodations"] = said(plan.accommodations)
        found["plan504ReviewDate"] = said(plan.review.map(\.description) ?? "")
    }

    /// What the profile itself says.
    public func ownFields(of student: Int) throws -> [String: FieldValue] {
        var found: [String: FieldValue] = [:]
        let core = try first(
            """
            SELECT \(sql: StudentField.coreColumns.listed), change_set FROM student
            WHERE id = \(student)
            """
        ) { row in
            try Self.values(row, of: StudentField.core)
        }
        found = core ?? [:]
        let others = try rows(
            "SELECT field, value, change_set FROM student_field WHERE student = \(student)"
        ) { row in
            let name = try row.requiredText(0)
            return (
                name,
                FieldValue(
                    value: try opened(row.requiredText(1), kind: SealedKind.field(name)),
                    changeSet: try row.requiredInteger(2))
            )
        }
        for (name, value) in others { found[name] = value }
        return found
    }

    private func said(
        _ fields: [StudentField], _ columns: Query, from source: Query
    ) throws -> [String: FieldValue] {
        try first("SELECT \(query: columns), change_set FROM \(query: source)") {
            try Self.values($0, of: fields)
        } ?? [:]
    }

    /// The values of a row that has the columns of `fields` and then that of the change set.
    private static func values(
        _ row: any ResultRow, of fields: [StudentField]
    ) throws -> [String: FieldValue] {
        let change = try row.requiredInteger(fields.count)
        var found: [String: FieldValue] = [:]
        for (index, field) in fields.enumerated() {
            let value = try field.text(row, index)
            if value.isEmpty { continue }
            found[field.name] = FieldValue(value: value, changeSet: change)
        }
        return found
    }
}

extension [String] {
    fileprivate var listed: String { joined(separator: ", ") }
}

extension Writer {
    /// Lets the profile itself say `values`, by the names of fields; an empty one takes back what
    /// it said. The revision of the student goes up by one. Values are as `StudentField.value`
    /// gives them.
    public func setOwnFields(
        _ values: [String: String], of student: Int, in change: Int
    ) throws {
        if values.isEmpty { return }
        let core = StudentField.core.enumerated().compactMap { index, field in
            values[field.name].map { (StudentField.coreColumns[index], field, $0) }
        }
        var sets: Query = "revision = revision + 1, change_set = \(change)"
        for (column, field, value) in core {
            sets = "\(query: sets), \(sql: column) = \(query: Self.stored(value, field))"
        }
        let kept = try keepImages(of: .student, ids: [Int64(student)], in: change)
        try run("UPDATE student SET \(query: sets) WHERE id = \(student)")
        try note(TableChange(updated: kept), of: .student, in: change)
        if core.contains(where: { $0.1.name.hasSuffix("Name") }) { try setNameKeys(of: student) }
        let others = values.filter { name, _ in
            !StudentField.core.contains { $0.name == name }
        }
        if !others.isEmpty { try setFieldRows(others, of: student, in: change) }
    }

    private static func stored(_ value: String, _ field: StudentField) -> Query {
        switch field.kind {
        case .text: "\(value)"
        case .site: "\(optional: Int(value))"
        case .date: "\(optional: CalendarDate(iso: value)?.dayNumber)"
        }
    }

    private func setFieldRows(
        _ values: [String: String], of student: Int, in change: Int
    ) throws {
        let names = values.keys.sorted()
        let given = names.filter { values[$0] != "" }
        let blank = names.filter { values[$0] == "" }
        let table = VersionedTable.studentField
        var done = TableChange()
        let its: Query = "student = \(student) AND field IN"
        if !given.isEmpty {
            let these: Query = "\(query: its) (\(list: given))"
            let stood = try count("SELECT count(*) FROM student_field WHERE \(query: these)")
            done.updated = try keepImages(
                of: table, where: "\(query: these) AND change_set <> \(change)", in: change,
                for: .update)
            done.inserted = given.count - stood
            try bulk(table.bulk(.update)) { sink in
                for name in given {
                    let value = values[name] ?? ""
                    let kept =
                        try StudentField.isConfidential(name)
                        ? sealed(value, kind: SealedKind.field(name), place: student) : value
                    try sink.write([
                        .integer(Int64(student)), .text(name), .text(kept),
                        .integer(Int64(change)),
                    ])
                }
            }
        }
        if !blank.isEmpty {
            done.deleted = try keepImages(
                of: table, where: "\(query: its) (\(list: blank))", in: change, for: .delete)
            try run("DELETE FROM student_field WHERE \(query: its) (\(list: blank))")
        }
        try note(done, of: table, in: change)
    }

    /// Gives a student the search keys of the names that the profile itself has.
    func setNameKeys(of student: Int) throws {
        let names = try first(
            """
            SELECT last_name, first_name, middle_name FROM student WHERE id = \(student)
            """
        ) { (try $0.requiredText(0), try $0.requiredText(1), try $0.requiredText(2)) }
        guard let (last, first, middle) = names else { return }
        let keys =
            last.isEmpty && first.isEmpty
            ? ["", "", ""] : NameKeys.keys(last: last, first: first, middle: middle)
        try run(
            """
            UPDATE student SET name_key = \(keys[0]), given_key = \(keys[1]),
                surname_key = \(keys[2])
            WHERE id = \(student)
            """)
        try addNameVariants(of: Set(keys[0].split(separator: " ").map(String.init)))
    }
}
