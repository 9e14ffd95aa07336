import Foundation
import Testing

/// The commands about what hangs on a student.
@Suite struct AttachmentCommandTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        try desk.makeDistrict()
        try desk.run("student", "create", "--first", "Ilse", "--last", "Nordby")
        try desk.write("iep.txt", "Reads with support.")
    }

    private func keys(_ object: [String: Any]) -> Set<String> { Set(object.keys) }

    @Test func `a document is added, listed, changed, fetched and removed`() throws {
        let added = try desk.run(
            "document", "add", "P000001", "--title", "IEP", "--category", "IEP", "iep.txt")
        #expect(added.code == 0)
        #expect(
            added.out
                == "Added document 1 of student P000001.\nTo take it back: homeroom undo 2\n")
        let listed = try desk.run("document", "list", "P000001", "--json").objects()
        #expect(
            keys(try #require(listed.first)) == [
                "document", "title", "category", "schoolYear", "status", "fileName", "bytes",
                "sha256", "addedAt",
            ])
        let changed = try desk.run("document", "change", "1", "--status", "final", "--json")
        #expect(keys(try changed.object()) == ["document", "studentID", "changeSet"])
        let same = try desk.run("document", "change", "1", "--status", "final")
        #expect(same.out == "It was so already. Nothing was changed.\n")
        let got = try desk.run("document", "get", "1", "--purpose", "Meeting")
        #expect(got.out == "Reads with support.")
        let out = try desk.run(
            "document", "get", "1", "--purpose", "Meeting", "--out", "copy.txt", "--json")
        #expect(
            keys(try out.object()) == ["document", "studentID", "fileName", "bytes", "sha256"])
        #expect(try desk.text("copy.txt") == "Reads with support.")
        #expect(try desk.mode("copy.txt") == 0o600)
        #expect(try desk.run("document", "remove", "1").code == 0)
        #expect(try desk.run("document", "list", "P000001").out == "No documents.\n")
        #expect(try desk.run("undo", "4").code == 0)
        #expect(try desk.run("document", "list", "P000001", "--json").objects().count == 1)
    }

    @Test func `slips and refusals end with their codes`() throws {
        let noFile = try desk.run(
            "document", "add", "P000001", "--title", "T", "--category", "C", "none.txt")
        #expect(noFile.code == 4 && noFile.err.hasPrefix("file.not-found: "))
        for slip in [
            ["document", "add", "P000001", "--title", "T", "--category", "C"],
            ["document", "get", "1"], ["document", "get", "1", "--purpose", "x", "--json"],
            ["event", "add", "P000001", "--kind", "x", "--date", "2026-02-30"],
            ["plan", "create", "P000001", "--start", "09/02/2026"],
            ["plan", "change", "1", "--hours", "61"],
            ["plan", "intervene", "1", "--kind", "other"],
            ["event", "list", "P000001", "--role", "principal"],
            ["enrollment", "change", "1", "--open", "--end", "09/02/2026"],
        ] {
            #expect(try desk.run(slip).code == 2, "\(slip)")
        }
        let denied = try desk.run(
            "event", "add", "P000001", "--kind", "x", "--role", "auditor")
        #expect(denied.code == 4 && denied.err.hasPrefix("access.denied: "))
        #expect(denied.err.contains("teacher"))
        let missing = try desk.run("plan", "show", "9")
        #expect(
            missing.err == """
                plan.not-found: There is no plan 9.
                See a student's learning plans with: homeroom plan list ID.

                """)
    }

    @Test func `events, enrollments and a case manager`() throws {
        let event = try desk.run(
            "event", "add", "P000001", "--kind", "Meeting", "--date", "10/12/2026", "--json")
        #expect(keys(try event.object()) == ["event", "studentID", "changeSet"])
        let events = try desk.run("event", "list", "P000001", "--json").objects()
        #expect(
            keys(try #require(events.first)) == ["event", "kind", "date", "note", "addedAt"])
        #expect(try desk.run("event", "change", "1", "--note", "Room 4").code == 0)
        #expect(
            try desk.run("event", "list", "P000001").out == """
                Event  Date        Kind     Note
                1      2026-10-12  Meeting  Room 4

                """)
        #expect(try desk.run("event", "remove", "1").code == 0)
        let enrolled = try desk.run(
            "enrollment", "add", "P000001", "--site", "1010", "--start", "09/02/2026",
            "--grade", "7")
        #expect(enrolled.out.hasPrefix("Added enrollment 1 of student P000001.\n"))
        #expect(try desk.run("enrollment", "change", "1", "--end", "01/29/2027").code == 0)
        let listed = try desk.run("enrollment", "list", "P000001", "--json").objects()
        #expect(
            keys(try #require(listed.first)) == [
                "enrollment", "source", "site", "start", "end", "academicYear", "grade",
                "isPrimary", "entryCode", "exitCode",
            ])
        let manager = try desk.run("student", "manager", "P000001", "R. Alder", "--json")
        #expect(keys(try manager.object()) == ["studentID", "caseManager", "changeSet"])
    }

    /// A plan with one course that lacks nothing; numbers 1 and 1.
    private func makePlan() throws {
        let created = try desk.run(
            "plan", "create", "P000001", "--start", "09/02/2025", "--end", "06/15/2026",
            "--hours", "27.75", "--teacher", "R. Alder", "--contact-method", "Call",
            "--materials", "Textbook", "--evaluation", "Test", "--meets-standards", "yes",
            "--json")
        #expect(
            keys(try created.object()) == [
                "plan", "studentID", "status", "approvalRevoked", "changeSet",
            ])
        let course = try desk.run(
            "plan", "course", "add", "1", "--title", "Algebra 1", "--state-course-code",
            "02052", "--goals", "g", "--objectives", "o", "--activities", "a", "--completion",
            "c", "--json")
        #expect(try course.object()["course"] as? Int == 1)
    }

    @Test func `a plan goes from draft to concluded`() throws {
        try makePlan()
        #expect(try desk.run("plan", "approve", "1", "--by", "R. Alder").code == 0)
        let contact = try desk.run(
            "plan", "contact", "1", "--date", "2025-09-09", "--method", "Call", "--evidence",
            "Exercise 4", "--course", "1", "--json")
        #expect(try contact.object()["contact"] as? Int == 1)
        let review = try desk.run(
            "plan", "review", "1", "--date", "2025-09-30", "--progress", "unsatisfactory")
        #expect(review.out.contains("homeroom plan intervene 1"))
        #expect(try desk.run("plan", "overdue", "--json").objects().count == 1)
        #expect(
            try desk.run(
                "plan", "intervene", "1", "--kind", "moreContact", "--date", "2025-10-01"
            ).code == 0)
        let shown = try desk.run("plan", "show", "1", "--json").object()
        #expect(
            keys(shown) == [
                "plan", "studentID", "status", "contents", "approval", "createdAt", "missing",
                "contacts", "reviews", "due",
            ])
        #expect((shown["due"] as? [String: Any])?["interventionsOverdue"] as? [Int] == [])
        let text = try desk.run("plan", "show", "1").out
        #expect(text.hasPrefix("Plan 1 of student P000001, 2025-09-02 to 2026-06-15: approved on"))
        #expect(text.contains("  27.75 hours per week, 1.00 FTE\n"))
        let revoked = try desk.run("plan", "change", "1", "--hours", "20")
        #expect(revoked.out.hasPrefix("The plan is a draft again"))
        #expect(try desk.run("plan", "conclude", "1").err.hasPrefix("plan.not-approved: "))
        #expect(try desk.run("plan", "approve", "1", "--by", "R. Alder").code == 0)
        #expect(try desk.run("plan", "conclude", "1").out.hasPrefix("Plan 1 is concluded.\n"))
        let listed = try desk.run("plan", "list", "P000001", "--json").objects()
        #expect(
            keys(try #require(listed.first)) == [
                "plan", "studentID", "start", "end", "hoursPerWeek", "fte", "teacher", "status",
                "due",
            ])
        #expect(try desk.run("check").code == 0)
    }

    @Test func `what is missing before approval is named`() throws {
        try desk.run(
            "plan", "create", "P000001", "--start", "09/02/2025", "--end", "06/15/2026")
        let refused = try desk.run("plan", "approve", "1", "--by", "R. Alder")
        #expect(refused.code == 4)
        #expect(refused.err.hasPrefix("plan.incomplete: Plan 1 cannot be approved yet. Missing: "))
        #expect(refused.err.contains("instructional materials"))
        let shown = try desk.run("plan", "show", "1").out
        #expect(shown.contains("Missing before it can be approved:\n  estimated hours per week\n"))
    }
}
