import Operations
import Records

/// Whom a user is at the provider, and how that is linked and unlinked.
public struct IdentitiesPage: PageContent {
    /// Nil for whoever looks.
    let user: Users.Listed?
    let identities: [UserIdentities.Listed]
    /// What the provider is called; nil where none is set.
    let provider: String?
    public let form: FormState

    public init(
        user: Users.Listed?, identities: [UserIdentities.Listed], provider: String?,
        form: FormState = .blank
    ) {
        self.user = user
        self.identities = identities
        self.provider = provider
        self.form = form
    }

    /// The sign-in name of the user; blank for whoever looks.
    public var name: String { user?.name ?? "" }

    public var title: Phrase {
        user.map { .singleSignOn(of: $0.name) } ?? .singleSignOn
    }

    public var section: Section { user == nil ? .none : .users }

    private var path: String {
        user.map { "/users/\(Address.name(.user, $0.id))/identities" } ?? "/account/single-sign-on"
    }

    public var body: HTML {
        """
        \(identities.isEmpty
            ? paragraph(Phrase("sso.none", "Nothing is linked yet."))
            : dataTable(Phrase("sso.caption", "What is linked"), columns, identities))
        \(provider.map(linking) ?? paragraph(Phrase("sso.no-provider",
            "No provider for single sign-on is set up here. Who keeps the server does it.")))
        """
    }

    private func linking(_ provider: String) -> HTML {
        user == nil ? own(provider) : bySubject(provider)
    }

    private func bySubject(_ provider: String) -> HTML {
        """
        \(heading(Phrase("sso.link", "Link a subject of {0}", provider)))
        \(postForm(path, """
            \(textField("subject", .subject, hint: Phrase("sso.subject-hint",
                "What the provider calls this person, letter by letter: no e-mail address, unless "
                    + "that is what it calls everybody. Whoever tries to sign in and is not linked "
                    + "yet is shown it."), form, width: 30))
            \(buttons(button(Phrase("sso.link-button", "Link")), link(.cancel, "/users")))
            """))
        """
    }

    private func own(_ provider: String) -> HTML {
        """
        \(heading(Phrase("sso.connect", "Connect {0}", provider)))
        \(postForm(path, """
            \(textField("current", Phrase("account.current", "Present password"), form,
                kind: .password, autocomplete: "current-password", width: 20))
            \(buttons(button(Phrase("sso.connect-button", "Go to {0}", provider)),
                link(.cancel, "/account")))
            """))
        """
    }

    private var columns: [Column<UserIdentities.Listed>] {
        let path = path
        var columns: [Column<UserIdentities.Listed>] = [
            Column(.subject, namesRow: true) { HTML(text: $0.subject) },
            Column(Phrase("sso.issuer", "Issuer")) { HTML(text: $0.issuer) },
            Column(Phrase("sso.since", "Since")) { .moment($0.linkedAt) },
            Column(.status) {
                $0.isUsable
                    ? tag(Phrase("sso.usable", "In use"), .green)
                    : tag(Phrase("sso.unusable", "Of another provider"), .gray)
            },
        ]
        if user == nil { return columns }
        columns.append(
            Column(Phrase("sso.do", "Unlink")) { identity in
                postForm(
                    path + "/remove",
                    """
                    \(hidden("subject", identity.subject))\(hidden("issuer", identity.issuer))
                    \(button(Phrase("sso.unlink", "Unlink {0}", identity.subject), .warning))
                    """)
            })
        return columns
    }
}

extension Phrase {
    static func singleSignOn(of name: String) -> Phrase {
        Phrase("sso.of-user", "Single sign-on of {0}", name)
    }

    public static func identityLinked(_ name: String) -> Phrase {
        Phrase("sso.linked", "The subject is linked to {0}.", name)
    }

    public static func identityUnlinked(_ name: String) -> Phrase {
        Phrase("sso.unlinked", "The subject is not linked to {0} any more.", name)
    }

    public static let identityConnected = Phrase(
        "sso.connected", "You can sign in with single sign-on from now on.")
}
