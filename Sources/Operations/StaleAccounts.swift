import Foundation
import Records
import Storage

/// Users whom nobody used for long. Each night they are listed, and locked: an account that a
/// leaver still has is a door that nobody watches.
public struct StaleAccounts {
    /// Days without signing in after which a user is locked.
    public static let days = 90

    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    public struct Stale: Codable, Equatable, Sendable {
        public let name: String
        public let role: Role
        /// The day of the last sign-in, or on which the user was added.
        public let lastUsed: String
        public let hasSignedIn: Bool
        /// Whether the user was locked now.
        public var isLocked: Bool
    }

    /// The active users who did not sign in for `days`.
    public func list() throws -> [Stale] {
        try workspace.require(.manageUsers)
        let limit = workspace.clock().addingTimeInterval(-Double(Self.days) * 86_400)
        return try workspace.store.read { reader in
            let signedIn = try reader.lastSignIns()
            return try reader.userAccounts().filter { $0.state == .active }.compactMap { user in
                let last = signedIn[user.id].map {
                    ImportFiles.timestamp(Date(timeIntervalSince1970: Double($0)))
                }
                let used = max(last ?? "", user.createdAt)
                if used >= ImportFiles.timestamp(limit) { return nil }
                return Stale(
                    name: user.name, role: user.role, lastUsed: String(used.prefix(10)),
                    hasSignedIn: last != nil, isLocked: false)
            }
        }
    }

    /// Locks them, but for the last who manages users.
    public func lock() throws -> [Stale] {
        var stale = try list()
        for index in stale.indices {
            do {
                _ = try Users(workspace).disable(stale[index].name)
                stale[index].isLocked = true
            } catch let error as OperationError where error.code == "user.last-administrator" {
                continue
            }
        }
        if stale.isEmpty { return [] }
        let names = stale.map(\.name).joined(separator: ", ")
        try Alarms.raiseStale(
            "Not used for \(Self.days) days, and locked where possible: \(names).", workspace)
        return stale
    }
}
