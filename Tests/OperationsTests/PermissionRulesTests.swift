import Records
import Storage
import Testing

@testable import Operations

@Suite struct PermissionRulesTests {
    let entrance: Entrance

    init() throws { entrance = try Entrance() }

    private var rules: PermissionRules { entrance.rules }

    @Test func `a rule is set, changed, cleared, and all of it undone`() throws {
        try entrance.add("ilse", .teacher)
        let set = try rules.set(.undo, for: .user("Ilse"), to: .yes)
        #expect(try rules.set(.undo, for: .user("ilse"), to: .yes).changeSet == nil)
        let listed = try #require(try rules.list().first)
        #expect(listed.permission == .undo && listed.title == "Undo changes")
        #expect(listed.scope == "user" && listed.subject == "ilse" && listed.value == .yes)
        #expect(try entrance.users.show("ilse").permissions.contains(.undo))
        let changed = try rules.set(.undo, for: .user("ilse"), to: .no)
        let cleared = try rules.clear(.undo, for: .user("ilse"))
        #expect(cleared.value == "default")
        #expect(try rules.list().isEmpty)
        #expect(try rules.clear(.undo, for: .user("ilse")).changeSet == nil)
        try entrance.undo(cleared.changeSet)
        #expect(try rules.list().map(\.value) == [.no])
        try entrance.undo(changed.changeSet)
        #expect(try rules.list().map(\.value) == [.yes])
        let undo = try entrance.undo(set.changeSet)
        #expect(try rules.list().isEmpty)
        try entrance.undo(undo.changeSet)
        #expect(try rules.list().map(\.value) == [.yes])
        #expect(try CheckDistrict(store: entrance.store).run().findings.isEmpty)
    }

    @Test func `rules of every scope stand beside each other`() throws {
        let scopes: [PermissionRules.Scope] = [
            .everyone, .site(1010), .role(.teacher), .user("mira"),
        ]
        for scope in scopes { _ = try rules.set(.export, for: scope, to: .yes) }
        #expect(try rules.list(.export).map(\.scope) == ["everyone", "role", "site", "user"])
        #expect(try rules.list(.export).map(\.subject) == ["", "teacher", "1010", "mira"])
        #expect(try rules.list(.undo).isEmpty)
        _ = try rules.clear(.export, for: .everyone)
        #expect(try rules.list().count == 3)
    }

    @Test func `a rule is about somebody who is there`() throws {
        #expect(
            refusal { _ = try rules.set(.undo, for: .user("nobody"), to: .yes) }
                == "user.not-found")
        _ = try entrance.office.importFile("sites.txt", entrance.office.sites)
        #expect(refusal { _ = try rules.set(.undo, for: .site(9), to: .yes) } == "site.unknown")
    }

    @Test func `a user with a rule stays when the user's addition is undone`() throws {
        let added = try entrance.add("ilse", .teacher)
        let rule = try rules.set(.undo, for: .user("ilse"), to: .yes)
        #expect(refusal { try entrance.undo(added.changeSet) } == "undo.all-edited")
        try entrance.undo(rule.changeSet)
        try entrance.undo(added.changeSet)
        #expect(try entrance.users.list().map(\.name) == ["mira"])
    }

    @Test func `a rule of somebody who is gone does not come back`() throws {
        let added = try entrance.add("ilse", .teacher)
        let rule = try rules.set(.undo, for: .user("ilse"), to: .yes)
        let cleared = try rules.clear(.undo, for: .user("ilse"))
        _ = rule
        try entrance.undo(added.changeSet)
        #expect(refusal { try entrance.undo(cleared.changeSet) } == "undo.all-edited")
    }

    @Test func `rules of a role count for who works with its rights`() throws {
        let access = {
            try PermissionRules.access(role: .secretary, named: "cli:x", store: entrance.store)
        }
        #expect(try access().allows(.createStudents))
        _ = try rules.set(.createStudents, for: .role(.secretary), to: .no)
        #expect(try !access().allows(.createStudents))
        #expect(try access().name == "cli:x" && access().user == nil)
    }
}
