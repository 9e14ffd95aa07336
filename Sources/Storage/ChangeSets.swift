import Records

// All SQL that writes `change_set`, `change_set_table`, `prior_image` and `next_number`.

/// How many rows of one table a change set wrote.
public struct TableChange: Codable, Equatable, Sendable {
    public var inserted = 0
    public var updated = 0
    public var deleted = 0

    public init(inserted: Int = 0, updated: Int = 0, deleted: Int = 0) {
        self.inserted = inserted
        self.updated = updated
        self.deleted = deleted
    }

    public var total: Int { inserted + updated + deleted }
    /// Rows of which an image was kept.
    public var replaced: Int { updated + deleted }
}

/// Who does what, when and why.
public struct ChangeHeader: Sendable {
    public let kind: String
    public let actor: String
    /// UTC, ISO 8601.
    public let at: String
    public let reason: String

    public init(kind: String, actor: String, at: String, reason: String) {
        self.kind = kind
        self.actor = actor
        self.at = at
        self.reason = reason
    }
}

/// One carried-out plan, as it is listed.
public struct ChangeSetRecord: Equatable, Sendable {
    public let id: Int
    public let kind: String
    public let actor: String
    public let at: String
    public let reason: String
    public let plan: String
    public let undoes: Int?
    public let undoneBy: Int?
}

extension Writer {
    /// Takes `count` consecutive numbers of the series `name` and returns the first. A number is
    /// never given twice, also where the row that had it is gone.
    public func takeNumbers(_ name: String, count: Int = 1) throws -> Int {
        try run(
            """
            INSERT INTO next_number (name, next) VALUES (\(name), 1) ON CONFLICT (name) DO NOTHING
            """)
        let first = try self.count("SELECT next FROM next_number WHERE name = \(name)")
        try run("UPDATE next_number SET next = \(first + count) WHERE name = \(name)")
        return first
    }

    /// Begins a change set and returns its number. `plan` is the plan as JSON.
    public func beginChange(_ header: ChangeHeader, plan: String, undoes: Int? = nil) throws -> Int
    {
        let id = try takeNumbers("change_set")
        let plan = try sealedPlan(plan, of: id)
        let reason = try sealed(header.reason, kind: SealedKind.reason, place: id)
        try run(
            """
            INSERT INTO change_set (id, kind, actor, at, reason, plan, undoes, undone_by)
            VALUES (\(id), \(header.kind), \(header.actor), \(header.at), \(reason),
                \(plan), \(optional: undoes), NULL)
            """)
        return id
    }

    /// Notes how many rows of `table` the change set wrote; adds to what was noted before.
    public func note(_ change: TableChange, of table: VersionedTable, in id: Int) throws {
        if change.total == 0 { return }
        try run(
            """
            INSERT INTO change_set_table
                (change_set, table_name, columns, inserted, updated, deleted)
            VALUES (\(id), \(table.name), \(table.columns.joined(separator: " ")),
                \(change.inserted), \(change.updated), \(change.deleted))
            ON CONFLICT (change_set, table_name) DO UPDATE SET
                inserted = change_set_table.inserted + excluded.inserted,
                updated = change_set_table.updated + excluded.updated,
                deleted = change_set_table.deleted + excluded.deleted
            """)
    }

    /// Replaces the plan of a change set that is being carried out.
    public func setPlan(_ plan: String, of id: Int) throws {
        let plan = try sealedPlan(plan, of: id)
        try run("UPDATE change_set SET plan = \(plan) WHERE id = \(id)")
    }

    /// Keeps the rows of `table` that `condition` names as they are now, before the change set
    /// updates or deletes them. Returns how many there are.
    @discardableResult
    public func keepImages(
        of table: VersionedTable, where condition: Query, in id: Int,
        for operation: ImageOperation
    ) throws -> Int {
        let kept = try run(
            """
            INSERT INTO prior_image
                (change_set, table_name, row_key, operation, prior_change_set, image)
            SELECT CAST(\(id) AS BIGINT), \(table.name), \(sql: table.keyExpression),
                \(operation.rawValue), change_set, \(jsonArray: table.columns)
            FROM \(sql: table.name) WHERE \(query: condition)
            """)
        try wrote(kept, into: "prior_image")
        return kept
    }

    /// Where prior images are written one by one, built by the caller: change set, table, key,
    /// operation, prior change set, image (a JSON array in the order of the table's columns).
    public var imageBulk: BulkWrite {
        BulkWrite(
            into: "prior_image",
            columns: [
                "change_set", "table_name", "row_key", "operation", "prior_change_set", "image",
            ], key: ["change_set", "table_name", "row_key"], conflict: .none)
    }
}

/// What became of a row whose prior image is kept.
public enum ImageOperation: String, Sendable { case update, delete }

extension Reader {
    /// The number of the newest change set; 0 in a new district.
    public func newestChange() throws -> Int {
        try count("SELECT coalesce(max(id), 0) FROM change_set")
    }

    /// The number that `takeNumbers` gives next.
    public func nextNumber(_ name: String) throws -> Int {
        try count(
            "SELECT coalesce(max(next), 1) FROM next_number WHERE name = \(name)")
    }

    /// One change set, or nil.
    public func changeSet(_ id: Int) throws -> ChangeSetRecord? {
        try first(
            """
            SELECT id, kind, actor, at, reason, plan, undoes, undone_by FROM change_set
            WHERE id = \(id)
            """
        ) {
            ChangeSetRecord(
                id: try $0.requiredInteger(0), kind: try $0.requiredText(1),
                actor: try $0.requiredText(2), at: try $0.requiredText(3),
                reason: try opened($0.requiredText(4), kind: SealedKind.reason),
                plan: try opened($0.requiredText(5), kind: SealedKind.plan),
                undoes: try $0.integer(6), undoneBy: try $0.integer(7))
        }
    }

    /// The plan of a change set as it is kept.
    public func storedPlan(of id: Int) throws -> String? {
        try first("SELECT plan FROM change_set WHERE id = \(id)") { try $0.requiredText(0) }
    }

    /// A plan as it is kept: sealed, where it says anything.
    public func sealedPlan(_ plan: String, of id: Int) throws -> String {
        plan == "{}" ? plan : try sealed(plan, kind: SealedKind.plan, place: id)
    }

    /// The change sets that undid this one, whether or not they stand, in their order.
    public func undoes(of id: Int) throws -> [ChangeSetRecord] {
        try rows("SELECT id FROM change_set WHERE undoes = \(id) ORDER BY id") {
            try $0.requiredInteger(0)
        }.compactMap { try changeSet($0) }
    }

    /// Whether a change set after `id` wrote any of `tables`.
    public func wasChanged(_ tables: [VersionedTable], after id: Int) throws -> Bool {
        try count(
            """
            SELECT count(*) FROM change_set_table
            WHERE change_set > \(id) AND table_name IN (\(list: tables.map(\.name)))
            """) > 0
    }
}
