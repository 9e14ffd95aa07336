import Records

// All SQL that touches `column_mapping`.

/// A column mapping as it is kept: its pairs as JSON.
public struct KeptColumnMapping: Equatable, Sendable {
    public let name: String
    public let layout: String
    public let signature: String
    public let pairs: String

    public init(name: String, layout: String, signature: String, pairs: String) {
        self.name = name
        self.layout = layout
        self.signature = signature
        self.pairs = pairs
    }
}

extension Reader {
    /// All column mappings, by name.
    public func keptColumnMappings() throws -> [KeptColumnMapping] {
        try rows("SELECT name, layout, signature, pairs FROM column_mapping ORDER BY name") {
            KeptColumnMapping(
                name: try $0.requiredText(0), layout: try $0.requiredText(1),
                signature: try $0.requiredText(2), pairs: try $0.requiredText(3))
        }
    }
}

extension Writer {
    /// Writes a column mapping whole, keeping what it was.
    public func save(_ mapping: KeptColumnMapping, in change: Int) throws {
        let kept = try keepImages(
            of: .columnMapping, where: "name = \(mapping.name)", in: change, for: .update)
        try run(
            """
            INSERT INTO column_mapping (name, layout, signature, pairs, change_set)
            VALUES (\(mapping.name), \(mapping.layout), \(mapping.signature), \(mapping.pairs),
                \(change))
            ON CONFLICT (name) DO UPDATE SET
                layout = excluded.layout, signature = excluded.signature,
                pairs = excluded.pairs, change_set = excluded.change_set
            """)
        try note(TableChange(inserted: 1 - kept, updated: kept), of: .columnMapping, in: change)
    }

    /// Removes a column mapping, keeping what it was.
    public func removeColumnMapping(_ name: String, in change: Int) throws {
        let its: Query = "name = \(name)"
        let kept = try keepImages(of: .columnMapping, where: its, in: change, for: .delete)
        try run("DELETE FROM column_mapping WHERE \(query: its)")
        try note(TableChange(deleted: kept), of: .columnMapping, in: change)
    }
}
