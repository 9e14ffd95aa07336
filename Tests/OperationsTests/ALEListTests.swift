import Records
import Storage
import Testing

@testable import Operations

@Suite struct ALEListTests {
    @Test func `students made for ALE are listed until they are linked`() throws {
        let office = try LinkingOffice(LinkingOffice.row("1", "77", "Vance", "Kim"))
        func make(_ last: String, isThroughALE: Bool = true, stateID: String = "") throws -> String
        {
            try office.create("Kim", last) {
                $0.isThroughALE = isThroughALE
                $0.stateID = stateID
                $0.anyway = true
            }.studentID
        }
        let (bare, planned, other) = (
            try make("Vance"), try make("Adler"), try make("Berg", isThroughALE: false)
        )
        let linked = try make("Vance", stateID: "77")
        var entry = LearningPlans.Entry()
        (entry.start, entry.end) = (office.workspace.today, office.workspace.today.adding(days: 9))
        _ = try LearningPlans(office.workspace).create(planned, entry)
        _ = try LearningPlans(office.workspace).create(other, entry)
        let page = try LinkToALE(office.workspace).list()
        #expect(page.rows.map(\.studentID) == [bare, planned] && page.total == 2)
        #expect(page.rows.map(\.planCount) == [0, 1])
        #expect(page.rows.map(\.isDeletable) == [true, false])
        #expect(page.rows[1].notDeletableBecause == "The student has a learning plan.")
        #expect(page.rows[0].candidate?.studentID == "1" && page.rows[0].candidate?.id == 1)
        #expect(page.rows[0].notDeletableBecause.isEmpty)
        let selected = try StudentSelector(office.workspace).page()
        #expect(selected.rows.map(\.studentID) == [planned, other, bare, linked])
        #expect(selected.rows.map(\.planState) == [.draft, .draft, .none, .none])
        #expect(selected.rows.map(\.isLinked) == [false, false, false, true])
        let found = try StudentSelector(office.workspace).page("adl")
        #expect(found.rows.map(\.studentID) == [planned] && found.total == 1)
    }

    @Test func `who can be deleted is told for many as for one`() throws {
        let office = try Office(students: 12)
        try office.doEverything()
        let ids = try office.district.store.read { reader in
            try reader.rows("SELECT id FROM student ORDER BY id") { try $0.requiredInteger(0) }
        }
        let (many, single) = try office.district.store.read { reader in
            (
                try reader.everAttached(among: ids),
                Set(try ids.filter { try reader.wasEverAttached(to: $0) })
            )
        }
        #expect(many == single)
        #expect(!single.isEmpty && single.count < ids.count)
    }
}
