import Foundation
import Storage

/// Finds who signs in where a provider has vouched for them.
public struct SignInByIdentity: Sendable {
    let store: any Store

    public init(store: any Store) { self.store = store }

    /// Our number of the user; nil where nobody here is this subject. Nobody is added, and nothing
    /// else that a provider says is looked at.
    ///
    /// - Throws: `sso.disabled`.
    public func user(issuer: String, subject: String) throws -> Int? {
        try store.read { reader in
            guard let identity = try reader.userIdentity(issuer: issuer, subject: subject) else {
                return nil
            }
            guard try reader.userAccount(identity.account)?.state == .active else {
                throw Self.disabled
            }
            return identity.account
        }
    }

    static let disabled = OperationError.refused(
        code: "sso.disabled", message: "This user is disabled.",
        remedy: "Ask a security administrator of your district.")
}

extension Sessions {
    /// Begins a session for somebody for whom a provider has vouched. They still owe a code of
    /// their second factor, unless the district takes the provider's for one; and what takes a
    /// fresh code asks for one of ours in any case, for the provider's can be hours old.
    ///
    /// - Parameters:
    ///   - isSecondFactor: `SignInProviders.InUse.isSecondFactor`.
    ///   - replaced: the token of the browser's session until now, which ends.
    /// - Returns: the token.
    /// - Throws: `sso.disabled` where the user was disabled meanwhile.
    public func begin(
        forVouched user: Int, isSecondFactor: Bool, replacing replaced: String? = nil
    ) throws -> String {
        try store.write { writer in
            guard try writer.userAccount(user)?.state == .active else {
                throw SignInByIdentity.disabled
            }
            if let replaced {
                try writer.endSession(withTokenHash: TextDigest.sha256(replaced))
            }
            return try begin(
                for: user, method: SignInMethod.singleSignOn, isProven: isSecondFactor,
                isFresh: false, writer)
        }
    }
}

extension Users {
    /// Asks somebody who is signed in for their password again, before what a session that was
    /// found open must not be enough for.
    ///
    /// - Throws: `password.wrong`; `SignInLimited`.
    public func requireOwnPassword(_ password: String) throws {
        let account = try workspace.store.read {
            try Self.account(workspace.access.name, $0)
        }
        try requireCurrent(password, of: account)
    }
}
