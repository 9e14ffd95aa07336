import Records

// The SQL of taking a change set back, the same for every versioned table.

/// A prior image: the row's key as text, what happened to it, and its values as a JSON array.
public struct PriorImage: Equatable, Sendable {
    public let rowKey: String
    public let operation: String
    public let image: String
}

/// A row that an undo leaves alone, and why.
public struct RowLeft: Equatable, Sendable {
    public let table: String
    public let rowKey: String
    /// The later change set that wrote it; nil where others depend on it.
    public let editedBy: Int?
}

extension VersionedTable {
    /// The order in which an undo removes rows: what refers to others first.
    public static let inRemovalOrder: [VersionedTable] = all.reversed()

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

    /// 1 where the row has an image under `change`, or else NULL. Written as a value, so that it is
    /// looked up by the key of `prior_image`, whatever a database believes of the sizes.
    private func imageOf(_ change: Int) -> Query {
        """
        (SELECT 1 FROM prior_image p WHERE p.change_set = \(change)
            AND p.table_name = \(name) AND p.row_key = \(sql: keyExpression))
        """
    }

    /// Rows that `change` inserted and nobody wrote since.
    func inserted(by change: Int) -> Query {
        "change_set = \(change) AND \(query: imageOf(change)) IS NULL"
    }

    /// Rows that `change` updated and that stand as it left them. An undo gives rows back their
    /// older change set, so that what was written after it is told by a higher one.
    func updated(by change: Int, isUndo: Bool) -> Query {
        isUndo
            ? "change_set < \(change) AND \(query: imageOf(change)) IS NOT NULL"
            : "change_set = \(change) AND \(query: imageOf(change)) IS NOT NULL"
    }
}

extension Reader {
    /// The tables that a change set wrote.
    public func tables(of change: Int) throws -> Set<String> {
        Set(
            try rows("SELECT table_name FROM change_set_table WHERE change_set = \(change)") {
                try $0.requiredText(0)
            })
    }

    /// Rows that a later change set wrote over what `change` left, up to `limit`.
    func rowsEdited(
        since change: Int, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        let updated = try rows(
            """
            SELECT t.row_key, t.change_set FROM (
                SELECT \(sql: table.keyExpression) AS row_key, change_set
                FROM \(sql: table.name) WHERE change_set > \(change)) t
            WHERE EXISTS (SELECT 1 FROM prior_image p WHERE p.change_set = \(change)
                AND p.table_name = \(table.name) AND p.row_key = t.row_key)
            ORDER BY t.row_key LIMIT \(limit)
            """
        ) { (try $0.requiredText(0), try $0.requiredInteger(1)) }
        let inserted = try rows(
            """
            SELECT p.row_key, max(p.change_set) FROM prior_image p
            WHERE p.change_set > \(change) AND p.table_name = \(table.name)
                AND p.prior_change_set = \(change) AND p.operation = 'update'
                AND NOT EXISTS (SELECT 1 FROM prior_image o WHERE o.change_set = \(change)
                    AND o.table_name = p.table_name AND o.row_key = p.row_key)
                AND EXISTS (SELECT 1 FROM \(sql: table.name)
                    WHERE \(sql: table.keyExpression) = p.row_key AND change_set > \(change))
            GROUP BY p.row_key ORDER BY p.row_key LIMIT \(limit)
            """
        ) { (try $0.requiredText(0), try $0.requiredInteger(1)) }
        return (updated + inserted).map {
            RowLeft(table: table.name, rowKey: $0.0, editedBy: $0.1)
        }
    }

    /// Rows that `change` inserted and that cannot go because others refer to them.
    func rowsReferenced(
        insertedBy change: Int, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        try rows(
            """
            SELECT \(sql: table.keyExpression) FROM \(sql: table.name)
            WHERE \(query: table.inserted(by: change)) AND NOT (\(sql: table.isUnreferenced))
            ORDER BY 1 LIMIT \(limit)
            """
        ) { RowLeft(table: table.name, rowKey: try $0.requiredText(0), editedBy: nil) }
    }
}

/// What taking back came to in one table.
public struct TableUndone: Equatable, Sendable {
    public var removed = 0
    public var restored = 0
    public var left: [RowLeft] = []

    public init() {}
}

extension Writer {
    /// Rows that an undo lists as left, per table.
    private static var leftListed: Int { 1_000 }

    /// Removes what `change` inserted into `table`, in the new change set `undo`.
    public func removeInserted(
        by change: Int, from table: VersionedTable, in undo: Int
    ) throws -> TableUndone {
        var result = TableUndone()
        result.left = try rowsEdited(since: change, in: table, limit: Self.leftListed)
        let condition: Query =
            "\(query: table.inserted(by: change)) AND \(sql: table.isUnreferenced)"
        result.removed = try keepImages(of: table, where: condition, in: undo, for: .delete)
        if result.removed > 0 {
            try run("DELETE FROM \(sql: table.name) WHERE \(query: condition)")
        }
        result.left += try rowsReferenced(
            insertedBy: change, in: table, limit: Self.leftListed)
        try note(TableChange(deleted: result.removed), of: table, in: undo)
        return result
    }

    /// Gives the rows of `table` that `change` updated or deleted their prior image back.
    public func restore(
        _ table: VersionedTable, from change: Int, isUndo: Bool, in undo: Int,
        decode: (String) throws -> [Query.Value]
    ) throws -> Int {
        let updated = table.updated(by: change, isUndo: isUndo)
        let kept = try keepImages(of: table, where: updated, in: undo, for: .update)
        let images: Query =
            """
            SELECT p.image FROM prior_image p WHERE p.change_set = \(change)
                AND p.table_name = \(table.name) AND p.operation = 'update'
                AND EXISTS (SELECT 1 FROM prior_image q WHERE q.change_set = \(undo)
                    AND q.table_name = p.table_name AND q.row_key = p.row_key)
            """
        try write(images, table, decode)
        let deleted: Query =
            """
            SELECT p.image FROM prior_image p WHERE p.change_set = \(change)
                AND p.table_name = \(table.name) AND p.operation = 'delete'
                AND NOT EXISTS (SELECT 1 FROM \(sql: table.name)
                    WHERE \(sql: table.keyExpression) = p.row_key)
            """
        let reinserted = try write(deleted, table, decode)
        try note(TableChange(inserted: reinserted, updated: kept), of: table, in: undo)
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
