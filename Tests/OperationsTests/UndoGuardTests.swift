import Records
import Testing

@testable import Operations
@testable import Storage

/// A merge that was taken back stands again only where it could be made now.
@Suite struct UndoGuardTests {
    let registry: Registry

    init() throws { registry = try Registry() }

    /// Merges the second into the third, the first into the second before, and takes that first
    /// merge back. Returns the undo.
    private func takenBack() throws -> Int {
        let first = try registry.merge("P1", into: "P2")
        _ = try registry.merge("P2", into: "P3")
        return try #require(try registry.undo(first).changeSet)
    }

    private func expectRefused(_ undo: Int, saying words: String) throws {
        let refused = #expect(throws: OperationError.self) { try registry.undo(undo) }
        #expect(refused?.code == "undo.order")
        #expect(refused?.message.contains(words) == true)
        #expect(try registry.findings() == [])
    }

    @Test(arguments: [true, false])
    func `two numbers of one system do not come together`(_ isState: Bool) throws {
        for (student, number) in [("P1", "9001"), ("P2", nil), ("P3", nil), ("P4", "9004")] {
            _ = try registry.student(
                student, stateID: isState ? number : nil, otherID: isState ? nil : number)
        }
        let undo = try takenBack()
        _ = try registry.merge("P4", into: "P3")
        try expectRefused(undo, saying: isState ? "state ID" : "P3 would have two numbers")
    }

    @Test func `links to two SIS students do not come together`() throws {
        let students = try (1...4).map { try registry.student("P\($0)") }
        let sis = try registry.store.read { try $0.unlinkedSIS() }
        try registry.link(students[0], to: sis[0])
        try registry.link(students[3], to: sis[1])
        let undo = try takenBack()
        _ = try registry.merge("P4", into: "P3")
        try expectRefused(undo, saying: "cannot stand again")
    }

    @Test func `a link is let go of once, whoever wrote the survivor since`() throws {
        let students = try (1...3).map { try registry.student("P\($0)") }
        let sis = try registry.store.read { try $0.unlinkedSIS() }
        try registry.link(students[0], to: sis[0])
        let edit = try registry.say(["grade": "Alder"], of: students[0])
        let first = try registry.merge("P1", into: "P2")
        let second = try registry.merge("P2", into: "P3")
        let unedited = try #require(try registry.undo(edit).changeSet)
        let apart = try #require(try registry.undo(first).changeSet)
        let again = try #require(try registry.undo(apart).changeSet)
        let secondApart = try #require(try registry.undo(second).changeSet)
        try registry.undo(secondApart)
        try registry.undo(unedited)
        try registry.say(["counselor": "Birch"], of: students[2])
        try registry.undo(again)
        let links = try registry.store.read { reader in
            try reader.rows("SELECT id FROM student WHERE sis_student IS NOT NULL") {
                try $0.requiredInteger(0)
            }
        }
        #expect(links == [students[0]])
        #expect(try registry.findings() == [])
    }

    @Test func `whoever was linked since keeps the link`() throws {
        let students = try (1...3).map { try registry.student("P\($0)") }
        let sis = try registry.store.read { try $0.unlinkedSIS() }
        let undo = try takenBack()
        try registry.link(students[0], to: sis[0])
        try expectRefused(undo, saying: "P1")
    }
}
