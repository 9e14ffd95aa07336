import Records

// The SQL that seals what stood in a district before it had a key for it. Nothing that it says
// changes, so no change set keeps it.

extension Reader {
    fileprivate static var isOpen: String { "NOT LIKE '\(SealedForm.text)%'" }
    fileprivate static var openBytes: Query {
        "substr(bytes, 1, 4) <> \(Query.Value.bytes(SealedForm.bytes))"
    }
}

extension Writer {
    /// Keeps a secret as it is, sealed already or by nobody, unless there is one of this name.
    public func keepWrapped(_ bytes: [UInt8], named name: String) throws {
        try run(
            """
            INSERT INTO secret (name, bytes)
            VALUES (\(name), \(Query.Value.bytes(SealedForm.wrapped + bytes)))
            ON CONFLICT (name) DO NOTHING
            """)
    }

    /// Seals some of what is open. Returns whether there can be more.
    public func sealSome(_ batch: Int = 1_000) throws -> Bool {
        if cipher == nil { return false }
        return try sealSecrets() || sealFields(batch) || sealSIS(batch) || sealRows(batch)
            || sealRuns(batch) || sealPieces() || sealColumns(batch)
    }

    private func sealSecrets() throws -> Bool {
        for name in try secretNames() {
            guard let kept = try wrappedSecret(named: name), !SealedForm.isWrapped(kept) else {
                continue
            }
            try rewrapSecret(kept, named: name)
        }
        return false
    }

    private func sealFields(_ batch: Int) throws -> Bool {
        let names = StudentField.all.filter { $0.confidentiality != .none }.map(\.name)
        let open = try rows(
            """
            SELECT student, field, value FROM student_field
            WHERE field IN (\(list: names)) AND value \(sql: Self.isOpen) LIMIT \(batch)
            """
        ) { (try $0.requiredInteger(0), try $0.requiredText(1), try $0.requiredText(2)) }
        for (student, field, value) in open {
            let value = try sealed(value, kind: SealedKind.field(field), place: student)
            try run(
                """
                UPDATE student_field SET value = \(value)
                WHERE student = \(student) AND field = \(field)
                """)
        }
        return !open.isEmpty
    }

    private func sealSIS(_ batch: Int) throws -> Bool {
        let open = try rows(
            """
            SELECT id, primary_disability, plan_504_accommodations, plan_504_review_date,
                other_columns, content
            FROM sis_student
            WHERE primary_disability <> '' AND primary_disability \(sql: Self.isOpen)
                OR plan_504_accommodations <> '' AND plan_504_accommodations \(sql: Self.isOpen)
                OR other_columns <> '{}' AND other_columns \(sql: Self.isOpen)
                OR plan_504_review_date IS NOT NULL LIMIT \(batch)
            """
        ) {
            (
                id: try $0.requiredInteger(0), disability: try $0.requiredText(1),
                plan: SealedPlan504(
                    accommodations: try $0.requiredText(2), review: try $0.day(3)
                ).said, others: try $0.requiredText(4), content: try $0.requiredInteger(5)
            )
        }
        for row in open {
            func kept(_ text: String, _ kind: String) throws -> String {
                // What an earlier version sealed stays.
                SealedForm.isSealed(text) ? text : try sealed(text, kind: kind, place: row.id)
            }
            let others = row.others == "{}" ? "{}" : try kept(row.others, SealedKind.otherColumns)
            let isTagged = [row.disability, row.plan].contains(where: SealedForm.isSealed)
            let content = Int64(row.content)
            try run(
                """
                UPDATE sis_student
                SET primary_disability = \(try kept(row.disability, SealedKind.disability)),
                    plan_504_accommodations = \(try kept(row.plan, SealedKind.plan504)),
                    plan_504_review_date = NULL, other_columns = \(others),
                    content = \(isTagged ? content : cipher?.tag(content) ?? content)
                WHERE id = \(row.id)
                """)
        }
        return !open.isEmpty
    }

