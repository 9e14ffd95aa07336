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
        try rows(of: .code, "") {
            Code(
                id: try $0.requiredInteger(0), table: try $0.requiredText(1),
                key: try $0.requiredText(2), translation: try $0.requiredText(3),
                systemKey: try $0.requiredText(4), site: try $0.integer(5),
                sortOrder: try $0.requiredInteger(6), isActive: try $0.requiredInteger(7) == 1,
                isSeenInFile: try $0.requiredInteger(8) == 1)
        }.sorted { ($0.table, $0.sortOrder, $0.key) < ($1.table, $1.sortOrder, $1.key) }
    }
}

extension Reader {
    /// The numbers of the codes with one of these system keys, given in lower case, and of those
    /// of which it cannot be read.
    func codes(withSystemKeys keys: [String]) throws -> [Int] {
        if keys.isEmpty { return [] }
        return try codes().filter {
            keys.contains($0.systemKey.lowercased()) || LostText.stands(for: $0.systemKey)
        }.map(\.id)
    }

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
        let row = try sealed(
            [
                .integer(Int64(code.id)), .text(code.table), .text(code.key),
                .text(code.translation), .text(code.systemKey),
                code.site.map { .integer(Int64($0)) } ?? .null, .integer(Int64(code.sortOrder)),
                .integer(code.isActive ? 1 : 0), .integer(code.isSeenInFile ? 1 : 0),
                .integer(Int64(change)),
            ], of: .code)
        try bulk(VersionedTable.code.bulk(.update)) { try $0.write(row) }
        try note(TableChange(inserted: 1 - kept, updated: kept), of: .code, in: change)
    }
}
