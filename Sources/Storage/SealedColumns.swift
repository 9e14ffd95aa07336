import Records

// Which columns are sealed in every row, and how rows are read and written with them.

extension VersionedTable {
    /// What is sealed whatever the row says: the code book, so that the number of a code tells
    /// nothing of who has free lunch, and what people write: of plans and events, and why.
    private static let sealed: [String: [String]] = [
        "code": ["code_key", "translation", "system_key"],
        "code_state": ["state_code"],
        "event": ["note"],
        "saved_report": ["document"],
        "envelope": ["document"],
        "transfer_request": ["document"],
        "learning_plan": ["materials", "evaluation", "approved_snapshot"],
        "plan_course": ["goals", "objectives", "activities", "completion"],
        "plan_contact": ["evidence"],
        "plan_review": ["note"],
        "plan_intervention": ["note"],
        "not_same": ["reason"],
        "not_linked": ["reason"],
        "roster_apart": ["reason"],
    ]

    var sealedColumns: [String] { Self.sealed[name] ?? [] }

    /// What a sealed value of a column is called.
    func sealedKind(_ column: String) -> String { "\(name)/\(column)" }

    /// Where a sealed value stands, by the first part of its row's key. No two codes of a table
    /// have the same key, and the database sees to it: the same key looks the same in each row.
    func sealedPlace(_ key: Int) -> Int { self == .code ? 0 : key }
}

/// A row with all columns of a table, in order, in which what is sealed can be read.
private struct OpenedRow: ResultRow {
    let row: any ResultRow
    let reader: any Reader
    let table: VersionedTable

    func text(_ column: Int) throws -> String? {
        guard let text = try row.text(column) else { return nil }
        return try reader.opened(text, kind: table.sealedKind(table.columns[column]))
    }

    func integer(_ column: Int) throws -> Int? { try row.integer(column) }
    func bytes(_ column: Int) throws -> [UInt8]? { try row.bytes(column) }
}

extension Reader {
    /// Rows of a table, with all its columns.
    ///
    /// - Parameter rest: what follows `FROM` and the table.
    func rows<T>(
        of table: VersionedTable, _ rest: Query, _ read: (any ResultRow) throws -> T
    ) throws -> [T] {
        try rows("SELECT \(sql: table.columnList) FROM \(sql: table.name) \(query: rest)") {
            try read(OpenedRow(row: $0, reader: self, table: table))
        }
    }

    /// The row of a table with this number, or nil.
    func row<T>(
        _ id: Int, of table: VersionedTable, _ read: (any ResultRow) throws -> T
    ) throws -> T? {
        try rows(of: table, "WHERE id = \(id)", read).first
    }

    /// The values of a row, or of its prior image, with what is sealed of them opened.
    public func opened(_ values: [Query.Value], of table: VersionedTable) throws -> [Query.Value] {
        switch table {
        case .studentField: return try openedField(values)
        case .sisStudent: return try openedSISStudent(values)
        default: break
        }
        var values = values
        for (place, column) in table.columns.enumerated() where place < values.count {
            guard case .text(let text) = values[place], SealedForm.isSealed(text) else { continue }
            values[place] = .text(try opened(text, kind: table.sealedKind(column)))
        }
        return values
    }

    /// The values of a row, the first part of the key first, as they are to be kept.
    public func sealed(
        _ values: [Query.Value], of table: VersionedTable
    ) throws -> [Query.Value] {
        guard cipher != nil, case .integer(let key)? = values.first else { return values }
        var values = values
        for column in table.sealedColumns {
            guard let place = table.columns.firstIndex(of: column), place < values.count,
                case .text(let text) = values[place]
            else { continue }
            values[place] = .text(try sealed(text, of: column, in: table, Int(key)))
        }
        return values
    }

    /// A value of a column, as it is to be kept.
    ///
    /// - Parameter key: the first part of the row's key.
    func sealed(
        _ text: String, of column: String, in table: VersionedTable, _ key: Int
    ) throws -> String {
        try sealed(text, kind: table.sealedKind(column), place: table.sealedPlace(key))
    }
}
