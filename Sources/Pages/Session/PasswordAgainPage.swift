/// Asks those who have no second factor for their password, before what a session that was found
/// open must not be enough for.
public struct PasswordAgainPage: PageContent {
    public let form: FormState
    let action: String

    /// The name of the field.
    public static let field = "current"

    /// - Parameters:
    ///   - form: all that was sent, and what is wrong with the password.
    ///   - action: where it was sent to.
    public init(form: FormState, action: String) {
        self.form = form
        self.action = action
    }

    public var title: Phrase { Phrase("password-again.title", "Confirm with your password") }
    public var section: Section { .none }

    public var body: HTML {
        let kept = form.values.filter { $0.key != Self.field && $0.key != "csrf" }
        return """
            \(paragraph(Phrase("password-again.about",
                "What you are about to do takes your password once more. What you entered is "
                    + "kept.")))
            \(postForm(action, """
                \(each: kept.sorted { $0.key < $1.key }, { name, values in
                    values.map { hidden(name, $0) }.joined()
                })
                \(textField(Self.field, Phrase("account.current", "Present password"),
                    FormState(values: [:], problems: form.problems), kind: .password,
                    autocomplete: "current-password", width: 20))
                \(buttons(button(.goOn), link(.cancel, "/account")))
                """))
            """
    }
}
