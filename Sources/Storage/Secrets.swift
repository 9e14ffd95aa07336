// All SQL that touches `secret`.

extension Reader {
    /// The bytes of a secret of the district; nil where it was not made yet.
    public func secret(named name: String) throws -> [UInt8]? {
        guard let kept = try wrappedSecret(named: name) else { return nil }
        guard SealedForm.isWrapped(kept) else { return kept }
        guard let cipher else { throw StorageError.sealed }
        return try cipher.unwrap(Array(kept.dropFirst(SealedForm.wrapped.count)), named: name)
    }

    /// The same as it is kept: sealed with the key of keys, where there is one.
    public func wrappedSecret(named name: String) throws -> [UInt8]? {
        try first("SELECT bytes FROM secret WHERE name = \(name)") { try $0.bytes(0) } ?? nil
    }

    /// What is sealed of a secret; nil where there is none, or it is not sealed.
    public func sealedSecret(named name: String) throws -> [UInt8]? {
        try wrappedSecret(named: name).flatMap {
            SealedForm.isWrapped($0) ? Array($0.dropFirst(SealedForm.wrapped.count)) : nil
        }
    }

    /// The names of all secrets.
    public func secretNames() throws -> [String] {
        try rows("SELECT name FROM secret ORDER BY name") { try $0.requiredText(0) }
    }
}

extension Writer {
    /// Keeps a secret, unless there is one of this name.
    public func keepSecret(_ bytes: [UInt8], named name: String) throws {
        let bytes = try wrapped(bytes, named: name)
        try run(
            """
            INSERT INTO secret (name, bytes) VALUES (\(name), \(Query.Value.bytes(bytes)))
            ON CONFLICT (name) DO NOTHING
            """)
    }

    /// Keeps another text of the same secret: what it is sealed with changed.
    public func rewrapSecret(_ bytes: [UInt8], named name: String) throws {
        let bytes = try wrapped(bytes, named: name)
        try run("UPDATE secret SET bytes = \(Query.Value.bytes(bytes)) WHERE name = \(name)")
    }

    /// Keeps a secret in the place of the one of this name.
    public func replaceSecret(_ bytes: [UInt8], named name: String) throws {
        try removeSecret(named: name)
        try keepSecret(bytes, named: name)
    }

    public func removeSecret(named name: String) throws {
        try run("DELETE FROM secret WHERE name = \(name)")
    }

    private func wrapped(_ bytes: [UInt8], named name: String) throws -> [UInt8] {
        guard let cipher else { return bytes }
        return try SealedForm.wrapped + cipher.wrap(bytes, named: name)
    }
}
