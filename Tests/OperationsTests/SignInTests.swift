import Foundation
import Records
import Storage
import Testing

@testable import Operations

@Suite struct SignInTests {
    let entrance: Entrance

    init() throws { entrance = try Entrance() }

    private func fail(
        _ name: String = "mira", _ times: Int = 1, from address: String = "192.0.2.1"
    ) throws {
        for _ in 0..<times {
            let code = refusal { _ = try entrance.token(name, "not the password", from: address) }
            #expect(code == "signin.failed")
        }
    }

    private func limited(_ name: String = "mira", from address: String = "192.0.2.1") -> Int? {
        do {
            _ = try entrance.token(name, from: address)
            return nil
        } catch {
            return (error as? SignInLimited)?.retryAfter
        }
    }

    @Test func `name and password begin a session, capitals of the name apart`() throws {
        let first = try entrance.token("Mira ")
        let signedIn = try #require(try entrance.sessions.find(token: first))
        #expect(signedIn.access.name == "mira" && signedIn.access.role == .securityAdministrator)
        #expect(signedIn.access.allows(.manageUsers))
        let second = try entrance.token()
        #expect(first != second && first.utf8.count == 43)
        #expect(try entrance.sessions.find(token: second)?.user == signedIn.user)
    }

    @Test func `whatever is wrong, the answer is the same`() throws {
        try entrance.add("off", .teacher)
        _ = try entrance.users.disable("off")
        var entry = Users.Entry()
        entry.role = .teacher
        _ = try entrance.users.add("blank", entry)
        let tries = [
            ("mira", "turnip gravel lanterN"), ("nobody", Entrance.password),
            ("off", Entrance.password), ("blank", ""), ("blank", Entrance.password), ("", ""),
            ("mira", String(repeating: "x", count: 100_000)), ("mira", ""),
        ]
        let errors = tries.map { name, password in
            #expect(throws: OperationError.self) { try entrance.token(name, password) }
        }
        #expect(errors[0]?.code == "signin.failed")
        #expect(errors.allSatisfy { $0 == errors[0] })
    }

    @Test func `a password is the same however its letters are put together`() throws {
        var entry = Users.Entry()
        entry.role = .teacher
        _ = try entrance.users.add(
            "u", entry, password: "r\u{FC}ben und gravel 7", isInitial: false)
        _ = try entrance.token("u", "ru\u{308}ben und gravel 7")
    }

    @Test func `ten failures close a name for a while`() throws {
        try fail("mira", SignInAttempts.mostPerName)
        #expect(limited() == SignInAttempts.window)
        #expect(limited(from: "192.0.2.9") == SignInAttempts.window)
        entrance.clock.advance(60)
        #expect(limited() == SignInAttempts.window - 60)
        entrance.clock.advance(Double(SignInAttempts.window - 60))
        #expect(limited() == nil)
    }

    @Test func `names that nobody has are closed too`() throws {
        try fail("nobody", SignInAttempts.mostPerName)
        #expect(limited("nobody") != nil)
        #expect(limited("mira") == nil)
    }

    @Test func `a success sets the count of the name back, and not that of the address`() throws {
        try fail("mira", SignInAttempts.mostPerName - 1)
        _ = try entrance.token()
        try fail("mira", SignInAttempts.mostPerName - 1)
        _ = try entrance.token()
        try fail("other", SignInAttempts.mostPerName)
        try fail("third", 2)
        #expect(limited("mira") != nil)
        #expect(limited("mira", from: "192.0.2.2") == nil)
    }

    @Test func `successes do not count`() throws {
        for _ in 0..<(SignInAttempts.mostPerAddress + 1) { _ = try entrance.token() }
    }

    @Test func `failures that are over are forgotten one by one`() throws {
        try fail("mira", 5)
        entrance.clock.advance(300)
        try fail("mira", 5)
        #expect(limited() == SignInAttempts.window - 300)
        entrance.clock.advance(Double(SignInAttempts.window - 300))
        #expect(limited() == nil)
        let kept = try entrance.office.district.count("SELECT count(*) FROM sign_in_attempt")
        #expect(kept == 5)
    }

    @Test func `neither token, name nor password is in the district`() throws {
        try fail("secretname")
        let token = try entrance.token()
        let bytes = try dump()
        for secret in [token, Entrance.password, "secretname"] {
            #expect(!bytes.contains(secret))
        }
        #expect(bytes.contains(TextDigest.sha256(token)))
    }

    /// All texts of the tables of users.
    private func dump() throws -> String {
        let district = entrance.office.district
        return try
            (district.rows("SELECT token_hash FROM session", columns: 1)
            + district.rows("SELECT name_hash, address FROM sign_in_attempt", columns: 2)
            + district.rows("SELECT hash, changed_at FROM user_password", columns: 2)
            + district.rows("SELECT name FROM next_number", columns: 1)
            + district.rows("SELECT name, display_name FROM user_account", columns: 2)
            + district.rows("SELECT reason, plan FROM change_set", columns: 2)
            + district.rows("SELECT image FROM prior_image", columns: 1))
            .joined(separator: "\n")
    }

    @Test func `a hash of other parameters is made anew when it was right`() throws {
        let other = Passwords(cost: .init(logRounds: 5, blockSize: 1, parallelism: 1))
        let signIn = SignIn(store: entrance.store, clock: entrance.clock.now, passwords: other)
        #expect(refusal { _ = try entrance.token("mira", "not the password") } == "signin.failed")
        let hash = {
            try entrance.office.district.rows("SELECT hash FROM user_password", columns: 1)
        }
        let before = try hash()
        _ = try signIn.run(name: "mira", password: Entrance.password, address: "")
        let after = try hash()
        #expect(before[0].hasPrefix("$scrypt$ln=4,r=1,p=1$"))
        #expect(after[0].hasPrefix("$scrypt$ln=5,r=1,p=1$"))
        _ = try signIn.run(name: "mira", password: Entrance.password, address: "")
        #expect(try hash() == after)
    }
}
