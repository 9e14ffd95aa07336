import Records

// The SQL of taking a change set back, the same for every versioned table.

/// A row that an undo leaves alone, and why.
public struct RowLeft: Equatable, Sendable {
    public let table: String
    public let rowKey: String
    /// The later change set that wrote it; nil where others depend on it.
    public let editedBy: Int?
}

/// One change set being taken back by another.
public struct Undoing: Sendable {
    /// The change set that is taken back.
    public let change: Int
    /// What that one undid itself, if it is an undo.
    public let undoes: Int?
    /// The change set in which it is taken back.
    public let undo: Int

    public init(_ change: Int, undoes: Int?, in undo: Int) {
        self.change = change
        self.undoes = undoes
        self.undo = undo
    }
}

extension VersionedTable {
    /// True for rows that nothing else refers to, so that they can be removed.
    var isUnreferenced: String {
        func none(_ table: String, _ condition: String) -> String {
            "NOT EXISTS (SELECT 1 FROM \(table) r WHERE \(condition))"
        }
        switch self {
        case .student:
            return [
                none("program_enrollment", "r.student = student.id"),
                none("program_alias", "r.student = student.id"),
                none("identifier", "r.student = student.id"),
                none("student", "r.merged_into = student.id"),
            ].joined(separator: " AND ")
        case .sisStudent:
            return [
                none("student", "r.sis_student = sis_student.id"),
                none("sis_enrollment", "r.sis_student = sis_student.id"),
                none("sis_contact", "r.sis_student = sis_student.id"),
            ].joined(separator: " AND ")
        case .code:
            return none(
                "program_enrollment",
                "r.program = code.id OR r.eligibility_code = code.id OR r.exit_code = code.id")
        default: return "1 = 1"
        }
    }

    /// `value` of the row's image under `change`, or NULL. Written as a value, so that it is looked
    /// up by the key of `prior_image`, whatever a database believes of the sizes.
    fileprivate func image(
        _ change: Int, _ value: String = "1", of operation: ImageOperation? = nil
    ) -> Query {
        let only: Query = operation.map { "AND p.operation = \($0.rawValue)" } ?? ""
        return """
            (SELECT \(sql: value) FROM prior_image p WHERE p.change_set = \(change)
                AND p.table_name = \(name) AND p.row_key = \(sql: keyExpression) \(query: only))
            """
    }

    /// Rows that the change set inserted and that stand as it left them.
    ///
    /// A row that an undo inserted is one that was deleted by what it undid. It came back with its
    /// older number, which the image of the deletion has. (One that the undo has an image of was
    /// there when it began.)
    func inserted(_ taken: Undoing) -> Query {
        guard let undoes = taken.undoes else {
            return "change_set = \(taken.change) AND \(query: image(taken.change)) IS NULL"
        }
        return """
            change_set < \(undoes)
            AND change_set = \(query: image(undoes, "p.prior_change_set", of: .delete))
            AND \(query: image(taken.change)) IS NULL
            """
    }

