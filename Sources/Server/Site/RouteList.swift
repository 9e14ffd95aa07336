import Records

/// One address of the site in words, for whoever has to look at all of them: the tests in the
/// browser, or somebody who sets up a proxy.
public struct RouteDescription: Codable, Sendable {
    public let method: String
    /// As the router has it, with names in braces for what differs: `/students/{student}`.
    public let path: String
    public let access: String
    /// The roles that may go there as long as the district changes no permissions.
    public let roles: [String]
}

extension Site {
    /// All that can be asked for, as the router has it.
    public static var routeList: [RouteDescription] {
        routes.map { route in
            RouteDescription(
                method: route.method.rawValue, path: route.path, access: route.access.words,
                roles: Role.allCases.filter(route.access.allows).map(\.rawValue))
        }
    }
}

extension Route.Access {
    var words: String {
        switch self {
        case .open: "anybody"
        case .signedIn: "whoever is signed in"
        case .needs(let right): right.rawValue
        case .needsOne(let rights): "one of " + rights.map(\.rawValue).joined(separator: ", ")
        case .also(let right, let access): "\(right.rawValue), and \(access.words)"
        case .roles(let roles, let right):
            "\(right.rawValue) as \(roles.map(\.rawValue).joined(separator: " or "))"
        }
    }

    /// Whether somebody in this role may go there, by what a role has from the start.
    func allows(_ role: Role) -> Bool {
        switch self {
        case .open, .signedIn: true
        case .needs(let right): AccessPolicy.allows(role, right)
        case .needsOne(let rights): rights.contains { AccessPolicy.allows(role, $0) }
        case .also(let right, let access):
            AccessPolicy.allows(role, right) && access.allows(role)
        case .roles(let roles, let right):
            roles.contains(role) && AccessPolicy.allows(role, right)
        }
    }
}
