import Foundation
import Records
import Storage
import Testing

@testable import Operations

@Suite struct SessionsTests {
    let entrance: Entrance
    let token: String

    init() throws {
        entrance = try Entrance()
        token = try entrance.token()
    }

    private var clock: MovedClock { entrance.clock }
    private func find() throws -> SignedIn? { try entrance.sessions.find(token: token) }

    private func seenAt() throws -> Int {
        try entrance.office.district.count("SELECT max(seen_at) FROM session")
    }

    @Test func `a session ends after thirty minutes without a request`() throws {
        clock.advance(29 * 60)
        #expect(try find() != nil)
        clock.advance(29 * 60)
        #expect(try find() != nil)
        clock.advance(30 * 60)
        #expect(try find() == nil)
    }

    @Test func `a session ends after twelve hours, whatever is done in it`() throws {
        var minutes = 0
        while try find() != nil {
            clock.advance(20 * 60)
            minutes += 20
        }
        #expect(minutes == 12 * 60)
    }

    @Test func `it says when it ends, and when to warn`() throws {
        let now = clock.now()
        let first = try #require(try find())
        #expect(first.endsAt == now.addingTimeInterval(30 * 60))
        #expect(first.warnAt == now.addingTimeInterval(28 * 60))
        #expect(first.endsAtLatest == now.addingTimeInterval(12 * 3_600))
        #expect(first.since == now)
        for _ in 0..<35 {
            clock.advance(20 * 60)
            _ = try find()
        }
        let last = try #require(try find())
        #expect(last.endsAt == last.endsAtLatest)
    }

    @Test func `that somebody was seen is noted once a minute at most`() throws {
        let start = try seenAt()
        clock.advance(59)
        _ = try find()
        #expect(try seenAt() == start)
        clock.advance(1)
        let found = try #require(try find())
        #expect(try seenAt() == start + 60)
        #expect(found.endsAt == clock.now().addingTimeInterval(30 * 60))
    }

    @Test func `it is noted by somebody else where that is asked for`() throws {
        let notes = SessionNotes()
        let sessions = Sessions(store: entrance.store, clock: clock.now, notes: notes)
        let start = try seenAt()
        clock.advance(120)
        _ = try sessions.find(token: token)
        notes.finish()
        #expect(try seenAt() == start + 120)
    }

    @Test func `it ends when it is ended, and others go on`() throws {
        let other = try entrance.token()
        try entrance.sessions.end(token: token)
        #expect(try find() == nil)
        let signedIn = try #require(try entrance.sessions.find(token: other))
        try entrance.sessions.endAll(user: signedIn.user)
        #expect(try entrance.sessions.find(token: other) == nil)
    }

    @Test func `what has ended is removed`() throws {
        clock.advance(40 * 60)
        #expect(try entrance.sessions.prune() == 1)
        _ = try entrance.token()
        #expect(try entrance.sessions.prune() == 0)
    }

    @Test(arguments: [
        "", "x", String(repeating: "A", count: 43), String(repeating: "é", count: 43),
    ])
    func `a token that is none finds nobody`(_ text: String) throws {
        #expect(try entrance.sessions.find(token: text) == nil)
    }

    @Test func `each session has a secret of its own for its forms`() throws {
        let one = try #require(try find()).csrf
        let other = try #require(try entrance.sessions.find(token: entrance.token())).csrf
        #expect(one != other && one != token && one.utf8.count == 43)
        #expect(try find()?.csrf == one)
    }

    @Test func `rules, sites and names count from the next request on`() throws {
        try entrance.add("ilse", .secretary)
        let token = try entrance.token("ilse")
        let access = { try entrance.sessions.find(token: token)?.access }
        #expect(try access()?.allows(.undo) == false)
        _ = try entrance.rules.set(.undo, for: .user("ilse"), to: .yes)
        #expect(try access()?.allows(.undo) == true)
        _ = try entrance.rules.set(.createStudents, for: .role(.secretary), to: .no)
        #expect(try access()?.allows(.createStudents) == false)
        var entry = Users.Entry()
        entry.sites = [1010]
        entry.displayName = "Ilse Nordby"
        _ = try entrance.users.change("ilse", entry)
        let now = try #require(try access())
        #expect(now.sites == [1010] && now.displayName == "Ilse Nordby")
        _ = try entrance.rules.set(.editStudents, for: .site(1010), to: .no)
        #expect(try access()?.allows(.editStudents) == false)
    }

    @Test func `the key for references is made once and stays`() throws {
        let key = DistrictKey(store: entrance.store)
        #expect(try entrance.store.read { try $0.secret(named: DistrictKey.references) } == nil)
        let first = try key.bytes()
        #expect(first.count == 32 && Set(first).count > 8)
        #expect(try key.bytes() == first)
        #expect(try key.bytes(named: "other") != first)
        let read = try entrance.store.read { try $0.secret(named: DistrictKey.references) }
        #expect(read == first)
    }
}
