import Foundation
import Records
import Storage
import Testing

@testable import Operations

@Suite struct StaleAccountsTests {
    let district: District
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    init() throws {
        district = try District()
        for name in ["dana", "ines"] {
            var entry = Users.Entry()
            entry.role = name == "dana" ? .dataManager : .securityAdministrator
            _ = try Users(host(days: 0)).add(name, entry)
        }
    }

    private func host(days: Int) -> Workspace {
        let now = start + Double(days) * 86_400
        return Workspace(store: district.store, clock: { now }, access: .host)
    }

    private func signIn(_ name: String, days: Int) throws {
        let now = start + Double(days) * 86_400
        let store = district.store
        _ = try store.write { writer in
            let id = try Users.account(name, writer).id
            return try Sessions(store: store, clock: { now }).begin(for: id, writer)
        }
    }

    private func alarms() throws -> [String] {
        try Alarms(host(days: 200)).list().map(\.detail)
    }

    @Test func `who signed in within 90 days is let be`() throws {
        try signIn("dana", days: 50)
        try signIn("ines", days: 139)
        #expect(try StaleAccounts(host(days: 140)).lock().isEmpty)
        #expect(try alarms().isEmpty)
    }

    @Test func `who did not sign in for 90 days is locked, and an alarm tells who`() throws {
        try signIn("dana", days: 50)
        try signIn("ines", days: 139)
        let stale = try StaleAccounts(host(days: 141)).lock()
        #expect(stale.map(\.name) == ["dana"] && stale.map(\.isLocked) == [true])
        let states = try Users(host(days: 141)).list().map { "\($0.name) \($0.state)" }
        #expect(states.sorted() == ["dana disabled", "ines active"])
        #expect(try alarms().count == 1 && alarms().allSatisfy { $0.contains("dana") })
        #expect(try StaleAccounts(host(days: 141)).lock().isEmpty)
    }

    @Test func `the last who manages users is told of, and stays`() throws {
        try signIn("dana", days: 139)
        let stale = try StaleAccounts(host(days: 141)).lock()
        #expect(stale.map(\.name) == ["ines"] && stale.map(\.isLocked) == [false])
        #expect(stale.first?.hasSignedIn == false)
        // Told once, not at each look.
        #expect(try StaleAccounts(host(days: 141)).lock().count == 1)
        #expect(try alarms().count == 1)
    }

    @Test func `a token that nobody used for 90 days is revoked, one that is used is not`() throws {
        let host = host(days: 0)
        var secrets: [String] = []
        for label in ["Nightly", "Forgotten"] {
            var entry = Tokens.Entry(label: label, scopes: [.studentsRead])
            entry.days = 300
            secrets.append(try Tokens(host).create(entry, for: "dana").secret)
        }
        let used = start + 80 * 86_400
        let notes = TokenNotes()
        _ = try TokenAccess(store: district.store, clock: { used }, notes: notes)
            .find(secrets[0], from: "192.0.2.7")
        notes.finish()
        #expect(try StaleTokens(self.host(days: 89)).lock().isEmpty)
        let stale = try StaleTokens(self.host(days: 91)).lock()
        #expect(stale.map(\.label) == ["Forgotten"])
        let states = try Tokens(self.host(days: 91)).list().map { "\($0.label) \($0.state)" }
        #expect(states.sorted() == ["Forgotten revoked", "Nightly active"])
        #expect(try alarms().contains { $0.contains("2 of dana") })
        #expect(try StaleTokens(self.host(days: 91)).lock().isEmpty)
    }
}
