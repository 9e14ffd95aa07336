import Records

// The SQL of what one change set wrote, row by row.

/// A row that a change set wrote, by its table and key, with its images.
public struct ChangeRow: Sendable {
    public let table: VersionedTable
    public let rowKey: String
    /// What it was before, as a prior image; nil where the change set inserted it.
    public let before: String?
    /// What it was right after; nil where it deleted the row, or where that is not known any more.
    public let after: String?
    public let isDeleted: Bool
}

extension Reader {
    /// The rows of `table` that a change set wrote, up to `limit`, by their keys; those that it
    /// inserted last.
    ///
    /// - Parameter students: those whose rows are meant; nil for all.
    public func changeRows(
        of change: ChangeSetRecord, in table: VersionedTable, about students: [Int]?, limit: Int
    ) throws -> [ChangeRow] {
        let noted = try subjects(of: change.id)
        // Without the students it was about, rows would be looked for in whole tables.
        let owners = students ?? noted
        var found: [ChangeRow] = []
        var seen = Set<String>()
        for image in try images(by: change.id, table, students, noted, limit: limit) {
            seen.insert(image.key)
            let isDeleted = image.operation == .delete
            found.append(
                ChangeRow(
                    table: table, rowKey: image.key, before: image.image,
                    after: isDeleted
                        ? nil : try state(after: change, image.key, table, about: noted),
                    isDeleted: isDeleted))
        }
        let inserted =
            try rowsInserted(by: change.id, table, owners, limit: limit + seen.count)
            + rowsInsertedOnce(by: change, table, owners, limit: limit + seen.count)
            + rowsWrittenOver(since: change, table, owners, limit: limit + seen.count)
            + rowsBroughtBack(by: change, table, owners, limit: limit + seen.count)
        for (key, image) in inserted.sorted(by: { $0.key < $1.key })
        where found.count < limit && seen.insert(key).inserted {
            found.append(
                ChangeRow(
                    table: table, rowKey: key, before: nil, after: image, isDeleted: false))
        }
        return found
    }

    private typealias Image = (key: String, operation: ImageOperation, image: String)

    private func images(
        by change: Int, _ table: VersionedTable, _ students: [Int]?, _ noted: [Int], limit: Int
    ) throws -> [Image] {
        var only: Query = ""
        if let students {
            // Where it was about few, all its rows are theirs, or of whom they were merged with.
            guard noted.isEmpty else { return try images(by: change, table, nil, [], limit: limit) }
            guard let keys = table.keys(of: students) else { return [] }
            only = "AND (\(query: keys))"
        }
        return try rows(
            """
            SELECT row_key, operation, image FROM prior_image
            WHERE change_set = \(change) AND table_name = \(table.name) \(query: only)
            ORDER BY row_key LIMIT \(limit)
            """
        ) {
            (
                try $0.requiredText(0),
                ImageOperation(rawValue: try $0.requiredText(1)) ?? .update,
                try $0.requiredText(2)
            )
        }
    }

    /// Rows that are there as the change set wrote them.
    private func rowsInserted(
        by change: Int, _ table: VersionedTable, _ students: [Int], limit: Int
    ) throws -> [(key: String, image: String)] {
        let scope = students.isEmpty ? nil : table.scope(students)
        return try rows(
            """
            SELECT \(sql: table.keyExpression), \(jsonArray: table.columns)
            FROM \(sql: table.name) WHERE change_set = \(change)
                \(query: scope.map { "AND \(query: $0)" } ?? "") LIMIT \(limit)
            """
        ) { (try $0.requiredText(0), try $0.requiredText(1)) }
    }

    /// Rows that it wrote and a later change set replaced, as far as that one is found by its
    /// students, or is the undo.
    private func rowsInsertedOnce(
        by change: ChangeSetRecord, _ table: VersionedTable, _ students: [Int], limit: Int
    ) throws -> [(key: String, image: String)] {
        var later: [Query] = []
        if !students.isEmpty {
            later.append(
                """
                SELECT s.change_set FROM change_subject s
                WHERE s.student IN (\(list: students)) AND s.change_set > \(change.id)
                """)
        }
        if let undo = change.undoneBy { later.append("SELECT CAST(\(undo) AS BIGINT)") }
        guard let first = later.first else { return [] }
        let all = later.dropFirst().reduce(first) { "\(query: $0) UNION \(query: $1)" }
        let keys = students.isEmpty ? nil : table.keys(of: students)
        return try rows(
            """
            SELECT p.row_key, p.image FROM prior_image p WHERE p.change_set IN (\(query: all))
                AND p.table_name = \(table.name) AND p.prior_change_set = \(change.id)
                \(query: keys.map { "AND (\(query: $0))" } ?? "")
            ORDER BY p.change_set LIMIT \(limit)
            """
        ) { (try $0.requiredText(0), try $0.requiredText(1)) }
    }

