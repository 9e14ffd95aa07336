import Foundation
import Testing

/// Pages of runs, problems, deliveries and column mappings on the command line.
@Suite struct ImportPagesCommandTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        try desk.setUp()
    }

    private func writeNight() throws {
        try desk.write(
            "night.csv",
            "Kid,Fam,Giv,Born,Prog,Von\n100200,Osterby,Mira,03/04/2012,101,09/02/2026\n")
    }

    @Test func `runs and their rows are listed a page at a time`() throws {
        try desk.writePrograms(
            Desk.students.map { Desk.Row(student: $0) } + [Desk.Row(program: "7")])
        try desk.run("import", "programs.txt")
        let page = try desk.run("import", "list", "--page", "2", "--size", "1", "--json").objects()
        #expect(page.map { $0["run"] as? Int } == [1])
        let rows = try desk.run("import", "show", "2", "--rows", "rejected", "--json").object()
        #expect(rows["total"] as? Int == 1 && (rows["rejectedRows"] as? [Any])?.count == 1)
        let text = try desk.run("import", "show", "2", "--rows", "rejected").out
        #expect(text.contains("Row 14: Program ID 7") && text.hasSuffix("Rows 1 to 1 of 1.\n"))
        #expect(
            try desk.run("import", "show", "2", "--rows", "held").out == "No rows here; 0 in all.\n"
        )
        let problems = try desk.run("import", "problems", "2")
        #expect(problems.out.contains("    row 14, Program ID: 7\n"))
        #expect(problems.out.contains("homeroom code add \"Student Programs\" 7 TEXT (1 rows)"))
        let groups = try desk.run("import", "problems", "2", "--json").object()["groups"]
        #expect((groups as? [Any])?.isEmpty == false)
    }

    @Test func `a delivery is handed in, checked, applied, and others dropped`() throws {
        try desk.writePrograms([Desk.Row()])
        let added = try desk.run("import", "staged", "add", "programs.txt", "--json").object()
        let id = try #require(added["id"] as? String)
        let early = try desk.run("import", "staged", "apply", id)
        #expect(early.code == 4 && early.err.hasPrefix("import.not-checked: "))
        let checked = try desk.run("import", "staged", "check", id, "--json").objects()
        #expect(checked.first?["state"] as? String == "checked")
        #expect(try desk.run("import", "staged", "list").out.contains(id))
        let applied = try desk.run("import", "staged", "apply", id, "--json").objects()
        #expect(applied.first?["inserted"] as? Int == 1)
        #expect(try desk.run("import", "staged", "list").out == "No deliveries wait.\n")
        let other = try desk.run("import", "staged", "add", "programs.txt", "--json").object()
        let dropped = try desk.run("import", "staged", "discard", other["id"] as? String ?? "")
        #expect(dropped.out == "Dropped.\n")
        #expect(try desk.run("import", "staged", "prune").out == "Dropped 0.\n")
        #expect(
            try desk.run("import", "staged", "check", "x").err.hasPrefix("delivery.not-found: "))
        let missing = try desk.run("import", "staged", "add", "nothing.txt")
        #expect(missing.code == 4 && missing.err.hasPrefix("file.not-found: "))
    }

    @Test func `a mapping is proposed, saved, applied, chosen and removed`() throws {
        try writeNight()
        #expect(try desk.run("import", "night.csv").code == 4)
        let proposed = try desk.run("mapping", "propose", "night.csv", "--layout", "programs")
        #expect(proposed.out.contains("#5  Prog   101"))
        let save = [
            "mapping", "save", "night", "night.csv", "--layout", "programs", "--column",
            "Import Student ID=Kid", "--column", "Student Last Name=Fam", "--column",
            "Student First Name=#3", "--column", "Birth Date=Born", "--column",
        ]
        let lacking = try desk.run(save + ["Program Start Date=Von"])
        #expect(
            lacking.err.hasPrefix("mapping.invalid: A required column is not there: Program ID"))
        let saved = try desk.run(
            save + ["Program Start Date=Von", "--column", "Program ID=Prog"])
        #expect(saved.out.hasPrefix("Saved the mapping night.\n"))
        let report = try desk.run("import", "night.csv", "--json").objects().first
        #expect(report?["inserted"] as? Int == 1)
        let notes = report?["notes"] as? [String]
        #expect(notes?.contains("The columns were found by the mapping night.") == true)
        let shown = try desk.run("mapping", "show", "night", "--json").object()
        #expect((shown["columns"] as? [String: String])?["Student First Name"] == "#3")
        #expect(try desk.run("mapping", "list").out.contains("night    programs  6"))
        let unknown = try desk.run("import", "night.csv", "--mapping", "day")
        #expect(unknown.code == 4 && unknown.err.hasPrefix("mapping.not-found: "))
        #expect(try desk.run("mapping", "remove", "night").code == 0)
        #expect(try desk.run("mapping", "list").out == "No mappings.\n")
    }

    @Test func `a role that may not run imports is refused`() throws {
        try desk.writePrograms([Desk.Row()])
        for words in [
            ["import", "programs.txt"], ["import", "list"], ["import", "show", "1"],
            ["import", "problems", "1"], ["import", "staged", "list"], ["mapping", "list"],
        ] {
            let refused = try desk.run(words + ["--role", "registrar"])
            #expect(refused.code == 4 && refused.err.hasPrefix("access.denied: "), "\(words)")
        }
        #expect(try desk.run("import", "programs.txt", "--role", "dataManager").code == 0)
    }
}
