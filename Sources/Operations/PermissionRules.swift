import Records
import Storage

/// Rules that say who may do what beside the built-in rights of the roles.
public struct PermissionRules: Sendable {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Whom a rule is about, as people name it.
    public enum Scope: Sendable, Equatable {
        case everyone
        case site(Int)
        case role(Role)
        /// By the sign-in name.
        case user(String)
    }

    /// A rule as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        public let permission: Permission
        /// The permission in words.
        public let title: String
        /// `everyone`, `site`, `role` or `user`.
        public let scope: String
        /// The Site ID, the role or the sign-in name; blank for everyone.
        public let subject: String
        public let value: PermissionRule.Value
    }

    /// What a change came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let permission: Permission
        public let scope: String
        public let subject: String
        /// `yes`, `no` or, where there is no rule, `default`.
        public let value: String
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
    }

    /// What somebody in a role may do here, who is not a user.
    public static func access(
        role: Role, named name: String, store: any Store
    ) throws -> Access {
        let person = Person(name: name, role: role)
        return AccessPolicy.access(
            for: person, rules: try store.read { try $0.permissionRules(about: person) })
    }

    /// All rules, by right and scope.
    public func list(_ permission: Permission? = nil) throws -> [Listed] {
        try workspace.require(.manageUsers)
        return try workspace.store.read { reader in
            let names = Dictionary(
                try reader.userAccounts().map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
            return try reader.permissionRules()
                .filter { permission == nil || $0.permission == permission }
                .map { rule in
                    var subject = rule.scope.subject
                    if case .user(let user) = rule.scope { subject = names[user] ?? subject }
                    return Listed(
                        permission: rule.permission, title: rule.permission.title,
                        scope: rule.scope.kind, subject: subject, value: rule.value)
                }
        }
    }

    /// Says that those in the scope may do something, or may not.
    public func set(
        _ permission: Permission, for scope: Scope, to value: PermissionRule.Value
    ) throws -> Changed {
        try change(permission, scope, value)
    }

    /// Takes a rule away, so that the default holds again.
    public func clear(_ permission: Permission, for scope: Scope) throws -> Changed {
        try change(permission, scope, nil)
    }

    private func change(
        _ permission: Permission, _ scope: Scope, _ value: PermissionRule.Value?
    ) throws -> Changed {
        try workspace.require(.manageUsers)
        return try workspace.store.write { writer in
            let found = try known(scope, writer)
            let stood = try writer.permissionRules().first {
                $0.permission == permission && $0.scope == found
            }
            let said = value?.rawValue ?? "default"
            var number: Int?
            if stood?.value != value {
                let access = try AccessChange(writer)
                let subject = scope.name.isEmpty ? "" : " \(scope.name)"
                let change = try workspace.begin(
                    "permission", "\(permission.rawValue) for \(found.kind)\(subject): \(said)",
                    about: [], writer)
                if let value {
                    try writer.save(PermissionRule(permission, found, value), in: change)
                } else if let stood {
                    try writer.remove(stood, in: change)
                }
                try access.settle(writer)
                number = change
            }
            return Changed(
                permission: permission, scope: found.kind, subject: scope.name, value: said,
                changeSet: number)
        }
    }

    private func known(_ scope: Scope, _ reader: any Reader) throws -> PermissionRule.Scope {
        switch scope {
        case .everyone: return .everyone
        case .role(let role): return .role(role)
        case .site(let site):
            try reader.requireKnown(site: site)
            return .site(site)
        case .user(let name): return .user(try Users.account(name, reader).id)
        }
    }
}

extension PermissionRules.Scope {
    /// What stands behind the kind of the scope.
    fileprivate var name: String {
        switch self {
        case .everyone: ""
        case .site(let site): "\(site)"
        case .role(let role): role.rawValue
        case .user(let name): Users.folded(name)
        }
    }
}
