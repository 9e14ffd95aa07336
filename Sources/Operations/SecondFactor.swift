import Crypto
import Foundation
import Records
import Storage

/// The second factor of a user: codes of an authenticator app, and recovery codes for the day on
/// which the telephone is gone.
///
/// Whoever may merge, export or administer, or sees more than one site, has to have one; no setting
/// changes that (`isRequired`). A new password does not touch it. Only a command on the host can
/// stand in for it, and raises an alarm (`breakGlass`).
public struct SecondFactor: Sendable {
    public static let recoveryCodes = 10
    /// How long after a password was set a first second factor can be set up.
    public static let daysToSetUp = 14
    private static let recoveryBytes = 15

    let store: any Store
    let clock: @Sendable () -> Date

    public init(store: any Store, clock: @escaping @Sendable () -> Date) {
        self.store = store
        self.clock = clock
    }

    private var now: Int { Int(clock().timeIntervalSince1970) }

    /// Rights that take a second factor.
    static let rights: Set<Permission> = [
        .mergeStudents, .export, .manageUsers, .changeSettings, .changeCodes, .runImports,
        .seeAccessLog, .approveExports, .useAPI,
    ]

    /// Whether somebody has to have a second factor.
    public static func isRequired(of access: Access) -> Bool {
        guard access.user != nil else { return false }
        let seesMany = access.sites.map { $0.count > 1 } ?? true
        return seesMany || !access.permissions.isDisjoint(with: rights)
    }

    // MARK: Setting up

    /// Makes a new key for a user, which counts once a code of it was given. Until then the one
    /// that is there goes on.
    public func begin() -> TimeCode { TimeCode(key: RandomBytes.make(TimeCode.keyBytes)) }

    /// The key as it goes through the browser while it is set up: sealed, for this user alone.
    public func sealed(_ code: TimeCode, for user: Int) throws -> String {
        try seal(code.key, for: user)
    }

    /// The key of `sealed`; nil where it is not of this user.
    public func opened(_ sealed: String, for user: Int) throws -> TimeCode? {
        try open(sealed, for: user).map(TimeCode.init)
    }

    /// Takes a key into use with its first code, and makes recovery codes, which are shown this
    /// once. All other sessions of the user end, and this one gets another token.
    ///
    /// - Returns: the recovery codes, and the token of the session from now on.
    /// - Throws: `second-factor.wrong` where the code is not of this key and of now.
    public func confirm(
        _ sealed: String, code: String, user: Int, session: String, actor: String
    ) throws -> (recoveryCodes: [String], session: String) {
        guard let key = try opened(sealed, for: user),
            let step = key.step(of: Self.digits(code), at: clock())
        else { throw Self.wrong }
        let codes = (0..<Self.recoveryCodes).map { _ in Self.newRecoveryCode() }
        try tellOfLate(user, TextDigest.sha256(session))
        let token = try store.write { writer -> String in
            try requireEarly(user, TextDigest.sha256(session), writer)
            try writer.keepSecondFactor(sealed, of: user)
            _ = try writer.takeCode(ofStep: step, account: user, at: now)
            try writer.keepRecoveryCodes(codes.map(Self.hash), of: user)
            let token = try replaceToken(of: session, writer)
            let hash = TextDigest.sha256(token)
            try writer.proveSession(withTokenHash: hash, at: now)
            _ = try writer.endSessions(of: user, keeping: hash)
            try note("Second factor set up", actor, writer)
            return token
        }
        return (codes, token)
    }

    /// Raises an alarm where it is too late to set one up.
    private func tellOfLate(_ user: Int, _ sessionHash: String) throws {
        let account = try store.read { reader -> UserAccount? in
            do { try requireEarly(user, sessionHash, reader) } catch is OperationError {
                return try reader.userAccount(user)
            }
            return nil
        }
        guard let account else { return }
        Alarms.raiseRefused(
            "Came with a password that nobody had used in time, and set up a second factor.",
            of: account, in: store, at: clock())
    }

    /// Whoever has a way in that nobody used for days must not be able to make it complete.
    private func requireEarly(_ user: Int, _ sessionHash: String, _ reader: any Reader) throws {
        if try reader.secondFactor(of: user)?.confirmedAt != nil { return }
        let session = try reader.session(withTokenHash: sessionHash)
        // The provider has asked for a second factor that the district takes for one.
        if session?.provenAt != nil { return }
        let given =
            session?.method == SignInMethod.singleSignOn
            ? try reader.userIdentities(of: user).map(\.linkedAt).max()
            : try reader.passwordChangedAt(of: user)
        guard let set = given else { return }
        let earliest = clock().addingTimeInterval(-Double(Self.daysToSetUp) * 86_400)
        if set >= ImportFiles.timestamp(earliest) { return }
        throw OperationError.refused(
            code: "second-factor.too-late",
            message: "A second factor is set up within \(Self.daysToSetUp) days of a new password, "
                + "or of single sign-on being linked.",
            remedy: "Have a new password set by who manages users, or single sign-on linked anew, "
                + "and sign in again.")
    }

    // MARK: Proving

    /// Whether somebody has one.
    public func isSetUp(for user: Int) throws -> Bool {
        try store.read { try $0.secondFactor(of: user)?.confirmedAt != nil }
    }

    public func recoveryCodesLeft(of user: Int) throws -> Int {
        try store.read { try $0.recoveryCodesLeft(of: user) }
    }

