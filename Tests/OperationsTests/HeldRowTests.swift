import Foundation
import Records
import Storage
import Testing

@testable import Operations

@Suite struct HeldRowTests {
    let office: Office
    let resolve: ResolveHeldRow

    init() throws {
        office = try Office()
        resolve = ResolveHeldRow(store: office.district.store, actor: "test", clock: office.clock)
        _ = try office.importPrograms([office.row("100200"), office.row("100201")])
    }

    private func shifted(end: String = "10/01/2026") -> String {
        office.row("100200", start: "09/03/2026", end: end)
    }

    @Test func `a held row shows the nearest record and what differs`() throws {
        let report = try office.importPrograms([shifted()])
        #expect(report.held == 1)
        #expect(report.onlyHeldRows)
        let shown = try office.review.show(try #require(report.run))
        let row = try #require(shown.heldRows.first)
        #expect(row.row == 2)
        #expect(row.differs == ["start"])
        #expect(row.nearestRecord?.studentID == "100200")
        #expect(row.nearestRecord?.start == "2026-09-02")
        #expect(row.choices == ["--close \(row.nearest)", "--insert", "--discard"])
        #expect(try office.records() == 2)
    }

    @Test func `closing the record ends it, and the row is about it from then on`() throws {
        let run = try #require(try office.importPrograms([shifted()]).run)
        let nearest = try #require(try office.review.show(run).heldRows.first?.nearest)
        let done = try resolve.run(run, row: 2, .close(record: nearest))
        #expect(try office.openRecords() == 1)
        #expect(try office.records() == 2)
        // The next night the same wrong row comes again, and is understood.
        let again = try office.importPrograms([shifted(), office.row("100202")])
        #expect(again.held == 0)
        #expect(again.unchanged == 1)
        #expect(again.inserted == 1)
        // With another end date it updates that record.
        let moved = try office.importPrograms([shifted(end: "10/05/2026")])
        #expect(moved.updated == 1)
        #expect(try office.records() == 3)
        let refused = #expect(throws: OperationError.self) {
            try resolve.run(run, row: 2, .insert)
        }
        #expect(refused?.code == "row.resolved")
        #expect(refused?.remedy == "To take that back: homeroom undo \(done.changeSet).")
    }

    @Test func `inserting adds the row as it stands`() throws {
        let run = try #require(try office.importPrograms([shifted()]).run)
        _ = try resolve.run(run, row: 2, .insert)
        #expect(try office.records() == 3)
        let again = try office.importPrograms([shifted(), office.row("100203")])
        #expect(again.unchanged == 1)
        #expect(again.held == 0)
    }

    @Test func `a discarded row is not asked about again, a changed one is`() throws {
        let run = try #require(try office.importPrograms([shifted()]).run)
        _ = try resolve.run(run, row: 2, .discard)
        let again = try office.importPrograms([shifted(), office.row("100202")])
        #expect(again.held == 0)
        #expect(again.problems.map(\.code) == ["program.discarded-before"])
        #expect(try office.importPrograms([shifted(end: "11/01/2026")]).held == 1)
    }

    @Test func `undoing a decision opens it again`() throws {
        let run = try #require(try office.importPrograms([shifted()]).run)
        let nearest = try #require(try office.review.show(run).heldRows.first?.nearest)
        let done = try resolve.run(run, row: 2, .close(record: nearest))
        let report = try office.undo(done.changeSet)
        #expect(report.restored == 1)
        #expect(try office.openRecords() == 2)
        #expect(try office.importPrograms([shifted(), office.row("100203")]).held == 1)
    }

    @Test func `a decision waits where the file has the record's own row too`() throws {
        let run = try #require(try office.importPrograms([shifted()]).run)
        let nearest = try #require(try office.review.show(run).heldRows.first?.nearest)
        _ = try resolve.run(run, row: 2, .close(record: nearest))
        let both = try office.importPrograms([office.row("100200"), shifted()])
        #expect(both.updated == 1)
        #expect(both.held == 1)
        #expect(both.problems.map(\.code).contains("program.reopened"))
    }

    /// Two wrong keys of one record, each decided about once.
    private func twoWrongKeys() throws {
        for (day, end) in [("09/03/2026", "10/01/2026"), ("09/04/2026", "10/02/2026")] {
            let row = office.row("100200", start: day, end: end)
            let run = try #require(try office.importPrograms([row]).run)
            let nearest = try #require(try office.review.show(run).heldRows.first?.nearest)
            _ = try resolve.run(run, row: 2, .close(record: nearest))
        }
    }

    private func afterTwoWrongKeys(_ ends: String...) throws -> RunReport {
        try twoWrongKeys()
        return try office.importPrograms(
            zip(["09/03/2026", "09/04/2026"], ends).map {
                office.row("100200", start: $0, end: $1)
            } + [office.row("100201")])
    }

    @Test func `two wrong keys that contradict each other are rejected`() throws {
        let run = try afterTwoWrongKeys("11/01/2026", "11/02/2026")
        #expect(run.counts.rejected == 2 && run.counts.changed == 0)
        #expect(run.problems.map(\.code).contains("program.conflicting-rows"))
    }

    @Test func `of two wrong keys that say the same one counts`() throws {
        let run = try afterTwoWrongKeys("11/01/2026", "11/01/2026")
        #expect(run.counts.updated == 1 && run.counts.unchanged == 2)
        #expect(run.problems.map(\.code) == ["program.duplicate-row"])
        #expect(try CheckDistrict(store: office.district.store).run().findings == [])
    }

    @Test func `a record of another student is refused`() throws {
        let run = try #require(try office.importPrograms([shifted()]).run)
        let other = try #require(try office.state().last).key.reference
        let error = #expect(throws: OperationError.self) {
            try resolve.run(run, row: 2, .close(record: other))
        }
        #expect(error?.code == "record.not-found")
        #expect(throws: OperationError.self) { try resolve.run(run, row: 3, .insert) }
        #expect(throws: OperationError.self) { try resolve.run(99, row: 2, .insert) }
    }
}
