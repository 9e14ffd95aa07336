import Operations
import Records

/// Where somebody is signed in: one's own sessions, or those of a user for who manages users, each
/// with a button that ends it.
public struct OpenSessionsPage: PageContent {
    /// Nil for one's own.
    let user: Users.Listed?
    let sessions: [OpenSessions.Listed]
    /// The user's newest attempts to sign in; none for one's own.
    let tried: [Users.SignInTried]
    public let form: FormState

    public init(
        user: Users.Listed?, sessions: [OpenSessions.Listed], tried: [Users.SignInTried] = [],
        form: FormState = .blank
    ) {
        self.user = user
        self.sessions = sessions
        self.tried = tried
        self.form = form
    }

    public var title: Phrase {
        user.map { .sessions(of: $0.name) } ?? .ownSessions
    }

    public var section: Section { user == nil ? .none : .users }

    /// Where one's own are.
    public static let address = "/account/sessions"

    private var path: String {
        user.map { "/users/\(Address.name(.user, $0.id))/sessions" } ?? Self.address
    }

    private var hasOthers: Bool { sessions.contains { !$0.isThisOne } }

    public var body: HTML {
        """
        \(paragraph(user == nil
            ? Phrase("sessions.own-lead",
                "Each is a browser in which you are signed in. End those that you do not know, and "
                    + "change your password then.")
            : Phrase("sessions.lead",
                "Each is a browser in which this user is signed in. Whoever has the password can "
                    + "sign in again.")))
        \(sessions.isEmpty
            ? emptyState(Phrase("sessions.none-title", "No open sessions"),
                Phrase("sessions.none", "This user is signed in nowhere."))
            : dataTable(Phrase("sessions.caption", "Open sessions"), columns, sessions,
                hidesCaption: true))
        \(if: hasOthers, endMore)
        \(if: !tried.isEmpty, attempts)
        """
    }

    private var attempts: HTML {
        """
        \(heading(Phrase("sign-ins.title", "Attempts to sign in")))
        \(dataTable(Phrase("sign-ins.caption", "Attempts to sign in, the newest first"), [
            Column(.when, namesRow: true) { .moment($0.at) },
            Column(Phrase("sign-ins.from", "From")) { HTML(text: $0.address) },
            Column(Phrase("sessions.method", "Signed in with")) { HTML(.signInWay($0.way)) },
            Column(.status) { one in
                one.outcome == "accepted"
                    ? tag(Phrase("sign-ins.accepted", "Accepted"), .green)
                    : tag(.refusedSignIn(one.outcome), .red)
            },
        ], tried, hidesCaption: true))
        """
    }

    private var endMore: HTML {
        user == nil
            ? postForm(
                path + "/end-others",
                buttons(
                    button(Phrase("sessions.end-others", "End all others"), .warning),
                    link(.back, "/account")))
            : postForm(
                path + "/end-all",
                buttons(
                    button(Phrase("sessions.end-all", "End all of them"), .warning),
                    link(.back, "/users")))
    }

    private var columns: [Column<OpenSessions.Listed>] {
        let path = path
        return [
            Column(.since, namesRow: true) { .moment($0.since) },
            Column(Phrase("sessions.seen", "Last seen")) { .moment($0.seenAt) },
            Column(Phrase("sessions.until", "Ends without activity")) { .moment($0.endsAt) },
            Column(Phrase("sessions.method", "Signed in with")) { HTML(.signInWay($0.method)) },
            Column(Phrase("sessions.proven", "Second factor")) {
                $0.isProven
                    ? tag(Phrase("sessions.was-proven", "Given"), .green)
                    : tag(Phrase("sessions.not-proven", "Not given"), .gray)
            },
            Column(.actions) { session in
                session.isThisOne
                    ? tag(Phrase("sessions.this", "This one"), .blue)
                    : postForm(
                        path + "/end",
                        """
                        \(hidden("session", session.id))
                        <button class="button quiet">\(say: .endSession)\
                        <span class="visually-hidden"> \(.moment(session.since))</span></button>
                        """)
            },
        ]
    }
}

extension Phrase {
    static let ownSessions = Phrase("sessions.own", "Where you are signed in")
    static let endSession = Phrase("sessions.end", "End")

    static func sessions(of name: String) -> Phrase {
        Phrase("sessions.of-user", "Open sessions of {0}", name)
    }

    /// How somebody signed in, as it is kept.
    static func signInWay(_ method: String) -> Phrase {
        switch method {
        case "password": Phrase("sessions.by-password", "Password")
        case "sso", "provider": .singleSignOn
        case "code": Phrase("sessions.by-code", "Code of the second factor")
        default: Phrase(data: method)
        }
    }

    static func refusedSignIn(_ outcome: String) -> Phrase {
        switch outcome {
        case "refused": Phrase("sign-ins.refused", "Refused")
        case "limited": Phrase("sign-ins.limited", "Too many attempts")
        case "busy": Phrase("sign-ins.busy", "Server was busy")
        default: Phrase(data: outcome)
        }
    }

    public static func sessionsEnded(_ count: Int) -> Phrase {
        Phrase(
            "sessions.ended", one: "1 session was ended.", other: "{n} sessions were ended.",
            count: count)
    }
}
