import Records
import Storage
import Testing

@testable import Operations

/// What was done before a merge, taken back after it.
@Suite struct UndoAfterMergeTests {
    let registry: Registry
    init() throws { registry = try Registry() }

    private func resolve(_ id: String, to sis: String) throws -> Int {
        var request = ResolveStudent.Request(student: id)
        request.integrationID = sis
        request.confirmed = ["all"]
        request.reason = "test"
        let resolve = ResolveStudent(
            Workspace(store: registry.store, actor: "test", clock: registry.office.clock))
        return try #require(resolve.run(request).changeSet)
    }

    @Test func `resolving a student is undone, and the undo too`() throws {
        let student = try registry.student("P1")
        try registry.say(["grade": "09"], of: student)
        let before = try registry.state(student)
        let change = try resolve("P1", to: "100300")
        let holder = try registry.holders("P1")
        let after = try registry.state(student, holder[0])
        for _ in 0..<2 {
            let undo = try registry.undo(change)
            #expect(undo.left == [])
            #expect(try registry.state(student) == before)
            let again = try registry.undo(try #require(undo.changeSet))
            #expect(again.left == [])
            #expect(try registry.holders("P1") == holder)
            #expect(try registry.state(student, holder[0]) == after)
        }
        #expect(try registry.findings() == [])
    }

    // MARK: Imports

    private func importRow(_ id: String, end: String = "") throws -> Int {
        let report = try registry.office.importPrograms([
            registry.office.row(id, end: end, last: "Osterby")
        ])
        return try #require(report.changeSet)
    }

    private func owners() throws -> [Int] {
        try registry.store.read { reader in
            try reader.rows("SELECT student FROM program_enrollment ORDER BY 1") {
                try $0.requiredInteger(0)
            }
        }
    }

    @Test func `an import whose rows a merge moved says where they are, and comes after it`() throws
    {
        let (one, other) = (try registry.student("P1"), try registry.student("P2"))
        let before = try registry.state(one, other)
        let change = try importRow("P1")
        let merge = try registry.merge("P1", into: "P2")
        #expect(try registry.refusal { try registry.undo(change) } == "undo.all-edited")
        let check = try registry.check(change)
        #expect(check.left.map(\.changeSet) == [merge])
        #expect(try owners() == [other])
        try registry.undo(merge)
        let report = try registry.undo(change)
        #expect(report.removed == 1 && report.left == [])
        #expect(try owners() == [])
        #expect(
            try registry.state(one, other).map { $0.filter { !$0.contains("not_same") } } == before)
    }

    @Test func `what an import closed is shown with three values after a merge`() throws {
        _ = (try registry.student("P1"), try registry.student("P2"))
        _ = try importRow("P1")
        let change = try importRow("P1", end: "06/11/2027")
        let merge = try registry.merge("P1", into: "P2")
        #expect(try registry.refusal { try registry.undo(change) } == "undo.all-edited")
        let row = try #require(try registry.check(change).edited.first)
        #expect(row.changeSet == merge && row.fields.map(\.field).contains("ends"))
        let report = try registry.undo(change, [row.reference: .before])
        #expect(report.restored == 1)
        #expect(try registry.office.openRecords() == 1)
        // After the merge is taken back, too.
        let again = try registry.undo(try #require(report.changeSet))
        #expect(again.restored == 1)
        try registry.undo(merge)
        #expect(try registry.undo(change).restored == 1)
        #expect(try registry.office.openRecords() == 1)
        #expect(try registry.findings() == [])
    }

    @Test func `a student who was linked since is not made by halves`() throws {
        var request = CreateStudent.Request(first: "Mira", last: "Osterby")
        request.otherID = "7001"
        request.anyway = true
        let create = CreateStudent(
            store: registry.store, actor: "test", clock: registry.office.clock)
        let made = try create.run(request)
        let student = try #require(try registry.holders("7001").first)
        let link = try registry.link(student, to: 1)
        #expect(try registry.refusal { try registry.undo(made.changeSet) } == "undo.all-edited")
        try registry.undo(link)
        try registry.undo(made.changeSet)
        #expect(try registry.holders("7001") == [])
    }

    // MARK: What is gone, and what was added

    @Test func `an edit of what was removed since is refused, and goes back when it is there`()
        throws
    {
        let student = try registry.student("P1")
        let id = try registry.addDocument(to: student, title: "Plan")
        try registry.save(document: id, of: student, title: "Plan 2")
        let edit = try registry.store.read { try $0.newestChange() }
        let removal = try registry.change(student) { try $0.removeDocument(id, in: $1) }
        #expect(try registry.refusal { try registry.undo(edit) } == "undo.all-edited")
        #expect(
            try registry.check(edit).left.map(\.why) == ["removed since by change set \(removal)"])
        try registry.undo(removal)
        #expect(try registry.undo(edit).restored == 1)
    }

