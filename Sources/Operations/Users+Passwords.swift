import Foundation
import Records
import Storage

extension Users {
    /// Of the change sets that tell who set a password; they have no rows, and cannot be undone.
    static let passwordKind = "password"
    /// How long a password counts that somebody else made, and a recovery code of the host.
    public static let daysOfInitialPassword = 14

    /// Sets the password of a user and ends the user's sessions, but for the one that is kept.
    ///
    /// Whoever sets their own has to give the current one; that of others takes `manageUsers`, and
    /// is one that its owner has to replace at the first sign-in.
    ///
    /// - Parameter token: of the session that goes on.
    /// - Throws: `password.wrong` where the current one is not right, `SignInLimited` where that
    ///   was tried too often; `password.too-short`, `.too-long`, `.common`, `.breached`, `.same`
    ///   where it is not taken; `password.breached-list` where it cannot be looked up.
    public func setPassword(
        of name: String, to password: String, current: String? = nil, keeping token: String? = nil
    ) throws {
        let isOwn = workspace.access.user != nil && Self.folded(name) == workspace.access.name
        if !isOwn { try workspace.require(.manageUsers) }
        let account = try workspace.store.read { try Self.account(name, $0) }
        if isOwn {
            try requireCurrent(current ?? "", of: account)
            try requireOther(password, than: current ?? "", of: account)
        }
        let hash = try self.hash(password, for: account)
        try workspace.store.write { writer in
            let account = try Self.account(name, writer)
            _ = try workspace.begin(
                Self.passwordKind, "Password of user \(account.name) set", about: [], writer)
            try writer.setPasswordHash(
                hash, of: account.id, at: workspace.now, isInitial: !isOwn)
            try writer.endSessions(
                of: account.id, keeping: isOwn ? token.map(TextDigest.sha256) : nil)
        }
    }

    /// One that somebody else made is known to them, and so has to be replaced by another.
    private func requireOther(
        _ password: String, than current: String, of account: UserAccount
    ) throws {
        let isInitial = try workspace.store.read { try $0.hasInitialPassword(account.id) }
        guard isInitial,
            PasswordRule.normalized(password) == PasswordRule.normalized(current)
        else { return }
        throw OperationError.refused(
            code: "password.same", message: "This is the password that you were given.",
            remedy: "Take another one, that nobody else knows.")
    }

    /// Whoever found a session open must not be able to try passwords in it.
    func requireCurrent(_ password: String, of account: UserAccount) throws {
        let attempts = SignInAttempts(store: workspace.store, clock: workspace.clock)
        let (attempt, stored) = try workspace.store.write { writer in
            (
                try attempts.begin(account.name, address: "", writer),
                try writer.passwordHash(of: account.id)
            )
        }
        guard try passwords.verify(password, stored) else {
            throw OperationError.refused(
                code: "password.wrong", message: "The current password is not right.",
                remedy: "Type it again. If it is forgotten, have a new one set by who manages "
                    + "users.")
        }
        try workspace.store.write { try attempts.forgive(attempt, $0) }
    }

    /// The hash of a new password.
    func hash(
        _ password: String, for account: UserAccount, _ displayName: String? = nil
    ) throws -> String {
        let names = [account.name, displayName ?? account.displayName, districtName]
        if let problem = PasswordRule.problem(in: password, names: names) {
            throw problem.refusal
        }
        if try breached?.contains(password) == true { throw BreachedPasswords.refusal }
        return try passwords.hash(password)
    }

    /// A password that nobody knows yet: 148 random bits, in groups that can be read out.
    public static func generatedPassword() -> String {
        // Without what looks alike.
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789").prefix(32)
        let bytes = RandomBytes.make(200).filter { Int($0) < letters.count * 8 }.prefix(30)
        let text = bytes.map { letters[Int($0) % letters.count] }
        return stride(from: 0, to: text.count, by: 6).map {
            String(text[$0..<min($0 + 6, text.count)])
        }.joined(separator: "-")
    }
}

extension PasswordProblem {
    var refusal: OperationError {
        switch self {
        case .tooShort:
            .refused(
                code: "password.too-short",
                message: "A password has at least \(PasswordRule.leastCharacters) characters.",
                remedy: "Take a longer one. Four or five words that have nothing to do with each "
                    + "other will do.")
        case .tooLong:
            .refused(
                code: "password.too-long",
                message: "A password has at most \(PasswordRule.mostCharacters) characters.",
                remedy: "Take a shorter one.")
        case .common:
            .refused(
                code: "password.common", message: "This password is easy to guess.",
                remedy: "Leave out names, years, sequences and what has to do with school. Four "
                    + "or five words that have nothing to do with each other will do.")
        }
    }
}
