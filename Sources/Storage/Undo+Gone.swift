// The SQL that finds rows that went over to another student and are gone there since, so that they
// do not come back to the one before.

extension Reader {
    /// Keys under which the change set took rows away to put them under another student, where
    /// somebody removed them since. What a merge dropped that stands does come back: the same is
    /// there, with another student.
    public func keysGone(since taken: Undoing, in table: VersionedTable) throws -> [String] {
        if taken.students.isEmpty || !table.isNamedByStudent { return [] }
        let keys = try rows(
            """
            SELECT row_key FROM prior_image WHERE change_set = \(taken.change)
                AND table_name = \(table.name) AND operation = 'delete'
            """
        ) { try $0.requiredText(0) }
        return try keys.filter { key in
            let partner = try self.partner(of: key, by: taken.change, taken, table)
            guard let partner, let deleter = try self.deleter(of: partner, taken, table)
            else { return false }
            return try !joins(deleter)
        }
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

    /// Who removed a row that stood under `key` right after the change set; nil where it is there,
    /// under whatever key.
    func deleter(
        of key: String, _ taken: Undoing, _ table: VersionedTable
    ) throws -> Int? {
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
            guard let other = try partner(of: key, by: next, taken, table) else {
                // Removed and brought back, it is there.
                let isThere = try state(rightAfter: next, key, taken, table) != nil
                if !isThere { return next }
                change = next
                continue
            }
            (key, change) = (other, next)
        }
    }

    /// Whether a change set is a merge that stands, or makes one stand again.
    private func joins(_ change: Int) throws -> Bool {
        guard var at = try changeSet(change), at.undoneBy == nil else { return false }
        var isMerge = true
        while let undone = try at.undoes.flatMap({ try changeSet($0) }) {
            (at, isMerge) = (undone, !isMerge)
        }
        return isMerge && at.kind == "merge"
    }
}
