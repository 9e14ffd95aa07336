import Records

// The SQL of taking a change set back, the same for every versioned table.

/// A row that an undo leaves alone, and why.
public struct RowLeft: Equatable, Sendable {
    public enum Reason: Equatable, Sendable {
        /// A later change set wrote it.
        case edited(by: Int)
        /// A later change set removed it.
        case removed(by: Int)
        /// Other rows depend on it.
        case needed
        /// It cannot be as it was.
        case hindered(Obstacle)
    }

    public let table: String
    public let rowKey: String
    public let reason: Reason
    /// The number by which people know a row that is not there any more, where it has one.
    public var number: String?

    public init(table: String, rowKey: String, reason: Reason, number: String? = nil) {
        self.table = table
        self.rowKey = rowKey
        self.reason = reason
        self.number = number
    }
}

/// One change set being taken back by another.
public struct Undoing: Sendable {
    /// The change set that is taken back.
    public let change: Int
    /// What that one undid itself, if it is an undo.
    public let undoes: Int?
    /// The change set in which it is taken back.
    public let undo: Int
    /// Codes that stay although the change set inserted them (see `codesNeeded`).
    public var codesNeeded: [Int] = []
    /// The students that it was about, with all who may have their rows by now; empty where it was
    /// about many, so that whole tables have to be looked through.
    public var students: [Int] = []
    /// Where it was about many: the students whose rows a merge moved since.
    public var movers: [Int] = []
    /// Whether it takes students apart whom a merge joined.
    public var separates = false
    /// Keys of rows that do not come back, because they are there under another key, by table.
    public var elsewhere: [String: [String]] = [:]

    public init(_ change: Int, undoes: Int?, in undo: Int) {
        self.change = change
        self.undoes = undoes
        self.undo = undo
    }

    /// The change sets since that can have written rows of its students, by table; nil where all
    /// can.
    public var since: [String: [Int]]?

    /// The change sets after `change` that can have replaced rows of `table` that are meant.
    func changes(after change: Int, in table: VersionedTable) -> Query {
        guard let since else {
            return """
                SELECT t.change_set FROM change_set_table t
                WHERE t.change_set > \(change) AND t.table_name = \(table.name)
                    AND t.updated + t.deleted > 0
                UNION ALL SELECT CAST(\(undo) AS BIGINT)
                """
        }
        return "\(list: (since[table.name] ?? []).filter { $0 > change } + [undo])"
    }

    /// Restricts a condition on rows of `table` to those that can be meant.
    func only(_ table: VersionedTable) -> Query {
        if students.isEmpty { return "" }
        return table.scope(students).map { "AND \(query: $0)" } ?? ""
    }
}

extension Writer {
    /// Removes what the change set inserted into `table`. Returns how many rows went.
    public func removeInserted(_ taken: Undoing, from table: VersionedTable) throws -> Int {
        let inserted = table.inserted(taken)
        let condition: Query =
            table.canGo(taken).map { "\(query: inserted) AND \(query: $0)" } ?? inserted
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
            + rowsMoved(since: taken, in: table, limit: limit)
            + rowsRemoved(since: taken, in: table, limit: limit)
            + rowsNeeded(taken, in: table, limit: limit)
    }

    /// Gives the rows of `table` that the change set updated or deleted their prior image back, as
    /// far as they can be as they were. Returns how many it gave back, and up to `limit` of the
    /// others.
    ///
    /// - Parameter noted: what the change set noted of the table.
    public func restore(
        _ table: VersionedTable, _ taken: Undoing, noted: TableChange, limit: Int,
        decode: (String) throws -> [Query.Value]
    ) throws -> (restored: Int, left: [RowLeft]) {
        let images: Query =
            """
            SELECT p.image FROM prior_image p
            WHERE \(query: table.deleted(taken)) AND \(query: table.isUnhindered)
            """
        var (updated, inserted) = (0, 0)
        while true {
            if noted.updated > 0 { updated += try restoreUpdated(table, taken, decode) }
            guard noted.deleted > 0 || taken.separates && noted.updated > 0 else { break }
            let more = try write(images, table, decode)
            inserted += more
            // A student can have been merged into one who only now is there again.
            if more == 0 || table != .student { break }
        }
        try note(TableChange(inserted: inserted, updated: updated), of: table, in: taken.undo)
        let isAll = updated + inserted == noted.replaced
        return (
            updated + inserted, isAll ? [] : try rowsHindered(taken, in: table, limit: limit)
        )
    }

    /// Where one row needs what another one of them gives up, it has to wait until that one has.
    private func restoreUpdated(
        _ table: VersionedTable, _ taken: Undoing, _ decode: (String) throws -> [Query.Value]
    ) throws -> Int {
        // What went back in part before has an image too, and stays like that.
        let whole: Query =
            taken.students.isEmpty
            ? ""
            : """
            AND NOT EXISTS (SELECT 1 FROM \(sql: table.name) o
                WHERE \(query: table.hasKeyOfImage) AND o.change_set = \(taken.undo))
            """
        let images: Query =
            """
            SELECT p.image FROM prior_image p WHERE p.change_set = \(taken.change)
                AND p.table_name = \(table.name) AND p.operation = 'update' \(query: whole)
                AND EXISTS (SELECT 1 FROM prior_image q WHERE q.change_set = \(taken.undo)
                    AND q.table_name = p.table_name AND q.row_key = p.row_key
                    AND q.operation = 'update')
            """
        var all = 0
        while true {
            let kept = try keepImages(
                of: table, where: table.updated(taken, where: table.isUnhindered),
                in: taken.undo, for: .update)
            if kept == 0 { return all }
            all += kept
            try write(images, table, decode)
            if !table.hasUniqueNumbers { return all }
        }
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
