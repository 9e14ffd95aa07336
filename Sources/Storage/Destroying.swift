import Records

// The SQL by which what is kept of students is destroyed: rows, prior images, plans, and rows that
// imports kept. Nothing here keeps what it destroys.

/// A row that is destroyed.
public struct DoomedRow: Equatable, Sendable {
    public let table: VersionedTable
    public let key: String
    /// The change set that wrote it.
    public let changeSet: Int
}

extension Reader {
    /// The students who were merged into this one, by whatever way, with itself.
    public func studentsMerged(into student: Int) throws -> [Int] {
        var all = [student]
        var next = [student]
        while !next.isEmpty {
            next = try rows(
                "SELECT id FROM student WHERE merged_into IN (\(list: next)) ORDER BY id"
            ) { try $0.requiredInteger(0) }.filter { !all.contains($0) }
            all += next
        }
        return all
    }

    /// The SIS students that these students are linked to.
    public func sisStudents(of students: [Int]) throws -> [Int] {
        try rows(
            """
            SELECT sis_student FROM student
            WHERE id IN (\(list: students)) AND sis_student IS NOT NULL ORDER BY sis_student
            """
        ) { try $0.requiredInteger(0) }
    }

    /// All numbers by which these students can be named in a file.
    public func numbersNaming(_ students: [Int], sis: [Int]) throws -> Set<String> {
        let queries: [Query] =
            [
                "SELECT student_id FROM student WHERE id IN (\(list: students))",
                "SELECT value FROM identifier WHERE student IN (\(list: students))",
            ]
            + ["import_id", "state_id", "other_id", "sourced_id"].map {
                sis.isEmpty
                    ? "SELECT '' FROM sis_student WHERE 1 = 0"
                    : "SELECT \(sql: $0) FROM sis_student WHERE id IN (\(list: sis))"
            }
        var all = Set<String>()
        for query in queries { all.formUnion(try rows(query) { try $0.requiredText(0) }) }
        return all.filter { !$0.isEmpty }
    }

    /// The rows of these students in `table`.
    ///
    /// - Parameters:
    ///   - fields: of `student_field`, only these.
    ///   - programs: of program enrollments and decisions about them, only these codes.
    public func doomedRows(
        of students: [Int], in table: VersionedTable, fields: [String], programs: [Int]
    ) throws -> [DoomedRow] {
        guard let scope = table.scope(students),
            let its = table.doomed(fields: fields, programs: programs)
        else { return [] }
        return try rows(
            """
            SELECT \(sql: table.keyExpression), change_set FROM \(sql: table.name)
            WHERE \(query: scope) AND \(query: its) ORDER BY 1
            """
        ) {
            DoomedRow(
                table: table, key: try $0.requiredText(0), changeSet: try $0.requiredInteger(1))
        }
    }

    /// Whether a row stands under this key.
    public func hasRow(_ key: String, in table: VersionedTable) throws -> Bool {
        try row(key, table) != nil
    }

    /// Prior images of `table` whose keys begin with a student's number.
    public func priorImages(of table: VersionedTable, named student: Int) throws -> [PriorImage] {
        // `0` comes after `/`.
        try priorImages(
            """
            change_set IN (\(query: table.replacing)) AND table_name = \(table.name)
                AND row_key >= \("\(student)/") AND row_key < \("\(student)0")
            """)
    }

    /// All prior images of `table`.
    public func priorImages(of table: VersionedTable) throws -> [PriorImage] {
        try priorImages(
            "change_set IN (\(query: table.replacing)) AND table_name = \(table.name)")
    }

    /// Prior images of `table` with one of these keys.
    public func priorImages(of table: VersionedTable, keys: [String]) throws -> [PriorImage] {
        try keys.flatMap { key in
            try priorImages(
                """
                change_set IN (\(query: table.replacing)) AND table_name = \(table.name)
                    AND row_key = \(key)
                """)
        }
    }

    /// Prior images of `table` that were kept by change sets about any of these students.
    public func priorImages(
        of table: VersionedTable, keptAbout students: [Int]
    ) throws -> [PriorImage] {
        try priorImages(
            """
            change_set IN (
                SELECT s.change_set FROM change_subject s WHERE s.student IN (\(list: students)))
                AND table_name = \(table.name)
            """)
    }

    private func priorImages(_ condition: Query) throws -> [PriorImage] {
        var found: [PriorImage] = []
        try scan(
            """
            SELECT change_set, table_name, row_key, operation, prior_change_set, image
            FROM prior_image WHERE \(query: condition) ORDER BY change_set, row_key
            """
        ) {
            found.append(PriorImage(row: $0))
            return true
        }
        return found
    }

    /// The contents that documents have, or had as far as they can come back.
    ///
    /// - Parameters:
    ///   - documents: keys of documents that do not count.
    ///   - images: images that do not count, as `change set/key`.
    public func contentsInUse(
        but documents: Set<String>, _ images: Set<String>, decode: (String) throws -> [Query.Value]
    ) throws -> Set<Int> {
        var used = Set<Int>()
        for (id, content) in try rows(
            "SELECT id, content FROM document",
            { (try $0.requiredInteger(0), try $0.requiredInteger(1)) })
        where !documents.contains("\(id)") {
            used.insert(content)
        }
        let place = VersionedTable.document.columns.firstIndex(of: "content") ?? 0
        for image in try priorImages("table_name = 'document'")
        where !images.contains("\(image.changeSet)/\(image.rowKey)") {
            let values = try decode(image.image)
            if values.indices.contains(place), case .integer(let content) = values[place] {
                used.insert(Int(content))
            }
        }
        return used
    }

