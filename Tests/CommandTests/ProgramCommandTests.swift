import Foundation
import Testing

/// Program enrollments by hand, and correcting what was noted of a plan.
@Suite struct ProgramCommandTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        try desk.setUp()
    }

    @Test func `a program enrollment is added, listed, closed and removed`() throws {
        let added = try desk.run(
            "program", "add", "100200", "--program", "101", "--start", "09/02/2026", "--json")
        // The student has no profile yet.
        #expect(added.err.hasPrefix("student.not-imported: "))
        try desk.run("student", "import", "100200")
        let record =
            try desk.run(
                "program", "add", "100200", "--program", "101", "--start", "09/02/2026", "--site",
                "1010", "--json"
            ).object()["record"] as? String ?? ""
        let twice = try desk.run(
            "program", "add", "100200", "--program", "101", "--start", "09/02/2026", "--site",
            "1010")
        #expect(twice.code == 4 && twice.err.contains("homeroom program change \(record)"))
        let closed = try desk.run("program", "change", record, "--end", "01/29/2027")
        #expect(closed.out.hasPrefix("Changed program record \(record) of student 100200.\n"))
        let listed = try #require(
            try desk.run("program", "list", "100200", "--json").objects().first)
        #expect(listed["end"] as? String == "2027-01-29")
        #expect(try desk.run("program", "remove", record).code == 0)
        #expect(try desk.run("program", "list", "100200").out == "No program enrollments.\n")
        for slip in [
            ["program", "add", "100200"],
            ["program", "add", "100200", "--program", "1", "--site", "x"],
            ["program", "change", record, "--open", "--end", "01/29/2027"],
            ["program", "change", record, "--no-site", "--site", "1010"],
        ] {
            #expect(try desk.run(slip).code == 2, "\(slip)")
        }
    }

    @Test func `what was noted of a plan is corrected`() throws {
        try desk.run("student", "import", "100200")
        try desk.run(
            "plan", "create", "100200", "--start", "09/02/2024", "--end", "06/15/2025")
        let noted = try desk.run(
            "plan", "contact", "1", "--date", "09/09/2024", "--method", "Call", "--evidence", "E")
        #expect(noted.out.hasPrefix("Noted contact 1 of plan 1."))
        let changed = try desk.run(
            "plan", "contact", "change", "1", "--date", "09/10/2024", "--json")
        #expect(try changed.object()["contact"] as? Int == 1)
        try desk.run("plan", "review", "1", "--date", "09/30/2024", "--progress", "unsatisfactory")
        try desk.run("plan", "intervene", "1", "--kind", "moreContact", "--date", "10/01/2024")
        #expect(try desk.run("plan", "review", "remove", "1").err.hasPrefix("plan.review-used: "))
        for command in [
            ["plan", "intervene", "change", "1", "--kind", "changedGoals"],
            ["plan", "intervene", "remove", "1"],
            ["plan", "review", "change", "1", "--progress", "satisfactory"],
            ["plan", "review", "remove", "1"], ["plan", "contact", "remove", "1"],
        ] {
            #expect(try desk.run(command).code == 0, "\(command)")
        }
    }

    @Test func `the work list names the likeliest and says what hangs on a student`() throws {
        let made =
            try desk.run(
                "student", "create", "--first", "Mira", "--last", "Osterbye", "--birth-date",
                "03/04/2012", "--anyway", "--json"
            ).object()["studentID"] as? String ?? ""
        try desk.run("event", "add", made, "--kind", "Meeting")
        let list = try desk.run("student", "unlinked").out
        #expect(list.contains("\(made)  Osterbye, Mira\n  Cause: addedManually, since "))
        #expect(list.contains("; 1 event\n"))
        #expect(list.contains("\n  Likeliest: ") && list.contains("\n  Next: "))
        #expect(list.contains("Osterby, Mira") && list.contains("The names agree."))
        #expect(!list.contains(" %"))
    }

    @Test func `a role may import only with the right`() throws {
        let refused = try desk.run("student", "import", "100200", "--role", "teacher")
        #expect(refused.code == 4 && refused.err.hasPrefix("access.denied: "))
        for command in [
            ["student", "unlinked"], ["student", "find", "osterby"], ["student", "show", "x"],
            ["student", "candidates", "x"],
        ] {
            #expect(try desk.run(command + ["--role", "auditor"]).code != 2, "\(command)")
        }
    }
}
