import Records

// All SQL that touches `code`.

/// One code of a code table.
public struct Code: Equatable, Sendable {
    public var id: Int
    public var table: String
    public var key: String
    public var translation: String
    /// Drives behavior: `504_plan` lights the 504 alert.
    public var systemKey: String
    /// Nil where the code holds everywhere.
    public var site: Int?
    public var sortOrder: Int
    public var isActive: Bool
    /// Came with a file and has no translation yet.
    public var isSeenInFile: Bool

    public init(
        id: Int, table: String, key: String, translation: String, systemKey: String = "",
        site: Int? = nil, sortOrder: Int = 0, isActive: Bool = true, isSeenInFile: Bool = false
    ) {
        self.id = id
        self.table = table
        self.key = key
        self.translation = translation
        self.systemKey = systemKey
        self.site = site
        self.sortOrder = sortOrder
        self.isActive = isActive
        self.isSeenInFile = isSeenInFile
    }
}

extension Reader {
    /// All codes, by table, sort order and key.
    public func codes() throws -> [Code] {
        try rows(
            """
            SELECT id, code_table, code_key, translation, system_key, site, sort_order, active,
                seen_in_file
            FROM code ORDER BY code_table, sort_order, code_key
            """
        ) {
            Code(
                id: try $0.requiredInteger(0), table: try $0.requiredText(1),
                key: try $0.requiredText(2), translation: try $0.requiredText(3),
                systemKey: try $0.requiredText(4), site: try $0.integer(5),
                sortOrder: try $0.requiredInteger(6), isActive: try $0.requiredInteger(7) == 1,
                isSeenInFile: try $0.requiredInteger(8) == 1)
        }
    }
}

extension Reader {
    /// One code of a table, or nil.
    public func code(_ key: String, of table: String) throws -> Code? {
        try codes().first { $0.table == table && $0.key == key }
    }

    /// How many rows name a code: program enrollments, and what was decided about rows of files.
    public func uses(of code: Int) throws -> Int {
        let records = try count(
            """
            SELECT count(*) FROM program_enrollment
            WHERE program = \(code) OR eligibility_code = \(code) OR exit_code = \(code)
            """)
        return try records
            + count(
                """
                SELECT count(*) FROM program_alias WHERE program = \(code) OR to_program = \(code)
                """)
    }
}

extension Writer {
    /// Removes a code that nothing names, with its state codes.
    public func removeCode(_ code: Int, in change: Int) throws {
        for (table, its) in [
            (VersionedTable.codeState, "code = \(code)" as Query), (.code, "id = \(code)"),
        ] {
            let kept = try keepImages(of: table, where: its, in: change, for: .delete)
            if kept == 0 { continue }
            try run("DELETE FROM \(sql: table.name) WHERE \(query: its)")
            try note(TableChange(deleted: kept), of: table, in: change)
        }
    }
}

extension Writer {
    /// Writes `code` whole, keeping its prior image.
    public func save(_ code: Code, in change: Int) throws {
        let kept = try keepImages(
            of: .code, where: "id = \(code.id)", in: change, for: .update)
        try bulk(VersionedTable.code.bulk(.update)) { sink in
            try sink.write([
                .integer(Int64(code.id)), .text(code.table), .text(code.key),
                .text(code.translation), .text(code.systemKey),
                code.site.map { .integer(Int64($0)) } ?? .null, .integer(Int64(code.sortOrder)),
                .integer(code.isActive ? 1 : 0), .integer(code.isSeenInFile ? 1 : 0),
                .integer(Int64(change)),
            ])
        }
        try note(TableChange(inserted: 1 - kept, updated: kept), of: .code, in: change)
    }
}
