import Operations
import Records
import Storage

/// Who can sign in, in which role, for which sites.
public struct UsersPage: PageContent {
    let users: [Users.Listed]
    let sites: [String: String]

    public init(users: [Users.Listed], sites: [String: String]) {
        self.users = users
        self.sites = sites
    }

    public var title: Phrase { .usersAndRoles }
    public var section: Section { .users }

    public var body: HTML {
        """
        \(usersTabs(.users))
        \(buttons(linkButton(.addUser, "/users/add", .primary)))
        \(dataTable(Phrase("users.caption", "Users"), columns, users, hidesCaption: true))
        """
    }

    private var columns: [Column<Users.Listed>] {
        let sites = sites
        return [
            Column(Phrase("users.name", "User name"), namesRow: true) { user in
                link(Phrase(data: user.name), "/users/\(Address.name(.user, user.id))")
            },
            Column(.name) { HTML(text: $0.displayName) },
            Column(.roleWord) { HTML(.title(of: $0.role)) },
            Column(.sitesWord) { HTML(text: UsersPage.sites($0.sites, sites)) },
            Column(.status) { user in
                switch user.state {
                case .active:
                    user.hasPassword
                        ? tag(Phrase("users.active", "Active"), .green)
                        : tag(Phrase("users.no-password", "No password yet"), .yellow)
                case .disabled: tag(Phrase("users.disabled", "Disabled"), .red)
                }
            },
        ]
    }

    static func sites(_ sites: [Int]?, _ names: [String: String]) -> String {
        guard let sites else { return Phrase.wholeDistrict.text }
        return sites.map { names["\($0)"] ?? "\($0)" }.joined(separator: ", ")
    }
}

/// The pages about users, side by side.
func usersTabs(_ current: UsersTab) -> HTML {
    tabs(
        .usersAndRoles,
        [
            Tab(Phrase("users.tab", "Users"), "/users", isCurrent: current == .users),
            Tab(
                Phrase("rules.tab", "Roles and permissions"), "/permissions",
                isCurrent: current == .rules),
            Tab(.tokensOfAll, "/tokens", isCurrent: current == .tokens),
        ])
}

enum UsersTab { case users, rules, tokens }

/// One user: what they are and what follows from it.
public struct UserPage: PageContent {
    let shown: Users.Shown
    let sites: [String: String]
    /// Whether it is whoever looks.
    let isSelf: Bool

    public init(_ shown: Users.Shown, sites: [String: String], isSelf: Bool) {
        self.shown = shown
        self.sites = sites
        self.isSelf = isSelf
    }

    private var user: Users.Listed { shown.user }
    private var path: String { "/users/\(Address.name(.user, user.id))" }

    public var title: Phrase { Phrase("user.title", "User {0}", user.name) }
    public var section: Section { .users }

    public var body: HTML {
        """
        \(summaryList([
            SummaryRow(.name, HTML(text: user.displayName)),
            SummaryRow(.roleWord, HTML(.title(of: user.role))),
            SummaryRow(.sitesWord, HTML(text: UsersPage.sites(user.sites, sites))),
            SummaryRow(.status, HTML(user.state == .active
                ? Phrase("users.active", "Active") : Phrase("users.disabled", "Disabled"))),
        ]))
        <div class="buttons">
        \(linkButton(Phrase("user.edit", "Change {0}", user.name), path + "/edit"))
        \(linkButton(Phrase("user.password", "Set a password for {0}", user.name),
            path + "/password"))
        \(linkButton(.singleSignOn(of: user.name), path + "/identities"))
        \(linkButton(.sessions(of: user.name), path + "/sessions"))
        \(if: !isSelf && user.state == .active, postForm(path + "/disable",
            button(Phrase("user.disable", "Disable {0}", user.name), .warning)))
        \(if: user.state == .disabled, postForm(path + "/enable",
            button(Phrase("user.enable", "Enable {0}", user.name), .secondary)))
        </div>
        \(heading(Phrase("user.may", "What {0} may do", user.name)))
        <ul>\(each: shown.permissions, { "<li>\($0.title)</li>" })</ul>
        """
    }
}

/// Adds a user, or changes one.
public struct UserFormPage: PageContent {
    /// Nil for a new one.
    let user: Users.Listed?
    let sites: [(id: String, name: String)]
    public let form: FormState

    public init(user: Users.Listed?, sites: [(id: String, name: String)], form: FormState) {
        self.user = user
        self.sites = sites
        self.form = form
    }

    public static func values(of user: Users.Listed) -> FormState {
        var form = FormState(["displayName": user.displayName, "role": user.role.rawValue])
        form.values["sites"] = user.sites.map { $0.map(String.init) } ?? []
        return form
    }

    public var title: Phrase {
        user.map { Phrase("user.edit", "Change {0}", $0.name) } ?? .addUser
    }

    public var section: Section { .users }

    private var action: String {
        user.map { "/users/\(Address.name(.user, $0.id))/edit" } ?? "/users/add"
    }

    public var body: HTML {
        postForm(
            action,
            """
            \(if: user == nil, textField("name", Phrase("users.name", "User name"),
                hint: Phrase("users.name-hint", "What the person signs in with, for example "
                    + "dreyes. It cannot be changed later."), form, width: 20))
            \(textField("displayName", .name, form, isOptional: true, width: 20))
            \(select("role", .roleWord, Role.allCases.map {
                Choice($0.rawValue, .title(of: $0))
            }, form))
            \(checkboxes("sites", .sitesWord, hint: Phrase("users.sites-hint",
                "Tick none for the whole district."), sites.map {
                    Choice($0.id, Phrase(data: $0.name))
                }, form))
            \(if: user == nil, password)
            \(buttons(button(user == nil ? .addUser : .save), link(.cancel, "/users")))
            """)
    }

