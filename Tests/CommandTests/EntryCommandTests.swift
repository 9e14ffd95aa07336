import Foundation
import Testing

/// Commands about how people come in: sessions, first passwords, lists of breached ones, scanners,
/// and serving without TLS.
@Suite struct EntryCommandTests {
    private static let password = "quarry-lantern-mosaic-ferry"

    @Test(arguments: [
        ["--address", "0.0.0.0"], ["--address", "::"], ["--address", "192.0.2.7"],
        ["--address", "0.0.0.0", "--public-address", "http://homeroom.example.org"],
    ])
    func `other machines are not served without TLS`(_ options: [String]) throws {
        let desk = try Desk()
        let run = try desk.run(["serve"] + options)
        #expect(run.code != 0 && run.err.contains("serve.plain-http"), "\(run.err)")
        #expect(
            run.err.contains("--public-address https://") && run.err.contains("--insecure-http"))
    }

    @Test func `metrics are not given to other machines without TLS`() throws {
        let desk = try Desk()
        let run = try desk.run("serve", "--metrics-address", "0.0.0.0:9090")
        #expect(run.code != 0 && run.err.contains("serve.plain-metrics"), "\(run.err)")
    }

    /// Without a district the next refusal is that there is none: so far everything was right.
    @Test(arguments: [
        ["--address", "127.0.0.1"], ["--address", "localhost"], ["--address", "::1"],
        ["--address", "0.0.0.0", "--public-address", "https://homeroom.example.org"],
        ["--address", "0.0.0.0", "--insecure-http"],
    ])
    func `with TLS, or where somebody said so, they are`(_ options: [String]) throws {
        let desk = try Desk()
        let run = try desk.run(["serve", "--district", "nowhere"] + options)
        #expect(run.err.contains("district.not-found"), "\(run.err)")
    }

    @Test func `a password of the list that the environment names is not taken`() throws {
        let desk = try Desk()
        // SHA-1 of the password below.
        try desk.write("list.txt", "\(Self.digest):12\n")
        try desk.write("password.txt", Self.password + "\n")
        let list = ["HOMEROOM_BREACHED_PASSWORDS": "list.txt"]
        if desk.database != nil { try desk.run("district", "create", "main") }
        let add = [
            "user", "add", "mira", "--role", "securityAdministrator", "--password-file",
            "password.txt",
        ]
        let refused = try desk.run(add, environment: list)
        #expect(refused.code != 0 && refused.err.contains("password.breached"))
        try desk.write("wrong.txt", "no list\n")
        let wrong = try desk.run(add, environment: ["HOMEROOM_BREACHED_PASSWORDS": "wrong.txt"])
        #expect(wrong.err.contains("password.breached-list"))
        let added = try desk.run(add)
        #expect(added.code == 0 && added.out.contains("It counts for 14 days."))
        let set = try desk.run(
            "user", "password", "mira", "--password-file", "password.txt",
            "--breached-passwords", "list.txt")
        #expect(set.err.contains("password.breached"))
        let generated = try desk.run(
            ["user", "password", "mira", "--generate"], environment: list)
        #expect(generated.code == 0)
    }

    private static let digest = "5AB5F1B6E21D5254C7DDE5B0E733BABAFD8ECCFB"

    @Test func `sessions and attempts are listed, also where there are none`() throws {
        let desk = try Desk()
        if desk.database != nil { try desk.run("district", "create", "main") }
        try desk.run("user", "add", "mira", "--role", "securityAdministrator")
        #expect(try desk.run("user", "sessions", "mira").out == "No open sessions.\n")
        #expect(try desk.run("user", "sessions", "mira", "--json").objects().isEmpty)
        #expect(try desk.run("user", "sign-ins").out == "No attempts to sign in.\n")
        let none = try desk.run("user", "sign-out", "mira", "--session", "0123456789abcdef")
        #expect(none.code != 0 && none.err.contains("session.not-found"))
        #expect(try desk.run("user", "sessions", "nobody").err.contains("user.not-found"))
        #expect(try desk.run("user", "sign-out", "--all", "--session", "x").code != 0)
    }

    @Test func `a scanner that the environment names has to be one, and has to answer`() throws {
        let desk = try Desk()
        if desk.database != nil { try desk.run("district", "create", "main") }
        try desk.write("iep.txt", "Reads with support.")
        let made = try desk.run(
            "student", "create", "--first", "Wren", "--last", "Alderby", "--anyway", "--json")
        let id = try #require(try made.object()["studentID"] as? String)
        let add = ["document", "add", id, "iep.txt", "--title", "IEP", "--category", "IEP"]
        let wrong = try desk.run(add, environment: ["HOMEROOM_SCANNER": "nowhere"])
        #expect(wrong.err.contains("document.scanner"))
        let elsewhere = try desk.run(add, environment: ["HOMEROOM_SCANNER": "192.0.2.7:3310"])
        #expect(elsewhere.err.contains("document.scanner") && elsewhere.err.contains("tunnel"))
        let gone = try desk.run(add, environment: ["HOMEROOM_SCANNER": "unix:/nowhere/clamd"])
        #expect(gone.err.contains("document.not-scanned"))
        #expect(try desk.run("document", "list", id, "--json").objects().isEmpty)
        #expect(try desk.run(add).code == 0)
    }
}