    /// The columns that are sealed in every row.
    private func sealColumns(_ batch: Int) throws -> Bool {
        for table in VersionedTable.all where !table.sealedColumns.isEmpty {
            let columns = table.sealedColumns
            let isOpen = columns.map { "(\($0) <> '' AND \($0) \(Self.isOpen))" }
            let open = try rows(
                """
                SELECT \(sql: table.key[0]), \(sql: table.keyExpression),
                    \(sql: columns.joined(separator: ", "))
                FROM \(sql: table.name) WHERE \(sql: isOpen.joined(separator: " OR "))
                LIMIT \(batch)
                """
            ) { row in
                (
                    try row.requiredInteger(0), try row.requiredText(1),
                    try columns.indices.map { try row.requiredText($0 + 2) }
                )
            }
            for (number, key, texts) in open {
                for (column, text) in zip(columns, texts) where !SealedForm.isSealed(text) {
                    let kept = try sealed(text, of: column, in: table, number)
                    try run(
                        """
                        UPDATE \(sql: table.name) SET \(sql: column) = \(kept)
                        WHERE \(sql: table.key[0]) = \(number)
                            AND \(sql: table.keyExpression) = \(key)
                        """)
                }
            }
            if !open.isEmpty { return true }
        }
        return false
    }

    private func sealRows(_ batch: Int) throws -> Bool {
        let open = try rows(
            """
            SELECT run, row, cells, problems, held FROM import_row
            WHERE cells \(sql: Self.isOpen) LIMIT \(batch)
            """
        ) {
            (
                try $0.requiredInteger(0), try $0.requiredInteger(1),
                [try $0.requiredText(2), try $0.requiredText(3), try $0.requiredText(4)]
            )
        }
        for (run, row, texts) in open {
            let kept = try texts.map { try sealed($0, kind: SealedKind.row, place: run) }
            try self.run(
                """
                UPDATE import_row SET cells = \(kept[0]), problems = \(kept[1]), held = \(kept[2])
                WHERE run = \(run) AND row = \(row)
                """)
        }
        return open.contains { !$0.2[0].isEmpty }
    }

    private func sealRuns(_ batch: Int) throws -> Bool {
        let open = try rows(
            """
            SELECT id, report FROM import_run
            WHERE report <> '' AND report \(sql: Self.isOpen) LIMIT \(batch)
            """
        ) { (try $0.requiredInteger(0), try $0.requiredText(1)) }
        for (id, report) in open { try setReport(report, of: id) }
        return !open.isEmpty
    }

    private func sealPieces() throws -> Bool {
        try sealPiece("content_piece", "content", SealedKind.document)
            || sealPiece("import_file", "run", SealedKind.file)
    }

    private func sealPiece(_ table: String, _ owner: String, _ kind: String) throws -> Bool {
        let open = try first(
            """
            SELECT \(sql: owner), piece, bytes FROM \(sql: table)
            WHERE \(query: Self.openBytes) LIMIT 1
            """
        ) { (try $0.requiredInteger(0), try $0.requiredInteger(1), try $0.bytes(2) ?? []) }
        guard let (number, piece, bytes) = open else { return false }
        let kept = Query.Value.bytes(try sealed(bytes, kind: kind, place: number))
        try run(
            """
            UPDATE \(sql: table) SET bytes = \(kept)
            WHERE \(sql: owner) = \(number) AND piece = \(piece)
            """)
        return true
    }

    // MARK: History, before it is sealed itself

