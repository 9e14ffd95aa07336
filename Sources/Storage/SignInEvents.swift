// All SQL that touches `sign_in_event`. Times are seconds since 1970.

/// That somebody tried to sign in, and what became of it.
public struct SignInEvent: Codable, Equatable, Sendable {
    public var at: Int
    /// Our number of the user; nil where nobody has the name.
    public var account: Int?
    /// Of a name that nobody has: it tells the same name from another, and not which it is. Blank
    /// where the user is known, or no name was given.
    public var nameDigest: String
    /// From where; blank where that is not known.
    public var address: String
    /// `password`, `provider` or `code`.
    public var way: String
    /// `accepted`, `refused`, `limited` or `busy`.
    public var outcome: String

    public init(
        at: Int, account: Int?, nameDigest: String, address: String, way: String, outcome: String
    ) {
        self.at = at
        self.account = account
        self.nameDigest = nameDigest
        self.address = address
        self.way = way
        self.outcome = outcome
    }
}

extension Reader {
    /// The newest attempts to sign in, the newest first.
    ///
    /// - Parameter account: of whom; nil for all, also those of names that nobody has.
    public func signInEvents(of account: Int?, limit: Int) throws -> [SignInEvent] {
        let all = account == nil ? 1 : 0
        return try rows(
            """
            SELECT at, account, name_digest, address, way, outcome FROM sign_in_event
            WHERE account = \(optional: account) OR \(all) = 1
            ORDER BY at DESC, id DESC LIMIT \(limit)
            """
        ) {
            SignInEvent(
                at: try $0.requiredInteger(0), account: try $0.integer(1),
                nameDigest: try $0.requiredText(2), address: try $0.requiredText(3),
                way: try $0.requiredText(4), outcome: try $0.requiredText(5))
        }
    }

    /// Whether such an attempt is written down since: of the same user or name, from the same
    /// address, by the same way, with the same outcome.
    public func hasSignInEvent(like event: SignInEvent, since time: Int) throws -> Bool {
        try count(
            """
            SELECT count(*) FROM sign_in_event
            WHERE at >= \(time) AND coalesce(account, 0) = \(event.account ?? 0)
                AND name_digest = \(event.nameDigest) AND address = \(event.address)
                AND way = \(event.way) AND outcome = \(event.outcome)
            """) > 0
    }
}

extension Writer {
    public func add(_ event: SignInEvent) throws {
        let id = try takeNumbers("sign_in_event")
        try run(
            """
            INSERT INTO sign_in_event (id, at, account, name_digest, address, way, outcome)
            VALUES (\(id), \(event.at), \(optional: event.account), \(event.nameDigest),
                \(event.address), \(event.way), \(event.outcome))
            """)
    }

    /// Removes those from before a time. Returns how many.
    @discardableResult
    public func pruneSignInEvents(before time: Int) throws -> Int {
        try run("DELETE FROM sign_in_event WHERE at < \(time)")
    }
}
