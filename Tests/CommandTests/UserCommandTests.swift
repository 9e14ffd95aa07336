import Foundation
import Storage
import Testing

/// The commands about users and rules.
@Suite struct UserCommandTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        try desk.makeDistrict()
    }

    private func keys(_ object: [String: Any]) -> Set<String> { Set(object.keys) }

    private func addAdministrator() throws {
        try desk.write("password.txt", "turnip gravel lantern\nsecond line\n")
        let added = try desk.run(
            "user", "add", "Mira", "--role", "securityAdministrator", "--password-file",
            "password.txt")
        #expect(added.code == 0)
        #expect(
            added.out
                == "Added user mira.\nIt counts for 14 days. At the first sign-in the user is "
                + "asked for another one.\n")
    }

    @Test func `users are added, listed, shown, changed, disabled and enabled`() throws {
        try addAdministrator()
        let added = try desk.run(
            "user", "add", "ilse", "--role", "registrar", "--site", "1010", "--site", "1020",
            "--display-name", "Ilse Nordby", "--generate", "--json")
        let made = try added.object()
        #expect(keys(made) == ["id", "name", "changeSet", "password"])
        #expect((made["password"] as? String)?.count == 34)
        let listed = try desk.run("user", "list", "--json").objects()
        #expect(listed.map { $0["name"] as? String } == ["ilse", "mira"])
        #expect(
            keys(listed[0])
                == ["id", "name", "displayName", "role", "sites", "state", "hasPassword"])
        #expect(listed[0]["sites"] as? [Int] == [1010, 1020] && listed[1]["sites"] == nil)
        let shown = try desk.run("user", "show", "ilse", "--json").object()
        #expect(keys(shown) == ["user", "permissions"])
        let text = try desk.run("user", "show", "ilse").out
        #expect(text.contains("seeLAP  View Student Learning Assistance Program (LAP)"))

        let changed = try desk.run("user", "change", "ilse", "--whole-district", "--json")
        #expect(keys(try changed.object()) == ["id", "name", "changeSet"])
        let same = try desk.run("user", "change", "ilse", "--whole-district")
        #expect(same.out == "It was so already. Nothing was changed.\n")
        #expect(try desk.run("user", "disable", "ilse").code == 0)
        #expect(try desk.run("user", "list").out.contains("disabled"))
        #expect(try desk.run("user", "enable", "ilse").code == 0)
        let last = try desk.run("user", "disable", "mira")
        #expect(last.code == 4 && last.err.hasPrefix("user.last-administrator: "))
    }

    @Test func `a password comes from a file or is made, and never from an argument`() throws {
        try addAdministrator()
        let nowhere = try desk.run("user", "password", "mira")
        #expect(nowhere.code == 4 && nowhere.err.hasPrefix("password.missing: "))
        let argument = try desk.run("user", "password", "mira", "turnip gravel lantern")
        #expect(argument.code == 2)
        let none = try desk.run("user", "password", "mira", "--password-file", "none.txt")
        #expect(none.code == 4 && none.err.hasPrefix("password.file: "))
        try desk.write("bad.txt", "homeroom2026homeroom")
        let bad = try desk.run("user", "password", "mira", "--password-file", "bad.txt")
        #expect(bad.code == 4 && bad.err.hasPrefix("password.common: "))
        #expect(!bad.err.contains("homeroom2026"))
        let set = try desk.run("user", "password", "mira", "--generate", "--json")
        #expect(keys(try set.object()) == ["name", "password"])
        let quiet = try desk.run("user", "add", "ilse", "--role", "teacher")
        #expect(quiet.code == 0)
        #expect(quiet.out.hasSuffix("To set a password: homeroom user password ilse\n"))
        #expect(try desk.run("user", "list").out.contains("no password"))
    }

    @Test func `sessions of one user, or of everybody, are ended`() throws {
        try addAdministrator()
        try desk.run("user", "add", "ilse", "--role", "teacher")
        let users = try desk.run("user", "list", "--json").objects()
        let numbers = users.compactMap { $0["id"] as? Int }
        #expect(numbers.count == 2)
        let now = Int(Date().timeIntervalSince1970)
        let store = try desk.open()
        defer { try? store.close() }
        for (index, number) in numbers.enumerated() {
            for count in 0...index {
                try store.write {
                    try $0.addSession(
                        tokenHash: "\(number)-\(count)", account: number, at: now,
                        endsAt: now + 3_600)
                }
            }
        }
        #expect(try desk.run("user", "sign-out", "Ilse").out == "Ended 1 session.\n")
        let all = try desk.run("user", "sign-out", "--all", "--json").object()
        #expect(all["sessions"] as? Int == 2)
        let left = try store.read { try $0.lastSeen().count }
        #expect(left == 0)
        let nobody = try desk.run("user", "sign-out", "nobody")
        #expect(nobody.code == 4 && nobody.err.hasPrefix("user.not-found: "))
    }

    @Test func `rules are set, listed, cleared, and count for a role`() throws {
        try addAdministrator()
        let create = [
            "student", "create", "--first", "Tove", "--last", "Alder", "--role", "secretary",
        ]
        let set = try desk.run("permission", "set", "createStudents", "no", "--role", "secretary")
        #expect(set.code == 0)
        #expect(
            set.out
                == "createStudents for role secretary is no. To take it back: homeroom undo 2\n")
        let refused = try desk.run(create)
        #expect(refused.code == 4 && refused.err.hasPrefix("access.denied: "))
        let listed = try desk.run("permission", "list", "--json").objects()
        #expect(
            keys(try #require(listed.first))
                == ["permission", "title", "scope", "subject", "value"])
        let cleared = try desk.run(
            "permission", "clear", "createStudents", "--role", "secretary", "--json")
        #expect(
            keys(try cleared.object())
                == ["permission", "scope", "subject", "value", "changeSet"])
        #expect(try desk.run(create).code == 0)
        #expect(try desk.run("undo", "3").code == 0)
        #expect(try desk.run(create + ["--anyway"]).code == 4)
        for scope in [["--everyone"], ["--site", "1010"], ["--user", "mira"]] {
            let one = try desk.run(["permission", "set", "export", "yes"] + scope)
            #expect(one.code == 0, "\(scope)")
        }
        #expect(try desk.run("permission", "list", "export", "--json").objects().count == 3)
        #expect(try desk.run("check").code == 0)
    }

    @Test(arguments: [
        ["user", "add", "x"], ["user", "add", "x", "--role", "principal"],
        ["user", "add", "x", "--role", "teacher", "--generate", "--password-file", "x"],
        ["user", "change", "x", "--site", "1", "--whole-district"],
        ["user", "sign-out"], ["user", "sign-out", "x", "--all"],
        ["permission", "set", "undo", "yes"],
        ["permission", "set", "undo", "yes", "--everyone", "--site", "1"],
        ["permission", "set", "undo", "maybe", "--everyone"],
        ["permission", "set", "fly", "yes", "--everyone"],
    ])
    func `slips in the arguments end with 2`(_ arguments: [String]) throws {
        #expect(try desk.run(arguments).code == 2)
    }
}
