import Operations
import Records

/// Where somebody who signed in with a password gives a code as well.
public struct SecondFactorPage: PageContent {
    public static let address = "/second-factor"

    public let form: FormState
    let next: String

    public init(form: FormState = .blank, next: String = "") {
        self.form = form
        self.next = next
    }

    public var title: Phrase { Phrase("factor.title", "Enter your code") }
    public var section: Section { .none }

    public var body: HTML {
        postForm(
            Self.address,
            """
            \(hidden("next", next))
            \(codeField(form))
            \(buttons(button(Phrase("factor.go-on", "Continue"))))
            \(details(Phrase("factor.lost", "I do not have my telephone"), paragraph(Phrase(
                "factor.lost-help",
                "Type one of your recovery codes instead. If you have none left, the "
                    + "administrator of the host can make one for you. A new password does not "
                    + "help: it never stands in for a code."))))
            """)
    }
}

/// The field for a code, on each page that asks for one.
private func codeField(_ form: FormState) -> HTML {
    textField(
        "code", Phrase("factor.code", "Code"),
        hint: Phrase("factor.code-hint", "Six digits of your authenticator app"), form,
        autocomplete: "one-time-code", width: 10)
}

/// What takes a fresh code, with everything that was typed: it is done once the code is right.
public struct StepUpPage: PageContent {
    public let form: FormState
    let action: String

    /// - Parameters:
    ///   - form: all that was sent, and what is wrong with the code.
    ///   - action: where it was sent to.
    public init(form: FormState, action: String) {
        self.form = form
        self.action = action
    }

    public var title: Phrase { Phrase("step-up.title", "Confirm that it is you") }
    public var section: Section { .none }

    /// The name of the field, so that no form's own field is in its way.
    public static let field = "code"

    public var body: HTML {
        // A password is typed again rather than shown to whoever looks at the page.
        let kept = form.values.filter {
            $0.key != Self.field && $0.key != "csrf" && !$0.key.contains("password")
        }
        return """
            \(paragraph(Phrase("step-up.about",
                "What you are about to do takes a fresh code. What you entered is kept.")))
            \(postForm(action, """
                \(each: kept.sorted { $0.key < $1.key }, { name, values in
                    values.map { hidden(name, $0) }.joined()
                })
                \(codeField(FormState(values: [:], problems: form.problems)))
                \(buttons(button(Phrase("factor.go-on", "Continue")), link(.cancel, "/")))
                """))
            """
    }
}

/// Where somebody gets a second factor.
public struct SetUpFactorPage: PageContent {
    public static let address = "/second-factor/set-up"

    public let form: FormState
    let key: String
    let keyAddress: String
    let sealed: String
    let isRequired: Bool

    public init(
        form: FormState = .blank, key: TimeCode, name: String, district: String, sealed: String,
        isRequired: Bool
    ) {
        self.form = form
        self.key = key.text
        keyAddress = key.address(name: name, district: district)
        self.sealed = sealed
        self.isRequired = isRequired
    }

    public var title: Phrase { Phrase("factor.set-up-title", "Set up your second factor") }
    public var section: Section { .none }

    public var body: HTML {
        """
        \(if: isRequired, paragraph(Phrase("factor.required",
            "Your rights, or the sites that you see, take a second factor: a stolen password "
                + "alone must not open student records.")))
        <ol>
        <li>\(say: Phrase("factor.step-app",
            "Open an authenticator app on your telephone, and add an account by its key."))</li>
        <li>\(say: Phrase("factor.step-key", "Type this key, or open the link on the telephone:"))
        <p><code class="key">\(grouped)</code></p>
        <p><a href="\(keyAddress)">\(say: Phrase("factor.open-app", "Open in the app"))</a></p></li>
        <li>\(say: Phrase("factor.step-code", "Enter the code that the app shows."))</li>
        </ol>
        \(postForm(Self.address, """
            \(hidden("key", sealed))
            \(codeField(form))
            \(buttons(button(Phrase("factor.set-up", "Set up"))))
            """))
        """
    }

    /// In groups of four, which are easier to type.
    private var grouped: String {
        let letters = Array(key)
        return stride(from: 0, to: letters.count, by: 4).map {
            String(letters[$0..<min($0 + 4, letters.count)])
        }.joined(separator: " ")
    }
}

/// The recovery codes, shown once.
public struct RecoveryCodesPage: PageContent {
    let codes: [String]

    public init(codes: [String]) { self.codes = codes }

    public var title: Phrase { Phrase("factor.codes-title", "Your recovery codes") }
    public var section: Section { .none }

    public var body: HTML {
        """
        \(confirmationPanel(Phrase("factor.done", "Your second factor is set up.")))
        \(paragraph(Phrase("factor.codes",
            "Each of these codes counts once, in the place of a code of the app. They are not "
                + "shown again: print them, and keep them where you keep what is valuable.")))
        <ul class="codes">\(each: codes, { "<li><code>\($0)</code></li>" })</ul>
        \(buttons(linkButton(Phrase("factor.go-on", "Continue"), "/", .primary)))
        """
    }

    public var hasOwnHeading: Bool { true }
}
