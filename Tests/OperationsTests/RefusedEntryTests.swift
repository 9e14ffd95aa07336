import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Whoever is refused with what only the user should have is told of.
@Suite struct RefusedEntryTests {
    let district: District
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let dana: Int

    init() throws {
        district = try District()
        let host = Workspace(store: district.store, clock: { [start] in start }, access: .host)
        for (name, role) in [("dana", Role.dataManager), ("ines", .securityAdministrator)] {
            var entry = Users.Entry()
            entry.role = role
            _ = try Users(host).add(name, entry)
        }
        dana = try district.store.read { try Users.account("dana", $0).id }
        let hash = try Entrance.cheap.hash(Entrance.password)
        let account = dana
        try district.store.write {
            try $0.setPasswordHash(
                hash, of: account, at: ImportFiles.timestamp(start), isInitial: false)
        }
    }

    private func host(after seconds: Double = 0) -> Workspace {
        let now = start + seconds
        return Workspace(store: district.store, clock: { now }, access: .host)
    }

    private func alarms() throws -> [String] {
        try Alarms(host()).list().filter { $0.kind == "refused-entry" }.map(\.party)
    }

    private func signIn(_ password: String, after seconds: Double = 0) {
        let now = start + seconds
        let signIn = SignIn(store: district.store, clock: { now }, passwords: Entrance.cheap)
        _ = try? signIn.run(name: "dana", password: password, address: "")
    }

    @Test func `the right password of somebody who is disabled is told of, once an hour`() throws {
        _ = try Users(host()).disable("dana")
        signIn("something else altogether")
        #expect(try alarms() == [])
        signIn(Entrance.password)
        signIn(Entrance.password, after: 60)
        #expect(try alarms() == ["dana"])
        signIn(Entrance.password, after: 3_700)
        #expect(try alarms() == ["dana", "dana"])
    }

    @Test func `a token from an address that it is not for is told of, and that of a leaver`()
        throws
    {
        var entry = Tokens.Entry(label: "Nightly", scopes: [.studentsRead])
        entry.addresses = ["192.0.2.0/24"]
        let secret = try Tokens(host()).create(entry, for: "dana").secret
        func use(from address: String, after seconds: Double) throws {
            let (now, notes) = (start + seconds, TokenNotes())
            _ = try? TokenAccess(store: district.store, clock: { now }, notes: notes)
                .find(secret, from: address)
            notes.finish()
        }
        try use(from: "192.0.2.7", after: 1)
        #expect(try alarms() == [])
        try use(from: "198.51.100.7", after: 2)
        #expect(try alarms() == ["dana"])
        _ = try Users(host()).disable("dana")
        try use(from: "192.0.2.7", after: 3_700)
        #expect(try alarms() == ["dana", "dana"])
    }
}
