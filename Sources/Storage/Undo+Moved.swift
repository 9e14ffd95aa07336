// The SQL that finds what a merge moved, and what somebody removed, since the change set that is
// taken back.

extension Reader {
    /// The students of the merges after `change`, and of their undos, that moved rows of these
    /// tables as young as it, with all whom a merge ever joined with them.
    public func studentsMoved(
        since change: Int, in tables: [VersionedTable]
    ) throws -> [Int] {
        let named = tables.filter(\.isNamedByStudent).map(\.name)
        if named.isEmpty { return [] }
        return try studentsEverMerged(
            with: rows(
                """
                SELECT DISTINCT s.student FROM change_set c
                JOIN change_subject s ON s.change_set = c.id
                WHERE c.id > \(change) AND c.kind IN ('merge', 'undo') AND EXISTS (
                    SELECT 1 FROM prior_image p
                    WHERE p.change_set = c.id AND p.table_name IN (\(list: named))
                        AND p.operation = 'delete' AND p.prior_change_set >= \(change))
                """
            ) { try $0.requiredInteger(0) })
    }

    /// Who can have had the row of this key.
    func owners(of key: String, _ taken: Undoing) throws -> [Int] {
        if !taken.students.isEmpty { return taken.students }
        guard !taken.movers.isEmpty, let student = Int(key.prefix { $0 != "/" }) else { return [] }
        return try studentsEverMerged(with: [student])
    }

    /// Keys of rows younger than a change set that was about many, of students whose rows a merge
    /// moved since.
    func keysMoved(_ taken: Undoing, _ table: VersionedTable) throws -> [String] {
        guard table.isNamedByStudent else { return [] }
        return try stride(from: 0, to: taken.movers.count, by: 500).flatMap { place in
            try rows(
                """
                SELECT \(sql: table.keyExpression) FROM \(sql: table.name)
                WHERE student IN (\(list: taken.movers[place...].prefix(500)))
                    AND change_set > \(taken.change)
                ORDER BY 1
                """
            ) { try $0.requiredText(0) }
        }
    }

    /// Rows that a change set about many inserted, and that a merge moved since.
    func rowsMoved(
        since taken: Undoing, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        if !taken.students.isEmpty || taken.movers.isEmpty { return [] }
        let found = try keysMoved(taken, table).compactMap { key -> RowLeft? in
            guard let origin = try self.key(of: key, rightAfter: taken, table), origin != key,
                try wasInserted(by: taken.change, origin, taken, table),
                let mover = try row(key, table)?.change
            else { return nil }
            return RowLeft(table: table.name, rowKey: key, reason: .edited(by: mover))
        }
        return Array(found.prefix(limit))
    }

    /// Rows that the change set updated and that somebody removed since, by whatever key they had.
    func rowsRemoved(
        since taken: Undoing, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        let gone = try rows(
            """
            SELECT p.row_key FROM prior_image p
            WHERE p.change_set = \(taken.change) AND p.table_name = \(table.name)
                AND p.operation = 'update'
                AND NOT EXISTS (SELECT 1 FROM \(sql: table.name) o
                    WHERE \(query: table.hasKeyOfImage))
            ORDER BY p.row_key LIMIT \(limit)
            """
        ) { try $0.requiredText(0) }
        return try removed(gone, taken, table)
    }

    /// Rows that the change set took away and that cannot come back, because a student has another
    /// row of the same key by now.
    public func rowsTaken(since taken: Undoing, in table: VersionedTable) throws -> [RowLeft] {
        guard table.isNamedByStudent else { return [] }
        let elsewhere = taken.elsewhere[table.name] ?? []
        return try rows(
            """
            SELECT p.row_key, o.change_set FROM prior_image p
            JOIN \(sql: table.name) o ON \(query: table.hasKeyOfImage)
            WHERE p.change_set = \(taken.change) AND p.table_name = \(table.name)
                AND p.operation = 'delete'
                AND o.change_set NOT IN (p.prior_change_set, \(taken.undo))
            ORDER BY p.row_key
            """
        ) { (key: try $0.requiredText(0), by: try $0.requiredInteger(1)) }
        .filter { !elsewhere.contains($0.key) }.map {
            let wasMoved = try partner(of: $0.key, by: taken.change, taken, table) != nil
            return RowLeft(
                table: table.name, rowKey: $0.key,
                reason: table == .programEnrollment && wasMoved
                    ? .hindered(.programTaken) : .edited(by: $0.by))
        }
    }

