import Records

// The SQL that tells whether anything of a student is not as it was.

extension Reader {
    /// Everything that is kept of a student, row by row, in the form of prior images: the same
    /// where, and only where, nothing of the student changed. What was decided about pairs of
    /// students is not in it.
    public func state(of student: Int) throws -> [String] {
        let tables = VersionedTable.all.filter { ![.notSame, .notLinked].contains($0) }
        return try tables.flatMap { table -> [String] in
            guard let scope = table.scope([student]) else { return [] }
            return try rows(
                """
                SELECT \(jsonArray: table.columns) FROM \(sql: table.name)
                WHERE \(query: scope) ORDER BY \(sql: table.key.joined(separator: ", "))
                """
            ) { "\(table.name) \(try $0.requiredText(0))" }
        }
    }
}
