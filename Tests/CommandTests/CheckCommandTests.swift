import Foundation
import Storage
import TestDistricts
import Testing

/// What `homeroom check` prints and how it ends.
@Suite struct CheckCommandTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        try desk.setUp()
        try desk.writePrograms(Desk.students.map { Desk.Row(student: $0) })
        try desk.run("import", "programs.txt")
    }

    /// Lets every record end without its content hash knowing.
    private func damage() throws {
        let store = try desk.open()
        _ = try store.write { try $0.run("UPDATE program_enrollment SET ends = 20800") }
        try store.close()
    }

    @Test func `a district as it has to be ends with 0`() throws {
        let clean = try desk.run("check")
        #expect(clean.code == 0)
        #expect(clean.err.isEmpty)
        #expect(clean.out.contains("12 program enrollments: each key once, each content as noted"))
        #expect(clean.out.contains("\n2 import runs: "))
        #expect(clean.out.hasSuffix("\nEverything is as it has to be.\n"))
    }

    @Test func `a finding ends with 4 and names rows by our own numbers`() throws {
        try damage()
        let found = try desk.run("check")
        #expect(found.code == 4)
        #expect(found.err.isEmpty)
        #expect(found.out.contains("12 program enrollments: 1 finding\n"))
        #expect(found.out.contains("\ncheck.program-content: "))
        #expect(found.out.contains("  record 1.1.20698.1010; "))
        #expect(found.out.contains("; and 2 more\n"))
        #expect(!found.out.contains("100200") && !found.out.contains("Osterby"))
    }

    @Test func `a report has these keys`() throws {
        let clean = try desk.run("check", "--json").object()
        #expect(Set(clean.keys) == ["clean", "checked", "findings"])
        #expect(clean["clean"] as? Bool == true)
        #expect((clean["findings"] as? [Any])?.isEmpty == true)
        let checked = try #require(clean["checked"] as? [[String: Any]])
        #expect(
            checked.compactMap { $0["name"] as? String }
                == (TestPlace.isPostgres ? [] : ["pages"]) + [
                    "numbers", "profiles", "programEnrollments", "contents", "references",
                    "changeSets",
                    "priorImages", "importRuns", "seals",
                ])
        for one in checked { #expect(Set(one.keys) == ["name", "count"]) }
        try damage()
        let damaged = try desk.run("check", "--json")
        #expect(damaged.code == 4)
        let report = try damaged.object()
        #expect(report["clean"] as? Bool == false)
        let finding = try #require((report["findings"] as? [[String: Any]])?.first)
        #expect(Set(finding.keys) == ["code", "message", "count", "examples", "remedy"])
        #expect(finding["count"] as? Int == 12)
        #expect((finding["examples"] as? [String])?.count == 10)
    }
}
