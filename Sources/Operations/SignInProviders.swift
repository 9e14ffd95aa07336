import Foundation
import Records
import Storage

/// The provider at which people of a district can sign in.
public struct SignInProviders: Sendable {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// The name of the key that seals what belongs to it.
    static let key = "single-sign-on"
    private static let longestName = 255
    private static let mostSeconds = 366 * 24 * 60 * 60

    /// What the provider is to be. Nil is left as it is, or, for a new one, the usual.
    public struct Entry: Sendable {
        public var issuer: String?
        public var clientID: String?
        public var label: String?
        public var scopes: [String]?
        /// In seconds; 0 for however long.
        public var maxAge: Int?
        /// Each as `amr=VALUE` or `acr=VALUE`; none for nothing.
        public var secondFactorBy: [String]?
        /// Blank takes it away.
        public var clientSecret: String?

        public init() {}
    }

    /// The provider as it is shown; without its secret, which is shown to nobody.
    public struct Shown: Codable, Equatable, Sendable {
        public let issuer: String
        public let clientID: String
        public let hasClientSecret: Bool
        public let label: String
        public let scopes: [String]
        /// In seconds.
        public let maxAge: Int?
        public let secondFactorBy: [String]
    }

    /// What a change came to.
    public struct Changed: Codable, Equatable, Sendable {
        /// Nil where there is none any more.
        public let provider: Shown?
        /// Nil where nothing but the secret was changed, or nothing.
        public let changeSet: Int?
    }

    /// The provider; nil where none is set.
    public func show() throws -> Shown? {
        try workspace.require(.manageUsers)
        return try workspace.store.read { reader in
            try reader.signInProvider().map { try Self.shown($0, reader) }
        }
    }

    /// Sets it, or changes it. The secret is kept sealed, beside the change set: an undo does not
    /// bring one back that was replaced.
    public func set(_ entry: Entry) throws -> Changed {
        try workspace.require(.manageUsers)
        let seal = try DistrictSeal(store: workspace.store, key: Self.key)
        return try workspace.store.write { writer in
            let old = try writer.signInProvider()
            let new = try Self.checked(old, entry)
            var number: Int?
            if new != old {
                let access = try AccessChange(writer)
                let change = try workspace.begin(
                    "sso", old == nil ? "Sign-in provider set" : "Sign-in provider changed",
                    about: [], writer)
                try writer.save(new, in: change)
                try access.settle(writer)
                number = change
            }
            if let secret = entry.clientSecret { try keep(secret, of: new, seal, writer) }
            return Changed(provider: try Self.shown(new, writer), changeSet: number)
        }
    }

    /// Takes it away with its secret. Identities stay, and count again with the same issuer.
    public func remove() throws -> Changed {
        try workspace.require(.manageUsers)
        return try workspace.store.write { writer in
            guard let old = try writer.signInProvider() else { throw Self.notSet }
            let access = try AccessChange(writer)
            let change = try workspace.begin("sso", "Sign-in provider removed", about: [], writer)
            try writer.removeSignInProvider(in: change)
            try writer.removeSecret(named: Self.secretName(old))
            try access.settle(writer)
            return Changed(provider: nil, changeSet: change)
        }
    }

    // MARK: In use

    /// The provider with its secret, for the sign-in itself.
    public struct InUse: Sendable {
        public let provider: SignInProvider
        public let clientSecret: String?

        public var scopes: [String] { SignInProviders.words(provider.scopes) }

        /// Whether the district takes such a sign-in for one with a second factor. It says by
        /// which words; without it none does.
        ///
        /// - Parameters:
        ///   - methods: the `amr` of the ID token (RFC 8176).
        ///   - contextClass: its `acr`.
        public func isSecondFactor(methods: [String], contextClass: String?) -> Bool {
            let said = methods.map { "amr=\($0)" } + (contextClass.map { ["acr=\($0)"] } ?? [])
            return !Set(said).isDisjoint(with: SignInProviders.words(provider.secondFactorBy))
        }
    }

