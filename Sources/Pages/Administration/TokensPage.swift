import Operations
import Records

/// Tokens by which programs use the API: one's own, or those of all users.
public struct TokensPage: PageContent {
    let tokens: [Tokens.Listed]
    /// Whether they are those of all users.
    let isAll: Bool
    /// What a new token says, this once.
    let secret: String?
    public let form: FormState

    public init(
        tokens: [Tokens.Listed], isAll: Bool, secret: String? = nil, form: FormState = .blank
    ) {
        self.tokens = tokens
        self.isAll = isAll
        self.secret = secret
        self.form = form
    }

    public static let blank = FormState(["days": "\(Tokens.usual)"])

    public var title: Phrase { isAll ? .tokensOfAll : .ownTokens }
    public var section: Section { isAll ? .users : .none }
    /// That the token was made is the heading then.
    public var hasOwnHeading: Bool { secret != nil }

    public var body: HTML {
        """
        \(if: isAll, usersTabs(.tokens))
        \(secret.map(told) ?? HTML.empty)
        \(tokens.isEmpty
            ? emptyState(Phrase("tokens.none-title", "No tokens"),
                Phrase("tokens.none", "A program needs a token to use the API."))
            : dataTable(Phrase("tokens.caption", "Tokens"), columns, tokens, hidesCaption: true))
        \(if: !isAll, create)
        """
    }

    private func told(_ secret: String) -> HTML {
        """
        \(confirmationPanel(Phrase("tokens.made", "The token was made")))
        \(warningText(Phrase("tokens.once",
            "It is shown this once. Copy it now, to where the program keeps its secrets.")))
        \(inset("<code>\(secret)</code>"))
        """
    }

    private var columns: [Column<Tokens.Listed>] {
        let isAll = isAll
        let user = Column<Tokens.Listed>(Phrase("tokens.user", "User")) { HTML(text: $0.user) }
        return [
            Column<Tokens.Listed>(Phrase("tokens.label", "Label"), namesRow: true) {
                HTML(text: $0.label)
            }
        ] + (isAll ? [user] : []) + [
            Column(.tokenScopes) { HTML(text: $0.scopes.joined(separator: ", ")) },
            Column(.tokenAddresses) { token in
                token.addresses.isEmpty
                    ? HTML(Phrase("tokens.everywhere", "From everywhere"))
                    : HTML(text: token.addresses.joined(separator: ", "))
            },
            Column(Phrase("tokens.until", "Until")) { .moment($0.expiresAt) },
            Column(Phrase("tokens.used", "Last used")) { token in
                token.usedAt.map { .moment($0) } ?? HTML(Phrase("tokens.never", "Never"))
            },
            Column(.status) { token in
                switch token.state {
                case .active: tag(Phrase("tokens.active", "Active"), .green)
                case .expired: tag(Phrase("tokens.expired", "Expired"), .gray)
                case .revoked: tag(Phrase("tokens.revoked", "Revoked"), .red)
                }
            },
            Column(.actions) { token in
                token.state != .active
                    ? HTML.empty
                    : postForm(
                        "/tokens/\(token.token)/revoke",
                        """
                        \(hidden("all", isAll ? "yes" : ""))
                        <button class="button quiet">\(say: Phrase("tokens.revoke", "Revoke"))\
                        <span class="visually-hidden"> \(token.label)</span></button>
                        """)
            },
        ]
    }

    private var create: HTML {
        """
        \(heading(Phrase("tokens.create", "Make a token")))
        \(paragraph(Phrase("tokens.lead",
            "A program with the token acts in your name: with your rights at that moment, and of "
                + "these only those of the scopes.")))
        \(postForm("/account/tokens", """
            \(textField("label", Phrase("tokens.label", "Label"),
                hint: Phrase("tokens.label-hint", "What it is for, to know it by."), form,
                width: 20))
            \(checkboxes("scopes", .tokenScopes, APIScope.allCases.map {
                Choice($0.rawValue, Phrase(data: $0.rawValue), hint: Phrase(data: $0.title))
            }, form))
            \(textField("days", Phrase("tokens.days", "Days that it can be used"),
                hint: Phrase("tokens.days-hint", "At most {0}.", "\(Tokens.longest)"), form,
                kind: .number, width: 5))
            \(textArea("addresses", .tokenAddresses,
                hint: Phrase("tokens.addresses-hint", "One to a line, as 192.0.2.7, "
                    + "192.0.2.0/24 or 2001:db8::/32. None means from everywhere."), form,
                isOptional: true))
            \(buttons(button(Phrase("tokens.create", "Make a token"))))
            """))
        """
    }
}

extension Phrase {
    static let tokensOfAll = Phrase("tokens.title", "Tokens of programs")
    static let ownTokens = Phrase("tokens.own", "Your tokens")
    static let tokenScopes = Phrase("tokens.scopes", "Scopes")
    static let tokenAddresses = Phrase("tokens.addresses", "Addresses")
    public static let tokenRevoked = Phrase("tokens.was-revoked", "The token was revoked.")
}
