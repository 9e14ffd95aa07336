import Foundation
import Records
import Storage

/// Signs somebody in with name and password. It takes as long as a hash does; see `SlowWork`.
public struct SignIn: Sendable {
    let store: any Store
    let clock: @Sendable () -> Date
    let passwords: Passwords

    public init(store: any Store, clock: @escaping @Sendable () -> Date) {
        self.init(store: store, clock: clock, passwords: Passwords())
    }

    init(store: any Store, clock: @escaping @Sendable () -> Date, passwords: Passwords) {
        self.store = store
        self.clock = clock
        self.passwords = passwords
    }

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - address: from which it is tried.
    ///   - replaced: the token of the browser's session until now, which ends.
    /// - Returns: the token of the session, of which only a digest is kept, and our number of the
    ///   user.
    /// - Throws: `signin.failed`, whatever was wrong: nobody learns who is a user here.
    ///   `signin.password-ended` where the password is right, was made by somebody else, and was
    ///   not used in time. `SignInLimited` where it was tried too often.
    public func run(
        name: String, password: String, address: String, replacing replaced: String? = nil
    ) throws -> (token: String, user: Int) {
        let name = Users.folded(name)
        let attempts = SignInAttempts(store: store, clock: clock)
        // Counted as failed before the password is looked at, so that many at once do not slip
        // through.
        let (attempt, account, hash) = try store.write { writer in
            let attempt = try attempts.begin(name, address: address, writer)
            let account = try writer.userAccount(named: name)
            return (
                attempt, account, try account.flatMap { try writer.passwordHash(of: $0.id) }
            )
        }
        let isLong = password.unicodeScalars.count > PasswordRule.mostCharacters
        let isRight = try passwords.verify(isLong ? "" : password, hash)
        guard isRight, !isLong, let hash, let account, account.state == .active else {
            if isRight, !isLong, let account {
                Alarms.raiseRefused(
                    "Signed in with the right password while disabled.", of: account, in: store,
                    at: clock())
            }
            throw Self.failed
        }
        try requireInTime(account)
        let better = passwords.isOutdated(hash) ? try passwords.hash(password) : nil
        return try store.write { writer in
            // Meanwhile the user may have been disabled, or the password replaced.
            guard try writer.userAccount(account.id)?.state == .active,
                try writer.passwordHash(of: account.id) == hash
            else { throw Self.failed }
            if let better { try writer.replacePasswordHash(hash, by: better, of: account.id) }
            try attempts.forgive(attempt, writer)
            if let replaced {
                try writer.endSession(withTokenHash: TextDigest.sha256(replaced))
            }
            let token = try Sessions(store: store, clock: clock).begin(for: account.id, writer)
            return (token, account.id)
        }
    }

    /// What somebody else made, wrote down and handed over must not open anything for ever.
    private func requireInTime(_ account: UserAccount) throws {
        let days = Users.daysOfInitialPassword
        let earliest = clock().addingTimeInterval(-Double(days) * 86_400)
        let isOver = try store.read { reader in
            guard try reader.hasInitialPassword(account.id),
                let set = try reader.passwordChangedAt(of: account.id)
            else { return false }
            return set < ImportFiles.timestamp(earliest)
        }
        if !isOver { return }
        Alarms.raiseRefused(
            "Came with a first password that nobody had used in time.", of: account, in: store,
            at: clock())
        throw OperationError.refused(
            code: "signin.password-ended",
            message: "This password was made for you, and counted for \(days) days.",
            remedy: "Have a new one set by who manages users.")
    }

    private static let failed = OperationError.refused(
        code: "signin.failed", message: "Name and password do not belong together.",
        remedy: "Check both. If the password is forgotten, have a new one set by who manages "
            + "users.")
}

/// Limits how often a name or an address may be tried.
struct SignInAttempts {
    /// In seconds.
    static let window = 15 * 60
    static let mostPerName = 10
    static let mostPerAddress = 30
    /// Wrong codes of one user within a day that raise an alarm.
    static let alarming = 8
    private static let longestAddress = 100

    let store: any Store
    let clock: @Sendable () -> Date

    /// One attempt that was counted.
    struct Attempt {
        let id: Int
        let nameHash: String
    }

    private var now: Int { Int(clock().timeIntervalSince1970) }
    /// In seconds.
    private var day: Int { 86_400 }

    /// Counts an attempt.
    ///
    /// - Throws: `SignInLimited`, without counting it.
    func begin(_ name: String, address: String, _ writer: any Writer) throws -> Attempt {
        let (hash, address) = (
            TextDigest.sha256(name), String(address.prefix(Self.longestAddress))
        )
        let since = now - Self.window
        try writer.pruneSignInAttempts(until: since)
        try requireFew(
            try writer.signInAttempts(withNameHash: hash, since: since, limit: Self.mostPerName),
            Self.mostPerName)
        if !address.isEmpty {
            try requireFew(
                try writer.signInAttempts(
                    fromAddress: address, since: since, limit: Self.mostPerAddress),
                Self.mostPerAddress)
        }
        let id = try writer.addSignInAttempt(nameHash: hash, address: address, at: now)
        return Attempt(id: id, nameHash: hash)
    }

    /// Takes back what was counted: it succeeded.
    func forgive(_ attempt: Attempt, _ writer: any Writer) throws {
        try writer.forgiveSignInAttempts(withNameHash: attempt.nameHash, succeeded: attempt.id)
    }

    /// Counts a wrong code of somebody's second factor for a day, beside what limits tries, and
    /// raises an alarm where there are many: somebody has the password.
    ///
    /// Attempts are removed a quarter of an hour after their time. So that these stay for a day,
    /// their time is as much later.
    func countWrongCode(of user: Int, _ name: String, _ writer: any Writer) throws {
        let hash = TextDigest.sha256("WRONG CODES \(user)")
        _ = try writer.addSignInAttempt(nameHash: hash, address: "", at: now + day - Self.window)
        let times = try writer.signInAttempts(
            withNameHash: hash, since: now - Self.window, limit: Self.alarming)
        let isKnown = try writer.hasAlarm(
            Alarms.Kind.factorGuessing.rawValue, about: user, since: now - day)
        if times.count < Self.alarming || isKnown { return }
        try Alarms.raise(
            .factorGuessing, account: user, party: name,
            detail: "\(Self.alarming) wrong codes of the second factor within a day.",
            at: clock(), writer)
    }

    /// - Parameter times: of the newest attempts, the newest first.
    private func requireFew(_ times: [Int], _ most: Int) throws {
        guard times.count >= most, let oldest = times.last else { return }
        throw SignInLimited(retryAfter: max(1, oldest + Self.window - now))
    }
}

/// That somebody tried to sign in too often.
public struct SignInLimited: Error, Equatable, Sendable {
    /// In how many seconds it may be tried again.
    public let retryAfter: Int

    /// As every other refusal.
    public var refusal: OperationError {
        .refused(
            code: "signin.limited", message: "This was tried too often.",
            remedy: "Try again in \((retryAfter + 59) / 60) minutes.")
    }
}
