import Foundation
import Testing

/// Lists, histories and counts from the command line.
@Suite struct ListCommandTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        try desk.setUp()
        try desk.run("student", "import", "100200")
    }

    @Test func `the General Student Table and profiles are listed`() throws {
        let roster = try desk.run("roster", "list", "--json").object()
        let rows = try #require(roster["rows"] as? [[String: Any]])
        #expect(roster["total"] as? Int == rows.count && rows.count > 1)
        let waiting = try desk.run("roster", "list", "--imported", "no", "--json").object()
        #expect(waiting["total"] as? Int == rows.count - 1)
        #expect(try desk.run("roster", "list", "--text", "100200").out.contains("100200"))
        let text = try desk.run("student", "list", "--sort", "studentID", "--descending").out
        #expect(text.hasSuffix("Page 1 of 1, 1 students.\n"))
        #expect(
            try desk.run("student", "list", "--linked", "no").out == "No students.\n")
        let json = try desk.run("student", "list", "--json").object()
        let one = try #require((json["rows"] as? [[String: Any]])?.first)
        #expect(one["studentID"] as? String == "100200" && one["id"] as? Int != nil)
        #expect(try desk.run("roster", "list", "--role", "teacher").code == 4)
        for slip in [
            ["roster", "list", "--size", "7"], ["roster", "list", "--sort", "color"],
            ["student", "list", "--page", "0"], ["program", "all", "--ending-within", "-1"],
            ["figures", "--months", "0"],
        ] {
            #expect(try desk.run(slip).code == 2, "\(slip)")
        }
    }

    @Test func `program enrollments of all students are listed`() throws {
        try desk.run("program", "add", "100200", "--program", "101", "--start", "09/02/2026")
        let all = try desk.run("program", "all", "--json").object()
        let row = try #require((all["rows"] as? [[String: Any]])?.first)
        #expect(row["program"] as? String == "101" && row["studentID"] as? String == "100200")
        #expect(
            try desk.run("program", "all", "--program", "none").out
                == "No program enrollments.\n")
        #expect(try desk.run("program", "all", "--role", "teacher").code == 4)
        let figures = try desk.run("figures", "--json").object()
        let programs = try #require(figures["programs"] as? [String: Any])
        #expect((programs["days"] as? [String])?.count == 12)
        #expect(try desk.run("figures", "--months", "2").out.contains("Waiting, days"))
    }

    @Test func `changes are listed and shown, and a student's with before and after`() throws {
        try desk.run("student", "edit", "100200", "--set", "caseManager=Dana Reyes")
        let listed = try desk.run("changes", "list", "--kind", "edit", "--json").object()
        let row = try #require((listed["rows"] as? [[String: Any]])?.first)
        let number = try #require(row["changeSet"] as? Int)
        let shown = try desk.run("changes", "show", "\(number)")
        #expect(shown.out.contains("Change set \(number): Student edited"))
        #expect(shown.out.contains("Case Manager: Dana Reyes"))
        let changes = try desk.run("student", "changes", "100200").out
        #expect(changes.contains("Case Manager: Dana Reyes"))
        #expect(try desk.run("student", "changes", "100200", "--json").object()["id"] != nil)
        #expect(try desk.run("changes", "list").out.contains("Student edited"))
        let error = try desk.run("changes", "show", "9999")
        #expect(error.code == 4 && error.err.hasPrefix("change-set.not-found: "))
        let history = try desk.run("student", "history", "100200", "--role", "registrar")
        #expect(history.code == 0 && history.out.contains("does not see who looked"))
    }

    @Test func `what waits is counted, and listed by cause and for ALE`() throws {
        try desk.run("student", "create", "--ale", "--first", "Ines", "--last", "Falk")
        let counts = try desk.run("work", "--json").object()
        #expect(counts["unlinkedALE"] as? Int == 1 && counts["students"] as? Int == 1)
        #expect(try desk.run("work").out.contains("Not integrated: aleSameDay"))
        let page = try desk.run("student", "unlinked", "--page", "1", "--json").object()
        let items = try #require(page["items"] as? [String: Any])
        #expect(items["total"] as? Int == 1)
        let none = try desk.run("student", "unlinked", "--cause", "noShow").out
        #expect(none == "Page 1 of 1, 0 students.\n")
        #expect(try desk.run("ale", "waiting").out.contains("Can be deleted"))
        #expect(try desk.run("ale", "students").out.contains("Falk, Ines"))
        let json = try desk.run("ale", "students", "--text", "falk", "--json").object()
        #expect(json["total"] as? Int == 1)
    }
}