    /// Rows that it wrote and somebody wrote over since: of some students, those that are there,
    /// each traced back; else those whose images tell, as far as there are not too many of them.
    private func rowsWrittenOver(
        since change: ChangeSetRecord, _ table: VersionedTable, _ students: [Int], limit: Int
    ) throws -> [(key: String, image: String)] {
        if !students.isEmpty, let scope = table.scope(students) {
            return try rows(
                """
                SELECT \(sql: table.keyExpression) FROM \(sql: table.name)
                WHERE \(query: scope) AND change_set > \(change.id)
                """
            ) { try $0.requiredText(0) }.compactMap { key in
                guard let now = try row(key, table) else { return nil }
                var (image, writer) = (now.image, now.change)
                while writer > change.id, let older = try self.image(writer, key, of: table) {
                    (image, writer) = (older.image, older.prior)
                }
                return writer == change.id ? (key, image) : nil
            }
        }
        let later: Query = "t.change_set > \(change.id) AND t.table_name = \(table.name)"
        let images = try count(
            """
            SELECT CAST(coalesce(sum(t.updated + t.deleted), 0) AS BIGINT) FROM change_set_table t
            WHERE \(query: later)
            """)
        if images > Self.mostImages { return [] }
        return try rows(
            """
            SELECT p.row_key, p.image FROM change_set_table t JOIN prior_image p
                ON p.change_set = t.change_set AND p.table_name = t.table_name
            WHERE \(query: later) AND p.prior_change_set = \(change.id)
            ORDER BY p.change_set LIMIT \(limit)
            """
        ) { (try $0.requiredText(0), try $0.requiredText(1)) }
    }

    /// How many images are looked through for those of one change set.
    private static var mostImages: Int { 100_000 }

    /// Of an undo: the rows that it brought back, which have the number that they had before.
    private func rowsBroughtBack(
        by change: ChangeSetRecord, _ table: VersionedTable, _ students: [Int], limit: Int
    ) throws -> [(key: String, image: String)] {
        guard let undone = change.undoes else { return [] }
        let keys = students.isEmpty ? nil : table.keys(of: students)
        return try rows(
            """
            SELECT p.row_key, p.image FROM prior_image p WHERE p.change_set = \(undone)
                AND p.table_name = \(table.name) AND p.operation = 'delete'
                \(query: keys.map { "AND (\(query: $0))" } ?? "")
            ORDER BY p.row_key LIMIT \(limit)
            """
        ) { (key: try $0.requiredText(0), image: try $0.requiredText(1)) }
        .filter { found in
            try state(after: change, found.key, table, about: students) == found.image
        }
    }

    /// What stood under a key right after a change set: back from what stands there now, image by
    /// image; nil where it is gone and nothing tells.
    private func state(
        after change: ChangeSetRecord, _ key: String, _ table: VersionedTable,
        about students: [Int]
    ) throws -> String? {
        // Its undo found the row so, unless somebody wrote it in between.
        if let undo = change.undoneBy, let found = try image(undo, key, of: table),
            found.prior <= change.id
        {
            return found.image
        }
        guard let now = try row(key, table) else {
            if students.isEmpty { return nil }
            return try first(
                """
                SELECT p.image FROM prior_image p WHERE p.change_set IN (
                    SELECT s.change_set FROM change_subject s
                    WHERE s.student IN (\(list: students)) AND s.change_set > \(change.id))
                    AND p.table_name = \(table.name) AND p.row_key = \(key)
                ORDER BY p.change_set LIMIT 1
                """
            ) { try $0.requiredText(0) }
        }
        var (image, writer) = (now.image, now.change)
        while writer > change.id, let older = try self.image(writer, key, of: table) {
            (image, writer) = (older.image, older.prior)
        }
        return writer > change.id ? nil : image
    }
}

extension VersionedTable {
    /// That a key of a prior image is that of a row of these students; nil where keys do not tell.
    fileprivate func keys(of students: [Int]) -> Query? {
        if students.isEmpty { return nil }
        if self == .student { return "row_key IN (\(list: students.map { "\($0)" }))" }
        guard key.count > 1, key[0] == "student" else { return nil }
        // A slash comes right before a zero.
        let ranges: [Query] = students.map {
            "row_key >= \("\($0)/") AND row_key < \("\($0)0")"
        }
        return ranges.dropFirst().reduce(ranges[0]) { "\(query: $0) OR \(query: $1)" }
    }
}
