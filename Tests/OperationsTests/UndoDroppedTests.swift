import Records
import Testing

@testable import Operations
@testable import Storage

/// What a merge dropped because the same was there, when other merges are taken back.
@Suite struct UndoDroppedTests {
    let registry: Registry
    let students: [Int]

    init() throws {
        let registry = try Registry()
        self.registry = registry
        students = try (1...5).map { try registry.student("P\($0)") }
    }

    /// Whose the rows of a table are.
    private func owners(_ table: String) throws -> [Int] {
        try registry.store.read { reader in
            try reader.rows("SELECT student FROM \(sql: table) ORDER BY 1") {
                try $0.requiredInteger(0)
            }
        }
    }

    @discardableResult
    private func importRows(_ ids: String..., end: String = "") throws -> Int {
        let report = try registry.office.importPrograms(
            ids.map { registry.office.row($0, end: end, last: "Osterby") })
        return try #require(report.changeSet)
    }

    private func merge(_ source: Int, into target: Int) throws -> Int {
        try registry.merge("P\(source)", into: "P\(target)")
    }

    /// What the first student has goes to the fourth, comes back, and is dropped beside what the
    /// fifth has. Returns the merges on the way that stand, the later first.
    private func dropAfterAll() throws -> [Int] {
        let merges = try (1...3).map { try merge($0, into: $0 + 1) }
        try registry.undo(merges[0])
        _ = try merge(1, into: 5)
        return [merges[2], merges[1]]
    }

    @Test func `a dropped record does not come to those whom it had gone through`() throws {
        try importRows("P1", "P5")
        let merges = try dropAfterAll()
        try registry.undo(merges[0])
        #expect(try owners("program_enrollment") == [students[4]])
        // What comes to one of them since is its own.
        try importRows("P3", end: "06/11/2027")
        try registry.undo(merges[1])
        #expect(try owners("program_enrollment") == [students[2], students[4]])
        #expect(try registry.findings() == [])
    }

    @Test func `a dropped document does not come to those whom it had gone through`() throws {
        for student in [students[0], students[4]] {
            try registry.addDocument(to: student, title: "Plan")
        }
        for merge in try dropAfterAll() {
            try registry.undo(merge)
            #expect(try owners("document") == [students[4]])
        }
        #expect(try registry.findings() == [])
    }

    @Test func `what was dropped, came back and was removed does not come back again`() throws {
        let document = try registry.addDocument(to: students[0], title: "Plan")
        try registry.addDocument(to: students[3], title: "Plan")
        let first = try merge(1, into: 2)
        let second = try merge(2, into: 3)
        _ = try merge(3, into: 4)
        try registry.undo(second)
        #expect(try owners("document") == [students[1], students[3]])
        try registry.change(students[1]) { try $0.removeDocument(document, in: $1) }
        let report = try registry.undo(first)
        #expect(try owners("document") == [students[3]])
        #expect(report.left.map(\.table) == ["document"])
        #expect(try registry.findings() == [])
    }

    @Test func `what went back to whom it came from does not come to another as well`() throws {
        try importRows("P1")
        try importRows("P4", end: "06/11/2027")
        let first = try merge(1, into: 2)
        let second = try merge(2, into: 3)
        _ = try mergeChoosingSource(3, into: 4)
        try registry.undo(first)
        #expect(try owners("program_enrollment") == [students[0], students[3]])
        try registry.undo(second)
        #expect(try owners("program_enrollment") == [students[0], students[3]])
        #expect(try registry.findings() == [])
    }

    /// Merges, and chooses what the source has wherever there is a choice.
    private func mergeChoosingSource(_ source: Int, into target: Int) throws -> Int {
        let plan = try registry.merges.preview(
            MergeStudents.Request(sources: ["P\(source)"], target: "P\(target)"))
        return try registry.merge(
            "P\(source)", into: "P\(target)",
            choices: Dictionary(uniqueKeysWithValues: plan.undecided.map { ($0, "source") }))
    }

    @Test func `nor to one to whom it had come on a longer way`() throws {
        try importRows("P1")
        let first = try merge(1, into: 2)
        _ = try merge(2, into: 3)
        try importRows("P4", end: "06/11/2027")
        let third = try mergeChoosingSource(3, into: 4)
        try registry.undo(first)
        #expect(try owners("program_enrollment") == [students[0], students[3]])
        try registry.undo(third)
        #expect(try owners("program_enrollment") == [students[0], students[3]])
        #expect(try registry.findings() == [])
    }

    @Test func `nor to one who had it only in between`() throws {
        try importRows("P1")
        let first = try merge(1, into: 2)
        let second = try merge(2, into: 3)
        try importRows("P4", end: "06/11/2027")
        let third = try mergeChoosingSource(3, into: 4)
        try registry.undo(second)
        try registry.undo(third)
        #expect(try owners("program_enrollment") == [students[1], students[3]])
        _ = try mergeChoosingSource(2, into: 4)
        try registry.undo(first)
        #expect(try owners("program_enrollment") == [students[0], students[3]])
        #expect(try registry.findings() == [])
    }

    @Test func `what was dropped of a survivor comes back to each source`() throws {
        for student in [students[0], students[3]] {
            try registry.addDocument(to: student, title: "Plan")
        }
        try importRows("P1", "P4")
        let first = try merge(1, into: 2)
        let second = try merge(2, into: 3)
        _ = try merge(3, into: 4)
        for (merge, place) in [(second, 1), (first, 0)] {
            try registry.undo(merge)
            for table in ["document", "program_enrollment"] {
                #expect(try owners(table) == [students[place], students[3]])
            }
        }
        #expect(try registry.findings() == [])
    }
}
