import Foundation
import Testing

/// The commands that find, link and edit students who are not integrated.
@Suite struct LinkingCommandTests {
    let desk: Desk
    init() throws {
        desk = try Desk()
        try desk.setUp()
    }

    private func create(_ arguments: String...) throws -> String {
        let made = try desk.run(["student", "create", "--json"] + arguments)
        return try made.object()["studentID"] as? String ?? ""
    }

    @Test func `the work list has these keys`() throws {
        let id = try create(
            "--first", "Mira", "--last", "Osterby", "--birth-date", "03/04/2012", "--anyway")
        let item = try #require(try desk.run("student", "unlinked", "--json").objects().first)
        #expect(
            Set(item.keys).isSuperset(of: [
                "id", "studentID", "name", "stateID", "otherID", "cause", "since", "nextStep",
                "code",
                "answer", "attached", "candidates",
            ]))
        #expect(item["code"] as? String == "match.several")
        let candidate = try #require((item["candidates"] as? [[String: Any]])?.first)
        #expect(
            Set(candidate.keys) == [
                "id", "studentID", "integrationID", "profile", "name", "birthDate", "score",
                "evidence",
            ])
        #expect(try desk.run("student", "unlinked").out.contains(id))
    }

    @Test func `who is likely there is shown, and nothing is made`() throws {
        let refused = try desk.run(
            "student", "create", "--first", "Mira", "--last", "Osterby", "--birth-date",
            "03/04/2012", "--json")
        #expect(refused.code == 4)
        #expect(refused.err.hasPrefix("student.likely-exists: "))
        let candidates = try refused.object()["candidates"] as? [Any]
        #expect(candidates?.count == 12)
        #expect(try desk.run("student", "unlinked", "--json").objects().isEmpty)
    }

    @Test func `a student is linked, unlinked and edited`() throws {
        let id = try create("--first", "Mira", "--last", "Osterbye", "--ale", "--grade", "1")
        let check = try desk.run("student", "link", id, "--sis", "100203", "--check")
        #expect(check.code == 0)
        #expect(check.out.hasPrefix("Would link \(id) to SIS student 100203."))
        let found = try desk.run("student", "candidates", id, "--name", "osterby", "--json")
        #expect(try found.objects().count == 12)
        #expect(try desk.run("student", "link", id, "--sis", "100203").code == 0)
        let taken = try desk.run("student", "link", id, "--sis", "100203")
        #expect(taken.code == 4 && taken.err.hasPrefix("link.already-linked: "))
        #expect(try desk.run("student", "edit", id, "--set", "lastName=X").code == 4)
        #expect(try desk.run("student", "edit", id, "--set", "caseManager=Dana").code == 0)
        let unlinked = try desk.run("student", "unlink", id, "--reason", "another child")
        #expect(unlinked.code == 0)
        let edited = try desk.run("student", "edit", id, "--student-id", "N7", "--json").object()
        #expect(edited["studentID"] as? String == "N7")
        #expect(try desk.run("student", "show", id).out.contains("You asked for \(id)"))
        #expect(try desk.run("student", "delete", id).err.hasPrefix("student.has-records: "))
        let other = try create("--first", "Ada", "--last", "Berg")
        #expect(try desk.run("student", "delete", other).code == 0)
        #expect(try desk.run("check").code == 0)
    }

    @Test(arguments: [
        ["student", "link", "1"], ["student", "link", "1", "--sis", "1", "--state-id", "2"],
        ["student", "link", "1", "--sis", "1", "--confirm", "nonsense"], ["student", "edit", "1"],
        ["student", "edit", "1", "--set", "x"], ["student", "unlink", "1"],
        ["student", "edit", "1", "--status", "retired"],
        ["student", "create", "--first", "A", "--last", "B", "--ale", "--cause", "noShow"],
    ])
    func `slips are usage errors`(_ arguments: [String]) throws {
        #expect(try desk.run(arguments).code == 2)
    }
}
