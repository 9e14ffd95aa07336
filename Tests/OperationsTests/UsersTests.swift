import Records
import Storage
import Testing

@testable import Operations

@Suite struct UsersTests {
    let entrance: Entrance

    init() throws { entrance = try Entrance() }

    private var users: Users { entrance.users }

    private func entry(_ role: Role?, sites: Set<Int>? = nil) -> Users.Entry {
        var entry = Users.Entry()
        entry.role = role
        entry.sites = sites
        return entry
    }

    @Test func `a user is added, changed, disabled and enabled, and all of it undone`() throws {
        let added = try users.add("  Ilse.Nordby ", entry(.secretary, sites: [1020, 1010]))
        #expect(added.name == "ilse.nordby")
        let shown = try users.show("ILSE.NORDBY")
        #expect(shown.user.sites == [1010, 1020] && shown.user.role == .secretary)
        #expect(shown.user.displayName == "ilse.nordby" && !shown.user.hasPassword)
        #expect(shown.permissions.contains(.createStudents))
        #expect(!shown.permissions.contains(.undo))

        var change = entry(.registrar, sites: [1010, 1030])
        change.displayName = "Ilse Nordby"
        let changed = try users.change("ilse.nordby", change)
        #expect(try users.show("ilse.nordby").user.sites == [1010, 1030])
        #expect(try users.change("ilse.nordby", change).changeSet == nil)
        let disabled = try users.disable("ilse.nordby")
        #expect(try users.show("ilse.nordby").user.state == .disabled)
        #expect(try users.disable("ilse.nordby").changeSet == nil)
        let enabled = try users.enable("ilse.nordby")
        for one in [enabled, disabled, changed] { try entrance.undo(one.changeSet) }
        #expect(try users.show("ilse.nordby") == shown)
        let undo = try entrance.undo(added.changeSet)
        #expect(try users.list().map(\.name) == ["mira"])
        try entrance.undo(undo.changeSet)
        #expect(try users.show("ilse.nordby") == shown)
        let check = try CheckDistrict(store: entrance.store).run()
        #expect(check.findings.isEmpty)
    }

    @Test func `the whole district is taken by sites and given back`() throws {
        _ = try users.add("ilse", entry(.registrar))
        #expect(try users.show("ilse").user.sites == nil)
        _ = try users.change("ilse", entry(nil, sites: [1010]))
        #expect(try users.show("ilse").user.sites == [1010])
        var change = Users.Entry()
        change.isEverywhere = true
        let given = try users.change("ilse", change)
        #expect(try users.show("ilse").user.sites == nil)
        // Not the whole district with an undo that gives the site back.
        try entrance.undo(given.changeSet)
        #expect(try users.show("ilse").user.sites == [1010])
    }

