import Foundation
import Storage

extension Users {
    /// Of the change sets that tell who ended sessions; they have no rows.
    static let signOutKind = "sign-out"

    /// Ends the sessions of a user, or of everybody, and nothing else: whoever has a password can
    /// sign in again, and tokens of programs go on.
    ///
    /// - Parameter name: nil for everybody.
    /// - Returns: how many sessions ended.
    @discardableResult
    public func signOut(_ name: String?) throws -> Int {
        try workspace.require(.manageUsers)
        let now = Int(workspace.clock().timeIntervalSince1970)
        return try workspace.store.write { writer -> Int in
            // Those that are over already are not counted.
            try writer.pruneSessions(endedBy: now, notSeenSince: now - Sessions.idle)
            let count: Int
            let words: String
            if let name {
                let account = try Self.account(name, writer)
                count = try writer.endSessions(of: account.id)
                words = "User \(account.name) signed out"
            } else {
                count = try writer.endAllSessions()
                words = "Everybody signed out"
            }
            _ = try workspace.begin(Self.signOutKind, words, about: [], writer)
            return count
        }
    }
}