    /// Rows that the change set updated and that stand as it left them. Those that an undo gave
    /// back have the older number that their image has.
    func updated(_ taken: Undoing) -> Query {
        guard let undoes = taken.undoes else {
            return """
                change_set = \(taken.change)
                AND \(query: image(taken.change, of: .update)) IS NOT NULL
                """
        }
        return """
            change_set < \(undoes)
            AND change_set = \(query: image(undoes, "p.prior_change_set", of: .update))
            AND \(query: image(taken.change, of: .update)) IS NOT NULL
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
                w.reached = (SELECT p.prior_change_set FROM prior_image p
                    WHERE p.change_set = \($0) AND p.table_name = \(table.name)
                        AND p.row_key = w.row_key AND p.operation = 'delete')
                """
            } ?? "w.reached = \(taken.change)"
        return try rows(
            """
            WITH RECURSIVE walk (row_key, editor, reached) AS (
                SELECT \(sql: table.keyExpression), change_set, change_set
                FROM \(sql: table.name) WHERE change_set > \(taken.change)
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
                editedBy: try $0.requiredInteger(1))
        }
    }

    /// Rows that an undo gave back or inserted, and that a later undo took further back.
    private func rowsUndone(
        since taken: Undoing, _ undoes: Int, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        let undos = try count(
            """
            SELECT count(*) FROM change_set WHERE undoes IS NOT NULL
                AND id > \(taken.change) AND id < \(taken.undo)
            """)
        if undos == 0 { return [] }
        return try rows(
            """
            SELECT t.row_key, t.editor FROM (
                SELECT s.row_key AS row_key, (SELECT min(c.id) FROM change_set c
                    JOIN prior_image p ON p.change_set = c.id
                    WHERE c.id > \(taken.change) AND c.id < \(taken.undo)
                        AND c.undoes IS NOT NULL AND p.table_name = \(table.name)
                        AND p.row_key = s.row_key AND p.prior_change_set = s.given) AS editor
                FROM (SELECT \(sql: table.keyExpression) AS row_key, change_set,
                        \(query: table.image(undoes, "p.prior_change_set")) AS given
                    FROM \(sql: table.name) WHERE change_set < \(taken.change)) s
                WHERE s.change_set <> s.given) t
            WHERE t.editor IS NOT NULL ORDER BY t.row_key LIMIT \(limit)
            """
        ) {
            RowLeft(
                table: table.name, rowKey: try $0.requiredText(0),
                editedBy: try $0.requiredInteger(1))
        }
    }

    /// Rows that the change set inserted and that cannot go because others refer to them.
    func rowsReferenced(
        _ taken: Undoing, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        try rows(
            """
            SELECT \(sql: table.keyExpression) FROM \(sql: table.name)
            WHERE \(query: table.inserted(taken)) AND NOT (\(sql: table.isUnreferenced))
            ORDER BY 1 LIMIT \(limit)
            """
        ) { RowLeft(table: table.name, rowKey: try $0.requiredText(0), editedBy: nil) }
    }
}

extension Writer {
    /// Removes what the change set inserted into `table`. Returns how many rows went.
    public func removeInserted(_ taken: Undoing, from table: VersionedTable) throws -> Int {
        let condition: Query =
            "\(query: table.inserted(taken)) AND \(sql: table.isUnreferenced)"
        let removed = try keepImages(of: table, where: condition, in: taken.undo, for: .delete)
        if removed > 0 { try run("DELETE FROM \(sql: table.name) WHERE \(query: condition)") }
        try note(TableChange(deleted: removed), of: table, in: taken.undo)
        return removed
    }

    /// The rows of `table` that are left when all that can be taken back is, up to `limit` for
    /// each reason.
    public func rowsLeft(
        _ taken: Undoing, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        try rowsEdited(since: taken, in: table, limit: limit)
            + rowsReferenced(taken, in: table, limit: limit)
    }

    /// Gives the rows of `table` that the change set updated or deleted their prior image back.
    public func restore(
        _ table: VersionedTable, _ taken: Undoing, decode: (String) throws -> [Query.Value]
    ) throws -> Int {
        let kept = try keepImages(
            of: table, where: table.updated(taken), in: taken.undo, for: .update)
        let images: Query =
            """
            SELECT p.image FROM prior_image p WHERE p.change_set = \(taken.change)
                AND p.table_name = \(table.name) AND p.operation = 'update'
                AND EXISTS (SELECT 1 FROM prior_image q WHERE q.change_set = \(taken.undo)
                    AND q.table_name = p.table_name AND q.row_key = p.row_key
                    AND q.operation = 'update')
            """
        try write(images, table, decode)
        let deleted: Query =
            """
            SELECT p.image FROM prior_image p WHERE p.change_set = \(taken.change)
                AND p.table_name = \(table.name) AND p.operation = 'delete'
                AND NOT EXISTS (SELECT 1 FROM \(sql: table.name)
                    WHERE \(sql: table.keyExpression) = p.row_key)
            """
        let reinserted = try write(deleted, table, decode)
        try note(
            TableChange(inserted: reinserted, updated: kept), of: table, in: taken.undo)
        return kept + reinserted
    }

    @discardableResult
    private func write(
        _ images: Query, _ table: VersionedTable, _ decode: (String) throws -> [Query.Value]
    ) throws -> Int {
        var written = 0
        try bulk(table.bulk(.update)) { sink in
            try scan(images) {
                try sink.write(try decode($0.bytes(0).text))
                written += 1
                return true
            }
        }
        return written
    }

    /// Marks `change` as undone by `undo`, or, where `undo` is nil, as standing again.
    public func mark(_ change: Int, undoneBy undo: Int?) throws {
        try run("UPDATE change_set SET undone_by = \(optional: undo) WHERE id = \(change)")
    }
}
