import Foundation
import Testing

/// The commands about tokens of programs.
@Suite struct TokenCommandTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        try desk.makeDistrict()
        _ = try desk.run("user", "add", "dana", "--role", "dataManager")
    }

    @Test func `a token is made, printed once, listed and revoked`() throws {
        let made = try desk.run(
            "token", "create", "--user", "dana", "--label", "Nightly", "--scope",
            "students:read", "--scope", "codes:read", "--address", "192.0.2.0/24", "--days", "30",
            "--json"
        ).object()
        #expect(Set(made.keys) == ["secret", "token", "changeSet"])
        let secret = try #require(made["secret"] as? String)
        #expect(secret.hasPrefix("hmr_"))
        let text = try desk.run(
            "token", "create", "--user", "dana", "--label", "Other", "--scope", "codes:read")
        #expect(text.out.hasPrefix("hmr_") && text.out.contains("It is not shown again."))

        let listed = try desk.run("token", "list", "--json").objects()
        #expect(listed.map { $0["label"] as? String } == ["Other", "Nightly"])
        #expect(
            Set(listed[1].keys) == [
                "token", "user", "label", "scopes", "addresses", "state", "createdAt", "expiresAt",
            ])
        #expect(listed[1]["scopes"] as? [String] == ["students:read", "codes:read"])
        #expect(try !desk.run("token", "list").out.contains(secret.dropFirst(4).prefix(20)))

        let revoked = try desk.run("token", "revoke", "1", "--json").object()
        #expect(Set(revoked.keys) == ["token", "changeSet"])
        #expect(try desk.run("token", "revoke", "1").out == "It was revoked already.\n")
        #expect(try desk.run("token", "revoke", "9").code == 4)
        #expect(try desk.run("token", "list").out.contains("revoked"))
    }

    @Test func `a scope that is none, and a user who may not, are refused`() throws {
        let unknown = try desk.run(
            "token", "create", "--user", "dana", "--label", "x", "--scope", "everything")
        #expect(unknown.code == 2)
        _ = try desk.run("user", "add", "theo", "--role", "teacher")
        let teacher = try desk.run(
            "token", "create", "--user", "theo", "--label", "x", "--scope", "codes:read")
        #expect(teacher.code == 4 && teacher.err.contains("token.no-right"))
    }

    @Test func `the document of the API is printed`() throws {
        let document = try desk.run("routes", "--openapi").object()
        #expect(document["openapi"] as? String == "3.1.0")
    }
}
