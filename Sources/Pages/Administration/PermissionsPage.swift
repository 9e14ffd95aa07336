import Operations
import Records

/// What each role may do, and the rules that say otherwise.
public struct PermissionsPage: PageContent {
    let rules: [PermissionRules.Listed]
    /// What each role may do, all rules for roles and everyone resolved.
    let rights: [(role: Role, permissions: Set<Permission>)]
    let sites: [(id: String, name: String)]
    let users: [String]
    public let form: FormState

    public init(
        rules: [PermissionRules.Listed], rights: [(role: Role, permissions: Set<Permission>)],
        sites: [(id: String, name: String)], users: [String], form: FormState = .blank
    ) {
        self.rules = rules
        self.rights = rights
        self.sites = sites
        self.users = users
        self.form = form
    }

    public var title: Phrase { Phrase("rules.title", "Roles and permissions") }
    public var section: Section { .users }

    public var body: HTML {
        """
        \(usersTabs(.rules))
        \(paragraph(Phrase("rules.lead",
            "Each role has its rights. A rule gives a right or takes it, for everyone, a site, a "
                + "role or a user; the closest one counts: user before role before site before "
                + "everyone.")))
        \(table)
        \(heading(Phrase("rules.rules", "Rules")))
        \(rules.isEmpty
            ? emptyState(Phrase("rules.none-title", "No rules"),
                Phrase("rules.none", "Every role has the rights it has by default."))
            : list)
        \(heading(Phrase("rules.set", "Set a rule")))
        \(set)
        """
    }

    private var table: HTML {
        let rights = rights
        return dataTable(
            Phrase("rules.table", "What each role may do"),
            [Column<Permission>(.permissionWord, namesRow: true) { HTML(text: $0.title) }]
                + rights.map { role in
                    Column<Permission>(.title(of: role.role)) { permission in
                        HTML(role.permissions.contains(permission) ? .yes : .no)
                    }
                }, Permission.allCases)
    }

    private var list: HTML {
        dataTable(
            Phrase("rules.rules", "Rules"),
            [
                Column<PermissionRules.Listed>(.permissionWord, namesRow: true) {
                    HTML(text: $0.title)
                },
                Column(Phrase("rules.for", "For")) { rule in
                    HTML(.scope(rule.scope, rule.subject))
                },
                Column(Phrase("rules.value", "Value")) { rule in
                    HTML(rule.value == .yes ? .yes : .no)
                },
                Column(.actions) { rule in
                    postForm(
                        "/permissions",
                        """
                        \(hidden("permission", rule.permission.rawValue))
                        \(hidden("scope", rule.scope))\(hidden(rule.scope, rule.subject))
                        <button class="button quiet" name="value" value="default">\
                        \(say: Phrase("rules.clear", "Back to default"))\
                        <span class="visually-hidden"> \(rule.title)</span></button>
                        """)
                },
            ], rules, hidesCaption: true)
    }

    private var set: HTML {
        postForm(
            "/permissions",
            """
            \(select("permission", .permissionWord, Permission.allCases.map {
                Choice($0.rawValue, Phrase(data: $0.title))
            }, form))
            \(select("scope", Phrase("rules.for", "For"), [
                Choice("everyone", Phrase("rules.everyone", "Everyone")),
                Choice("site", .site), Choice("role", .roleWord),
                Choice("user", Phrase("rules.user", "User")),
            ], form))
            \(select("site", .site, [Choice("", .blank)] + sites.map {
                Choice($0.id, Phrase(data: $0.name))
            }, form, isOptional: true))
            \(select("role", .roleWord, [Choice("", .blank)] + Role.allCases.map {
                Choice($0.rawValue, .title(of: $0))
            }, form, isOptional: true))
            \(select("user", Phrase("rules.user", "User"), [Choice("", .blank)] + users.map {
                Choice($0, Phrase(data: $0))
            }, form, isOptional: true))
            \(radios("value", Phrase("rules.value", "Value"), [
                Choice("yes", .yes), Choice("no", .no),
                Choice("default", Phrase("rules.default", "Default")),
            ], form, isInline: true))
            \(buttons(button(Phrase("rules.button", "Set rule"))))
            """)
    }
}

extension Phrase {
    static let permissionWord = Phrase("rules.permission", "Permission")

    static func scope(_ scope: String, _ subject: String) -> Phrase {
        switch scope {
        case "site": Phrase("rules.scope.site", "Site {0}", subject)
        case "role":
            Role(rawValue: subject).map(Phrase.title(of:)) ?? Phrase(data: subject)
        case "user": Phrase("rules.scope.user", "User {0}", subject)
        default: Phrase("rules.everyone", "Everyone")
        }
    }

    public static let ruleSet = Phrase("rules.done", "The rule was set.")
    public static let chooseSubject = Phrase(
        "rules.choose", "Choose for whom the rule is.")
    public static let chooseYesNo = Phrase("rules.choose-value", "Choose yes, no or default.")
}
