import Records

// All SQL that touches `permission_rule`.

extension PermissionRule {
    /// Nil for a right that is not known here (any more).
    fileprivate init?(_ row: any ResultRow) throws {
        guard let permission = Permission(rawValue: try row.requiredText(0)),
            let scope = Scope(kind: try row.requiredText(1), subject: try row.requiredText(2)),
            let value = Value(rawValue: try row.requiredText(3))
        else { return nil }
        self.init(permission, scope, value)
    }

    fileprivate var row: Query {
        """
        permission = \(permission.rawValue) AND scope = \(scope.kind)
            AND subject = \(scope.subject)
        """
    }

    fileprivate var account: Int? {
        if case .user(let user) = scope { return user }
        return nil
    }
}

extension Reader {
    /// All rules, by right and scope.
    public func permissionRules() throws -> [PermissionRule] {
        try rows(
            """
            SELECT permission, scope, subject, value FROM permission_rule
            ORDER BY permission, scope, subject
            """, PermissionRule.init
        ).compactMap(\.self)
    }

    /// The rules that can be about somebody, and those of all sites.
    public func permissionRules(about person: Person) throws -> [PermissionRule] {
        try rows(
            """
            SELECT permission, scope, subject, value FROM permission_rule
            WHERE scope IN ('everyone', 'site')
                OR scope = 'role' AND subject = \(person.role.rawValue)
                OR scope = 'user' AND account = \(person.user ?? 0)
            """, PermissionRule.init
        ).compactMap(\.self)
    }
}

extension Writer {
    /// Writes a rule, keeping what it said.
    public func save(_ rule: PermissionRule, in change: Int) throws {
        let kept = try keepImages(
            of: .permissionRule, where: rule.row, in: change, for: .update)
        try run(
            """
            INSERT INTO permission_rule (permission, scope, subject, account, value, change_set)
            VALUES (\(rule.permission.rawValue), \(rule.scope.kind), \(rule.scope.subject),
                \(optional: rule.account), \(rule.value.rawValue), \(change))
            ON CONFLICT (permission, scope, subject) DO UPDATE SET
                value = excluded.value, change_set = excluded.change_set
            """)
        try note(
            TableChange(inserted: 1 - kept, updated: kept), of: .permissionRule, in: change)
    }

    /// Removes a rule, keeping what it said.
    public func remove(_ rule: PermissionRule, in change: Int) throws {
        let kept = try keepImages(
            of: .permissionRule, where: rule.row, in: change, for: .delete)
        try run("DELETE FROM permission_rule WHERE \(query: rule.row)")
        try note(TableChange(deleted: kept), of: .permissionRule, in: change)
    }
}