    /// How many of these SIS students say something in these columns.
    public func sisSaying(
        _ texts: [String], _ days: [String], among students: [Int]
    ) throws -> Int {
        if students.isEmpty { return 0 }
        let said = texts.map { "\($0) <> ''" } + days.map { "\($0) IS NOT NULL" }
        return try count(
            """
            SELECT count(*) FROM sis_student
            WHERE id IN (\(list: students)) AND (\(sql: said.joined(separator: " OR ")))
            """)
    }

    /// Undos that were about nobody by name, whose plans can name students all the same.
    public func undosAboutNobody() throws -> [Int] {
        try rows(
            """
            SELECT c.id FROM change_set c WHERE c.undoes IS NOT NULL AND c.plan <> '{}'
                AND NOT EXISTS (SELECT 1 FROM change_subject s WHERE s.change_set = c.id)
            ORDER BY c.id
            """
        ) { try $0.requiredInteger(0) }
    }

    /// Hands over the rows that imports of these layouts kept out or held.
    public func keptRows(
        ofLayouts layouts: [String], _ body: (ImportRowRecord) throws -> Void
    ) throws {
        try scan(
            """
            SELECT r.run, r.row, r.state, r.cells, r.problems, r.held, r.resolution, r.change_set
            FROM import_row r JOIN import_run i ON i.id = r.run
            WHERE i.layout IN (\(list: layouts)) ORDER BY r.run, r.row
            """
        ) { row in
            let change = row.integer(7)
            try body(
                ImportRowRecord(
                    run: Int(row.integer(0)), row: Int(row.integer(1)),
                    state: ImportRowRecord.State(rawValue: row.bytes(2).text) ?? .rejected,
                    cells: opened(row.bytes(3).text, kind: SealedKind.row),
                    problems: opened(row.bytes(4).text, kind: SealedKind.row),
                    held: opened(row.bytes(5).text, kind: SealedKind.row),
                    resolution: row.bytes(6).text,
                    changeSet: change == .min ? nil : Int(change)))
            return true
        }
    }

    /// The runs of these layouts, in order.
    public func importRuns(ofLayouts layouts: [String]) throws -> [ImportRunRecord] {
        try rows(
            """
            SELECT \(sql: ImportRunRecord.columns) FROM import_run
            WHERE layout IN (\(list: layouts)) ORDER BY id
            """, importRun)
    }
}

extension VersionedTable {
    /// The change sets that keep images of it.
    fileprivate var replacing: Query {
        """
        SELECT t.change_set FROM change_set_table t
        WHERE t.table_name = \(name) AND t.updated + t.deleted > 0
        """
    }

    /// What is to be destroyed of it; nil where nothing is.
    fileprivate func doomed(fields: [String], programs: [Int]) -> Query? {
        switch self {
        case .studentField: fields.isEmpty ? nil : "field IN (\(list: fields))"
        case .programEnrollment, .programAlias:
            programs.isEmpty ? nil : "program IN (\(list: programs))"
        default: "1 = 1"
        }
    }
}

extension Writer {
    /// Has what `body` deletes written over, where the database has such a setting.
    public func overwritingDeleted<T>(_ body: (any Writer) throws -> T) throws -> T {
        guard dialect == .sqlite else { return try body(self) }
        let before = try count("PRAGMA secure_delete")
        try overwriteDeleted(true)
        defer { try? overwriteDeleted(before != 0) }
        return try body(self)
    }

    private func overwriteDeleted(_ isOn: Bool) throws {
        _ = try rows("PRAGMA secure_delete = \(sql: isOn ? "ON" : "OFF")") { try $0.integer(0) }
    }

    /// Deletes a row, and keeps nothing of it.
    public func destroy(_ row: DoomedRow) throws {
        let parts = row.key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == row.table.key.count else { return }
        let condition = zip(row.table.key, parts).reduce("1 = 1" as Query) { all, part in
            let value: Query = Int(part.1).map { "\($0)" } ?? "\(part.1)"
            return "\(query: all) AND \(sql: part.0) = \(query: value)"
        }
        try run("DELETE FROM \(sql: row.table.name) WHERE \(query: condition)")
    }

    /// Deletes a prior image. What stands for it has to be noted before.
    public func destroy(_ image: PriorImage) throws {
        try run("DELETE FROM prior_image WHERE \(query: Self.its(image))")
    }

    /// Puts what is left in the place of a prior image. That has to be noted before.
    public func blank(_ image: PriorImage, to left: String) throws {
        try run("UPDATE prior_image SET image = \(left) WHERE \(query: Self.its(image))")
    }

    private static func its(_ image: PriorImage) -> Query {
        """
        change_set = \(image.changeSet) AND table_name = \(image.table)
            AND row_key = \(image.rowKey)
        """
    }

    /// Blanks columns of SIS students. What told whether a row of a file is the same goes too: it
    /// was made of all that the row says.
    public func blankSIS(_ students: [Int], texts: [String], days: [String]) throws {
        if students.isEmpty || texts.isEmpty && days.isEmpty { return }
        let sets = texts.map { "\($0) = ''" } + days.map { "\($0) = NULL" } + ["content = 0"]
        try run(
            """
            UPDATE sis_student SET \(sql: sets.joined(separator: ", "))
            WHERE id IN (\(list: students))
            """)
    }

    /// Deletes a content with its bytes.
    public func destroy(content id: Int) throws {
        try run("DELETE FROM content_piece WHERE content = \(id)")
        try run("DELETE FROM content WHERE id = \(id)")
    }

    /// Puts another report in the place of a run's.
    public func setReport(_ report: String, of run: Int) throws {
        let report = try sealed(report, kind: SealedKind.report, place: run)
        try self.run("UPDATE import_run SET report = \(report) WHERE id = \(run)")
    }
}
