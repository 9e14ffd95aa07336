import GRDBSQLite

/// Prepared statements of the writing connection, kept by their text.
///
/// A merge is a hundred small changes, and preparing them would be half of its work. A statement is
/// out of here while it runs, so that the same change inside of itself gets one of its own.
final class KeptStatements {
    /// So many are kept; then all are let go.
    private static let atMost = 256
    /// Longer ones come once: they are as long as their values are many.
    private static let longest = 3_000

    private var statements: [String: OpaquePointer] = [:]

    deinit { clear() }

    /// Runs `body` with the statement of `text`, made by `prepare` where none is kept.
    func with<T>(
        _ text: String, prepare: (String) throws -> OpaquePointer,
        _ body: (OpaquePointer) throws -> T
    ) throws -> T {
        let statement = try statements.removeValue(forKey: text) ?? prepare(text)
        defer { keep(statement, text) }
        return try body(statement)
    }

    private func keep(_ statement: OpaquePointer, _ text: String) {
        // A reset reports once more what failed when it ran.
        sqlite3_reset(statement)
        guard text.utf8.count <= Self.longest, statements[text] == nil else {
            sqlite3_finalize(statement)
            return
        }
        sqlite3_clear_bindings(statement)
        if statements.count >= Self.atMost { clear() }
        statements[text] = statement
    }

    /// Lets go of all of them, which has to be done before the connection is closed.
    func clear() {
        for statement in statements.values { sqlite3_finalize(statement) }
        statements = [:]
    }
}
