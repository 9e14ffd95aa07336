import Records
import Storage
import Testing

@testable import Operations

/// That what a person decided about two students asks before they are made one, and that they are
/// not proposed again.
@Suite struct NotSameTests {
    let office: LinkingOffice
    init() throws { office = try LinkingOffice() }

    private func merge(_ source: String, _ target: String, confirmed: Set<String> = []) throws
        -> Int
    {
        var request = MergeStudents.Request(sources: [source], target: target)
        request.reason = "test"
        request.confirmed = confirmed
        return try MergeStudents(office.workspace).apply(request).changeSet
    }

    private func guards(_ source: String, _ target: String) throws -> [MergeGuard.Code] {
        try MergeStudents(office.workspace).preview(.init(sources: [source], target: target))
            .guards.map(\.code)
    }

    private func twoOfOneName() throws -> (one: String, other: String) {
        let one = try office.create("Noah", "Adler").studentID
        return (one, try office.create("Noah", "Adler") { $0.anyway = true }.studentID)
    }

    @Test func `who was unlinked is not merged into that SIS student without a word`() throws {
        try office.load([LinkingOffice.row("5001")])
        let student = try office.create("Noah", "Adler") { $0.anyway = true }.studentID
        _ = try LinkStudent(office.workspace).run(student, to: .sis("5001"))
        _ = try UnlinkStudent(office.workspace).run(student, reason: "another child")
        var resolve = ResolveStudent.Request(student: student)
        resolve.integrationID = "5001"
        #expect(
            refusal { _ = try ResolveStudent(office.workspace).run(resolve) }
                == "link.unconfirmed")
        _ = try ImportProfiles(
            store: office.district.store, actor: "test", clock: office.workspace.clock
        ).run(["5001"])
        for (source, target) in [(student, "5001"), ("5001", student)] {
            #expect(try guards(source, target) == [.notTheSame])
            #expect(refusal { _ = try merge(source, target) } == "merge.not-the-same")
        }
        #expect(
            refusal { _ = try ResolveStudent(office.workspace).run(resolve) }
                == "link.unconfirmed")
        _ = try merge(student, "5001", confirmed: ["merge.not-the-same"])
    }

    @Test func `a link by a number that was decided against is not made without a word`() throws {
        try office.load([LinkingOffice.row("5001")])
        let student = try office.create("Noah", "Adler") { $0.anyway = true }.studentID
        _ = try LinkStudent(office.workspace).run(student, to: .sis("5001"))
        _ = try UnlinkStudent(office.workspace).run(student, reason: "another child")
        _ = try office.edit(student) { $0.studentID = "5001" }
        var resolve = ResolveStudent.Request(student: "5001")
        resolve.integrationID = "5001"
        #expect(
            refusal { _ = try ResolveStudent(office.workspace).run(resolve) }
                == "link.unconfirmed")
        resolve.confirmed = ["all"]
        _ = try ResolveStudent(office.workspace).run(resolve)
        #expect(try office.shown("5001").student.integrationID == "5001")
    }

    @Test func `two who were told apart ask before they are merged, until it is undone`() throws {
        let (one, other) = try twoOfOneName()
        #expect(try guards(one, other) == [])
        let teller = TellApart(office.workspace)
        let told = try teller.run(one, from: other, reason: "Cousins")
        #expect(told.studentID == one && told.other == other)
        #expect(try guards(other, one) == [.notTheSame])
        // Said again, it is newer.
        let again = try teller.run(other, from: one, reason: "Cousins, says the mother")
        let found = try MergeStudents(office.workspace)
            .preview(.init(sources: [one], target: other)).guards
        #expect(found.count == 1 && found.first?.message.contains("says the mother") == true)
        try office.undo(again.changeSet)
        #expect(try guards(one, other) == [.notTheSame])
        try office.undo(told.changeSet)
        #expect(try guards(one, other) == [])
        #expect(
            refusal { _ = try teller.run(one, from: one, reason: "x") }
                == "not-same.one-student")
        #expect(
            refusal { _ = try teller.run(one, from: other, reason: " ") }
                == "not-same.reason-missing")
        let teacher = Workspace(
            store: office.district.store, actor: "test", clock: office.workspace.clock,
            role: .teacher)
        #expect(
            refusal { _ = try TellApart(teacher).run(one, from: other, reason: "x") }
                == "access.denied")
        #expect(try CheckDistrict(store: office.district.store).run().findings == [])
    }

    private func proposals(_ id: String) throws -> [String] {
        try #require(try office.items().first { $0.studentID == id }).candidates.map(\.studentID)
    }

    @Test func `an undone pair is proposed again only where a number comes to agree`() throws {
        let (one, other) = try twoOfOneName()
        try office.undo(try merge(one, other))
        try office.load([LinkingOffice.row("5001", "9000000001")])
        #expect(try proposals(one).count == 1)
        _ = try LinkStudent(office.workspace).run(other, to: .sis("5001"))
        #expect(try proposals(one) == [])
        #expect(
            try StudentCandidates(store: office.district.store).run(one).isEmpty)
        _ = try office.district.store.write { writer in
            let student = try #require(try writer.students(withID: one).first)
            let change = try office.workspace.begin("edit", "test", about: [student], writer)
            try writer.insertIdentifier("stateID", "9000000001", student: student, in: change)
        }
        #expect(try proposals(one).count == 1)
    }

    @Test func `a decision about one who was merged counts for whom it was merged into`() throws {
        let (one, other) = try twoOfOneName()
        try office.load([LinkingOffice.row("5001")])
        _ = try LinkStudent(office.workspace).run(one, to: .sis("5001"))
        _ = try UnlinkStudent(office.workspace).run(one, reason: "another child")
        #expect(try proposals(other).count == 1)
        _ = try merge(one, other)
        #expect(try proposals(other) == [])
    }
}
