import Records

// All SQL that touches `document`.

extension Document {
    fileprivate static let table = VersionedTable.document

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0), student: try row.requiredInteger(1),
            title: try row.requiredText(2), category: try row.requiredText(3),
            schoolYear: try row.schoolYear(4),
            status: Status(rawValue: try row.requiredText(5)) ?? .draft,
            fileName: try row.requiredText(6), content: try row.requiredInteger(7),
            addedAt: try row.requiredText(8))
    }
}

extension Reader {
    /// A document by its number, or nil.
    public func document(_ id: Int) throws -> Document? {
        try first(
            "SELECT \(sql: Document.table.columnList) FROM document WHERE id = \(id)",
            Document.init)
    }

    /// The documents of a student, the newest first.
    public func documents(of student: Int) throws -> [Document] {
        try rows(
            """
            SELECT \(sql: Document.table.columnList) FROM document WHERE student = \(student)
            ORDER BY id DESC
            """, Document.init)
    }
}

extension Writer {
    /// Writes a document whole, keeping what it was.
    public func save(_ document: Document, in change: Int) throws {
        try save(
            [
                .init(number: document.id), .init(number: document.student),
                .text(document.title), .text(document.category),
                .text(document.schoolYear.description), .text(document.status.rawValue),
                .text(document.fileName), .init(number: document.content),
                .text(document.addedAt),
            ], of: Document.table, in: change)
    }

    /// Removes a document, keeping what it was. Its content stays, for an undo.
    public func removeDocument(_ id: Int, in change: Int) throws {
        try remove([Int64(id)], from: Document.table, in: change)
    }
}
