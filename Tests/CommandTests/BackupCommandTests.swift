import Foundation
import TestDistricts
import Testing

/// Backups from the key to the restored district.
@Suite struct BackupCommandTests {
    let desk: Desk
    init() throws { desk = try Desk() }

    private func makeKey() throws -> String {
        let made = try desk.run("backup", "keygen", "--out", "backup.key")
        #expect(made.code == 0 && made.out.hasPrefix("homeroom-backup-public:"))
        return made.out.trimmingCharacters(in: .newlines)
    }

    @Test func `a backup is made, listed, verified, restored and pruned`() throws {
        try desk.setUp()
        let key = try makeKey()
        #expect(try desk.mode("backup.key") == 0o600)
        let environment = ["HOMEROOM_BACKUP_FOLDER": "backups", "HOMEROOM_BACKUP_KEY": key]
        let made = try desk.run("backup", environment: environment)
        #expect(made.code == 0, "\(made.err)")
        #expect(made.out.contains("It was restored and checked: everything is as it has to be."))
        #expect(try desk.mode("backups") == 0o700)
        let listed = try desk.run("backup", "list", "--json", environment: environment).objects()
        let file = "backups/" + (try #require(listed.first?["file"] as? String))
        let verified = try desk.run("backup", "verify", file, "--private-key", "backup.key")
        #expect(verified.code == 0 && verified.out.contains("It can be restored"))
        let refused = try desk.run("restore", file, "--private-key", "backup.key")
        #expect(refused.code == 4 && refused.err.hasPrefix("restore.exists: "))
        let away = ["--data", "away"]
        let restored = try desk.run(["restore", file, "--private-key", "backup.key"] + away)
        #expect(restored.code == 0, "\(restored.err)")
        #expect(try desk.run(["check"] + away).code == 0)
        // What a program is called takes the keys, which are in no backup.
        let codes = try desk.run("code", "list", "--json").out
        let (closed, open) = (
            ["code", "list", "--json"] + away, ["--keys", "data/main-keys.json"]
        )
        #expect(try desk.run(closed).out != codes)
        #expect(try desk.run(closed + open).out == codes)
        let replaced = try desk.run("restore", file, "--private-key", "backup.key", "--replace")
        #expect(replaced.code == 0 && replaced.out.contains("main-before-"), "\(replaced.err)")
        let pruned = try desk.run("backup", "prune", "--keep-daily", "0", environment: environment)
        #expect(pruned.code == 0 && pruned.out == "0 removed, 1 kept.\n")
    }

    @Test func `without a key, a folder or a district nothing is made`() throws {
        try desk.setUp()
        let key = try makeKey()
        let again = try desk.run("backup", "keygen", "--out", "backup.key")
        #expect(again.code == 4 && again.err.hasPrefix("backup.key-exists: "))
        for (arguments, code) in [
            (["--to", "b"], "backup.no-key"), (["--public-key", key], "backup.no-folder"),
            (["--to", "b", "--public-key", "backup.key"], "backup.key-private"),
            (["--to", "b", "--public-key", "nowhere"], "backup.key-not-found"),
            (["--to", "b", "--public-key", key + "A"], "backup.key-invalid"),
            (["--to", "b", "--public-key", key, "--district", "no"], "district.not-found"),
        ] {
            let refused = try desk.run(["backup", "create"] + arguments)
            #expect(refused.code == 4 && refused.err.hasPrefix("\(code): "), "\(refused.err)")
        }
        #expect(!desk.exists("b"))
    }

    @Test func `pruning shows what goes before it goes`() throws {
        try desk.setUp()
        let to = ["--to", "b"]
        let key = try makeKey()
        for _ in 0..<2 { try desk.run(["backup", "--public-key", key] + to) }
        let none = ["--keep-daily", "1", "--keep-weekly", "0", "--keep-monthly", "0"]
        let shown = try desk.run(["backup", "prune", "--check"] + to + none)
        #expect(shown.out.hasPrefix("These would be removed:\n"))
        #expect(shown.out.hasSuffix("1 would be removed, 1 would be kept.\n"))
        #expect(try desk.run(["backup", "list", "--json"] + to).objects().count == 2)
        let done = try desk.run(["backup", "prune"] + to + none)
        #expect(done.out.hasPrefix("Removing:\n") && done.out.hasSuffix("1 removed, 1 kept.\n"))
        #expect(try desk.run(["backup", "list", "--json"] + to).objects().count == 1)
    }
}
