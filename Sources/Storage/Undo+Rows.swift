import Records

// The SQL that tells which rows an undo removes, gives back and leaves.

extension VersionedTable {
    /// True for rows that nothing else refers to, so that they can be removed; nil where nothing
    /// ever refers to rows of this table.
    private var isUnreferenced: String? {
        func none(_ table: String, _ condition: String) -> String {
            "NOT EXISTS (SELECT 1 FROM \(table) r WHERE \(condition))"
        }
        func noPart(_ tables: String...) -> String {
            tables.map { none($0, "r.plan = learning_plan.id") }.joined(separator: " AND ")
        }
        switch self {
        case .student:
            let owned = Self.all.filter { $0.columns.contains("student") }.map(\.name)
            return
                (owned.map { none($0, "r.student = student.id") } + [
                    none("student", "r.merged_into = student.id"),
                    none("not_same", "r.low = student.id"),
                    none("not_same", "r.high = student.id"),
                ]).joined(separator: " AND ")
        case .learningPlan: return noPart("plan_course", "plan_contact", "plan_review")
        case .planCourse: return none("plan_contact", "r.course = plan_course.id")
        case .planReview: return none("plan_intervention", "r.review = plan_review.id")
        case .sisStudent:
            return [
                none("student", "r.sis_student = sis_student.id"),
                none("not_linked", "r.sis_student = sis_student.id"),
                none("roster_apart", "r.low = sis_student.id"),
                none("roster_apart", "r.high = sis_student.id"),
                none("sis_enrollment", "r.sis_student = sis_student.id"),
                none("sis_contact", "r.sis_student = sis_student.id"),
            ].joined(separator: " AND ")
        case .code:
            return [
                none(
                    "program_enrollment",
                    "r.program = code.id OR r.eligibility_code = code.id OR r.exit_code = code.id"),
                none("code_state", "r.code = code.id"),
            ].joined(separator: " AND ")
        case .userAccount:
            return [
                none("user_site", "r.account = user_account.id"),
                none("permission_rule", "r.account = user_account.id"),
                none("user_identity", "r.account = user_account.id"),
            ].joined(separator: " AND ")
        default: return nil
        }
    }

    /// True for rows that nothing needs, so that they can go; nil where nothing ever needs rows of
    /// this table.
    func canGo(_ taken: Undoing) -> Query? {
        guard let isUnreferenced else { return nil }
        if self != .code || taken.codesNeeded.isEmpty { return "\(sql: isUnreferenced)" }
        return "\(sql: isUnreferenced) AND id NOT IN (\(list: taken.codesNeeded))"
    }

    /// `value` of the row's image under `change`, or NULL. Written as a value, so that it is
    /// looked up by the key of `prior_image`, whatever a database believes of the sizes.
    func image(
        _ change: Int, _ value: Query = "1", of operation: ImageOperation? = nil,
        where condition: Query = "1 = 1"
    ) -> Query {
        let only: Query = operation.map { "AND p.operation = \($0.rawValue)" } ?? ""
        return """
            (SELECT \(query: value) FROM prior_image p WHERE p.change_set = \(change)
                AND p.table_name = \(name) AND p.row_key = \(sql: keyExpression) \(query: only)
                AND \(query: condition))
            """
    }

    /// Rows that the change set inserted and that stand as it left them.
    ///
    /// A row that has an undo's number is one that it made: it told two students apart, or gave a
    /// row back in part. Any other that it inserted is one that was deleted by what it undid, or by
    /// a later merge. It came back with its older number, which the image has. (One that the undo
    /// has an image of was there when it began.)
    func inserted(_ taken: Undoing) -> Query {
        guard let undoes = taken.undoes else {
            return """
                change_set = \(taken.change) \(query: taken.only(self))
                AND \(query: image(taken.change)) IS NULL
                """
        }
        let operation: ImageOperation? = Self.dropped.contains(self) ? nil : .delete
        let given = image(undoes, "p.prior_change_set", of: operation)
        return """
            (change_set = \(taken.change) OR change_set < \(undoes)
                AND change_set = \(query: given))
            \(query: taken.only(self)) AND \(query: image(taken.change)) IS NULL
            """
    }

    /// Rows that the change set updated and that stand as it left them. Those that an undo gave
    /// back have the older number that their image has.
    ///
    /// - Parameter condition: what else has to hold of the image `p`.
    func updated(_ taken: Undoing, where condition: Query = "1 = 1") -> Query {
        let image = image(taken.change, of: .update, where: condition)
        guard let undoes = taken.undoes else {
            return """
                change_set = \(taken.change) \(query: taken.only(self))
                AND \(query: image) IS NOT NULL
                """
        }
        return """
            (change_set = \(taken.change) OR change_set < \(undoes)
                AND change_set = \(query: self.image(undoes, "p.prior_change_set", of: .update)))
            \(query: taken.only(self)) AND \(query: image) IS NOT NULL
            """
    }

