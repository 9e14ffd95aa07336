// The SQL that writes rows of tables whose key is a number of ours, one at a time.

extension Writer {
    /// Writes a row whole, keeping what it was. `values` are those of all columns but
    /// `change_set`, the number first.
    func save(_ values: [Query.Value], of table: VersionedTable, in change: Int) throws {
        guard case .integer(let id)? = values.first else { return }
        let stood = try count("SELECT count(*) FROM \(sql: table.name) WHERE id = \(id)")
        let kept = try keepImages(of: table, ids: [id], in: change)
        let row = try sealed(values, of: table) + [.integer(Int64(change))]
        try bulk(table.bulk(.update)) { try $0.write(row) }
        try note(TableChange(inserted: 1 - stood, updated: kept), of: table, in: change)
    }

    /// Removes rows by their numbers, keeping what they were. Returns how many went.
    @discardableResult
    func remove(
        _ ids: some Collection<Int64>, from table: VersionedTable, in change: Int
    ) throws -> Int {
        if ids.isEmpty { return 0 }
        let kept = try keepImages(
            of: table, where: "id IN (\(list: ids))", in: change, for: .delete)
        try run("DELETE FROM \(sql: table.name) WHERE id IN (\(list: ids))")
        try note(TableChange(deleted: kept), of: table, in: change)
        return kept
    }
}

extension Query.Value {
    /// An integer that may be missing.
    init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
}