    /// Takes a code of the app, or a recovery code, each once.
    ///
    /// With the first code of a session it gets another token: whoever came to know the one of
    /// before, to which a password alone had led, has nothing of it. Later ones leave it, for forms
    /// that are open in other windows are bound to it.
    ///
    /// - Parameter session: the token of the session that is proven by it.
    /// - Returns: the token of the session from now on.
    /// - Throws: `second-factor.wrong`; `SignInLimited` where it was tried too often.
    @discardableResult
    public func prove(
        _ code: String, user: Int, session: String, actor: String
    ) throws -> String {
        let attempts = SignInAttempts(store: store, clock: clock)
        let digits = Self.digits(code)
        let key = try store.read { try $0.secondFactor(of: user) }
            .flatMap { try open($0.sealedKey, for: user) }.map(TimeCode.init)
        let attempt = try store.write { writer in
            try attempts.begin(Self.attempted(user), address: "", writer)
        }
        let step = digits.count == TimeCode.digits ? key?.step(of: digits, at: clock()) : nil
        let proven = try store.write { writer -> String? in
            let isRight: Bool
            if let step {
                isRight = try writer.takeCode(ofStep: step, account: user, at: now)
            } else {
                isRight = try writer.takeRecoveryCode(
                    Self.hash(Self.recoveryText(code)), of: user, at: now)
                if isRight { try note("Recovery code used", actor, writer) }
            }
            guard isRight else {
                try attempts.countWrongCode(of: user, actor, writer)
                return nil
            }
            try attempts.forgive(attempt, writer)
            let found = try writer.session(withTokenHash: TextDigest.sha256(session))
            let isFirst = found != nil && found?.provenAt == nil
            let token = try isFirst ? replaceToken(of: session, writer) : session
            try writer.proveSession(withTokenHash: TextDigest.sha256(token), at: now)
            return token
        }
        guard let proven else { throw Self.wrong }
        return proven
    }

    /// Gives a session another token, and returns it.
    private func replaceToken(of session: String, _ writer: any Writer) throws -> String {
        let token = Sessions.newToken()
        try writer.replaceSessionToken(
            hash: TextDigest.sha256(session), by: TextDigest.sha256(token))
        return token
    }

    /// Under which tries are counted. Sign-in names are folded and have no capitals: nobody who is
    /// not signed in can use up somebody's tries.
    private static func attempted(_ user: Int) -> String { "SECOND FACTOR \(user)" }

    // MARK: On the host

    /// Makes one recovery code for somebody who has lost telephone and codes. Everybody who sees
    /// the access log is told. Like a password that somebody else made it ends by itself.
    public func breakGlass(_ name: String, reason: String, actor: String) throws -> String {
        let reason = try GivenText.required(reason, "reason", limit: GivenText.Limit.line)
        let code = Self.newRecoveryCode()
        try store.write { writer in
            guard let account = try writer.userAccount(named: Users.folded(name)) else {
                throw OperationError.notFound(kind: "user", name: name)
            }
            try writer.keepRecoveryCodes(
                [Self.hash(code)], of: account.id, adding: true,
                endingAt: now + Users.daysOfInitialPassword * 86_400)
            try Alarms.raise(
                .breakGlass, account: account.id, party: account.name,
                detail: "\(actor) made a recovery code: \(reason)", at: clock(), writer)
            try note("Recovery code made for \(account.name): \(reason)", actor, writer)
        }
        return code
    }

    /// A key for a user of the invented district, taken into use at once.
    public func setUpInvented(_ user: Int) throws -> TimeCode {
        let code = begin()
        let sealed = try seal(code.key, for: user)
        try store.write { writer in
            try writer.keepSecondFactor(sealed, of: user)
            _ = try writer.takeCode(ofStep: 1, account: user, at: now)
        }
        return code
    }

    /// The key that a user has; for districts in which everybody is invented.
    public func key(of user: Int) throws -> TimeCode? {
        try store.read { try $0.secondFactor(of: user) }
            .flatMap { try open($0.sealedKey, for: user) }.map(TimeCode.init)
    }

    // MARK: Parts

    private func note(_ words: String, _ actor: String, _ writer: any Writer) throws {
        _ = try writer.beginChange(
            ChangeHeader(
                kind: "second-factor", actor: actor, at: ImportFiles.timestamp(clock()),
                reason: words), plan: "{}")
    }

    private func sealingKey() throws -> SymmetricKey {
        SymmetricKey(data: try DistrictKey(store: store).bytes(named: "second-factor"))
    }

    private func seal(_ bytes: [UInt8], for user: Int) throws -> String {
        let box = try AES.GCM.seal(
            Data(bytes), using: sealingKey(), authenticating: Data("\(user)".utf8))
        return Base64URL.text(Array(box.combined ?? Data()))
    }

    private func open(_ sealed: String, for user: Int) throws -> [UInt8]? {
        guard let bytes = Base64URL.bytes(sealed),
            let box = try? AES.GCM.SealedBox(combined: Data(bytes))
        else { return nil }
        let opened = try? AES.GCM.open(
            box, using: sealingKey(), authenticating: Data("\(user)".utf8))
        return opened.map(Array.init)
    }

    private static func digits(_ code: String) -> String {
        code.filter { !$0.isWhitespace && $0 != "-" }
    }

    /// As it is typed: without blanks and hyphens, in capitals.
    private static func recoveryText(_ code: String) -> String { digits(code).uppercased() }

    /// 120 bits in six groups.
    private static func newRecoveryCode() -> String {
        let text = Array(Base32.text(RandomBytes.make(recoveryBytes)))
        return stride(from: 0, to: text.count, by: 4).map {
            String(text[$0..<min($0 + 4, text.count)])
        }.joined(separator: "-")
    }

    private static func hash(_ code: String) -> String {
        TextDigest.sha256(recoveryText(code))
    }

    static let wrong = OperationError.refused(
        code: "second-factor.wrong", message: "This code does not count, or not any more.",
        remedy: "Wait for the next code of the app, or take a recovery code. Each code counts "
            + "once.")
}
