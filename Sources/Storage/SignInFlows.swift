// All SQL that touches `sign_in_flow`. Times are seconds since 1970.

/// A sign-in that is under way at a provider.
public struct StoredFlow: Sendable {
    /// SHA-256 of what ties the answer to the browser's cookie.
    public let browserHash: String
    public let sealed: [UInt8]
    public let startedAt: Int
}

extension Reader {
    /// How many are under way.
    public func signInFlows() throws -> Int { try count("SELECT count(*) FROM sign_in_flow") }
}

extension Writer {
    public func addSignInFlow(
        stateHash: String, browserHash: String, sealed: [UInt8], at time: Int
    ) throws {
        try run(
            """
            INSERT INTO sign_in_flow (state_hash, browser_hash, sealed, started_at)
            VALUES (\(stateHash), \(browserHash), \(Query.Value.bytes(sealed)), \(time))
            """)
    }

    /// Takes one out, so that nobody can take it again; nil where there is none.
    public func takeSignInFlow(withStateHash hash: String) throws -> StoredFlow? {
        let found = try first(
            """
            SELECT browser_hash, sealed, started_at FROM sign_in_flow WHERE state_hash = \(hash)
            """
        ) {
            StoredFlow(
                browserHash: try $0.requiredText(0), sealed: try $0.bytes(1) ?? [],
                startedAt: try $0.requiredInteger(2))
        }
        if found != nil { try run("DELETE FROM sign_in_flow WHERE state_hash = \(hash)") }
        return found
    }

    /// Removes those that began before `time`.
    public func pruneSignInFlows(before time: Int) throws {
        try run("DELETE FROM sign_in_flow WHERE started_at < \(time)")
    }
}
