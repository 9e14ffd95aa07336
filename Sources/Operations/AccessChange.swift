import Records
import Storage

/// What a change of users and rules must not leave behind: a district that nobody can manage, and
/// people who go on working in a role that they do not have any more.
struct AccessChange {
    private let before: [UserAccount]
    private let rules: [PermissionRule]
    private let identities: [UserIdentity]

    /// Remembers what is there. Ask for it before anything is changed.
    init(_ reader: any Reader) throws {
        before = try reader.userAccounts()
        rules = try reader.permissionRules()
        identities = try reader.userIdentities()
    }

    /// Whether a change set wrote users or rules.
    static func isOne(_ change: Int, _ reader: any Reader) throws -> Bool {
        let tables = try reader.tablesChanged(by: change).keys
        return VersionedTable.ofAccess.contains { tables.contains($0.name) }
    }

    /// Ends the sessions of those who have another role by now, were disabled, or are not any more
    /// whom a provider vouches for.
    ///
    /// - Throws: `user.last-administrator` where nobody would be left who manages users.
    func settle(_ writer: any Writer) throws {
        let left = Set(try writer.userIdentities().map(\.id))
        for account in Set(identities.filter { !left.contains($0.id) }.map(\.account)) {
            try writer.endSessions(of: account)
        }
        let (after, newRules) = (try writer.userAccounts(), try writer.permissionRules())
        if after == before, newRules == rules { return }
        if Self.isManaged(before, rules), !Self.isManaged(after, newRules) {
            throw OperationError.refused(
                code: "user.last-administrator",
                message: "Nobody would be left who manages users.",
                remedy: "Give somebody else the right first: homeroom user change NAME --role "
                    + "securityAdministrator.")
        }
        let now = Dictionary(after.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        for account in before {
            guard let new = now[account.id] else { continue }
            if new.role != account.role || new.state == .disabled {
                try writer.endSessions(of: account.id)
            }
        }
    }

    private static func isManaged(_ accounts: [UserAccount], _ rules: [PermissionRule]) -> Bool {
        accounts.contains {
            $0.state == .active
                && AccessPolicy.access(for: $0.person, rules: rules).allows(.manageUsers)
        }
    }
}