    /// Seals plans and reasons of change sets that are open; only where their chain has not begun.
    public func sealPlans() throws {
        let open = try rows(
            "SELECT id, plan FROM change_set WHERE plan <> '{}' AND plan \(sql: Self.isOpen)"
        ) { (try $0.requiredInteger(0), try $0.requiredText(1)) }
        for (id, plan) in open { try setPlan(plan, of: id) }
        let reasons = try rows(
            "SELECT id, reason FROM change_set WHERE reason <> '' AND reason \(sql: Self.isOpen)"
        ) { (try $0.requiredInteger(0), try $0.requiredText(1)) }
        for (id, reason) in reasons {
            let kept = try sealed(reason, kind: SealedKind.reason, place: id)
            try run("UPDATE change_set SET reason = \(kept) WHERE id = \(id)")
        }
    }

    /// Seals the prior images that tell confidential values; only where their chain has not begun.
    ///
    /// - Parameters:
    ///   - decode: the values of an image.
    ///   - encode: an image of values.
    public func sealImages(
        decode: (String) throws -> [Query.Value], encode: ([Query.Value]) -> String
    ) throws {
        let sealedTables = VersionedTable.all.filter {
            !$0.sealedColumns.isEmpty || [.studentField, .sisStudent].contains($0)
        }
        for table in sealedTables {
            let changes = try rows(
                """
                SELECT change_set FROM change_set_table
                WHERE table_name = \(table.name) AND updated + deleted > 0 ORDER BY change_set
                """
            ) { try $0.requiredInteger(0) }
            for change in changes {
                let images = try rows(
                    """
                    SELECT row_key, image FROM prior_image
                    WHERE change_set = \(change) AND table_name = \(table.name)
                    """
                ) { (try $0.requiredText(0), try $0.requiredText(1)) }
                for (key, image) in images {
                    let values = try decode(image)
                    let kept = try sealed(image: values, of: table)
                    if kept == values { continue }
                    try run(
                        """
                        UPDATE prior_image SET image = \(encode(kept))
                        WHERE change_set = \(change) AND table_name = \(table.name)
                            AND row_key = \(key)
                        """)
                }
            }
        }
    }

    /// The values of a row with those sealed that only some may see.
    private func sealed(
        image values: [Query.Value], of table: VersionedTable
    ) throws -> [Query.Value] {
        switch table {
        case .studentField: try sealed(field: values)
        case .sisStudent: try sealed(sisStudent: values)
        default: try sealed(values, of: table)
        }
    }

    private func sealed(field values: [Query.Value]) throws -> [Query.Value] {
        guard values.count > 2, case .integer(let student) = values[0],
            case .text(let field) = values[1], case .text(let value) = values[2],
            StudentField.isConfidential(field)
        else { return values }
        var values = values
        let kind = SealedKind.field(field)
        values[2] = .text(try sealed(value, kind: kind, place: Int(student)))
        return values
    }

    private func sealed(sisStudent values: [Query.Value]) throws -> [Query.Value] {
        var values = values
        func text(_ place: Int) -> String {
            guard place < values.count, case .text(let text) = values[place] else { return "" }
            return text
        }
        guard case .integer(let row)? = values.first else { return values }
        let id = Int(row)
        let disability = RosterField.primaryDisability.rawValue + 1
        let plan = RosterField.plan504Accommodations.rawValue + 1
        let review = RosterField.plan504ReviewDate.rawValue + 1
        let others = SISStudentColumn.others
        var day: CalendarDate?
        if case .integer(let number) = values[review] {
            day = CalendarDate(dayNumber: Int32(truncatingIfNeeded: number))
        }
        let said = SealedPlan504(accommodations: text(plan), review: day).said
        if text(disability).isEmpty, said.isEmpty, text(others) == "{}" { return values }
        values[disability] = .text(
            try sealed(text(disability), kind: SealedKind.disability, place: id))
        values[plan] = .text(try sealed(said, kind: SealedKind.plan504, place: id))
        values[review] = .null
        if text(others) != "{}" {
            values[others] = .text(
                try sealed(text(others), kind: SealedKind.otherColumns, place: id))
        }
        if case .integer(let content) = values[SISStudentColumn.content], let cipher {
            values[SISStudentColumn.content] = .integer(cipher.tag(content))
        }
        return values
    }
}