    @Test func `what was added since stays, or goes to the source where a person says so`() throws {
        let (one, other) = (try registry.student("P1"), try registry.student("P2"))
        let merge = try registry.merge("P1", into: "P2")
        let stays = try registry.addDocument(to: other, title: "Plan")
        let goes = try registry.addDocument(to: other, title: "Report")
        _ = try importRow("P2")
        let added = try registry.check(merge).added
        #expect(added.map(\.reference).prefix(2) == ["document/\(stays)", "document/\(goes)"])
        #expect(added.count == 3 && added[2].row.hasPrefix("student P2, program"))
        let wrong = try registry.refusal { try registry.undo(merge, ["document/99": .source]) }
        #expect(wrong == "undo.choice-refused")
        let report = try registry.undo(
            merge, ["document/\(goes)": .source, added[2].reference: .source])
        #expect(report.added.map(\.goesToSource) == [false, true, true])
        #expect(try owners() == [one])
        let documents = try registry.store.read { reader in
            try reader.rows("SELECT student FROM document ORDER BY id") {
                try $0.requiredInteger(0)
            }
        }
        #expect(documents == [other, one])
        // And all of that is taken back.
        try registry.undo(try #require(report.changeSet))
        #expect(try owners() == [other])
        #expect(try registry.findings() == [])
    }

    @Test func `a field that is not there is refused as a choice`() throws {
        let (one, other) = (try registry.student("P1"), try registry.student("P2"))
        try registry.say(["counselor": "Ann"], of: one)
        let merge = try registry.merge("P1", into: "P2")
        try registry.say(["counselor": "Ben"], of: other)
        let refused = try registry.refusal {
            try registry.undo(merge, ["student_field/\(other)/counselor.valu": .before])
        }
        #expect(refused == "undo.choice-refused")
        try registry.undo(merge, ["student_field/\(other)/counselor.value": .before])
        #expect(try registry.value("counselor", of: other) == nil)
    }

    @Test func `an edit before a merge says who took over what`() throws {
        let (one, other) = (try registry.student("P1"), try registry.student("P2"))
        let edit = try registry.say(["caseManager": "Ann"], of: one)
        let merge = try registry.merge("P1", into: "P2")
        let notes = try registry.undo(edit).notes
        #expect(notes.count == 1 && notes[0].contains("by change set \(merge)"))
        #expect(try registry.value("caseManager", of: other) == "Ann")
    }

    @Test func `what was removed after a merge that was taken back comes back to its owner`() throws
    {
        let (one, other) = (try registry.student("P1"), try registry.student("P2"))
        let id = try registry.addDocument(to: one, title: "Plan")
        _ = try importRow("P1")
        let merge = try registry.merge("P1", into: "P2")
        let key = try record().key
        let removals = [
            try registry.change(other) { try $0.removeDocument(id, in: $1) },
            try registry.change(other) { try $0.removeProgram(key, in: $1) },
        ]
        try registry.undo(merge)
        for removal in removals { try registry.undo(removal) }
        #expect(try owners() == [one])
        let document = try registry.store.read { try $0.document(id)?.student }
        #expect(document == one)
        #expect(try registry.findings() == [])
    }

    private func record() throws -> ProgramRecord {
        try #require(registry.office.state().first)
    }

    // MARK: Keys

    @Test func `a record that got another key goes back whole or not at all`() throws {
        let student = try registry.student("P1")
        let programs = StudentPrograms(registry.office.workspace())
        var entry = StudentPrograms.Entry()
        entry.program = "101"
        entry.start = CalendarDate(dayNumber: 20_698)
        entry.site = 1010
        let made = try programs.add("P1", entry)
        var move = StudentPrograms.Entry()
        move.site = 1020
        let moved = try programs.change(made.record, move)
        let again = try programs.add("P1", entry)
        let change = try #require(moved.changeSet)
        #expect(try registry.refusal { try registry.undo(change) } == "undo.all-edited")
        #expect(try owners() == [student, student])
        try registry.undo(try #require(again.changeSet))
        var end = StudentPrograms.Entry()
        end.end = CalendarDate(dayNumber: 20_800)
        let ended = try programs.change(moved.record, end)
        #expect(try registry.refusal { try registry.undo(change) } == "undo.all-edited")
        try registry.undo(try #require(ended.changeSet))
        #expect(try registry.undo(change).restored == 1)
        #expect(try owners() == [student])
        #expect(try record().key.reference == made.record)
    }
}