    /// Rows that the change set inserted and that somebody removed since.
    public func insertedRemoved(
        since taken: Undoing, in table: VersionedTable, limit: Int
    ) throws -> [RowLeft] {
        let gone = try rows(
            """
            SELECT p.row_key FROM prior_image p
            WHERE p.change_set IN (\(query: taken.changes(after: taken.change, in: table)))
                AND p.change_set < \(taken.undo) AND p.table_name = \(table.name)
                AND p.operation = 'delete' AND p.prior_change_set = \(taken.change)
                AND NOT EXISTS (SELECT 1 FROM \(sql: table.name) o
                    WHERE \(query: table.hasKeyOfImage))
            ORDER BY p.row_key LIMIT \(limit)
            """
        ) { try $0.requiredText(0) }
        return try removed(gone, taken, table)
    }

    private func removed(
        _ keys: [String], _ taken: Undoing, _ table: VersionedTable
    ) throws -> [RowLeft] {
        try keys.compactMap { key in
            guard let by = try removal(of: key, taken, table)?.change, by < taken.undo else {
                return nil
            }
            return RowLeft(table: table.name, rowKey: key, reason: .removed(by: by))
        }
    }

    /// Rows that a student has and that nobody had right after the change set.
    public func rowsAdded(
        to student: Int, since taken: Undoing, in table: VersionedTable,
        _ decode: (String) throws -> [Query.Value]
    ) throws -> [RowEdit] {
        let keys = try rows(
            """
            SELECT \(sql: table.keyExpression) FROM \(sql: table.name)
            WHERE student = \(student) AND change_set > \(taken.change) ORDER BY 1
            """
        ) { try $0.requiredText(0) }
        return try keys.compactMap { key in
            let origin = try self.key(of: key, rightAfter: taken, table)
            let then = try origin.flatMap { try state(rightAfter: taken.change, $0, taken, table) }
            guard (then?.change ?? .max) > taken.change, let now = try row(key, table) else {
                return nil
            }
            let values = try decode(now.image)
            return RowEdit(
                table: table, rowKey: key, formerKey: nil, before: nil, after: values, now: values,
                editor: now.change)
        }
    }
}

extension Reader {
    /// Rows that the change set deleted and that are there again.
    public func rowsBroughtBack(
        by taken: Undoing, in table: VersionedTable, _ decode: (String) throws -> [Query.Value]
    ) throws -> [RowEdit] {
        let keys = try rows(
            """
            SELECT row_key FROM prior_image
            WHERE change_set = \(taken.change) AND table_name = \(table.name)
                AND operation = 'delete' ORDER BY row_key
            """
        ) { try $0.requiredText(0) }
        return try keys.compactMap { key in
            guard let now = try row(key, table) else { return nil }
            let values = try decode(now.image)
            return RowEdit(
                table: table, rowKey: key, formerKey: nil, before: nil, after: values, now: values,
                editor: now.change)
        }
    }

    /// Whose a row was before these merges moved it, the newest of which is the first; nil where
    /// none did.
    public func owner(of row: RowEdit, before merges: [Int]) throws -> Int? {
        var (key, owner) = (row.rowKey, Int?.none)
        for merge in merges {
            let found =
                try row.table.isNamedByStudent
                ? renamed(key, by: merge, row.table) : image(merge, key, of: row.table)
            guard let found else { continue }
            key = found.key
            owner = try student(of: key, keptBy: merge, row.table)
        }
        return owner
    }
}

extension Writer {
    /// Gives a row to another student, unless it cannot be there; then it says why.
    public func handOver(
        _ row: RowEdit, to student: Int, in taken: Undoing
    ) throws -> Obstacle? {
        guard let place = row.table.columns.firstIndex(of: "student") else { return nil }
        var values = row.now
        values[place] = .integer(Int64(student))
        var former: String?
        if row.table.isNamedByStudent, let cut = row.rowKey.firstIndex(of: "/") {
            former = "\(student)\(row.rowKey[cut...])"
        }
        let moved = RowEdit(
            table: row.table, rowKey: row.rowKey, formerKey: former, before: values,
            after: row.now, now: row.now, editor: row.editor)
        return try giveBack(moved, values, in: taken)
    }
}
