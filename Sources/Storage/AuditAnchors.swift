// All SQL that touches `audit_anchor`.

/// A signed word that the chain of change sets ended so at some time.
public struct AuditAnchor: Equatable, Sendable {
    public let district: String
    public let changeSet: Int
    /// The code of that change set's seal.
    public let code: [UInt8]
    /// UTC, ISO 8601.
    public let at: String
    /// Which key it was signed with.
    public let key: String
    /// Ed25519.
    public let signature: [UInt8]

    public init(
        district: String, changeSet: Int, code: [UInt8], at: String, key: String,
        signature: [UInt8]
    ) {
        self.district = district
        self.changeSet = changeSet
        self.code = code
        self.at = at
        self.key = key
        self.signature = signature
    }

    init(row: any ResultRow) throws {
        self.init(
            district: try row.requiredText(1), changeSet: try row.requiredInteger(0),
            code: try row.bytes(3) ?? [], at: try row.requiredText(2),
            key: try row.requiredText(4), signature: try row.bytes(5) ?? [])
    }

    static let columns = "change_set, district, at, code, key_id, signature"
}

extension Reader {
    /// The newest anchor, or nil.
    public func newestAnchor() throws -> AuditAnchor? {
        try first(
            """
            SELECT \(sql: AuditAnchor.columns) FROM audit_anchor ORDER BY change_set DESC LIMIT 1
            """, AuditAnchor.init(row:))
    }

    /// All anchors, in the order of their change sets. There is about one for each day.
    public func anchors() throws -> [AuditAnchor] {
        try rows(
            "SELECT \(sql: AuditAnchor.columns) FROM audit_anchor ORDER BY change_set",
            AuditAnchor.init(row:))
    }
}

extension Writer {
    public func save(_ anchor: AuditAnchor) throws {
        try run(
            """
            INSERT INTO audit_anchor (\(sql: AuditAnchor.columns))
            VALUES (\(anchor.changeSet), \(anchor.district), \(anchor.at), \(anchor.code),
                \(anchor.key), \(anchor.signature))
            """)
    }
}
