import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Where somebody is signed in, seen and ended.
@Suite struct OpenSessionsTests {
    let entrance: Entrance

    init() throws {
        entrance = try Entrance()
        try entrance.add("ilse", .registrar)
    }

    private var clock: MovedClock { entrance.clock }

    private func sessions(of token: String) throws -> OpenSessions {
        let access = try #require(try entrance.sessions.find(token: token)?.access)
        return OpenSessions(
            Workspace(store: entrance.store, clock: clock.now, access: access))
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch let error as OperationError { return error.code } catch {
            return "\(error)"
        }
        return nil
    }

    @Test func `one's own are listed, the newest first, and this one is known`() throws {
        let old = try entrance.token()
        clock.advance(120)
        let new = try entrance.token()
        let found = try sessions(of: new).list(.own, token: new)
        #expect(found.map(\.isThisOne) == [true, false])
        #expect(found.map(\.method) == ["password", "password"])
        #expect(found[0].since == ImportFiles.timestamp(clock.now()))
        #expect(found[1].since == ImportFiles.timestamp(clock.now().addingTimeInterval(-120)))
        #expect(try sessions(of: old).list(.own, token: old).map(\.isThisOne) == [false, true])
        _ = try entrance.token("ilse")
        #expect(try sessions(of: new).list(.own, token: new).count == 2)
    }

    @Test func `neither a token nor its digest is in the list`() throws {
        let token = try entrance.token()
        let hash = TextDigest.sha256(token)
        for one in try sessions(of: token).list(.own, token: token) {
            let text = StableJSON.text(one)
            #expect(!text.contains(token) && !text.contains(hash))
            #expect(!text.contains(hash.prefix(16)) && one.id.count == 16)
        }
    }

    @Test func `one that has ended is not listed, and cannot be ended again`() throws {
        let old = try entrance.token()
        let id = try sessions(of: old).list(.own)[0].id
        clock.advance(31 * 60)
        let new = try entrance.token()
        let open = try sessions(of: new)
        #expect(try open.list(.own, token: new).count == 1)
        #expect(code { _ = try open.end(.one(id), .own, token: new) } == "session.not-found")
    }

    @Test func `one is ended, and the others go on`() throws {
        let tokens = try (0..<3).map { _ in
            clock.advance(60)
            return try entrance.token()
        }
        let open = try sessions(of: tokens[2])
        let ids = try open.list(.own, token: tokens[2]).map(\.id)
        let ended = try open.end(.one(ids[1]), .own, token: tokens[2])
        #expect(ended.sessions == 1 && ended.changeSet != nil)
        let isOpen = try tokens.map { try entrance.sessions.find(token: $0) != nil }
        #expect(isOpen == [true, false, true])
        let others = try open.end(.others, .own, token: tokens[2])
        #expect(others.sessions == 1)
        #expect(try entrance.sessions.find(token: tokens[0]) == nil)
        #expect(try entrance.sessions.find(token: tokens[2]) != nil)
        let none = try open.end(.others, .own, token: tokens[2])
        #expect(none == OpenSessions.Ended(sessions: 0, changeSet: nil))
    }

    @Test func `nobody ends another's by its ID`() throws {
        let token = try entrance.token()
        let other = try entrance.token("ilse")
        let id = try sessions(of: token).list(.own)[0].id
        let open = try sessions(of: other)
        #expect(code { _ = try open.end(.one(id), .own) } == "session.not-found")
        #expect(code { _ = try open.list(.user("mira")) } == "access.denied")
        #expect(code { _ = try open.end(.all, .user("mira")) } == "access.denied")
        #expect(try entrance.sessions.find(token: token) != nil)
    }

    @Test func `who manages users sees and ends those of a user`() throws {
        let token = try entrance.token()
        let others = try (0..<2).map { _ in try entrance.token("ilse") }
        let open = try sessions(of: token)
        #expect(try open.list(.user("ilse"), token: token).count == 2)
        #expect(code { _ = try open.list(.user("nobody")) } == "user.not-found")
        let ended = try open.end(.all, .user("ilse"), token: token)
        #expect(ended.sessions == 2)
        for one in others { #expect(try entrance.sessions.find(token: one) == nil) }
        #expect(try entrance.sessions.find(token: token) != nil)
        let change = try #require(ended.changeSet)
        let record = try entrance.store.read { try $0.changeSet(change) }
        #expect(record?.reason == "2 sessions of user ilse ended" && record?.actor == "mira")
    }
}
