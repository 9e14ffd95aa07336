import Foundation
import TestDistricts
import Testing

/// The doctor, as a command.
@Suite struct DoctorCommandTests {
    let desk: Desk
    init() throws { desk = try Desk() }

    private func findings(_ result: Desk.Result) throws -> [String: [String: Any]] {
        let all = try result.object()["findings"] as? [[String: Any]] ?? []
        return Dictionary(
            all.compactMap { one in (one["id"] as? String).map { ($0, one) } },
            uniquingKeysWith: { $1 })
    }

    @Test func `what is well and what is not is told, with what to do, and nothing is changed`()
        throws
    {
        try desk.setUp()
        chmod(desk.folder.appending(path: "data").path, 0o700)
        let changes = try desk.run("changes", "list", "--json").out
        let first = try desk.run("doctor", "--json")
        let report = try first.object()
        #expect(Set(report.keys) == ["healthy", "faults", "warnings", "findings"])
        let well = try findings(first)
        #expect(well.count >= 25)
        for name in ["database.opens", "audit.keys", "audit.head", "audit.anchors", "alarms.open"] {
            #expect(well[name]?["state"] as? String == "ok", "\(name)")
        }
        for finding in well.values where finding["state"] as? String != "ok" {
            #expect((finding["fix"] as? String)?.isEmpty == false)
        }
        // Nothing can be changed without the keys.
        let keys = desk.folder.appending(path: "data/main-keys.json")
        try FileManager.default.moveItem(
            at: keys, to: desk.folder.appending(path: "elsewhere.json"))
        chmod(desk.folder.appending(path: "data").path, 0o755)
        let second = try desk.run("doctor")
        #expect(second.code == 4)
        #expect(second.out.contains("fault  audit.keys: "))
        #expect(second.out.contains("\n    install -m 600 KEPT-APART "))
        #expect(second.out.contains("fault  data.folder-mode: "))
        #expect(!second.out.contains("ok  database.opens"))
        let all = try desk.run("doctor", "--all", "--keys", "elsewhere.json")
        #expect(all.out.contains("ok  database.opens") && all.out.contains("ok  audit.keys"))
        let after = try desk.run("changes", "list", "--json", "--keys", "elsewhere.json").out
        #expect(after == changes)
    }

    @Test func `a district that is not there is a fault`() throws {
        let report = try desk.run("doctor", "--district", "nowhere", "--json")
        #expect(report.code == 4)
        let found = try findings(report)
        #expect(found["database.opens"]?["state"] as? String == "fault")
        #expect(found["audit.keys"] == nil && !desk.exists("data/nowhere.sqlite"))
    }
}
