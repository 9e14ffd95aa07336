/// On the way to a provider. The browser goes on by itself, as after a link: where a form leads is
/// kept to this site by the security policy, and so are all places that a provider leads on to.
public struct ToProviderPage: PageContent {
    let label: String
    let address: String

    public init(label: String, address: String) {
        self.label = label
        self.address = address
    }

    public var title: Phrase { Phrase("sso.going.title", "Going to {0}", label) }
    public var section: Section { .none }

    public var head: HTML {
        "<meta http-equiv=\"refresh\" content=\"0;url=\(address)\">"
    }

    public var body: HTML {
        """
        \(paragraph(Phrase("sso.going.text", "You sign in there, and come back here.")))
        <p>\(link(Phrase("sso.going.on", "Go on to {0}", label), address))</p>
        """
    }
}

/// Why nobody was signed in by a provider, or nothing was linked.
public struct SignOnRefusedPage: PageContent {
    /// What is told. It goes from one page to the next in a sealed cookie.
    public struct Reason: Codable, Sendable {
        /// Stable; for who keeps the server.
        public let code: String
        public let words: String
        /// What the provider calls somebody who is nobody here.
        public let subject: String?

        public init(code: String, words: String, subject: String? = nil) {
            self.code = code
            self.words = words
            self.subject = subject
        }
    }

    let reason: Reason
    let isSignedIn: Bool

    public init(_ reason: Reason, isSignedIn: Bool) {
        self.reason = reason
        self.isSignedIn = isSignedIn
    }

    public var title: Phrase {
        isSignedIn
            ? Phrase("sso.refused.link", "Single sign-on was not connected")
            : Phrase("sso.refused.title", "You were not signed in")
    }

    public var section: Section { .none }

    public var body: HTML {
        """
        \(paragraph(Phrase(data: reason.words)))
        \(summaryList([SummaryRow(Phrase("sso.refused.code", "Code"), HTML(text: reason.code))]
            + (reason.subject.map { [SummaryRow(.subject, HTML(text: $0))] } ?? [])))
        <p>\(isSignedIn ? link(.account, "/account")
            : link(Phrase("sso.refused.again", "Back to the sign-in page"), "/sign-in"))</p>
        """
    }
}

extension Phrase {
    static let subject = Phrase("sso.subject", "Subject")
    static let singleSignOn = Phrase("sso.title", "Single sign-on")

    static func signInWith(_ label: String) -> Phrase {
        Phrase("sign-in.with", "Sign in with {0}", label)
    }

    /// What somebody is told whom the provider knows and the district does not.
    public static let unknownIdentity = Phrase(
        "sso.unknown",
        "The provider knows you, but nobody here is linked to this subject yet. Give the subject "
            + "to a security administrator of your district. It is no secret. If you have a user "
            + "name and a password here, you can sign in with them and connect it yourself, under "
            + "Your account.")
}
