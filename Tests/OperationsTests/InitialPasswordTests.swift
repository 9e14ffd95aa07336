import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// A password that somebody else made has to be replaced, and ends by itself.
@Suite struct InitialPasswordTests {
    let entrance: Entrance
    private static let own = "quarry mosaic ferry thimble"

    init() throws { entrance = try Entrance() }

    private func add(_ name: String) throws {
        var entry = Users.Entry()
        entry.role = .teacher
        entry.sites = [1010]
        _ = try entrance.users.add(name, entry, password: Entrance.password)
    }

    private func owed(_ token: String) throws -> SignedIn.Owed? {
        try entrance.sessions.find(token: token)?.owed
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch let error as OperationError { return error.code } catch {
            return "\(error)"
        }
        return nil
    }

    @Test func `whoever was given one owes one of their own, and nothing more afterwards`() throws {
        try add("theo")
        let token = try entrance.token("theo")
        #expect(try owed(token) == .password)
        let access = try #require(try entrance.sessions.find(token: token)?.access)
        let users = entrance.users(
            Workspace(store: entrance.store, clock: entrance.clock.now, access: access))
        let same = code {
            try users.setPassword(
                of: "theo", to: Entrance.password, current: Entrance.password, keeping: token)
        }
        #expect(same == "password.same")
        try users.setPassword(
            of: "theo", to: Self.own, current: Entrance.password, keeping: token)
        #expect(try owed(token) == nil)
        #expect(try owed(entrance.token("theo", Self.own)) == nil)
    }

    @Test func `a reset makes it one again`() throws {
        try add("theo")
        try entrance.office.district.store.write {
            _ = try $0.run("UPDATE user_password SET is_initial = 0")
        }
        #expect(try owed(entrance.token("theo")) == nil)
        try entrance.users.setPassword(of: "theo", to: Self.own)
        #expect(try owed(entrance.token("theo", Self.own)) == .password)
    }

    @Test func `it ends after fourteen days, and that is told of`() throws {
        try add("theo")
        entrance.clock.advance(14 * 86_400)
        #expect(code { _ = try entrance.token("theo") } == nil)
        entrance.clock.advance(60)
        #expect(code { _ = try entrance.token("theo") } == "signin.password-ended")
        #expect(
            code { _ = try entrance.token("theo", "another one altogether") } == "signin.failed")
        let alarms = try Alarms(entrance.host).list()
        #expect(alarms.map(\.kind) == ["refused-entry"])
        #expect(alarms.first?.detail == "Came with a first password that nobody had used in time.")
        // That of somebody who chose their own does not end.
        #expect(code { _ = try entrance.token("mira") } == nil)
    }

    @Test func `whoever has a second factor gives its code first`() throws {
        var entry = Users.Entry()
        entry.role = .registrar
        let user = try entrance.users.add("ilse", entry, password: Entrance.password).id
        let factor = SecondFactor(store: entrance.store, clock: entrance.clock.now)
        let key = try factor.setUpInvented(user)
        var token = try entrance.token("ilse")
        #expect(try owed(token) == .code)
        token = try factor.prove(
            key.code(at: entrance.clock.now()), user: user, session: token, actor: "ilse")
        #expect(try owed(token) == .password)
    }

    @Test func `a provider's sign-in owes none`() throws {
        try add("theo")
        let user = try entrance.store.read { try Users.account("theo", $0).id }
        let token = try entrance.sessions.begin(forVouched: user, isSecondFactor: false)
        #expect(try owed(token) == nil)
    }

    @Test func `a recovery code of the host ends after fourteen days too`() throws {
        let user = try entrance.store.read { try Users.account("mira", $0).id }
        let factor = SecondFactor(store: entrance.store, clock: entrance.clock.now)
        let made = try (0..<2).map { _ in
            try factor.breakGlass("mira", reason: "Telephone lost", actor: "test")
        }
        let token = try entrance.token()
        entrance.clock.advance(14 * 86_400 - 60)
        #expect(
            code { try factor.prove(made[0], user: user, session: token, actor: "mira") } == nil)
        entrance.clock.advance(60)
        #expect(
            code { try factor.prove(made[1], user: user, session: token, actor: "mira") }
                == "second-factor.wrong")
    }
}