    @Test func `what is not right is refused`() throws {
        #expect(refusal { _ = try users.add("Mira", entry(.teacher)) } == "user.exists")
        #expect(refusal { _ = try users.add("x", entry(nil)) } == "user.role-missing")
        for name in ["", "a b", "cli:root", "ö", "x/y", ".x", String(repeating: "a", count: 65)] {
            #expect(
                refusal { _ = try users.add(name, entry(.teacher)) } == "user.name-invalid",
                "\(name)")
        }
        #expect(refusal { _ = try users.show("nobody") } == "user.not-found")
        _ = try entrance.office.importFile("sites.txt", entrance.office.sites)
        #expect(
            refusal { _ = try users.add("x", entry(.teacher, sites: [9])) } == "site.unknown")
    }

    @Test(arguments: Role.allCases.filter { $0 != .securityAdministrator })
    func `only a security administrator manages users`(_ role: Role) throws {
        try entrance.add("other", role)
        let other = try entrance.workspace("other")
        let theirs = entrance.users(other)
        #expect(refusal { _ = try theirs.list() } == "access.denied")
        #expect(refusal { _ = try theirs.show("mira") } == "access.denied")
        #expect(refusal { _ = try theirs.add("x", entry(.auditor)) } == "access.denied")
        #expect(refusal { _ = try theirs.change("x", entry(.auditor)) } == "access.denied")
        #expect(refusal { _ = try theirs.disable("mira") } == "access.denied")
        #expect(refusal { _ = try theirs.enable("mira") } == "access.denied")
        #expect(
            refusal { try theirs.setPassword(of: "mira", to: "gravel turnip lantern") }
                == "access.denied")
        #expect(refusal { _ = try PermissionRules(other).list() } == "access.denied")
        #expect(
            refusal { _ = try PermissionRules(other).set(.undo, for: .everyone, to: .yes) }
                == "access.denied")
    }

    @Test func `a security administrator of some sites manages no users`() throws {
        try entrance.add("other", .securityAdministrator, sites: [1010])
        let other = try entrance.workspace("other")
        #expect(refusal { _ = try entrance.users(other).list() } == "access.whole-district")
    }

    @Test func `the last who manages users stays`() throws {
        let host = entrance.users
        #expect(refusal { _ = try host.disable("mira") } == "user.last-administrator")
        #expect(
            refusal { _ = try host.change("mira", entry(.auditor)) } == "user.last-administrator")
        #expect(
            refusal { _ = try host.change("mira", entry(nil, sites: [1])) }
                == "user.last-administrator")
        for scope in [PermissionRules.Scope.everyone, .role(.securityAdministrator), .user("mira")]
        {
            #expect(
                refusal { _ = try entrance.rules.set(.manageUsers, for: scope, to: .no) }
                    == "user.last-administrator")
        }
        // Nothing of it stayed.
        #expect(try host.show("mira").permissions.contains(.manageUsers))
        #expect(try entrance.rules.list().isEmpty)

        let second = try entrance.add("ilse", .securityAdministrator)
        _ = try host.disable("mira")
        #expect(
            refusal { try entrance.undo(second.changeSet) } == "user.last-administrator")
        #expect(refusal { _ = try host.disable("ilse") } == "user.last-administrator")
    }

    @Test func `an undo needs the right to manage users too`() throws {
        try entrance.add("data", .dataManager)
        let rule = try entrance.rules.set(.undo, for: .role(.teacher), to: .yes)
        let data = try entrance.workspace("data")
        #expect(refusal { _ = try Undo(data).run(rule.changeSet ?? 0) } == "access.denied")
        #expect(refusal { _ = try Undo(data).check(rule.changeSet ?? 0) } == "access.denied")
        let admin = try entrance.workspace("mira")
        _ = try Undo(admin).run(rule.changeSet ?? 0)
        #expect(try entrance.rules.list().isEmpty)
    }

    @Test func `another role and being disabled end sessions at once, by an undo too`() throws {
        try entrance.add("ilse", .secretary)
        let changed: [() throws -> Int?] = [
            { try users.change("ilse", entry(.registrar)).changeSet },
            { try users.disable("ilse").changeSet },
        ]
        for change in changed {
            var token = try entrance.token("ilse")
            #expect(try entrance.sessions.find(token: token) != nil)
            let number = try change()
            #expect(try entrance.sessions.find(token: token) == nil)
            if try users.show("ilse").user.state == .active {
                token = try entrance.token("ilse")
            }
            try entrance.undo(number)
            #expect(try entrance.sessions.find(token: token) == nil)
        }
        let other = try entrance.token("mira")
        _ = try users.disable("ilse")
        #expect(try entrance.sessions.find(token: other) != nil)
    }

    @Test func `the undo of a new user takes sessions and password`() throws {
        let added = try entrance.add("ilse", .secretary)
        let token = try entrance.token("ilse")
        let undo = try entrance.undo(added.changeSet)
        #expect(try entrance.sessions.find(token: token) == nil)
        try entrance.undo(undo.changeSet)
        #expect(try !users.show("ilse").user.hasPassword)
        #expect(refusal { _ = try entrance.token("ilse") } == "signin.failed")
    }

    @Test func `a user whose name is taken again does not come back`() throws {
        let added = try entrance.add("ilse", .secretary)
        let undo = try entrance.undo(added.changeSet)
        try entrance.add("ilse", .auditor)
        #expect(refusal { try entrance.undo(undo.changeSet) } == "undo.all-edited")
        #expect(try users.show("ilse").user.role == .auditor)
    }
}
