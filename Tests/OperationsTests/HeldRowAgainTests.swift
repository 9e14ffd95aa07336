import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Held rows with codes that nobody knew, and decisions that are taken back.
@Suite struct HeldRowAgainTests {
    let office: Office
    let resolve: ResolveHeldRow

    init() throws {
        office = try Office()
        resolve = ResolveHeldRow(store: office.district.store, actor: "test", clock: office.clock)
        _ = try office.importPrograms([office.row("100200"), office.row("100201")])
    }

    private func hold() throws -> (run: Int, nearest: String) {
        let row = office.row(
            "100200", start: "09/03/2026", end: "10/01/2026", eligibility: "E7")
        let run = try #require(try office.importPrograms([row]).run)
        return (run, try #require(try office.review.show(run).heldRows.first?.nearest))
    }

    private func eligibilityCodes() throws -> [String] {
        try ShowStudent(store: office.district.store).run("100200").programs?.map(\.eligibilityCode)
            ?? []
    }

    private func state(_ run: Int) throws -> [String] {
        try office.review.show(run).heldRows.map(\.state)
    }

    @Test func `a row that is inserted brings its new code along`() throws {
        let held = try hold()
        _ = try resolve.run(held.run, row: 2, .insert)
        #expect(try eligibilityCodes().sorted() == ["", "E7"])
        let code = try office.codes(of: CodeBook.eligibility).first
        #expect(code?.key == "E7")
        #expect(code?.seenInFile == true)
    }

    @Test func `a record that is closed takes the row's new code`() throws {
        let held = try hold()
        let done = try resolve.run(held.run, row: 2, .close(record: held.nearest))
        #expect(try eligibilityCodes() == ["E7"])
        _ = try office.undo(done.changeSet)
        #expect(try office.codes(of: CodeBook.eligibility).isEmpty)
    }

    @Test func `a discarded row with a new code is not asked about again`() throws {
        let held = try hold()
        _ = try resolve.run(held.run, row: 2, .discard)
        let row = office.row(
            "100200", start: "09/03/2026", end: "10/01/2026", eligibility: "E7")
        #expect(try office.importPrograms([row, office.row("100202")]).held == 0)
    }

    @Test func `a decision that is undone can be made again`() throws {
        let held = try hold()
        #expect(try state(held.run) == ["held"])
        let done = try resolve.run(held.run, row: 2, .close(record: held.nearest))
        #expect(try state(held.run) == ["resolved"])
        #expect(try office.review.list().first { $0.run == held.run }?.waiting == 0)
        let undo = try office.undo(done.changeSet)
        #expect(try state(held.run) == ["held"])
        let shown = try #require(try office.review.show(held.run).heldRows.first)
        #expect(shown.resolution == "" && shown.choices.count == 3)
        #expect(try office.review.list().first { $0.run == held.run }?.waiting == 1)
        // The undo is undone: decided about, as it was.
        let redo = try office.undo(try #require(undo.changeSet))
        #expect(try state(held.run) == ["resolved"])
        #expect(throws: OperationError.self) { try resolve.run(held.run, row: 2, .insert) }
        // And that too.
        _ = try office.undo(try #require(redo.changeSet))
        #expect(try state(held.run) == ["held"])
        _ = try resolve.run(held.run, row: 2, .insert)
        #expect(try office.records() == 3)
        #expect(try state(held.run) == ["resolved"])
    }

    @Test func `a held row that is none has a code of its own`() throws {
        let held = try hold()
        let error = #expect(throws: OperationError.self) {
            try resolve.run(held.run, row: 9, .insert)
        }
        #expect(error?.code == "held-row.not-found")
        #expect(error?.message == "There is no held row 9 in run \(held.run).")
    }

    @Test func `a check of held rows alone counts as held`() throws {
        let path = try office.district.write(
            "programs.txt",
            office.programs([office.row("100200", start: "09/03/2026", end: "10/01/2026")]))
        let check = try office.importing(isCheck: true).run([path])[0]
        #expect(check.state == .checked && check.onlyHeldRows)
    }
}
