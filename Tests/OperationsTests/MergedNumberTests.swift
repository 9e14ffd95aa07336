import Records
import Storage
import Testing

@testable import Operations

/// What becomes of numbers in a merge, and to whom they may go after it.
@Suite struct MergedNumberTests {
    private func merge(
        _ office: LinkingOffice, _ source: String, _ target: String
    ) throws -> Int {
        var request = MergeStudents.Request(sources: [source], target: target)
        request.reason = "test"
        request.confirmed = ["all"]
        request.preview = try MergeStudents(office.workspace).preview(request)
        let done = try MergeStudents(office.workspace).apply(request)
        let report = try ShowMerge(office.workspace).run(done.changeSet).report
        #expect(report.after.identifiers == report.plan.outcome.identifiers)
        return done.changeSet
    }

    private func numbers(_ office: LinkingOffice, _ id: String) throws -> [String] {
        try office.district.store.read { reader in
            let student = try #require(try reader.students(withID: id).first)
            return try reader.identifiers(of: student).map { "\($0.value) \($0.status)" }
        }
    }

    @Test func `a real state ID takes the place of a stand-in`() throws {
        let office = try LinkingOffice()
        try office.set("state", "arkansas")
        let source = try office.create("Noah", "Adler") { $0.stateID = "1234567890" }.studentID
        let target = try office.create("Noah", "Adler") {
            $0.stateID = "T123456789"
            $0.anyway = true
        }.studentID
        let change = try merge(office, source, target)
        #expect(try numbers(office, target) == ["1234567890 active", "T123456789 retired"])
        #expect(try office.items().map(\.stateID) == ["1234567890"])
        for number in ["1234567890", "T123456789", source] {
            #expect(try office.shown(number).student.studentID == target)
        }
        try office.undo(change)
        #expect(try numbers(office, target) == ["T123456789 provisional"])
        #expect(try numbers(office, source) == ["1234567890 active"])
        // The roster finds the student by it.
        _ = try merge(office, source, target)
        try office.load([LinkingOffice.row("5001", "1234567890")])
        #expect(try office.shown(target).student.integrationID == "5001")
        #expect(try CheckDistrict(store: office.district.store).run().findings == [])
    }

    @Test func `of two merges with a stand-in between, the first can go back first`() throws {
        let office = try LinkingOffice()
        try office.set("state", "arkansas")
        let ids = try ["1234567890", "T123456789", ""].map { number in
            try office.create("Noah", "Adler") {
                $0.stateID = number
                $0.anyway = true
            }.studentID
        }
        let first = try merge(office, ids[0], ids[1])
        let second = try merge(office, ids[1], ids[2])
        #expect(try numbers(office, ids[2]) == ["1234567890 active"])
        try office.undo(first)
        #expect(try numbers(office, ids[0]) == ["1234567890 active"])
        #expect(try office.shown("T123456789").student.studentID == ids[2])
        #expect(try CheckDistrict(store: office.district.store).run().findings == [])
        try office.undo(second)
        #expect(try numbers(office, ids[1]) == ["T123456789 provisional"])
        #expect(try numbers(office, ids[2]) == [])
        #expect(try CheckDistrict(store: office.district.store).run().findings == [])
    }

    @Test func `a number that leads somewhere since a merge is given to nobody else`() throws {
        let office = try LinkingOffice()
        let source = try office.create("Noah", "Adler") { $0.otherID = "X1" }.studentID
        let target = try office.create("Noah", "Adler") {
            $0.otherID = "X2"
            $0.anyway = true
        }.studentID
        let change = try merge(office, source, target)
        #expect(try numbers(office, target) == ["X2 active"])
        let bob = try office.create("Bob", "Kim").studentID
        let give: [() throws -> Void] = [
            { _ = try office.create("Ada", "Berg") { $0.otherID = "X1" } },
            { _ = try office.edit(bob) { $0.otherID = "X1" } },
            { _ = try office.edit(bob) { $0.studentID = "X1" } },
        ]
        for one in give { #expect(refusal(one) == "student.id-merged") }
        #expect(try office.shown("X1").student.studentID == target)
        // The student itself may have it.
        _ = try office.edit(target) { $0.otherID = "X1" }
        #expect(try numbers(office, target) == ["X1 active", "X2 retired"])
        // A number that an edit retired is free.
        _ = try office.edit(bob) { $0.otherID = "X2" }
        #expect(try office.shown("X2").student.studentID == bob)
        _ = change
    }
}
