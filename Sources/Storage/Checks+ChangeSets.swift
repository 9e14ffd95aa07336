import Records

// The SQL by which change sets are checked.

/// What a change set noted of one table.
public struct ChangeNote: Sendable {
    public let changeSet: Int64
    public let table: String
    /// The table's columns at that time, in the order of its prior images.
    public let columns: [String]
    public let change: TableChange
}

/// A prior image as it is stored. Its texts are valid inside the closure that is handed it.
public struct StoredImage {
    public let changeSet: Int64
    public let table: UnsafeRawBufferPointer
    public let isOfDeletion: Bool
    /// Whether it was destroyed: then `image` is empty, and `rowKey` only stands for the key.
    public let isDestroyed: Bool
    public let priorChangeSet: Int64
    public let rowKey: UnsafeRawBufferPointer
    public let image: UnsafeRawBufferPointer
}

extension Reader {
    /// Hands over every change set with the one that it undoes, if it is an undo.
    public func forEachChangeSet(_ body: (_ id: Int64, _ undoes: Int64?) -> Void) throws {
        try scanIntegers("SELECT id, undoes FROM change_set ORDER BY id") {
            body($0[0], $0[1] == .min ? nil : $0[1])
            return true
        }
    }

    /// Hands over what change sets noted, table by table.
    public func forEachChangeNote(_ body: (ChangeNote) -> Void) throws {
        try scan(
            """
            SELECT change_set, table_name, columns, inserted, updated, deleted
            FROM change_set_table ORDER BY change_set, table_name
            """
        ) { row in
            body(
                ChangeNote(
                    changeSet: row.integer(0), table: row.bytes(1).text,
                    columns: row.bytes(2).text.split(separator: " ").map(String.init),
                    change: TableChange(
                        inserted: Int(row.integer(3)), updated: Int(row.integer(4)),
                        deleted: Int(row.integer(5)))))
            return true
        }
    }

    /// Hands over every prior image.
    ///
    /// - Parameter aboutUndo: only those of change sets that are an undo or were undone at some
    ///   time.
    public func forEachPriorImage(
        aboutUndo: Bool = false, _ body: (StoredImage) -> Void
    ) throws {
        let some: Query =
            """
            WHERE change_set IN (SELECT id FROM change_set WHERE undoes IS NOT NULL
                UNION SELECT undoes FROM change_set WHERE undoes IS NOT NULL)
            """
        let kept: Query = "image FROM prior_image \(query: aboutUndo ? some : "WHERE 1 = 1")"
        // Those of which nothing is kept count as they did.
        let destroyed: Query =
            """
            NULL FROM destroyed_piece \(query: aboutUndo ? some : "WHERE 1 = 1")
                AND after IS NULL AND kind <> 'plan'
            """
        for source in [kept, destroyed] {
            try scan(
                """
                SELECT change_set, table_name, operation, prior_change_set, row_key,
                    \(query: source)
                """
            ) { row in
                body(
                    StoredImage(
                        changeSet: row.integer(0), table: row.bytes(1),
                        isOfDeletion: row.bytes(2).elementsEqual("delete".utf8),
                        isDestroyed: row.kind(5) == .null, priorChangeSet: row.integer(3),
                        rowKey: row.bytes(4), image: row.bytes(5)))
                return true
            }
        }
    }

    /// Hands over the change set that last wrote each row of `table`.
    public func forEachWrite(to table: VersionedTable, _ body: (Int64) -> Void) throws {
        try scanIntegers("SELECT change_set FROM \(sql: table.name)") {
            body($0[0])
            return true
        }
    }

    /// The same with the row's key, which is valid inside of `body`.
    public func forEachKeyedWrite(
        to table: VersionedTable, _ body: (Int64, UnsafeRawBufferPointer) -> Void
    ) throws {
        try scan(
            "SELECT change_set, \(sql: table.keyExpression) FROM \(sql: table.name)"
        ) { row in
            body(row.integer(0), row.bytes(1))
            return true
        }
    }
}
