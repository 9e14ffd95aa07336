/// Who somebody is in a district, and what follows from it before any rule.
public struct Person: Sendable, Equatable {
    /// Our number of the user; nil where none is signed in.
    public var user: Int?
    /// The sign-in name.
    public var name: String
    public var displayName: String
    public var role: Role
    /// Nil for the whole district.
    public var sites: Set<Int>?

    public init(
        user: Int? = nil, name: String, displayName: String = "", role: Role,
        sites: Set<Int>? = nil
    ) {
        self.user = user
        self.name = name
        self.displayName = displayName.isEmpty ? name : displayName
        self.role = role
        self.sites = sites
    }
}

/// Who does something, where, and what they may do: all rules resolved.
public struct Access: Sendable, Equatable {
    /// Our number of the user; nil where none is signed in, as on the command line.
    public let user: Int?
    /// The sign-in name, by which change sets name who made them.
    public let name: String
    public let displayName: String
    /// Nil for the administrator of the host, who may do everything.
    public let role: Role?
    /// The sites whose students are seen; nil for the whole district.
    public let sites: Set<Int>?
    public let permissions: Set<Permission>

    /// The administrator of the host.
    public static let host = Access.host(named: "host administrator")

    /// The administrator of the host, by a name for change sets. It has a blank or a colon, which
    /// no sign-in name has.
    public static func host(named name: String) -> Access {
        Access(
            user: nil, name: name, displayName: name, role: nil, sites: nil,
            permissions: Set(Permission.allCases))
    }

    init(
        user: Int?, name: String, displayName: String, role: Role?, sites: Set<Int>?,
        permissions: Set<Permission>
    ) {
        self.user = user
        self.name = name
        self.displayName = displayName
        self.role = role
        self.sites = sites
        self.permissions = permissions
    }

    /// The same person with no other rights than these, as far as they are the person's.
    public func narrowed(to rights: Set<Permission>) -> Access {
        Access(
            user: user, name: name, displayName: displayName, role: role, sites: sites,
            permissions: permissions.intersection(rights))
    }

    /// Whether it may be done.
    public func allows(_ permission: Permission) -> Bool { permissions.contains(permission) }
}

/// That somebody may do something, or may not, whatever their role says. Where there is no rule,
/// the default holds.
public struct PermissionRule: Codable, Sendable, Hashable {
    /// Whom a rule is about. Somebody with the whole district is in no site's rules.
    public enum Scope: Sendable, Hashable {
        case everyone
        case site(Int)
        case role(Role)
        case user(Int)
    }

    /// What a rule says.
    public enum Value: String, CaseIterable, Codable, Sendable { case yes, no }

    public var permission: Permission
    public var scope: Scope
    public var value: Value

    public init(_ permission: Permission, _ scope: Scope, _ value: Value) {
        self.permission = permission
        self.scope = scope
        self.value = value
    }
}

extension PermissionRule.Scope: Codable {
    /// `everyone`, `site`, `role` or `user`.
    public var kind: String {
        switch self {
        case .everyone: "everyone"
        case .site: "site"
        case .role: "role"
        case .user: "user"
        }
    }

    /// The Site ID, the role or our number of the user, as text; blank for everyone.
    public var subject: String {
        switch self {
        case .everyone: ""
        case .site(let site): "\(site)"
        case .role(let role): role.rawValue
        case .user(let user): "\(user)"
        }
    }

    /// Nil where there is no such scope.
    public init?(kind: String, subject: String) {
        switch (kind, Int(subject), Role(rawValue: subject)) {
        case ("everyone", nil, nil) where subject.isEmpty: self = .everyone
        case ("site", let site?, nil): self = .site(site)
        case ("role", nil, let role?): self = .role(role)
        case ("user", let user?, nil): self = .user(user)
        default: return nil
        }
    }

    public init(from decoder: any Decoder) throws {
        let texts = try decoder.singleValueContainer().decode([String].self)
        guard texts.count == 2, let scope = Self(kind: texts[0], subject: texts[1]) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "No scope"))
        }
        self = scope
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode([kind, subject])
    }

    /// How closely it fits a person; nil where it is not about them.
    fileprivate func closeness(to person: Person) -> Int? {
        switch self {
        case .everyone: 0
        case .site(let site): person.sites?.contains(site) == true ? 1 : nil
        case .role(let role): role == person.role ? 2 : nil
        case .user(let user): user == person.user ? 3 : nil
        }
    }
}

extension AccessPolicy {
    /// What a person may do. The closest rule counts: that of the user before that of the role, of
    /// a site, of everyone, and all before the built-in right of the role. Where rules as close as
    /// each other disagree, as those of two sites, no counts.
    public static func access(for person: Person, rules: [PermissionRule]) -> Access {
        let byPermission = Dictionary(grouping: rules, by: \.permission)
        let allowed = Permission.allCases.filter { permission in
            if permission.isOfWholeDistrict, person.sites != nil { return false }
            let fitting = (byPermission[permission] ?? []).compactMap { rule in
                rule.scope.closeness(to: person).map { (closeness: $0, value: rule.value) }
            }
            guard let closest = fitting.map(\.closeness).max() else {
                return allows(person.role, permission)
            }
            return fitting.allSatisfy { $0.closeness < closest || $0.value == .yes }
        }
        return Access(
            user: person.user, name: person.name, displayName: person.displayName,
            role: person.role, sites: person.sites, permissions: Set(allowed))
    }
}