    /// What people call the provider; nil where none is set.
    public static func label(in store: any Store) throws -> String? {
        try store.read { try $0.signInProvider()?.label }
    }

    /// - Throws: `sso.not-set`.
    public static func inUse(in store: any Store) throws -> InUse {
        let seal = try DistrictSeal(store: store, key: key)
        return try store.read { reader in
            guard let provider = try reader.signInProvider() else { throw notSet }
            let name = secretName(provider)
            let secret = try reader.secret(named: name).flatMap { seal.open($0, for: name) }
            return InUse(
                provider: provider,
                clientSecret: secret.map { String(decoding: $0, as: UTF8.self) })
        }
    }

    static let notSet = OperationError.refused(
        code: "sso.not-set", message: "No provider for single sign-on is set here.",
        remedy: "Set one first: homeroom sso set --issuer URL --client-id ID.")

    // MARK: Parts

    static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }

    private func keep(
        _ secret: String, of provider: SignInProvider, _ seal: DistrictSeal, _ writer: any Writer
    ) throws {
        let name = Self.secretName(provider)
        if secret.isEmpty { return try writer.removeSecret(named: name) }
        try writer.replaceSecret(try seal.seal(Array(secret.utf8), for: name), named: name)
    }

    /// A secret is one client's at one provider: another one has to have its own.
    private static func secretName(_ provider: SignInProvider) -> String {
        "sso-client " + TextDigest.sha256(provider.issuer + "\n" + provider.clientID)
    }

    private static func shown(_ provider: SignInProvider, _ reader: any Reader) throws -> Shown {
        Shown(
            issuer: provider.issuer, clientID: provider.clientID,
            hasClientSecret: try reader.secret(named: secretName(provider)) != nil,
            label: provider.label, scopes: words(provider.scopes), maxAge: provider.maxAge,
            secondFactorBy: words(provider.secondFactorBy))
    }

    private static func checked(
        _ old: SignInProvider?, _ entry: Entry
    ) throws -> SignInProvider {
        guard let issuer = entry.issuer ?? old?.issuer, !issuer.isEmpty,
            let clientID = entry.clientID ?? old?.clientID
        else {
            throw OperationError.refused(
                code: "sso.incomplete", message: "A provider needs an issuer and a client ID.",
                remedy: "Give both: --issuer URL --client-id ID.")
        }
        guard !clientID.isEmpty, clientID.utf8.count <= longestName,
            clientID.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { throw invalid("The client ID is blank, too long, or has other signs than ASCII.") }
        var scopes = entry.scopes ?? old.map { words($0.scopes) } ?? []
        if !scopes.contains("openid") { scopes.insert("openid", at: 0) }
        let factors = entry.secondFactorBy ?? old.map { words($0.secondFactorBy) } ?? []
        for word in scopes + factors where word.isEmpty || word.contains(" ") {
            throw invalid("Scopes and what counts as a second factor have no blanks in them.")
        }
        for factor in factors where factor.wholeMatch(of: /(amr|acr)=[!-~]{1,200}/) == nil {
            throw invalid("A second factor is told by amr=VALUE or acr=VALUE.")
        }
        let maxAge = entry.maxAge ?? old?.maxAge ?? 0
        guard (0...mostSeconds).contains(maxAge) else {
            throw invalid("The greatest age of a sign-in is a number of seconds, up to a year.")
        }
        return SignInProvider(
            issuer: issuer, clientID: clientID,
            label: try GivenText.required(
                entry.label ?? old?.label ?? "single sign-on", "label",
                limit: GivenText.Limit.line),
            scopes: scopes.joined(separator: " "), maxAge: maxAge == 0 ? nil : maxAge,
            secondFactorBy: factors.joined(separator: " "))
    }

    private static func invalid(_ message: String) -> OperationError {
        .refused(
            code: "sso.invalid", message: message,
            remedy: "See what is set with: homeroom sso show.")
    }
}
