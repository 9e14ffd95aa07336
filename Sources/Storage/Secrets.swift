// All SQL that touches `secret`.

extension Reader {
    /// The bytes of a secret of the district; nil where it was not made yet.
    public func secret(named name: String) throws -> [UInt8]? {
        try first("SELECT bytes FROM secret WHERE name = \(name)") { try $0.bytes(0) } ?? nil
    }
}

extension Writer {
    /// Keeps a secret, unless there is one of this name.
    public func keepSecret(_ bytes: [UInt8], named name: String) throws {
        try run(
            """
            INSERT INTO secret (name, bytes) VALUES (\(name), \(Query.Value.bytes(bytes)))
            ON CONFLICT (name) DO NOTHING
            """)
    }
}
