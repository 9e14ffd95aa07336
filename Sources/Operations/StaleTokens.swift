import Foundation
import Records
import Storage

/// Tokens that no program used for long. Each night they are listed, and revoked: a key that is
/// lying about is a door that nobody watches.
public struct StaleTokens {
    /// Days without use after which a token is revoked.
    public static let days = StaleAccounts.days

    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// The tokens that can be used and were not for `days`.
    public func list() throws -> [Tokens.Listed] {
        try workspace.require(.manageUsers)
        let limit = ImportFiles.timestamp(
            workspace.clock().addingTimeInterval(-Double(Self.days) * 86_400))
        return try Tokens(workspace).list().filter {
            $0.state == .active && ($0.usedAt ?? $0.createdAt) < limit
        }
    }

    /// Revokes them, and raises an alarm that tells which.
    public func lock() throws -> [Tokens.Listed] {
        let stale = try list()
        if stale.isEmpty { return [] }
        for one in stale { _ = try Tokens(workspace).revoke(one.token) }
        let names = stale.map { "\($0.token) of \($0.user)" }.joined(separator: ", ")
        try Alarms.raiseStale(
            "Tokens not used for \(Self.days) days, and revoked: \(names).", workspace)
        return stale
    }
}
