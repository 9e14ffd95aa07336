import Foundation
import Records
import Storage

/// Where somebody is signed in: the sessions that have not ended, to be seen and to be ended, by
/// whoever they are of and by who manages users.
///
/// Source: OWASP ASVS 5.0, V7.4.5 and V7.5.2.
public struct OpenSessions: Sendable {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// A session as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        /// Tells it apart from the others, and is of no use for anything else.
        public let id: String
        /// How it was begun: `password` or `sso`.
        public let method: String
        /// UTC, ISO 8601, as the times below.
        public let since: String
        /// When something was last done in it, to the minute.
        public let seenAt: String
        /// When it ends unless something is done in it before.
        public let endsAt: String
        /// Whether a second factor was given in it.
        public let isProven: Bool
        /// Whether it is the one that asks.
        public let isThisOne: Bool
    }

    /// What was ended.
    public struct Ended: Codable, Equatable, Sendable {
        public let sessions: Int
        /// Nil where there was nothing to end.
        public let changeSet: Int?
    }

    /// Whose sessions.
    public enum Whose: Sendable {
        case own
        /// By the sign-in name; takes `manageUsers`.
        case user(String)
    }

    /// Which of them are ended.
    public enum Which: Sendable {
        /// `Listed.id`.
        case one(String)
        case all
        /// All but the one that asks.
        case others
    }

    /// The sessions of a user, the newest first.
    ///
    /// - Parameter token: of the session that asks; nil for a command.
    /// - Throws: `access.denied`, `user.not-found`.
    public func list(_ whose: Whose, token: String? = nil) throws -> [Listed] {
        try workspace.store.read { reader in
            let account = try account(whose, reader)
            let own = token.map(TextDigest.sha256)
            return try open(account, reader).map { session in
                Listed(
                    id: Self.id(of: session), method: session.method,
                    since: Self.text(session.createdAt), seenAt: Self.text(session.seenAt),
                    endsAt: Self.text(
                        Sessions.end(seenAt: session.seenAt, endsAt: session.endsAt)),
                    isProven: session.provenAt != nil, isThisOne: session.tokenHash == own)
            }
        }
    }

    /// Ends some of them. Whoever has a password can sign in again.
    ///
    /// - Parameter token: of the session that asks; nil for a command.
    /// - Throws: `session.not-found` where one is named that has ended or is not of this user.
    public func end(_ which: Which, _ whose: Whose, token: String? = nil) throws -> Ended {
        try workspace.store.write { writer in
            let account = try account(whose, writer)
            let own = token.map(TextDigest.sha256)
            let all = try open(account, writer)
            let ending: [OpenSession]
            switch which {
            case .one(let id):
                ending = all.filter { Self.id(of: $0) == id }
                if ending.isEmpty {
                    throw OperationError.refused(
                        code: "session.not-found", message: "This session is not open.",
                        remedy: "It has ended already, or is another user's. Look at the list "
                            + "again.")
                }
            case .all: ending = all
            case .others: ending = all.filter { $0.tokenHash != own }
            }
            if ending.isEmpty { return Ended(sessions: 0, changeSet: nil) }
            for session in ending { try writer.endSession(withTokenHash: session.tokenHash) }
            let words = ending.count == 1 ? "1 session" : "\(ending.count) sessions"
            let change = try workspace.begin(
                Users.signOutKind, "\(words) of user \(account.name) ended", about: [], writer)
            return Ended(sessions: ending.count, changeSet: change)
        }
    }

    private var now: Int { Int(workspace.clock().timeIntervalSince1970) }

    private func account(_ whose: Whose, _ reader: any Reader) throws -> UserAccount {
        switch whose {
        case .own:
            guard let user = workspace.access.user, let found = try reader.userAccount(user) else {
                throw OperationError.notFound(kind: "user", name: workspace.access.name)
            }
            return found
        case .user(let name):
            try workspace.require(.manageUsers)
            return try Users.account(name, reader)
        }
    }

    /// Those that have not ended.
    private func open(_ account: UserAccount, _ reader: any Reader) throws -> [OpenSession] {
        try reader.sessions(of: account.id).filter {
            now < Sessions.end(seenAt: $0.seenAt, endsAt: $0.endsAt)
        }
    }

    /// 64 bits of a digest of what is itself a digest of the token: nobody comes back from it to
    /// either.
    private static func id(of session: OpenSession) -> String {
        String(TextDigest.sha256("session " + session.tokenHash).prefix(16))
    }

    private static func text(_ seconds: Int) -> String {
        ImportFiles.timestamp(Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}
