import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Undos of undos, in chains of any length.
@Suite struct UndoOfUndoTests {
    private func expectClean(_ office: Office) throws {
        #expect(try CheckDistrict(store: office.district.store).run().findings == [])
    }

    private func contacts(_ office: Office) throws -> Int {
        try office.district.count("SELECT count(*) FROM sis_contact")
    }

    @Test func `what was deleted comes and goes with each undo`() throws {
        let office = try Office()
        _ = try office.importFile("contacts.txt", office.contacts(["A", "B", "C"]))
        let second = try office.importFile("contacts.txt", office.contacts(["A"]))
        var last = try #require(second.changeSet)
        for expected in [3, 1, 3, 1, 3] {
            let report = try office.undo(last)
            #expect(report.left.isEmpty)
            #expect(try contacts(office) == expected)
            try expectClean(office)
            last = try #require(report.changeSet)
        }
    }

    @Test func `what was inserted comes and goes with each undo`() throws {
        let office = try Office()
        let run = try office.importPrograms(office.students.map { office.row($0) })
        let before = try office.state()
        var last = try #require(run.changeSet)
        for expected in [0, 5, 0, 5, 0] {
            let report = try office.undo(last)
            #expect(report.left.isEmpty)
            #expect(try office.records() == expected)
            #expect(try expected == 0 || office.state() == before)
            try expectClean(office)
            last = try #require(report.changeSet)
        }
    }

    @Test func `what was updated changes with each undo`() throws {
        let office = try Office()
        _ = try office.importPrograms([office.row("100200"), office.row("100201")])
        let before = try office.state()
        let run = try office.importPrograms([office.row("100200", end: "10/01/2026")])
        let after = try office.state()
        var last = try #require(run.changeSet)
        for state in [before, after, before, after] {
            let report = try office.undo(last)
            #expect(report.restored == 1 && report.left.isEmpty)
            #expect(try office.state() == state)
            try expectClean(office)
            last = try #require(report.changeSet)
        }
    }

    @Test func `a change set that was brought back can be undone itself`() throws {
        let office = try Office()
        let run = try office.importPrograms(office.students.map { office.row($0) })
        let change = try #require(run.changeSet)
        for _ in 0..<3 {
            let undo = try office.undo(change)
            #expect(try office.records() == 0)
            _ = try office.undo(try #require(undo.changeSet))
            #expect(try office.records() == 5)
        }
        try expectClean(office)
    }

    @Test func `what came back and was edited since is listed and left`() throws {
        let office = try Office()
        let run = try office.importPrograms([office.row("100200"), office.row("100201")])
        let undo = try office.undo(try #require(run.changeSet))
        let redo = try office.undo(try #require(undo.changeSet))
        let edit = try office.importPrograms([office.row("100200", end: "10/01/2026")])
        let report = try office.undo(try #require(redo.changeSet))
        #expect(try office.records() == 1)
        let left = report.left.filter { $0.table == "program_enrollment" }
        #expect(left.map(\.why) == ["edited since by change set \(edit.changeSet ?? 0)"])
        #expect(left.first?.row.contains("student 100200") == true)
        try expectClean(office)
    }

    @Test func `what a later undo took further back is listed and left`() throws {
        let office = try Office()
        _ = try office.importPrograms([office.row("100200"), office.row("100201")])
        let first = try office.importPrograms([office.row("100200", end: "10/01/2026")])
        let second = try office.importPrograms([office.row("100200", end: "10/02/2026")])
        let undo = try office.undo(try #require(second.changeSet))
        let later = try office.undo(try #require(first.changeSet))
        let state = try office.state()
        let refused = #expect(throws: OperationError.self) {
            try office.undo(try #require(undo.changeSet))
        }
        #expect(refused?.code == "undo.all-edited")
        let check = try Undo(
            Workspace(store: office.district.store, actor: "test", clock: office.clock)
        )
        .check(try #require(undo.changeSet))
        let why = "edited since by change set \(later.changeSet ?? 0)"
        #expect(check.left.map(\.why) == [why])
        #expect(try office.state() == state)
    }
}
