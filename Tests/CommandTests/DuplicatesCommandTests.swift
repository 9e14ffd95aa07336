import Foundation
import Testing

/// The commands that find pairs that may be one person, and decide about them.
@Suite struct DuplicatesCommandTests {
    let desk: Desk
    init() throws {
        desk = try Desk()
        try desk.setUp()
    }

    private func create(_ first: String, _ last: String) throws {
        let made = try desk.run(
            "student", "create", "--first", first, "--last", last, "--birth-date", "03/04/2011",
            "--anyway")
        #expect(made.code == 0)
    }

    @Test func `pairs are found, listed with why, put off and dismissed`() throws {
        try create("Katherine", "Nightshade")
        try create("Katie", "Nightshade")
        let found = try desk.run("duplicates", "find", "--json").object()
        #expect(found["merges"] as? Int == 1)
        let listed = try desk.run("duplicates", "list", "--kind", "students", "--json").object()
        let items = try #require(listed["items"] as? [[String: Any]])
        let pair = try #require(items.first?["pair"] as? String)
        let text = try desk.run("duplicates", "list", "--kind", "students").out
        #expect(text.contains("\(pair)  "))
        #expect(text.contains("first name: Katie is a short form of Katherine, +"))
        #expect(text.contains("homeroom merge preview "))
        #expect(try desk.run("duplicates", "later", pair, "--days", "3").code == 0)
        #expect(
            try desk.run("duplicates", "list", "--kind", "students").out
                .contains("Pairs that wait: 0; put off: 1."))
        let dismissed = try desk.run(
            "duplicates", "dismiss", pair, "--reason", "Cousins", "--json"
        ).object()
        let change = try #require(dismissed["changeSet"] as? Int)
        #expect(try desk.run("duplicates", "find", "--json").object()["merges"] as? Int == 0)
        #expect(try desk.run("undo", "\(change)").code == 0)
        #expect(try desk.run("duplicates", "find", "--json").object()["merges"] as? Int == 1)
        #expect(try desk.run("check").code == 0)
    }

    @Test func `what is wrong is told with its code`() throws {
        let missing = try desk.run("duplicates", "dismiss", "students.1.2", "--reason", "x")
        #expect(missing.code == 4 && missing.err.hasPrefix("duplicate.not-found: "))
        #expect(try desk.run("duplicates", "list", "--limit", "0").code == 2)
        let denied = try desk.run("duplicates", "find", "--role", "teacher")
        #expect(denied.code == 4 && denied.err.hasPrefix("access.denied: "))
    }

    @Test func `thresholds are shown with what people decided`() throws {
        let shown = try desk.run("duplicates", "quality")
        #expect(shown.out.contains("50 (now)") && shown.out.contains("nothing decided"))
        let check = try desk.run("setting", "set", "duplicate-threshold", "65", "--check")
        #expect(check.out.contains("Pairs shown: 0 now, 0 with 65 %.\nNothing was changed."))
        #expect(try desk.run("duplicates", "quality").out.contains("50 (now)"))
        #expect(try desk.run("setting", "set", "duplicate-threshold", "65").code == 0)
        #expect(try desk.run("duplicates", "quality").out.contains("65 (now)"))
        #expect(try desk.run("setting", "set", "duplicate-threshold", "4").code == 4)
    }
}
