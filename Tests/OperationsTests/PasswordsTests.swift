import Foundation
import Records
import Storage
import Synchronization
import Testing

@testable import Operations

@Suite struct PasswordsTests {
    private let passwords = Entrance.cheap

    @Test func `a hash tells its parameters, salt and key`() throws {
        var fixed = FixedNumbers()
        let hash = try Passwords().hash("turnip gravel lantern", using: &fixed)
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
        #expect(parts.count == 5 && parts[1] == "scrypt" && parts[2] == "ln=15,r=8,p=3")
        #expect(Base64URL.bytes(String(parts[3]))?.count == 16)
        #expect(Base64URL.bytes(String(parts[4]))?.count == 32)
        #expect(try Passwords().verify("turnip gravel lantern", hash))
        #expect(try passwords.verify("turnip gravel lantern", hash))
        #expect(passwords.isOutdated(hash) && !Passwords().isOutdated(hash))
    }

    /// Source: RFC 7914, section 12, the first 32 bytes of the vector of "password" and "NaCl".
    @Test func `scrypt is that of its standard`() throws {
        let hash = "$scrypt$ln=10,r=8,p=16$TmFDbA$_bq-HJ00cgB4VucZDQHp_nxq18vII3gw53N2Y0s3MWI"
        #expect(try passwords.verify("password", hash))
        #expect(try !passwords.verify("Password", hash))
    }

    @Test func `the same password has another hash each time`() throws {
        #expect(try passwords.hash("turnip gravel") != passwords.hash("turnip gravel"))
    }

    @Test func `only the right password is right`() throws {
        let hash = try passwords.hash("turnip gravel lantern")
        for wrong in ["", "turnip gravel lanterN", "turnip gravel lantern ", "turnip"] {
            #expect(try !passwords.verify(wrong, hash))
        }
        #expect(try !passwords.verify("", nil))
        #expect(try !passwords.verify("turnip gravel lantern", nil))
    }

    @Test(
        arguments: [
            "", "x", "$scrypt$ln=4,r=1,p=1$$", "$scrypt$ln=99,r=1,p=1$AAAA$AAAA",
            "$scrypt$ln=21,r=8,p=1$AAAA$AAAA", "$bcrypt$ln=4,r=1,p=1$AAAA$AAAA",
            "$scrypt$ln=4,r=0,p=1$AAAA$AAAA", "$scrypt$ln=4,r=1,p=1$!!!!$AAAA",
        ])
    func `what is no hash is nobody's password`(_ text: String) throws {
        #expect(try !passwords.verify("", text))
        #expect(passwords.isOutdated(text))
    }

    @Test func `a password is set by who manages users, and sessions end`() throws {
        let entrance = try Entrance()
        try entrance.add("ilse", .teacher)
        let token = try entrance.token("ilse")
        try entrance.users.setPassword(of: "Ilse", to: "seven purple kettles")
        #expect(try entrance.sessions.find(token: token) == nil)
        #expect(refusal { _ = try entrance.token("ilse") } == "signin.failed")
        _ = try entrance.token("ilse", "seven purple kettles")
        let change = try entrance.store.read { try $0.newestChange() }
        let record = try entrance.store.read { try $0.changeSet(change) }
        #expect(record?.kind == "password" && record?.reason == "Password of user ilse set")
        #expect(refusal { try entrance.undo(change) } == "undo.password")
        #expect(try CheckDistrict(store: entrance.store).run().findings.isEmpty)
    }

    @Test func `who sets their own password gives the current one, and stays`() throws {
        let entrance = try Entrance()
        try entrance.add("ilse", .teacher)
        let (kept, other) = (try entrance.token("ilse"), try entrance.token("ilse"))
        for name in ["ilse", "mira"] {
            let users = entrance.users(try entrance.workspace(name))
            let new = "seven purple kettles"
            #expect(refusal { try users.setPassword(of: name, to: new) } == "password.wrong")
            #expect(
                refusal { try users.setPassword(of: name, to: new, current: "wrong") }
                    == "password.wrong")
        }
        let users = entrance.users(try entrance.workspace("ilse"))
        try users.setPassword(
            of: "ilse", to: "seven purple kettles", current: Entrance.password, keeping: kept)
        #expect(try entrance.sessions.find(token: kept) != nil)
        #expect(try entrance.sessions.find(token: other) == nil)
    }

    @Test func `trying the current password is limited like signing in`() throws {
        let entrance = try Entrance()
        let users = entrance.users(try entrance.workspace("mira"))
        let new = "seven purple kettles"
        for _ in 0..<SignInAttempts.mostPerName {
            #expect(refusal { try users.setPassword(of: "mira", to: new) } == "password.wrong")
        }
        let error = #expect(throws: SignInLimited.self) {
            try users.setPassword(of: "mira", to: new, current: Entrance.password)
        }
        #expect(error?.retryAfter == SignInAttempts.window)
    }

    @Test func `passwords that will not do are refused, and set nothing`() throws {
        let entrance = try Entrance()
        let tries = [
            ("short", "password.too-short"), ("passwordpassword", "password.common"),
            ("mira.mira.mira.mira", "password.common"),
            ("kestrel valley kestrel", "password.common"),
            (String(repeating: "kzv wq", count: 50), "password.too-long"),
        ]
        for (password, code) in tries {
            #expect(
                refusal { try entrance.users.setPassword(of: "mira", to: password) } == code)
        }
        _ = try entrance.token()
    }

    @Test func `a password that is made will do, and is another each time`() throws {
        let made = (0..<20).map { _ in Users.generatedPassword() }
        #expect(Set(made).count == 20)
        for one in made {
            // 30 of 31 letters: 148 bits.
            #expect(one.wholeMatch(of: /([a-hjkmnp-z2-9]{6}-){4}[a-hjkmnp-z2-9]{6}/) != nil)
            #expect(PasswordRule.problem(in: one) == nil)
        }
    }

    @Test func `two work at once, thirty-two wait, and more are sent away`() async throws {
        let work = SlowWork()
        let gate = Gate()
        let all = SlowWork.atOnce + SlowWork.mostWaiting
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<all {
                group.addTask { try await work.run { gate.pass() } }
            }
            // Each of them has its place before the next one comes.
            while work.load < all { await Task.yield() }
            let busy = await #expect(throws: OperationError.self) { try await work.run { 1 } }
            #expect(busy?.code == "signin.busy")
            gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == all)
        #expect(gate.most <= SlowWork.atOnce)
        #expect(try await work.run { 7 } == 7)
    }
}

/// Holds up all who come until it is opened, and counts how many were in it at once.
private final class Gate: Sendable {
    private let state = Mutex((isOpen: false, inside: 0, most: 0))

    var most: Int { state.withLock { $0.most } }

    func open() { state.withLock { $0.isOpen = true } }

    func pass() -> String {
        state.withLock {
            $0.inside += 1
            $0.most = max($0.most, $0.inside)
        }
        while !state.withLock({ $0.isOpen }) { usleep(200) }
        state.withLock { $0.inside -= 1 }
        return "passed"
    }
}

/// Numbers that are always the same.
private struct FixedNumbers: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}
