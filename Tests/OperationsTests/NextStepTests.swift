import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Causes, answers and next steps of the work list.
@Suite struct NextStepTests {
    private let born = CalendarDate(iso: "2014-02-20")

    private func item(_ office: LinkingOffice) throws -> UnlinkedStudents.Item {
        try #require(try office.items().first)
    }

    @Test func `a stand-in is known by its form, whenever it was entered`() throws {
        let office = try LinkingOffice(
            LinkingOffice.row("1", ""), LinkingOffice.row("2", "1000000002", "Berg", "Ada"))
        let waiting = try office.create("Ida", "Vance") { $0.stateID = "T123456789" }
        let linked = try office.create("Noah", "Adler") {
            $0.stateID = "T000000001"
            $0.otherID = "1"
        }
        let later = try office.create("Ada", "Berg") {
            $0.stateID = "T000000002"
            $0.otherID = "2"
            $0.anyway = true
        }
        #expect(later.notes.first?.contains("match.id-differs") == true)
        try office.set("state", "arkansas")
        let items = try office.items()
        #expect(
            Set(items.map(\.studentID))
                == [waiting.studentID, linked.studentID, later.studentID])
        #expect(items.allSatisfy { $0.cause == "provisionalID" })
        #expect(items.first { $0.studentID == linked.studentID }?.code == "match.linked")
        // It contradicts no state ID any more.
        let done = try ResolveStudent(office.workspace).run(.init(student: later.studentID))
        #expect(done.target == "2")
        #expect(try office.items().count == 2)
    }

    @Test func `who has a state ID need not ask for one`() throws {
        let office = try LinkingOffice()
        _ = try office.create("Ida", "Vance") {
            $0.cause = .provisionalID
            $0.stateID = "1000000009"
        }
        #expect(try !item(office).nextStep.contains("request"))
        _ = try office.create("Ida", "Roe") { $0.cause = .provisionalID }
        #expect(try office.items().contains { $0.nextStep.contains("request") })
    }

    @Test func `who came from the SIS need not be enrolled there`() throws {
        let office = try LinkingOffice(LinkingOffice.row("1"))
        _ = try ImportProfiles(office.workspace).run(["1"])
        _ = try UnlinkStudent(office.workspace).run("1", reason: "wrong")
        #expect(try !item(office).nextStep.contains("Enroll"))
    }

    @Test func `a student waits since it was noted that it did not come`() throws {
        let office = try LinkingOffice()
        let made = try office.create("Ida", "Vance")
        let later = Workspace(
            store: office.district.store, actor: "test",
            clock: { Date(timeIntervalSince1970: 1_791_180_000 + 30 * 86_400) })
        var edit = EditStudent.Request()
        edit.status = .noShow
        _ = try EditStudent(later).run(made.studentID, edit)
        var other = EditStudent.Request()
        other.fields = ["caseManager": "Dana Reyes"]
        _ = try EditStudent(later).run(made.studentID, other)
        #expect(try item(office).cause == "noShow")
        #expect(try item(office).since == "2026-11-04")
    }

    @Test func `a match who has a profile leads to the merge`() throws {
        let office = try LinkingOffice(LinkingOffice.row("1"))
        _ = try ImportProfiles(office.workspace).run(["1"])
        _ = try office.create("Noah", "Adler") {
            $0.birthDate = born
            $0.anyway = true
        }
        #expect(try item(office).code == "match.has-profile")
        #expect(try item(office).nextStep.contains("merge preview"))
    }

    @Test func `where several match, none is put forward`() throws {
        let office = try LinkingOffice(
            LinkingOffice.row("1", "77"), LinkingOffice.row("2", "77"),
            LinkingOffice.row("3", "78", "Berg", "Ada"))
        _ = try office.create("Noah", "Adler") {
            $0.birthDate = born
            $0.anyway = true
        }
        _ = try office.create("Noah", "Adler") {
            $0.stateID = "78"
            $0.otherID = "1"
            $0.anyway = true
        }
        let steps = Dictionary(
            uniqueKeysWithValues: try office.items().map { ($0.code, $0.nextStep) })
        #expect(Set(steps.keys) == ["match.several", "match.ids-disagree"])
        for step in steps.values { #expect(step.firstMatch(of: /--sis [0-9]/) == nil) }
        #expect(steps["match.ids-disagree"]?.contains("student edit") == true)
    }

    @Test func `a number that somebody else holds may be wrong`() throws {
        let office = try LinkingOffice(LinkingOffice.row("1", "77"))
        let made = try office.create("Kim", "Brandt") {
            $0.otherID = "1"
            $0.anyway = true
        }
        #expect(try item(office).code == "match.id-held-by-other")
        #expect(
            try item(office).nextStep.contains("student edit \(made.studentID) --other-id NUMBER"))
        #expect(try item(office).nextStep.contains("may be wrong"))
    }

    @Test func `roles are asked for rights`() throws {
        let office = try LinkingOffice(LinkingOffice.row("1"))
        let teacher = Workspace(
            store: office.district.store, actor: "test", clock: office.workspace.clock,
            role: .teacher)
        #expect(refusal { _ = try ImportProfiles(teacher).run(["1"]) } == "access.denied")
        #expect(try UnlinkedStudents(teacher).run().isEmpty)
    }
}
