/// Where people sign in.
public struct SignInPage: PageContent {
    public let form: FormState
    let next: String
    /// What the provider is called at which people can sign in too.
    let provider: String?

    public init(form: FormState = .blank, next: String = "", provider: String? = nil) {
        self.form = form
        self.provider = provider
        self.next = next
    }

    public var title: Phrase { Phrase("sign-in.title", "Sign in") }
    public var section: Section { .none }

    public var body: HTML {
        """
        \(byPassword)
        \(provider.map { label in
            postForm("/sign-in/sso", """
                \(hidden("next", next))
                \(buttons(button(.signInWith(label), .secondary)))
                """)
        } ?? .empty)
        """
    }

    private var byPassword: HTML {
        postForm(
            "/sign-in",
            """
            \(hidden("next", next))
            \(textField("name", Phrase("sign-in.name", "User name"), form,
                autocomplete: "username", width: 20))
            \(textField("password", Phrase("sign-in.password", "Password"), form,
                kind: .password, autocomplete: "current-password", width: 20))
            \(buttons(button(Phrase("sign-in.button", "Sign in"))))
            \(paragraph(Phrase("sign-in.help",
                "If you have lost your password, ask a security administrator of your district "
                    + "for a new one.")))
            """)
    }
}

/// The keys, and whether single ones count.
public struct ShortcutsPage: PageContent {
    let isOn: Bool

    public init(isOn: Bool) { self.isOn = isOn }

    public var title: Phrase { Phrase("shortcuts.title", "Keyboard shortcuts") }
    public var section: Section { .none }

    private static let keys: [(String, Phrase)] = [
        ("Ctrl-K", Phrase("shortcuts.palette", "Go to a page or a student by name")),
        ("?", Phrase("shortcuts.help", "Show this page")),
        ("/", Phrase("shortcuts.search", "Go to the search field of the page")),
        ("g h", Phrase("shortcuts.home", "Go to Home")),
        ("g s", Phrase("shortcuts.students", "Go to Students")),
        ("g g", Phrase("shortcuts.roster", "Go to the General Student Table")),
        ("g m", Phrase("shortcuts.missing", "Go to Missing integration")),
        ("g p", Phrase("shortcuts.programs", "Go to Programs")),
        ("g i", Phrase("shortcuts.imports", "Go to Imports")),
        ("m", Phrase("shortcuts.one", "Of a pair: one person, merge or link")),
        ("n", Phrase("shortcuts.two", "Of a pair: not the same person")),
        ("l", Phrase("shortcuts.later", "Of a pair: later")),
    ]

    public var body: HTML {
        """
        \(dataTable(Phrase("shortcuts.caption", "Keys"), [
            Column(Phrase("shortcuts.key", "Key"), namesRow: true) { "<kbd>\($0.0)</kbd>" },
            Column(Phrase("shortcuts.does", "What it does")) { HTML($0.1) },
        ], Self.keys))
        \(paragraph(isOn
            ? Phrase("shortcuts.on", "Shortcuts of single keys are on in this browser.")
            : Phrase("shortcuts.off", "Shortcuts of single keys are off in this browser.")))
        \(postForm("/shortcuts", """
            \(hidden("shortcuts", isOn ? "off" : "on"))
            \(button(isOn ? Phrase("shortcuts.turn-off", "Turn single keys off")
                : Phrase("shortcuts.turn-on", "Turn single keys on"), .secondary))
            """))
        """
    }
}
