import Records

// The SQL that reads a student as a merge sees it.

extension Reader {
    /// A student with all that a merge looks at; nil where there is none with our number.
    public func mergeSubject(_ student: Int) throws -> MergeSubject? {
        let found = try first(
            """
            SELECT s.student_id, s.status, s.revision, s.sis_student, g.import_id, g.state_id,
                g.other_id
            FROM student s LEFT JOIN sis_student g ON g.id = s.sis_student WHERE s.id = \(student)
            """
        ) { row in
            let numbers = [("stateID", try row.text(5)), ("otherID", try row.text(6))]
            return MergeSubject(
                id: student, studentID: try row.requiredText(0), status: try row.requiredText(1),
                revision: try row.requiredInteger(2), sisStudent: try row.integer(3),
                integrationID: try row.text(4),
                sisNumbers: Dictionary(
                    uniqueKeysWithValues: numbers.compactMap { system, number in
                        number.flatMap { $0.isEmpty ? nil : (system, $0) }
                    }))
        }
        guard var subject = found else { return nil }
        subject.values = StudentValues(
            own: try ownFields(of: student),
            sis: try subject.sisStudent.map { try sisFields(of: $0) }
        )
        subject.identifiers = try identifiers(of: student)
        subject.rows = try mergeRows(of: student, sis: subject.sisStudent).sorted {
            ($0.kind.rawValue, $0.key) < ($1.kind.rawValue, $1.key)
        }
        return subject
    }

    /// The numbers that a profile itself has, by system and value.
    public func identifiers(of student: Int) throws -> [MergeIdentifier] {
        try rows(
            """
            SELECT system, value, status FROM identifier WHERE student = \(student)
            ORDER BY system, value
            """
        ) {
            MergeIdentifier(
                system: try $0.requiredText(0), value: try $0.requiredText(1),
                status: try $0.requiredText(2))
        }
    }

    private func mergeRows(of student: Int, sis: Int?) throws -> [MergeRow] {
        var found = try programRows(of: student)
        found += try decisionRows(of: student)
        found += try documentRows(of: student)
        found += try eventRows(of: student)
        found += try mergePlanRows(of: student)
        found += try enrollmentRows(
            .enrollment,
            """
            SELECT id, site, start, ends, is_primary, academic_year, grade, entry_code, exit_code
            FROM enrollment WHERE student = \(student)
            """)
        guard let sis else { return found }
        found += try enrollmentRows(
            .sisEnrollment,
            """
            SELECT 0, site, start, ends,
                CASE WHEN upper(is_primary) IN ('N', 'NO', '0', 'FALSE') THEN 0 ELSE 1 END,
                academic_year, grade, entry_code, exit_code
            FROM sis_enrollment WHERE sis_student = \(sis) AND missing_since IS NULL
            """)
        return found
    }

    private func programRows(of student: Int) throws -> [MergeRow] {
        try rows(
            """
            SELECT e.program, e.start, e.site, e.ends, e.content, c.code_key, e.academic_year,
                (SELECT o.code_key FROM code o WHERE o.id = e.eligibility_code),
                (SELECT o.code_key FROM code o WHERE o.id = e.exit_code)
            FROM program_enrollment e JOIN code c ON c.id = e.program
            WHERE e.student = \(student)
            """
        ) { row in
            func key(_ column: Int) throws -> String? {
                try row.text(column).map {
                    try opened($0, kind: VersionedTable.code.sealedKind("code_key"))
                }
            }
            let (program, site) = (try row.requiredInteger(0), try row.requiredInteger(2))
            let (start, end) = (try row.requiredInteger(1), try row.integer(3))
            let place = site == Int(ProgramRow.noSite) ? "no site" : "site \(site)"
            return MergeRow(
                kind: .programEnrollment, key: "\(program)/\(start)/\(site)",
                words: try "\(key(5) ?? ""), \(Self.span(start, end)), \(place)"
                    + Self.details(year: row.integer(6), key(7), key(8)),
                content: "\(try row.requiredInteger(4))", group: "\(program)",
                start: Int32(truncatingIfNeeded: start),
                end: end.map { Int32(truncatingIfNeeded: $0) })
        }
    }

    private func decisionRows(of student: Int) throws -> [MergeRow] {
        try rows(
            """
            SELECT program, start, site, decision, content FROM program_alias
            WHERE student = \(student)
            """
        ) { row in
            let (program, start) = (try row.requiredInteger(0), try row.requiredInteger(1))
            return MergeRow(
                kind: .programDecision, key: "\(program)/\(start)/\(try row.requiredInteger(2))",
                words: "rows of \(Self.day(start))",
                content: try row.requiredText(3) + row.requiredText(4))
        }
    }

    private func documentRows(of student: Int) throws -> [MergeRow] {
        try rows(
            """
            SELECT id, title, category, school_year, status, file_name, content FROM document
            WHERE student = \(student)
            """
        ) { row in
            let texts = try (1...5).map { try row.requiredText($0) }
            let content = try row.requiredInteger(6)
            return MergeRow(
                kind: .document, key: "\(try row.requiredInteger(0))",
                words: texts[0..<4].filter { !$0.isEmpty }.joined(separator: ", "),
                content: (texts + ["\(content)"]).joined(separator: "\u{1F}"),
                group: "\(content)")
        }
    }

    private func eventRows(of student: Int) throws -> [MergeRow] {
        try rows("SELECT id, kind, day, note FROM event WHERE student = \(student)") { row in
            let (kind, day) = (try row.requiredText(1), Self.day(try row.requiredInteger(2)))
            return MergeRow(
                kind: .event, key: "\(try row.requiredInteger(0))", words: "\(kind), \(day)",
                content: [kind, day, try row.requiredText(3)].joined(separator: "\u{1F}"))
        }
    }

    /// From number, site, start, end, whether primary, and four texts.
    private func enrollmentRows(_ kind: MergeRow.Kind, _ query: Query) throws -> [MergeRow] {
        try rows(query) { row in
            let site = try row.requiredInteger(1)
            let (start, end) = (try row.requiredInteger(2), try row.integer(3))
            let texts = try (5...8).map { try row.requiredText($0) }
            let isPrimary = try row.requiredInteger(4) == 1
            let said = ["\(site)/\(start)/\(end ?? 0)/\(isPrimary)"] + texts
            return MergeRow(
                kind: kind,
                key: kind == .sisEnrollment
                    ? "\(site)/\(start)/\(texts[0])" : "\(try row.requiredInteger(0))",
                words: "site \(site), \(Self.span(start, end))",
                content: said.joined(separator: "\u{1F}"), group: "\(site)",
                start: Int32(truncatingIfNeeded: start),
                end: end.map { Int32(truncatingIfNeeded: $0) }, isPrimary: isPrimary)
        }
    }

    private static func day(_ number: Int) -> String {
        CalendarDate(dayNumber: Int32(truncatingIfNeeded: number)).description
    }

    /// What else tells program enrollments of one key apart.
    private static func details(year: Int?, _ eligibility: String?, _ exit: String?) -> String {
        let year = year.flatMap { $0 == 0 ? nil : "year \($0)-\($0 + 1)" }
        let all = [year, eligibility.map { "eligibility \($0)" }, exit.map { "exit \($0)" }]
        return all.compactMap(\.self).map { ", \($0)" }.joined()
    }

    private static func span(_ start: Int, _ end: Int?) -> String {
        "\(day(start)) to \(end.map(day) ?? "open")"
    }
}
