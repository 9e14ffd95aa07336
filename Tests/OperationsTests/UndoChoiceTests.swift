import Records
import Testing

@testable import Operations
@testable import Storage

/// Undos of merges after which somebody went on working.
@Suite struct UndoChoiceTests {
    let registry: Registry
    init() throws { registry = try Registry() }

    /// P1, who says another case manager than P2, merged into it and edited there since.
    private func makeConflict() throws -> (one: Int, other: Int, merge: Int) {
        let (one, other) = (try registry.student("P1"), try registry.student("P2"))
        try registry.say(["caseManager": "Alder"], of: one)
        try registry.say(["caseManager": "Birch"], of: other)
        let merge = try registry.merge("P1", into: "P2", choices: ["caseManager": "source"])
        try registry.say(["caseManager": "Cedar"], of: other)
        return (one, other, merge)
    }

    @Test func `what both wrote is shown with three values, and stays`() throws {
        let (_, other, merge) = try makeConflict()
        let report = try registry.undo(merge)
        let edit = try #require(report.edited.first { $0.reference.hasPrefix("student_field/") })
        let field = try #require(edit.fields.first { $0.field == "value" })
        #expect([field.before, field.merged, field.now] == ["Birch", "Alder", "Cedar"])
        #expect(field.isConflict && field.goes == .now)
        #expect(try registry.value("caseManager", of: other) == "Cedar")
    }

    @Test(arguments: [UndoEdit.Choice.before, .now])
    func `what both wrote goes where a person says`(_ choice: UndoEdit.Choice) throws {
        let (one, other, merge) = try makeConflict()
        try registry.undo(merge, ["student_field/\(other)/caseManager": choice])
        #expect(
            try registry.value("caseManager", of: other)
                == (choice == .before ? "Birch" : "Cedar"))
        #expect(try registry.value("caseManager", of: one) == "Alder")
        #expect(try registry.findings() == [])
    }

    @Test func `a choice of what cannot be chosen is refused`() throws {
        let (_, _, merge) = try makeConflict()
        #expect(
            try registry.refusal { try registry.undo(merge, ["student/999": .before]) }
                == "undo.choice-refused")
    }

    @Test(arguments: [true, false])
    func `a chain is undone in either order`(newestFirst: Bool) throws {
        let one = try registry.student("P1", otherID: "7001")
        let (two, three) = (try registry.student("P2"), try registry.student("P3"))
        for student in [one, two, three] {
            try registry.addDocument(to: student, title: "IEP \(student)")
        }
        _ = try registry.office.importPrograms([
            registry.office.row("P1", last: "Osterby"),
            registry.office.row("P2", "120", last: "Osterby"),
        ])
        try registry.say(["caseManager": "Alder"], of: one)
        try registry.link(one, to: 1)
        let before = try registry.state(one, two, three)
        let first = try registry.merge("P1", into: "P2")
        let second = try registry.merge("P2", into: "P3")
        for change in newestFirst ? [second, first] : [first, second] {
            try registry.undo(change)
            #expect(try registry.findings() == [])
        }
        func plain(_ lines: [[String]]) -> [[String]] {
            // Without what tells of the writing: the last numbers of a row.
            lines.map { $0.map { $0.replacing(/,\d+,\d+\]$|,\d+\]$/, with: "") } }
        }
        #expect(plain(try registry.state(one, two, three)) == plain(before))
    }

    @Test func `a merge does not stand again where the source was merged otherwise since`() throws {
        for id in ["P1", "P2", "P3"] { _ = try registry.student(id) }
        let merge = try registry.merge("P1", into: "P2")
        let undo = try #require(try registry.undo(merge).changeSet)
        let other = try registry.merge("P1", into: "P3")
        #expect(try registry.refusal { try registry.undo(undo) } == "undo.order")
        try registry.undo(other)
        try registry.undo(undo)
        #expect(try registry.findings() == [])
    }

    @Test func `a merge does not stand again where the source has got something since`() throws {
        let one = try registry.student("P1")
        _ = try registry.student("P2")
        let merge = try registry.merge("P1", into: "P2")
        let undo = try #require(try registry.undo(merge).changeSet)
        try registry.addDocument(to: one, title: "IEP")
        #expect(try registry.refusal { try registry.undo(undo) } == "undo.order")
        try registry.merge("P1", into: "P2")
        #expect(try registry.findings() == [])
    }

    @Test func `what went over and was edited since goes back with what was edited`() throws {
        let (one, other) = (try registry.student("P1"), try registry.student("P2"))
        let document = try registry.addDocument(to: one, title: "IEP")
        let row = { end in
            self.registry.office.row("P1", end: end, last: "Osterby")
        }
        _ = try registry.office.importPrograms([row("06/10/2027")])
        let merge = try registry.merge("P1", into: "P2")
        try registry.save(document: document, of: other, title: "IEP, signed")
        _ = try registry.office.importPrograms([row("06/18/2027")])
        try registry.undo(merge)
        let documents = try registry.office.district.rows(
            "SELECT CAST(student AS TEXT), title FROM document", columns: 2)
        #expect(documents == ["\(one)|IEP, signed"])
        let programs = try registry.store.read { try $0.programs(of: one).map(\.record.row.end) }
        #expect(programs == [CalendarDate(iso: "2027-06-18")?.dayNumber])
        #expect(try registry.findings() == [])
    }
}
