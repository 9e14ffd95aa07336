import Records
import Storage
import Testing

@testable import Operations

@Suite struct LinkStudentTests {
    let office: LinkingOffice

    init() throws {
        office = try LinkingOffice(
            LinkingOffice.row("1", "77"),
            LinkingOffice.row("2", "78", "Berg", "Ada", born: "05/06/2015"))
    }

    private var link: LinkStudent { LinkStudent(office.workspace) }

    @Test func `a student is linked by hand, and it can be undone`() throws {
        let made = try office.create("Ada", "Berk")
        let plan = try link.check(made.studentID, to: .stateID("78"))
        #expect(plan.plan.integrationID == "2")
        #expect(plan.changeSet == nil)
        let linked = try link.run(made.studentID, to: .stateID("78"))
        #expect(linked.plan == plan.plan)
        #expect(linked.plan.enters == ["stateID": "78"])
        #expect(try office.shown(made.studentID).student.integrationID == "2")
        try office.undo(try #require(linked.changeSet))
        #expect(try office.shown(made.studentID).student.integrationID == nil)
        #expect(try office.shown(made.studentID).student.stateID == "")
    }

    @Test func `what speaks against it has to be confirmed`() throws {
        let made = try office.create("Kim", "Vance") {
            $0.birthDate = CalendarDate(iso: "2010-01-02")
        }
        let error = #expect(throws: OperationError.self) {
            try link.run(made.studentID, to: .sis("2"))
        }
        #expect(error?.code == "link.unconfirmed")
        #expect(error?.remedy.contains("--confirm link.birth-date-differs") == true)
        #expect(
            refusal {
                _ = try link.run(made.studentID, to: .sis("2"), confirmed: ["link.name-differs"])
            } == "link.unconfirmed")
        _ = try link.run(
            made.studentID, to: .sis("2"),
            confirmed: ["link.name-differs", "link.birth-date-differs"])
        #expect(try office.items().isEmpty)
    }

    @Test func `a number that nobody holds yet is entered, and the student waits`() throws {
        let made = try office.create("Ida", "Roe")
        let waiting = try link.run(made.studentID, to: .otherID("3"))
        #expect(waiting.waits)
        #expect(try office.items().first?.otherID == "3")
        let outcome = try office.load([LinkingOffice.row("3", "", "Roe", "Ida")])
        #expect(outcome.notes == ["Linked \(made.studentID) to SIS student 3 by Other ID."])
    }

    @Test func `a SIS student who has a profile leads to a merge`() throws {
        let first = try office.create("Ada", "Berg") { $0.stateID = "78" }
        let second = try office.create("Ada", "Berg") { $0.anyway = true }
        for target in [LinkStudent.Target.sis("2"), .stateID("78"), .otherID("2")] {
            let error = #expect(throws: OperationError.self) {
                try link.run(second.studentID, to: target)
            }
            #expect(error?.code == "link.has-profile")
            #expect(
                error?.remedy.contains("merge preview \(second.studentID) \(first.studentID)")
                    == true)
        }
        #expect(
            refusal { _ = try link.run(first.studentID, to: .sis("1")) } == "link.already-linked")
        #expect(
            refusal { _ = try link.run(second.studentID, to: .sis("9")) }
                == "student.not-in-roster")
    }

    @Test func `who was told apart is not linked again, until another number agrees`() throws {
        let made = try office.create("Noah", "Adler") { $0.stateID = "77" }
        _ = try UnlinkStudent(office.workspace).run(made.studentID, reason: "two persons")
        #expect(
            refusal { _ = try UnlinkStudent(office.workspace).run(made.studentID, reason: "x") }
                == "link.not-linked")
        try office.load([LinkingOffice.row("1", "77", "Adler", "Noah", born: "02/21/2014")])
        let item = try #require(try office.items().first)
        #expect(item.candidates.isEmpty)
        #expect(item.code == "match.none")
        let candidates = StudentCandidates(store: office.district.store)
        #expect(try candidates.run(made.studentID).isEmpty)
        #expect(try candidates.run(made.studentID, name: "adler").map(\.studentID) == ["1"])
        let plan = try link.check(made.studentID, to: .sis("1")).plan
        #expect(plan.contradictions == [.decidedAgainst])
        // The other ID agrees too by now.
        let edited = try office.edit(made.studentID) { $0.otherID = "1" }
        #expect(
            edited.notes == ["Linked \(made.studentID) to SIS student 1 by State ID and Other ID."])
    }

    @Test func `a profile that came from the roster keeps its name when it is unlinked`() throws {
        _ = try ImportProfiles(
            store: office.district.store, actor: "test", clock: office.workspace.clock
        ).run(["2"])
        let unlinked = try UnlinkStudent(office.workspace).run("2", reason: "wrong child")
        #expect(unlinked.integrationID == "2")
        #expect(try office.items().map(\.name) == ["Berg, Ada"])
        try office.undo(unlinked.changeSet)
        #expect(try office.items().isEmpty)
    }

    @Test func `only some roles may`() throws {
        let teacher = Workspace(
            store: office.district.store, actor: "test", clock: office.workspace.clock,
            role: .teacher)
        let made = try office.create("Ida", "Roe")
        #expect(
            refusal { _ = try LinkStudent(teacher).run(made.studentID, to: .sis("1")) }
                == "access.denied")
        #expect(
            refusal { _ = try DeleteStudent(teacher).run(made.studentID) } == "access.denied")
    }
}
