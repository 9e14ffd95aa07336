import Foundation
import Testing

/// Code tables, state codes and alerts on the command line.
@Suite struct CodeCommandTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        try desk.setUp()
    }

    @Test func `a code is changed, deactivated, renamed and removed`() throws {
        let edited = try desk.run(
            "code", "edit", "Student Programs", "101", "--system-key", "504_plan", "--sort", "3")
        #expect(edited.out == "Changed 101 in Student Programs. Change set 3.\n")
        let again = try desk.run(
            "code", "edit", "Student Programs", "101", "--system-key", "504_plan")
        #expect(again.out == "It was so already. Nothing was changed.\n")
        #expect(
            try desk.run("code", "deactivate", "Student Programs", "101").out.hasPrefix(
                "Deactivated 101"))
        let listed = try desk.run("code", "list", "--inactive", "--json").objects()
        #expect(listed.map { $0["key"] as? String } == ["101"])
        #expect(listed.first?["systemKeyText"] as? String == "504 plan")
        #expect(try desk.run("code", "list", "--active").out == "No codes.\n")
        try desk.run("code", "activate", "Student Programs", "101")
        let free = try desk.run(
            "code", "add", "Student Programs", "900", "Robotics", "--system-key", "robotics")
        #expect(free.code == 0 && free.err.hasPrefix("Nothing is known of the system key robotics"))
        try desk.run("code", "edit", "Student Programs", "900", "--rename", "901")
        #expect(try desk.run("code", "remove", "Student Programs", "901").code == 0)
        let tables = try desk.run("code", "tables", "--json").objects()
        #expect(tables.last?["name"] as? String == "Student Programs")
        #expect(tables.last?["codes"] as? Int == 1)
    }

    @Test func `a code that a record uses is not removed, and the way out is said`() throws {
        try desk.writePrograms([Desk.Row()])
        try desk.run("import", "programs.txt")
        let refused = try desk.run("code", "remove", "Student Programs", "101")
        #expect(refused.code == 4 && refused.err.hasPrefix("code.used: 1 record uses the code 101"))
        #expect(refused.err.contains("homeroom code deactivate \"Student Programs\" 101"))
    }

    @Test func `state codes are kept per school year`() throws {
        let set = try desk.run(
            "code", "state", "set", "Student Programs", "101", "2025-2026", "S1")
        #expect(set.out.hasPrefix("Set the state code of 101 in Student Programs."))
        let copied = try desk.run("code", "state", "copy", "2026-2027", "--json").object()
        #expect(copied["copied"] as? Int == 1 && copied["from"] as? String == "2025-2026")
        let listed = try desk.run("code", "state", "list", "2026-2027", "--json").objects()
        #expect(listed.first?["stateCode"] as? String == "S1")
        try desk.run("code", "state", "clear", "Student Programs", "101", "2026-2027")
        #expect(!(try desk.run("code", "state", "list", "2026-2027").out.contains("S1")))
        #expect(try desk.run("code", "state", "list", "2026").code == 2)
    }

    @Test func `alerts are listed, set, lit and removed`() throws {
        #expect(try desk.run("alert", "list").out.contains("504_plan    504    0     standard"))
        try desk.run("code", "edit", "Student Programs", "101", "--system-key", "504_plan")
        try desk.writePrograms([Desk.Row(start: "09/02/2024")])
        try desk.run("import", "programs.txt")
        #expect(try desk.run("alert", "list", "100200").out == "504\n")
        #expect(
            try desk.run("alert", "list", "100200", "--role", "teacher", "--json").out == "null\n")
        try desk.run("alert", "set", "504_plan", "--label", "Plan 504")
        #expect(try desk.run("alert", "list", "100200").out == "Plan 504\n")
        #expect(try desk.run("alert", "remove", "504_plan").code == 0)
        #expect(try desk.run("alert", "list", "100200").out == "No alerts.\n")
        let refused = try desk.run("alert", "set", "gate", "--label", "G", "--role", "registrar")
        #expect(refused.code == 4 && refused.err.hasPrefix("access.denied: "))
    }

    @Test func `a role that may not change codes is refused`() throws {
        for words in [
            ["add", "Student Programs", "1", "One"], ["edit", "Student Programs", "101", "x"],
            ["remove", "Student Programs", "101"], ["activate", "Student Programs", "101"],
            ["state", "copy", "2026-2027"],
        ] {
            let refused = try desk.run(["code"] + words + ["--role", "secretary"])
            #expect(refused.code == 4 && refused.err.hasPrefix("access.denied: "), "\(words)")
        }
    }
}
