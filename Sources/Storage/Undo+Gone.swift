// The SQL that finds rows that went over to another student and are gone there since, so that they
// do not come back to the one before.

extension Reader {
    /// Keys under which rows were that the change set moved to another student, where they do not
    /// come back: somebody removed them since, or a merge dropped them after they had gone from
    /// that student again. What a merge that stands dropped of that student, or of who stands for
    /// it, does come back: the same is there, with another student. But not to a student who had it
    /// only by a merge that was taken back since: it is with whom it came from again.
    public func keysGone(since taken: Undoing, in table: VersionedTable) throws -> [String] {
        if taken.students.isEmpty { return [] }
        return try keysMissing(taken, table).filter { key in
            let moved =
                try table.isNamedByStudent
                ? partner(of: key, by: taken.change, taken, table) : key
            guard let moved else { return try wentBack(key, taken, table) }
            guard let removal = try self.removal(of: moved, taken, table) else { return false }
            guard try joins(removal.change),
                let then = try state(rightAfter: taken.change, moved, taken, table)?.editor,
                let taker = try student(of: moved, keptBy: then, table),
                let last = try student(of: removal.key, keptBy: removal.change, table)
            else { return true }
            if try survivor(of: taker) != survivor(of: last) { return true }
            return try wentBack(key, taken, table)
        }
    }

    /// Whether the row that stood under `key` before the change set had come there by a merge that
    /// was taken back since, and went back to whom it came from.
    private func wentBack(
        _ key: String, _ taken: Undoing, _ table: VersionedTable
    ) throws -> Bool {
        var (key, change) = (key, taken.change)
        while var writer = try image(change, key, of: table)?.prior, writer < change {
            while let earlier = try image(writer, key, of: table), earlier.operation == .update {
                writer = earlier.prior
            }
            guard let origin = try renamed(key, by: writer, table)?.key else { return false }
            if try isJoin(writer), let undo = try changeSet(writer)?.undoneBy,
                try wasInserted(by: undo, origin, taken, table)
            {
                return true
            }
            // By whatever way it had come to that one.
            (key, change) = (origin, writer)
        }
        return false
    }

    /// Keys of rows that the change set took away, or, where rows keep their key, changed, so that
    /// they may come back.
    private func keysMissing(_ taken: Undoing, _ table: VersionedTable) throws -> [String] {
        let condition: Query
        if table.isNamedByStudent {
            condition = "p.operation = 'delete'"
        } else if taken.separates, VersionedTable.dropped.contains(table) {
            condition =
                """
                p.operation = 'update' AND NOT EXISTS (
                    SELECT 1 FROM \(sql: table.name) o WHERE \(query: table.hasKeyOfImage))
                """
        } else {
            return []
        }
        return try rows(
            """
            SELECT p.row_key FROM prior_image p WHERE p.change_set = \(taken.change)
                AND p.table_name = \(table.name) AND \(query: condition)
            """
        ) { try $0.requiredText(0) }
    }

    /// Whose a row was when a change set kept its image.
    func student(
        of key: String, keptBy change: Int, _ table: VersionedTable
    ) throws -> Int? {
        try first(
            """
            SELECT \(query: table.inImage("student")) FROM prior_image p
            WHERE p.change_set = \(change) AND p.table_name = \(table.name)
                AND p.row_key = \(key)
            """
        ) { try $0.requiredInteger(0) }
    }

    /// The key under which a change set put the row that it took away under `key`.
    func partner(
        of key: String, by change: Int, _ taken: Undoing, _ table: VersionedTable
    ) throws -> String? {
        guard table.isNamedByStudent, let cut = key.firstIndex(of: "/") else { return nil }
        return try owners(of: key, taken).map { "\($0)\(key[cut...])" }.first {
            try $0 != key && wasInserted(by: change, $0, taken, table)
        }
    }

    /// Which change set removed a row that stood under `key` right after the one that is taken
    /// back, and the key that it had last; nil where it is there, under whatever key.
    func removal(
        of key: String, _ taken: Undoing, _ table: VersionedTable
    ) throws -> (change: Int, key: String)? {
        var (key, change) = (key, taken.change)
        while true {
            let next = try first(
                """
                SELECT p.change_set FROM prior_image p
                WHERE p.change_set IN (\(query: taken.changes(after: change, in: table)))
                    AND p.table_name = \(table.name) AND p.row_key = \(key)
                    AND p.operation = 'delete' ORDER BY p.change_set LIMIT 1
                """
            ) { try $0.requiredInteger(0) }
            guard let next else { return nil }
            let standing = try state(rightAfter: next, key, taken, table)?.change
            guard let other = try partner(of: key, by: next, taken, table) else {
                // Removed and brought back, it is there.
                if standing == nil { return (next, key) }
                change = next
                continue
            }
            // What was dropped under the other key comes back under this one, as it was.
            if standing != nil, standing == (try image(next, key, of: table)?.prior) {
                change = next
                continue
            }
            (key, change) = (other, next)
        }
    }

    /// Whether a change set is a merge that stands, or makes one stand again.
    private func joins(_ change: Int) throws -> Bool {
        guard try changeSet(change)?.undoneBy == nil else { return false }
        return try isJoin(change)
    }

    /// Whether a change set is a merge, or makes one stand again.
    private func isJoin(_ change: Int) throws -> Bool {
        guard var at = try changeSet(change) else { return false }
        var isMerge = true
        while let undone = try at.undoes.flatMap({ try changeSet($0) }) {
            (at, isMerge) = (undone, !isMerge)
        }
        return isMerge && at.kind == "merge"
    }
}
