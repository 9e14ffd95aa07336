import Foundation
import Testing

/// What commands print: JSON with stable keys, help, and text that does no harm.
@Suite struct OutputTests {
    let desk: Desk
    init() throws { desk = try Desk() }

    static let reportKeys: Set<String> = [
        "run", "file", "layout", "state", "read", "inserted", "updated", "closed", "unchanged",
        "held", "rejected", "warnings", "changeSet", "problems",
        "notes", "wouldHold",
    ]

    @Test func `an import reports with these keys`() throws {
        try desk.setUp()
        try desk.writePrograms([Desk.Row(), Desk.Row(student: "100201", program: "555")])
        for arguments in [
            ["import", "programs.txt", "--json", "--check"], ["import", "programs.txt", "--json"],
            ["import", "programs.txt", "--json"],
        ] {
            let report = try #require(try desk.run(arguments).objects().first)
            #expect(Set(report.keys) == Self.reportKeys)
        }
        let problems =
            try desk.run("import", "programs.txt", "--json", "--check", "--near-miss", "hold")
            .objects().first?["problems"] as? [[String: Any]]
        for problem in problems ?? [] {
            #expect(
                Set(problem.keys) == ["code", "severity", "count", "rows", "message", "fix"])
        }
    }

    @Test func `a problem has these keys`() throws {
        try desk.setUp()
        try desk.writePrograms([Desk.Row(program: "555")])
        let report = try #require(
            try desk.run("import", "programs.txt", "--json").objects().first)
        let problem = try #require((report["problems"] as? [[String: Any]])?.first)
        #expect(Set(problem.keys) == ["code", "severity", "count", "rows", "message", "fix"])
        #expect(problem["code"] as? String == "program.unknown-code")
        #expect(problem["severity"] as? String == "error")
        #expect(problem["rows"] as? [Int] == [2])
        // Run again, it reports with the same keys.
        let again = try desk.run("import", "rerun", "2", "--json").object()
        #expect(Set(again.keys) == Self.reportKeys)
    }

    @Test func `a student has these keys`() throws {
        try desk.setUp()
        try desk.writePrograms([Desk.Row()])
        try desk.run("import", "programs.txt")
        let student = try desk.run("student", "show", "100200", "--json").object()
        #expect(
            Set(student.keys) == [
                "studentID", "stateID", "otherID", "integrationID", "status", "origin",
                "mergedInto", "fields", "programs", "askedFor", "mergedFrom", "hold", "revision",
                "attached",
            ])
        let program = try #require((student["programs"] as? [[String: Any]])?.first)
        #expect(
            Set(program.keys) == [
                "program", "start", "end", "eligibilityStart", "eligibilityEnd", "site",
                "academicYear", "eligibilityCode", "exitCode", "record",
            ])
        #expect(program["start"] as? String == "2026-09-02")
    }

    @Test func `a student who waits is listed with cause and next step`() throws {
        try desk.makeDistrict()
        try desk.run("student", "create", "--first", "Mira", "--last", "Osterby")
        let waiting = try #require(try desk.run("student", "unlinked", "--json").objects().first)
        #expect(waiting["cause"] as? String == "addedManually")
        #expect((waiting["nextStep"] as? String)?.isEmpty == false)
        #expect(try desk.run("student", "find", "oster", "--json").objects().count == 1)
    }

    @Test func `a student of the table is imported by hand`() throws {
        try desk.setUp()
        let refused = try desk.run("student", "show", "100203")
        #expect(refused.code == 4)
        #expect(refused.err.contains("homeroom student import 100203"))
        let imported = try desk.run("student", "import", "100203", "100204", "--json").object()
        #expect(imported["studentIDs"] as? [String] == ["100203", "100204"])
        #expect(Set(imported.keys) == ["studentIDs", "changeSet"])
        #expect(try desk.run("student", "show", "100203").code == 0)
        #expect(try desk.run("student", "import", "100203").code == 4)
    }

    static let commands: [[String]] = [
        [], ["demo"], ["import"], ["import", "run"], ["import", "list"], ["import", "show"],
        ["import", "approve"], ["import", "discard"], ["import", "resolve"], ["import", "rerun"],
        ["export"], ["export", "programs"], ["student"], ["student", "find"], ["student", "show"],
        ["student", "create"], ["student", "import"], ["student", "unlinked"], ["code"],
        ["code", "list"], ["code", "add"], ["code", "edit"], ["setting"], ["setting", "list"],
        ["setting", "set"], ["undo"],
    ]

    @Test(arguments: commands)
    func `every command explains itself`(_ command: [String]) throws {
        let help = try desk.run(command + ["--help"])
        #expect(help.code == 0)
        #expect(help.out.contains("OVERVIEW: "))
        #expect(help.out.contains("USAGE: homeroom"))
        #expect(help.err.isEmpty)
    }

    @Test func `the help of import shows its options`() throws {
        let help = try desk.run("import", "--help").out
        for option in ["--check", "--errors", "--near-miss", "--timings"] {
            #expect(help.contains("\n  \(option)"), "\(option)")
        }
    }

    @Test func `hostile text does no harm on a terminal`() throws {
        let hostile = "\u{1B}[2J<b>Os\u{202E}ter\u{200B}by\u{7}"
        try desk.writeStudents(last: hostile)
        try desk.run("import", "studemo.txt")
        try desk.run("code", "add", "Student Programs", "101", "\u{1B}]0;title\u{7}")
        try desk.writePrograms([
            Desk.Row(last: hostile), Desk.Row(start: "09/03/2026", last: hostile),
        ])
        try desk.run("import", "programs.txt")
        try desk.writePrograms([Desk.Row(start: "09/04/2026", end: "10/01/2026", last: hostile)])
        try desk.run("import", "programs.txt")
        for arguments in [
            ["student", "show", "100200"], ["student", "find", "100200"], ["code", "list"],
            ["import", "show", "2"], ["import", "show", "3"], ["import", "list"],
        ] {
            let shown = try desk.run(arguments)
            let odd = (shown.out + shown.err).unicodeScalars.filter {
                ($0.value < 0x20 && $0 != "\n") || [0x7F, 0x200B, 0x202E].contains($0.value)
            }
            #expect(odd.isEmpty, "\(arguments)")
        }
        let shown = try desk.run("student", "show", "100200").out
        #expect(shown.contains("<U+1B>[2J<b>Os<U+202E>ter<U+200B>by<U+7>"))
    }

    @Test func `an export goes to standard output`() throws {
        try desk.setUp()
        try desk.writePrograms([Desk.Row(), Desk.Row(student: "100201")])
        try desk.run("import", "programs.txt")
        let export = try desk.run("export", "programs")
        #expect(export.code == 0 && export.err.isEmpty)
        let lines = export.out.split(whereSeparator: \.isNewline)
        #expect(lines.count == 3)
        #expect(lines.first?.hasPrefix("Import Student ID\tState Student ID\t") == true)
        #expect(try desk.run("export", "programs", "--out", "out.txt").out.isEmpty)
        #expect(try desk.text("out.txt") == export.out)
    }

    @Test func `the report names the error files that were written`() throws {
        try desk.setUp()
        try desk.writePrograms([Desk.Row(), Desk.Row(student: "100201", program: "555")])
        for _ in 1...2 {
            let done = try desk.run("import", "programs.txt", "--errors", "err.txt")
            #expect(done.out.contains("Rows that were kept out: err.txt"))
            #expect(try desk.text("err.txt").contains("program") == false)
            #expect(try desk.text("err.txt").contains("100201\t"))
        }
        let none = try desk.run("import", "studemo.txt", "--errors", "none.txt")
        #expect(none.out.contains("none.txt was not written."))
        #expect(!desk.exists("none.txt"))
    }

    @Test func `rows that are run again name their first number`() throws {
        try desk.setUp()
        try desk.writePrograms([
            Desk.Row(), Desk.Row(student: "100201", program: "555"),
            Desk.Row(student: "100202", start: "02/30/2026"),
        ])
        try desk.run("import", "programs.txt")
        try desk.run("code", "add", "Student Programs", "555", "Breakfast")
        let again = try desk.run("import", "rerun", "2")
        #expect(again.out.contains("row 2 = row 3 of run 2, row 3 = row 4 of run 2."))
        #expect(try desk.run("import", "show", "3").out.contains("Row 3 = row 4 of run 2: "))
    }
}