    private var password: HTML {
        textField(
            "password", Phrase("users.first-password", "First password"), hint: .passwordHint,
            form, kind: .password, autocomplete: "new-password", width: 20)
    }
}

/// Sets a password: somebody else's, or one's own with the present one.
public struct PasswordPage: PageContent {
    /// Where one's own is changed.
    public static let address = "/account/password"

    /// Nil for one's own.
    let user: Users.Listed?
    /// Whether one's own was made by somebody else and has to be replaced first.
    let isInitial: Bool
    public let form: FormState

    public init(user: Users.Listed?, isInitial: Bool = false, form: FormState) {
        self.user = user
        self.isInitial = isInitial
        self.form = form
    }

    public var title: Phrase {
        user.map { Phrase("user.password", "Set a password for {0}", $0.name) }
            ?? (isInitial
                ? Phrase("account.first-password", "Choose your own password")
                : Phrase("account.password", "Change your password"))
    }

    public var section: Section { user == nil ? .none : .users }

    public var body: HTML {
        """
        \(if: isInitial, paragraph(Phrase("account.first-about",
            "The password that you signed in with was made for you, and others may know it. Choose "
                + "one of your own before you go on.")))
        \(if: user != nil, paragraph(Phrase("user.password-about",
            "At the next sign-in another one is asked for, that you do not know. This one counts "
                + "for {0} days.", "\(Users.daysOfInitialPassword)")))
        \(fields)
        """
    }

    private var fields: HTML {
        postForm(
            user.map { "/users/\(Address.name(.user, $0.id))/password" } ?? Self.address,
            """
            \(if: user == nil, textField("current", Phrase("account.current", "Present password"),
                form, kind: .password, autocomplete: "current-password", width: 20))
            \(textField("password", Phrase("account.new", "New password"), hint: .passwordHint,
                form, kind: .password, autocomplete: "new-password", width: 20))
            \(buttons(button(.setPassword), isInitial ? .empty
                : link(.cancel, user == nil ? "/account" : "/users")))
            """)
    }
}

/// What somebody can see and change about themselves.
public struct AccountPage: PageContent {
    let viewer: Viewer
    let name: String
    let sites: String
    let since: String
    /// Whether there is a provider at which people can sign in.
    let hasSingleSignOn: Bool

    public init(
        viewer: Viewer, name: String, sites: [Int]?, names: [String: String], since: String,
        hasSingleSignOn: Bool
    ) {
        self.hasSingleSignOn = hasSingleSignOn
        self.viewer = viewer
        self.name = name
        self.sites = UsersPage.sites(sites, names)
        self.since = since
    }

    public var title: Phrase { .account }
    public var section: Section { .none }

    public var body: HTML {
        """
        \(summaryList([
            SummaryRow(Phrase("users.name", "User name"), HTML(text: name)),
            SummaryRow(.name, HTML(text: viewer.displayName)),
            SummaryRow(.roleWord, viewer.role.map { HTML(.title(of: $0)) } ?? .empty),
            SummaryRow(.sitesWord, HTML(text: sites)),
            SummaryRow(Phrase("account.since", "Signed in since"), .moment(since)),
        ]))
        \(buttons(
            linkButton(Phrase("account.password", "Change your password"), "/account/password"),
            linkButton(.ownSessions, OpenSessionsPage.address),
            viewer.may(.useAPI) ? linkButton(.ownTokens, "/account/tokens") : .empty,
            linkButton(Phrase("account.factor", "Set up your second factor anew"),
                SetUpFactorPage.address),
            hasSingleSignOn ? linkButton(.singleSignOn, "/account/single-sign-on") : .empty,
            linkButton(.shortcuts, "/shortcuts")))
        \(heading(Phrase("account.may", "What you may do")))
        <ul>\(each: Permission.allCases.filter(viewer.may), { "<li>\($0.title)</li>" })</ul>
        """
    }
}

extension Phrase {
    static let addUser = Phrase("users.add", "Add a user")
    static let roleWord = Phrase("users.role", "Role")
    static let sitesWord = Phrase("users.sites", "Sites")
    static let wholeDistrict = Phrase("users.everywhere", "Whole district")
    static let setPassword = Phrase("account.set", "Set password")
    static let passwordHint = Phrase(
        "account.password-hint",
        "At least 15 characters. Four or five words that have nothing to do with each other will "
            + "do. Pasting is fine.")

    public static func userAdded(_ name: String) -> Phrase {
        Phrase("users.added", "The user {0} was added.", name)
    }

    public static func userChanged(_ name: String) -> Phrase {
        Phrase("users.changed", "The user {0} was changed.", name)
    }

    public static func userDisabled(_ name: String) -> Phrase {
        Phrase("users.was-disabled", "{0} was disabled and signed out everywhere.", name)
    }

    public static func userEnabled(_ name: String) -> Phrase {
        Phrase("users.was-enabled", "{0} can sign in again.", name)
    }

    public static let passwordSet = Phrase("account.was-set", "The password was set.")
}
