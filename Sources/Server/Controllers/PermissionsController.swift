import Operations
import Pages
import Records
import Storage

/// What each role may do, and the rules that say otherwise.
enum PermissionsController {
    static let routes: [Route] = [
        .get("/permissions", .needs(.manageUsers)) { visit in
            try await visit.show { try page($0, .blank) }
        },
        Route.post("/permissions", .needs(.manageUsers)) { visit in
            let form = visit.form
            return try await visit.submit(fields: ["user.last-administrator": "value"]) {
                workspace in
                guard let permission = Permission(rawValue: form["permission"]) else {
                    throw OperationError.notFound(kind: "permission", name: form["permission"])
                }
                let rules = PermissionRules(workspace)
                let scope = try scope(form)
                let done: PermissionRules.Changed
                switch form["value"] {
                case "yes": done = try rules.set(permission, for: scope, to: .yes)
                case "no": done = try rules.set(permission, for: scope, to: .no)
                case "default": done = try rules.clear(permission, for: scope)
                default: throw FormProblems("value", .chooseYesNo)
                }
                return .redirect(
                    "/permissions", notice: Notice(.ruleSet, changeSet: done.changeSet))
            } orShow: { workspace, form in
                try page(workspace, form)
            }
        }.afterStepUp,
    ]

    private static func scope(_ form: FormValues) throws -> PermissionRules.Scope {
        switch form["scope"] {
        case "everyone": return .everyone
        case "site":
            if let site = Int(form["site"]) { return .site(site) }
            throw FormProblems("site", .chooseSubject)
        case "role":
            if let role = Role(rawValue: form["role"]) { return .role(role) }
            throw FormProblems("role", .chooseSubject)
        case "user":
            if let user = form.some("user") { return .user(user) }
            throw FormProblems("user", .chooseSubject)
        default: throw FormProblems("scope", .chooseSubject)
        }
    }

    private static func page(_ workspace: Workspace, _ form: FormState) throws -> PermissionsPage {
        PermissionsPage(
            rules: try PermissionRules(workspace).list(),
            rights: try Role.allCases.map { role in
                (
                    role,
                    try PermissionRules.access(
                        role: role, named: role.rawValue, store: workspace.store
                    ).permissions
                )
            }, sites: try workspace.siteChoices(),
            users: try Users(workspace).list().map(\.name), form: form)
    }
}
