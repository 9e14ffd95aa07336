import Records

// All SQL that touches `sign_in_provider`.

/// Where people of a district can sign in, beside here. A district has one at most.
public struct SignInProvider: Sendable, Equatable {
    /// The address that names it, exactly as it names itself.
    public var issuer: String
    /// As what it knows the district.
    public var clientID: String
    /// What people call it.
    public var label: String
    /// What it is asked for, with blanks between.
    public var scopes: String
    /// In seconds: how long ago somebody may have signed in there; nil for however long.
    public var maxAge: Int?
    /// By which of its words a sign-in there counts as one with a second factor, with blanks
    /// between: `amr=mfa acr=...`. Blank where none does.
    public var secondFactorBy: String

    public init(
        issuer: String, clientID: String, label: String, scopes: String, maxAge: Int? = nil,
        secondFactorBy: String = ""
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.label = label
        self.scopes = scopes
        self.maxAge = maxAge
        self.secondFactorBy = secondFactorBy
    }
}

extension Reader {
    /// The district's provider, or nil.
    public func signInProvider() throws -> SignInProvider? {
        try first(
            """
            SELECT issuer, client_id, label, scopes, max_age, second_factor_by
            FROM sign_in_provider WHERE id = 1
            """
        ) {
            SignInProvider(
                issuer: try $0.requiredText(0), clientID: try $0.requiredText(1),
                label: try $0.requiredText(2), scopes: try $0.requiredText(3),
                maxAge: try $0.integer(4), secondFactorBy: try $0.requiredText(5))
        }
    }
}

extension Writer {
    /// Writes the provider whole, keeping what it was.
    public func save(_ provider: SignInProvider, in change: Int) throws {
        try save(
            [
                .integer(1), .text(provider.issuer), .text(provider.clientID),
                .text(provider.label), .text(provider.scopes), .init(provider.maxAge),
                .text(provider.secondFactorBy),
            ], of: .signInProvider, in: change)
    }

    /// Removes the provider, keeping what it was.
    public func removeSignInProvider(in change: Int) throws {
        try remove([1], from: .signInProvider, in: change)
    }
}
