import Foundation
import Storage
import TestDistricts
import Testing

/// What `homeroom audit` and `homeroom student destroy` print, and how they end.
@Suite struct AuditCommandTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        try desk.setUp()
    }

    private var names: (keys: String, head: String, anchors: String) {
        let name = TestPlace.isPostgres ? "main-postgres" : "main"
        return ("data/main-keys.json", "data/\(name)-chain.head", "data/\(name)-anchors.jsonl")
    }

    @Test func `the first command makes keys beside the district, its owner's alone`() throws {
        for name in [names.keys, names.head, names.anchors] {
            #expect(try desk.mode(name) == 0o600, "\(name)")
        }
        let clean = try desk.run("audit", "verify")
        #expect(clean.code == 0)
        #expect(clean.out.hasPrefix("2 change sets, 2 of them sealed, with "))
        #expect(clean.out.hasSuffix("\nEverything is as it was sealed.\n"))
    }

    @Test func `tampering ends with 4, by code and change set`() throws {
        let store = try desk.open()
        _ = try store.write { try $0.run("UPDATE change_set SET undone_by = 2 WHERE id = 1") }
        try store.close()
        let found = try desk.run("audit", "verify")
        #expect(found.code == 4)
        #expect(found.out.contains("\naudit.undo-mark: "))
        #expect(found.out.contains("\n  change set 1\n"))
        let report = try desk.run("audit", "verify", "--json").object()
        #expect(
            Set(report.keys) == [
                "clean", "changeSets", "sealed", "priorImages", "anchors", "anchorsInFile",
                "findings",
            ])
        let finding = try #require((report["findings"] as? [[String: Any]])?.first)
        #expect(Set(finding.keys) == ["code", "message", "count", "changeSets", "remedy"])
        let check = try desk.run("check")
        #expect(check.code == 4 && check.out.contains("audit.undo-mark: "))
    }

    @Test func `anchors and the public key that were kept verify`() throws {
        let anchor = try desk.run("audit", "anchor")
        #expect(anchor.code == 0)
        try desk.write("kept.jsonl", anchor.out)
        let key = try desk.run("audit", "key").out.trimmingCharacters(in: .whitespacesAndNewlines)
        let verified = try desk.run(
            "audit", "verify", "--anchors", "kept.jsonl", "--public-key", key)
        #expect(verified.code == 0)
        #expect(try desk.run("audit", "verify", "--public-key", "x").code == 2)
        let other = String(repeating: "A", count: 43) + "="
        #expect(try desk.run("audit", "verify", "--public-key", other).code != 0)
    }

    @Test func `keys can be elsewhere`() throws {
        try FileManager.default.moveItem(
            at: desk.folder.appending(path: names.keys),
            to: desk.folder.appending(path: "secret.json"))
        let refused = try desk.run("code", "add", "Student Programs", "102", "LAP")
        #expect(refused.code == 4 && refused.err.hasPrefix("audit.keys-missing: "))
        let found = try desk.run("audit", "verify", "--keys", "secret.json")
        // How far the chain goes stands beside the keys.
        #expect(found.code == 4 && found.out.contains("audit.head-missing: "))
        let renewed = try desk.run(
            "audit", "renew", "--reason", "Keys moved",
            environment: ["HOMEROOM_KEYS": "secret.json"])
        #expect(renewed.code == 0)
        #expect(try desk.run("audit", "verify", "--keys", "secret.json").code == 0)
    }

    @Test func `destruction shows first what would go`() throws {
        try desk.run("student", "import", "100200")
        try desk.run("student", "create", "--first", "Ilse", "--last", "Nordby", "--anyway")
        let found = try desk.run("student", "find", "nordby", "--json").objects()
        let id = try #require(found.first?["studentID"] as? String)
        try desk.run("student", "edit", id, "--set", "healthNotes=CANARY")
        let words = ["student", "destroy", id, "--class", "health", "--reason", "Kept five years"]
        let checked = try desk.run(words + ["--check"])
        #expect(checked.code == 0, "\(checked.err)")
        #expect(checked.out.contains("Checked only: nothing was destroyed."))
        let done = try desk.run(words + ["--json"]).object()
        #expect(
            Set(done.keys) == [
                "changeSet", "studentID", "destroyed", "merged", "tables", "plans", "contents",
                "importRows", "examples", "envelopes", "notes",
            ])
        let change = try #require(done["changeSet"] as? Int)
        let undo = try desk.run("undo", "\(change)")
        #expect(undo.code == 4 && undo.err.hasPrefix("undo.destroyed: "))
        #expect(try desk.run("check").code == 0)
    }
}
