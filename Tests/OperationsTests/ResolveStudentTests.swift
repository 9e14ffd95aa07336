import Records
import Storage
import Testing

@testable import Operations

@Suite struct ResolveStudentTests {
    let office: LinkingOffice

    init() throws {
        office = try LinkingOffice(
            LinkingOffice.row("5001", "1000000001", "Alder", "Rose", born: "03/04/2012"),
            LinkingOffice.row("5002", "1000000002", "Birch", "Tom", born: "05/06/2013"))
    }

    private var resolve: ResolveStudent { ResolveStudent(office.workspace) }

    private func request(_ id: String, confirm: Set<String> = []) -> ResolveStudent.Request {
        var request = ResolveStudent.Request(student: id)
        request.confirmed = confirm
        return request
    }

    private func notLinked() throws -> Int {
        try office.district.store.read { reader in
            try reader.notLinked(reader.unlinkedProfiles().map(\.id) + Array(1...9)).count
        }
    }

    @Test func `who fits is resolved without a question`() throws {
        let made = try office.create("Rose", "Alder") {
            $0.birthDate = CalendarDate(iso: "2012-03-04")
            $0.anyway = true
        }
        _ = try office.edit(made.studentID) { $0.studentID = "D5001" }
        let plan = try resolve.check(request("D5001"))
        #expect(plan.link.contradictions.isEmpty && plan.changeSet == nil)
        let done = try resolve.run(request("D5001"))
        #expect(done.target == "5001")
        #expect(try office.shown("D5001").student.integrationID == "5001")
    }

    @Test func `another person's number makes nobody that person without asking`() throws {
        let made = try office.create("Zoe", "Different") {
            $0.stateID = "1000000001"
            $0.anyway = true
        }
        let shown = try resolve.check(request(made.studentID))
        #expect(shown.link.contradictions == [.nameDiffers])
        #expect(
            refusal { _ = try resolve.run(request(made.studentID)) } == "link.unconfirmed")
        let done = try resolve.run(request(made.studentID, confirm: ["link.name-differs"]))
        #expect(done.target == "5001")
    }

    @Test(arguments: ["link.birth-date-differs", "merge.different-birth-dates"])
    func `a false mark of a duplicate is asked about`(_ code: String) throws {
        let made = try office.create("Zoe", "Different") {
            $0.birthDate = CalendarDate(iso: "2010-01-01")
        }
        _ = try office.edit(made.studentID) { $0.studentID = "D5001" }
        #expect(refusal { _ = try resolve.run(request("D5001")) } == "link.unconfirmed")
        #expect(
            refusal { _ = try resolve.run(request("D5001", confirm: ["link.name-differs"])) }
                == "link.unconfirmed")
        // That the birth dates differ is asked once, by either code.
        let done = try resolve.run(request("D5001", confirm: ["link.name-differs", code]))
        try office.undo(try #require(done.changeSet))
        // What was undone counts as decided against.
        #expect(
            refusal {
                _ = try resolve.run(request("D5001", confirm: ["link.name-differs", code]))
            } == "link.unconfirmed")
        #expect(try resolve.run(request("D5001", confirm: ["all"])).target == "5001")
    }

    @Test func `a decision against the two is asked about, and goes with the link`() throws {
        _ = try ImportProfiles(
            store: office.district.store, actor: "test", clock: office.workspace.clock
        ).run(["5002"])
        _ = try UnlinkStudent(office.workspace).run("5002", reason: "not him")
        #expect(try notLinked() == 1)
        #expect(try resolve.check(request("5002")).link.contradictions == [.decidedAgainst])
        #expect(refusal { _ = try resolve.run(request("5002")) } == "link.unconfirmed")
        let done = try resolve.run(request("5002", confirm: ["link.decided-against"]))
        #expect(try notLinked() == 0)
        try office.undo(try #require(done.changeSet))
        #expect(try notLinked() == 1)
    }

    @Test func `a link by resolving retires the stand-in`() throws {
        try office.set("state", "arkansas")
        let made = try office.create("Tom", "Birch") {
            $0.stateID = "T000000009"
            $0.anyway = true
        }
        _ = try office.edit(made.studentID) { $0.studentID = "5002" }
        _ = try resolve.run(request("5002"))
        let student = try #require(
            try office.district.store.read { try $0.students(withID: "5002") }.first)
        let held = try office.district.store.read { try $0.identifiers(of: [student])[student] }
        #expect(held?.first { $0.value == "T000000009" }?.status == .retired)
        #expect(try office.items().isEmpty)
    }

    @Test func `a number is not claimed to be entered where another one stays`() throws {
        let made = try office.create("Rose", "Alder") {
            $0.stateID = "1000000009"
            $0.anyway = true
        }
        let link = LinkStudent(office.workspace)
        for number in ["1000000001", "1000000077"] {
            #expect(
                refusal { _ = try link.run(made.studentID, to: .stateID(number)) }
                    == "link.has-other-number")
        }
        #expect(try office.shown(made.studentID).student.stateID == "1000000009")
    }
}
