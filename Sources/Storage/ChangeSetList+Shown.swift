import Records

// The SQL that tells of many change sets at once whether somebody sees anything of them.

extension Reader {
    /// The names of the tables that these change sets wrote, by change set.
    public func tablesWritten(by changes: [Int]) throws -> [Int: Set<String>] {
        var found: [Int: Set<String>] = [:]
        try changes.forEachBatch { batch in
            for (change, table) in try rows(
                """
                SELECT change_set, table_name FROM change_set_table
                WHERE change_set IN (\(list: batch)) AND inserted + updated + deleted > 0
                """, { (try $0.requiredInteger(0), try $0.requiredText(1)) })
            {
                found[change, default: []].insert(table)
            }
        }
        return found
    }

    /// Those of these change sets, each about some students, of which it is found at once that they
    /// wrote a field or a program enrollment that is seen: it is there as they wrote it, or they
    /// replaced it.
    ///
    /// - Parameters:
    ///   - fields: names of fields of students that are not seen.
    ///   - programs: our numbers of programs that are not seen; nil where none is.
    public func changesShowing(
        _ changes: [Int], hidingFields fields: [String], programs: [Int]?
    ) throws -> Set<Int> {
        var found = Set<Int>()
        let isField: Query = fields.isEmpty ? "" : "AND f.field NOT IN (\(list: fields))"
        let isFieldImage = fields.reduce("p.table_name = 'student_field'" as Query) {
            "\(query: $0) AND p.row_key NOT LIKE \("%/\($1)")"
        }
        try changes.forEachBatch { batch in
            var statement: Query = """
                SELECT f.change_set FROM change_subject t JOIN student_field f
                    ON f.student = t.student AND f.change_set = t.change_set
                WHERE t.change_set IN (\(list: batch)) \(query: isField)
                UNION SELECT p.change_set FROM prior_image p
                WHERE p.change_set IN (\(list: batch)) AND \(query: isFieldImage)
                """
            if let programs {
                let isProgram: Query =
                    programs.isEmpty ? "" : "AND e.program NOT IN (\(list: programs))"
                let isImage = programs.reduce("p.table_name = 'program_enrollment'" as Query) {
                    "\(query: $0) AND p.row_key NOT LIKE \("%/\($1)/%/%")"
                }
                statement = """
                    \(query: statement)
                    UNION SELECT e.change_set FROM change_subject t JOIN program_enrollment e
                        ON e.student = t.student AND e.change_set = t.change_set
                    WHERE t.change_set IN (\(list: batch)) \(query: isProgram)
                    UNION SELECT p.change_set FROM prior_image p
                    WHERE p.change_set IN (\(list: batch)) AND \(query: isImage)
                    """
            }
            found.formUnion(try rows(statement) { try $0.requiredInteger(0) })
        }
        return found
    }
}