    /// Tables of which a merge drops the source's row where the target's says the same.
    static let dropped: [VersionedTable] = [.document, .event, .enrollment]

    /// True for the image `p` of a row that went over to the target of a merge, and that a later
    /// merge, which stands, dropped there: whoever had it has it again without that merge.
    private func wasDropped(_ taken: Undoing) -> Query {
        """
        p.operation = 'update' AND EXISTS (SELECT 1 FROM prior_image d
            JOIN change_set c ON c.id = d.change_set
            WHERE d.table_name = p.table_name AND d.row_key = p.row_key
                AND d.operation = 'delete'
                AND d.change_set IN (\(query: taken.changes(after: taken.change, in: self)))
                AND c.kind = 'merge' AND c.undone_by IS NULL)
        """
    }

    /// Images `p` of rows that the change set deleted, or that it moved and a later merge dropped,
    /// and whose key nobody has.
    func deleted(_ taken: Undoing) -> Query {
        let elsewhere = taken.elsewhere[name] ?? []
        let others: Query =
            elsewhere.isEmpty ? "" : "AND p.row_key NOT IN (\(list: elsewhere))"
        let dropped: Query =
            taken.separates && Self.dropped.contains(self) ? "OR \(query: wasDropped(taken))" : ""
        return """
            p.change_set = \(taken.change) AND p.table_name = \(name)
                AND (p.operation = 'delete' \(query: dropped)) \(query: others)
                AND NOT EXISTS (SELECT 1 FROM \(sql: name) o WHERE \(query: hasKeyOfImage))
            """
    }
}

extension Reader {
    /// What a change set noted of the tables that it wrote, by their names.
    public func tablesChanged(by change: Int) throws -> [String: TableChange] {
        let found = try rows(
            """
            SELECT table_name, inserted, updated, deleted FROM change_set_table
            WHERE change_set = \(change)
            """
        ) {
            (
                try $0.requiredText(0),
                TableChange(
                    inserted: try $0.requiredInteger(1), updated: try $0.requiredInteger(2),
                    deleted: try $0.requiredInteger(3))
            )
        }
        return Dictionary(found, uniquingKeysWith: { $1 })
    }

    /// Rows that were written over what the change set left, up to `limit`.
    func rowsEdited(
        since taken: Undoing, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        let written = try rowsWritten(since: taken, in: table, limit: limit)
        guard let undoes = taken.undoes else { return written }
        return written + (try rowsUndone(since: taken, undoes, in: table, limit: limit))
    }

    /// Rows with a later number. From each the way leads back through its images, until it is at
    /// the change set or before it; so it can be told who wrote what was written over.
    private func rowsWritten(
        since taken: Undoing, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        let left: Query =
            taken.undoes.map {
                """
                (w.reached = \(taken.change)
                    OR w.reached = (SELECT p.prior_change_set FROM prior_image p
                        WHERE p.change_set = \($0) AND p.table_name = \(table.name)
                            AND p.row_key = w.row_key AND p.operation = 'delete'))
                """
            } ?? "w.reached = \(taken.change)"
        return try rows(
            """
            WITH RECURSIVE walk (row_key, editor, reached) AS (
                SELECT \(sql: table.keyExpression), change_set, change_set
                FROM \(sql: table.name)
                WHERE change_set > \(taken.change) \(query: taken.only(table))
                UNION ALL
                SELECT w.row_key, w.editor,
                    (SELECT p.prior_change_set FROM prior_image p
                    WHERE p.change_set = w.reached AND p.table_name = \(table.name)
                        AND p.row_key = w.row_key AND p.prior_change_set < w.reached)
                FROM walk w WHERE w.reached > \(taken.change))
            SELECT DISTINCT w.row_key, w.editor FROM walk w
            WHERE \(query: left) OR (w.reached = w.editor
                AND (SELECT 1 FROM prior_image p WHERE p.change_set = \(taken.change)
                    AND p.table_name = \(table.name) AND p.row_key = w.row_key) IS NOT NULL)
            ORDER BY 1 LIMIT \(limit)
            """
        ) {
            RowLeft(
                table: table.name, rowKey: try $0.requiredText(0),
                reason: .edited(by: try $0.requiredInteger(1)))
        }
    }

