import Foundation
import Records
import Storage

/// Whom the subjects of a provider are here.
///
/// A user is found by issuer and subject alone. An e-mail address or a name can be given to
/// somebody else, or be typed by whoever has it (OpenID Connect Core, section 5.7).
public struct UserIdentities: Sendable {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// OpenID Connect Core, section 2.
    private static let longestSubject = 255

    /// An identity as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        /// The sign-in name.
        public let user: String
        public let issuer: String
        public let subject: String
        /// UTC, ISO 8601.
        public let linkedAt: String
        /// Whether its issuer is the one that is set, so that it can be signed in with.
        public let isUsable: Bool
    }

    /// What a change came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let user: String
        public let issuer: String
        public let subject: String
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
    }

    /// All identities, or those of one user, by the user's name.
    public func list(of user: String? = nil) throws -> [Listed] {
        try workspace.require(.manageUsers)
        return try workspace.store.read { reader in
            let only = try user.map { try Users.account($0, reader).id }
            return try listed(reader) { only == nil || $0 == only }
        }
    }

    /// Those of whoever asks.
    public func ofOneself() throws -> [Listed] {
        guard let user = workspace.access.user else { return [] }
        return try workspace.store.read { try listed($0) { $0 == user } }
    }

    private func listed(_ reader: any Reader, _ isMeant: (Int) -> Bool) throws -> [Listed] {
        let issuer = try reader.signInProvider()?.issuer
        let names = Dictionary(
            try reader.userAccounts().map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
        return try reader.userIdentities().filter { isMeant($0.account) }.map {
            Listed(
                user: names[$0.account] ?? "", issuer: $0.issuer, subject: $0.subject,
                linkedAt: $0.linkedAt, isUsable: $0.issuer == issuer)
        }.sorted { ($0.user, $0.linkedAt) < ($1.user, $1.linkedAt) }
    }

    /// Says whom a subject of the district's provider is.
    ///
    /// - Throws: `sso.identity-taken` where it is somebody else.
    public func link(_ name: String, subject: String) throws -> Changed {
        try workspace.require(.manageUsers)
        return try workspace.store.write { writer in
            guard let provider = try writer.signInProvider() else {
                throw SignInProviders.notSet
            }
            let account = try Users.account(name, writer)
            return try link(account, provider.issuer, subject, writer)
        }
    }

    /// Links what a provider has vouched for to whoever is signed in; whoever calls this has asked
    /// for their password.
    public func linkOneself(issuer: String, subject: String) throws -> Changed {
        try workspace.store.write { writer in
            guard let user = workspace.access.user, let account = try writer.userAccount(user),
                account.state == .active
            else { throw SignInByIdentity.disabled }
            return try link(account, issuer, subject, writer)
        }
    }

    private func link(
        _ account: UserAccount, _ issuer: String, _ subject: String, _ writer: any Writer
    ) throws -> Changed {
        guard !subject.isEmpty, subject.utf8.count <= Self.longestSubject,
            subject.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw OperationError.refused(
                code: "sso.subject-invalid",
                message: "A subject has 1 to 255 characters, and none that cannot be seen.",
                remedy: "Take it as the provider has it, or as the page shows it to whoever tries "
                    + "to sign in.")
        }
        func changed(_ change: Int?) -> Changed {
            Changed(user: account.name, issuer: issuer, subject: subject, changeSet: change)
        }
        if let stood = try writer.userIdentity(issuer: issuer, subject: subject) {
            if stood.account == account.id { return changed(nil) }
            throw OperationError.refused(
                code: "sso.identity-taken", message: "This subject is another user already.",
                remedy: "Unlink it there first: homeroom sso list shows whose it is.")
        }
        let access = try AccessChange(writer)
        let change = try workspace.begin(
            "sso", "Single sign-on linked for user \(account.name)", about: [], writer)
        try writer.save(
            UserIdentity(
                id: try writer.takeNumbers("user_identity"), account: account.id, issuer: issuer,
                subject: subject, linkedAt: workspace.now), in: change)
        try access.settle(writer)
        return changed(change)
    }

    /// Takes a subject from a user, and ends the user's sessions.
    ///
    /// - Parameter issuer: nil for the district's provider.
    public func unlink(_ name: String, subject: String, issuer: String? = nil) throws -> Changed {
        try workspace.require(.manageUsers)
        return try workspace.store.write { writer in
            let account = try Users.account(name, writer)
            guard let issuer = try issuer ?? writer.signInProvider()?.issuer else {
                throw SignInProviders.notSet
            }
            guard let stood = try writer.userIdentity(issuer: issuer, subject: subject),
                stood.account == account.id
            else {
                throw OperationError.refused(
                    code: "sso.not-linked", message: "This subject is not linked to this user.",
                    remedy: "See what is linked with: homeroom sso list.")
            }
            let access = try AccessChange(writer)
            let change = try workspace.begin(
                "sso", "Single sign-on unlinked for user \(account.name)", about: [], writer)
            try writer.remove(stood, in: change)
            try access.settle(writer)
            return Changed(
                user: account.name, issuer: issuer, subject: subject, changeSet: change)
        }
    }
}
