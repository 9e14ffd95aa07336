import Foundation
import Records
import Storage

/// Somebody who is signed in.
public struct SignedIn: Sendable, Equatable {
    /// What the user may do now, all rules resolved.
    public let access: Access
    /// Our number of the user.
    public let user: Int
    /// What forms of this session have to send along.
    public let csrf: String
    public let since: Date
    /// When to warn that the session is about to end.
    public let warnAt: Date
    /// When the session ends unless something is done in it before.
    public let endsAt: Date
    /// When it ends in any case.
    public let endsAtLatest: Date
    /// When a second factor was given last; nil where it never was.
    public let provenAt: Date?
    /// Whether the user has a second factor.
    public let hasSecondFactor: Bool
    /// Whether it was begun with a password that somebody else made.
    public let hasInitialPassword: Bool

    /// What has to be done before anything else.
    public enum Owed: Sendable, Equatable {
        /// A code of the second factor.
        case code
        /// A password of one's own, in the place of one that somebody else made.
        case password
        /// A second factor has to be set up: the rights or the sites take one.
        case setUp
    }

    /// Nil where nothing is owed.
    public var owed: Owed? {
        if provenAt == nil, hasSecondFactor { return .code }
        if hasInitialPassword { return .password }
        if provenAt != nil { return nil }
        return SecondFactor.isRequired(of: access) ? .setUp : nil
    }

    /// Whether a second factor was given so lately that what is hard to take back may be done.
    public func isFresh(at time: Date) -> Bool {
        provenAt.map { time.timeIntervalSince($0) < Double(Sessions.fresh) } ?? false
    }
}

/// How sessions are begun, as they are kept.
enum SignInMethod {
    static let password = "password"
    static let singleSignOn = "sso"
}

/// The sessions of those who are signed in.
public struct Sessions: Sendable {
    /// In seconds: after how long without a request a session ends.
    public static let idle = 30 * 60
    /// In seconds: after how long a session ends in any case.
    public static let longest = 12 * 60 * 60
    /// In seconds: how long after a code no other is asked for by what takes a fresh one.
    public static let fresh = 10 * 60
    /// In seconds: how long before its end somebody is warned.
    public static let warning = 2 * 60
    /// In seconds: how often it is noted at most that somebody was seen, so that reading does not
    /// write each time.
    public static let noted = 60

    private static let tokenBytes = 32
    /// Of `tokenBytes` in base64url.
    private static let tokenLength = 43

    let store: any Store
    let clock: @Sendable () -> Date
    private let notes: SessionNotes?

    /// - Parameter notes: notes who was seen, when it can; without it `find` does, and waits where
    ///   an import holds the district.
    public init(
        store: any Store, clock: @escaping @Sendable () -> Date, notes: SessionNotes? = nil
    ) {
        self.store = store
        self.clock = clock
        self.notes = notes
    }

    private var now: Int { Int(clock().timeIntervalSince1970) }

    /// The session of a token; nil where there is none, where it has ended, and where the user was
    /// disabled.
    public func find(token: String) throws -> SignedIn? {
        guard token.utf8.count == Self.tokenLength else { return nil }
        let hash = TextDigest.sha256(token)
        let found = try store.read { reader -> (StoredSession, Access)? in
            guard let session = try reader.session(withTokenHash: hash),
                session.account.state == .active, now < Self.end(of: session)
            else { return nil }
            let person = session.account.person
            let rules = try reader.permissionRules(about: person)
            return (session, AccessPolicy.access(for: person, rules: rules))
        }
        guard let (session, access) = found else { return nil }
        let isNoted = now - session.seenAt < Self.noted
        if !isNoted { try note(hash) }
        let end = isNoted ? Self.end(of: session) : min(now + Self.idle, session.endsAt)
        return SignedIn(
            access: access, user: session.account.id,
            csrf: Self.csrf(of: token),
            since: Self.date(session.createdAt), warnAt: Self.date(end - Self.warning),
            endsAt: Self.date(end), endsAtLatest: Self.date(session.endsAt),
            provenAt: session.provenAt.map(Self.date), hasSecondFactor: session.hasSecondFactor,
            hasInitialPassword: session.hasInitialPassword
                && session.method == SignInMethod.password)
    }

    private func note(_ hash: String) throws {
        if let notes { return notes.note(hash, at: now, in: store) }
        do {
            try store.write { try $0.seeSession(withTokenHash: hash, at: now) }
        } catch StorageError.busy {
            // The next request notes it.
        }
    }

    /// Ends one session.
    public func end(token: String) throws {
        try store.write { try $0.endSession(withTokenHash: TextDigest.sha256(token)) }
    }

    /// Ends all sessions of a user.
    public func endAll(user: Int) throws {
        _ = try store.write { try $0.endSessions(of: user) }
    }

    /// Removes sessions that have ended. Returns how many.
    @discardableResult
    public func prune() throws -> Int { try store.write { try prune($0) } }

    @discardableResult
    private func prune(_ writer: any Writer) throws -> Int {
        try writer.pruneSessions(endedBy: now, notSeenSince: now - Self.idle)
    }

    /// Begins a session and returns its token.
    ///
    /// - Parameters:
    ///   - method: how somebody signed in.
    ///   - isProven: whether that was a second factor too.
    ///   - isFresh: whether that was just now, and here; without it, what takes a fresh code asks
    ///     for one.
    func begin(
        for account: Int, method: String = SignInMethod.password, isProven: Bool = false,
        isFresh: Bool = true, _ writer: any Writer
    ) throws -> String {
        let token = Self.newToken()
        try prune(writer)
        try writer.addSession(
            tokenHash: TextDigest.sha256(token), account: account, at: now,
            endsAt: now + Self.longest,
            provenAt: isProven ? (isFresh ? now : now - Self.fresh) : nil, method: method)
        try writer.noteSignIn(of: account, at: now)
        return token
    }

    static func newToken() -> String { Base64URL.text(RandomBytes.make(tokenBytes)) }

    /// What forms of a session have to send along.
    public static func csrf(of token: String) -> String {
        TextDigest.code("csrf", secret: token)
    }

    private static func end(of session: StoredSession) -> Int {
        end(seenAt: session.seenAt, endsAt: session.endsAt)
    }

    /// When a session ends unless something is done in it before.
    static func end(seenAt: Int, endsAt: Int) -> Int { min(seenAt + idle, endsAt) }

    private static func date(_ seconds: Int) -> Date {
        Date(timeIntervalSince1970: TimeInterval(seconds))
    }
}