    /// Rows that an undo gave back or inserted, and that a later undo took further back. All undos
    /// since are looked at only for rows that are not as they were given.
    private func rowsUndone(
        since taken: Undoing, _ undoes: Int, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        // By the kind, which stands before the plan in a row: plans can be long.
        let undo = try first(
            """
            SELECT id FROM change_set
            WHERE kind = 'undo' AND id > \(taken.change) AND id < \(taken.undo) LIMIT 1
            """
        ) { try $0.requiredInteger(0) }
        if undo == nil { return [] }
        return try rows(
            """
            SELECT t.row_key, t.editor FROM (
                SELECT s.row_key AS row_key, CASE WHEN s.change_set <> s.given THEN (
                    SELECT min(c.id) FROM change_set c
                    JOIN prior_image p ON p.change_set = c.id
                    WHERE c.id IN (\(query: taken.changes(after: taken.change, in: table)))
                        AND c.id < \(taken.undo) AND c.kind = 'undo'
                        AND p.table_name = \(table.name)
                        AND p.row_key = s.row_key AND p.prior_change_set = s.given) END AS editor
                FROM (SELECT \(sql: table.keyExpression) AS row_key, change_set,
                        \(query: table.image(undoes, "p.prior_change_set")) AS given
                    FROM \(sql: table.name)
                    WHERE change_set < \(taken.change) \(query: taken.only(table))) s) t
            WHERE t.editor IS NOT NULL ORDER BY t.row_key LIMIT \(limit)
            """
        ) {
            RowLeft(
                table: table.name, rowKey: try $0.requiredText(0),
                reason: .edited(by: try $0.requiredInteger(1)))
        }
    }

    /// Rows that the change set inserted and that cannot go because others need them.
    func rowsNeeded(
        _ taken: Undoing, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        guard let canGo = table.canGo(taken) else { return [] }
        return try rows(
            """
            SELECT \(sql: table.keyExpression) FROM \(sql: table.name)
            WHERE \(query: table.inserted(taken)) AND NOT (\(query: canGo))
            ORDER BY 1 LIMIT \(limit)
            """
        ) { RowLeft(table: table.name, rowKey: try $0.requiredText(0), reason: .needed) }
    }

    /// Rows that cannot be as they were, once all others of the table are.
    func rowsHindered(
        _ taken: Undoing, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        guard let which = table.whichObstacle else { return [] }
        let updated = try rows(
            """
            SELECT \(sql: table.keyExpression),
                \(query: table.image(taken.change, which, of: .update)), CAST(NULL AS TEXT)
            FROM \(sql: table.name) WHERE \(query: table.updated(taken)) ORDER BY 1 LIMIT \(limit)
            """
        ) { try hindered($0, table) }
        let deleted = try rows(
            """
            SELECT p.row_key, \(query: which), \(query: table.numberInImage)
            FROM prior_image p WHERE \(query: table.deleted(taken))
            ORDER BY p.row_key LIMIT \(limit)
            """
        ) { try hindered($0, table) }
        return (updated + deleted).compactMap(\.self)
    }

    private func hindered(_ row: any ResultRow, _ table: VersionedTable) throws -> RowLeft? {
        guard let obstacle = Obstacle(rawValue: try row.requiredInteger(1)) else { return nil }
        return RowLeft(
            table: table.name, rowKey: try row.requiredText(0), reason: .hindered(obstacle),
            number: try row.text(2).map {
                // Of what can be sealed, only codes have a number that people know.
                try opened($0, kind: table.sealedKind("code_key"))
            })
    }

    /// Codes that the change set inserted and that a record can go back to: the record is there,
    /// and a change set that stands, not an undo, has an image of it with the code. (A record that
    /// is brought back finds out by itself whether its codes are there.)
    public func codesNeeded(_ taken: Undoing) throws -> [Int] {
        let inserted = VersionedTable.code.inserted(taken)
        let first = try count("SELECT min(change_set) FROM code WHERE \(query: inserted)")
        // None was inserted.
        if first == 0 { return [] }
        let table = VersionedTable.programEnrollment
        let codes = ["program", "eligibility_code", "exit_code"].map { table.inImage($0) }
        let named = try rows(
            """
            SELECT DISTINCT \(query: codes[0]), \(query: codes[1]), \(query: codes[2])
            FROM prior_image p JOIN change_set c ON c.id = p.change_set
            WHERE p.change_set > \(first) AND p.table_name = \(table.name)
                AND p.operation = 'update' AND c.undoes IS NULL AND c.undone_by IS NULL
                AND (\(query: codes[0]) IN (SELECT id FROM code WHERE \(query: inserted))
                    OR \(query: codes[1]) IN (SELECT id FROM code WHERE \(query: inserted))
                    OR \(query: codes[2]) IN (SELECT id FROM code WHERE \(query: inserted)))
                AND EXISTS (SELECT 1 FROM program_enrollment o WHERE \(query: table.hasKeyOfImage))
            """
        ) { row in try (0..<3).compactMap { try row.integer($0) } }
        return Set(named.joined()).sorted()
    }
}
