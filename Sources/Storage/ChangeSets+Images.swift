extension Writer {
    /// Keeps those rows of `table` whose keys (see `VersionedTable.rowKey`) are among `keys`; for
    /// rows that no plain condition names. `condition` has to hold for all of them and for few
    /// others. Rows that this change set wrote already are passed over. Returns how many are kept.
    @discardableResult
    func keepImages(
        of table: VersionedTable, among keys: Set<String>, where condition: Query, in id: Int,
        for operation: ImageOperation
    ) throws -> Int {
        let found = try rows(
            """
            SELECT \(sql: table.keyExpression), change_set, \(jsonArray: table.columns)
            FROM \(sql: table.name) WHERE \(query: condition)
            """
        ) { row -> (key: String, change: Int, image: String)? in
            let key = try row.requiredText(0)
            let change = try row.requiredInteger(1)
            guard change != id, keys.contains(key) else { return nil }
            return (key, change, try row.requiredText(2))
        }
        var row = RowBuffer()
        var kept = 0
        try bulk(imageBulk) { sink in
            for image in found.compactMap(\.self) {
                row.set(0, Int64(id))
                row.set(1, table.name)
                row.set(2, image.key)
                row.set(3, operation.rawValue)
                row.set(4, Int64(image.change))
                row.set(5, image.image)
                try row.write(to: sink)
                kept += 1
            }
        }
        return kept
    }

    /// Keeps the rows of `table` with these numbers, except those that this change set wrote
    /// already. Returns how many are kept.
    @discardableResult
    func keepImages(
        of table: VersionedTable, ids: some Collection<Int64>, in change: Int,
        for operation: ImageOperation = .update
    ) throws -> Int {
        try keepImages(
            of: table, where: "id IN (\(list: ids)) AND change_set <> \(change)", in: change,
            for: operation)
    }
}
