import Foundation
import Records
import Storage
import Testing

@testable import Operations

@Suite struct UndoTests {
    @Test func `undo of an import gives every record its prior image back`() throws {
        let office = try Office(students: 30)
        _ = try office.importPrograms(office.students.map { office.row($0) })
        let before = try office.state()
        var rows = office.students.map { office.row($0) }
        rows[0] = office.row(office.students[0], end: "10/01/2026")
        rows[1] = office.row(office.students[1], eligibility: "1")
        rows.append(office.row(office.students[2], "120", start: "09/09/2026"))
        let run = try office.importPrograms(rows)
        #expect(run.counts.changed == 3)
        let change = try #require(run.changeSet)

        let undo = Undo(Workspace(store: office.district.store, actor: "test", clock: office.clock))
        let check = try undo.check(change)
        #expect(check.removed >= 1 && check.restored == 2 && check.left.isEmpty)
        #expect(check.changeSet == nil)
        #expect(try office.state() != before)
        let report = try undo.run(change)
        #expect(report.removed == check.removed && report.restored == check.restored)
        #expect(try office.state() == before)
    }

    @Test func `an undo can be undone, and that too`() throws {
        let office = try Office()
        let first = try office.importPrograms(office.students.map { office.row($0) })
        let second = try office.importPrograms([office.row("100200", end: "10/01/2026")])
        let after = try office.state()
        let undo = try office.undo(try #require(second.changeSet))
        #expect(try office.openRecords() == 5)
        let redo = try office.undo(try #require(undo.changeSet))
        #expect(try office.state() == after)
        let again = try office.undo(try #require(redo.changeSet))
        #expect(try office.openRecords() == 5)
        #expect(again.restored == 1)
        _ = try office.undo(try #require(first.changeSet))
        #expect(try office.records() == 0)
    }

    @Test func `the same change set is not undone twice`() throws {
        let office = try Office()
        let run = try office.importPrograms([office.row("100200")])
        let change = try #require(run.changeSet)
        let undo = try office.undo(change)
        let refused = #expect(throws: OperationError.self) { try office.undo(change) }
        #expect(refused?.code == "undo.already-undone")
        #expect(refused?.remedy.contains("\(undo.changeSet ?? 0)") == true)
    }

    @Test func `rows edited since are listed and left`() throws {
        let office = try Office()
        let first = try office.importPrograms([office.row("100200"), office.row("100201")])
        let second = try office.importPrograms([office.row("100200", end: "10/01/2026")])
        let report = try office.undo(try #require(first.changeSet))
        let left = report.left.filter { $0.table == "program_enrollment" }
        #expect(left.count == 1)
        #expect(left.first?.why == "edited since by change set \(second.changeSet ?? 0)")
        #expect(left.first?.row.contains("student 100200") == true)
        #expect(try office.records() == 1)
        // The profile stays, because a record hangs on it.
        #expect(try ShowStudent(store: office.district.store).run("100200").programs?.count == 1)
    }

    @Test func `undo of an unknown change set names it`() throws {
        let office = try Office()
        let error = #expect(throws: OperationError.self) { try office.undo(9_999) }
        #expect(error?.code == "change-set.not-found")
    }

    @Test func `undo of a roster takes its students and its links back`() throws {
        let office = try Office(students: 0)
        var request = CreateStudent.Request(first: "Mira", last: "Osterbyhaab")
        request.otherID = "7001"
        let created = try CreateStudent(
            store: office.district.store, actor: "test", clock: office.clock
        ).run(request)
        let run = try office.importFile("studemo.txt", office.students(["7001", "7002"]))
        #expect(run.inserted == 2)
        #expect(try UnlinkedStudents(store: office.district.store).run().isEmpty)
        let report = try office.undo(try #require(run.changeSet))
        #expect(report.removed == 2)
        #expect(report.restored == 1)
        let unlinked = try UnlinkedStudents(store: office.district.store).run()
        #expect(unlinked.map(\.studentID) == [created.studentID])
    }

    @Test func `random imports undone from the last to the first leave what was there`() throws {
        var random = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...(.max), using: &random)
        var numbers = Seeded(seed: seed)
        let office = try Office(students: 40)
        _ = try office.administration.set("limit-ends", to: "100")
        _ = try office.administration.set("limit-changes", to: "100")
        var states = [try office.state()]
        var changes: [Int] = []
        for _ in 0..<8 {
            let rows = office.students.filter { _ in numbers.next() % 3 > 0 }.map { student in
                office.row(
                    student, ["101", "120"][Int(numbers.next() % 2)],
                    end: numbers.next() % 4 == 0 ? "12/0\(1 + numbers.next() % 9)/2026" : "",
                    eligibility: numbers.next() % 2 == 0 ? "1" : "")
            }
            if let change = try office.importPrograms(rows, insertsNearMisses: true).changeSet {
                changes.append(change)
                states.append(try office.state())
            }
        }
        for (change, state) in zip(changes.reversed(), states.dropLast().reversed()) {
            let report = try office.undo(change)
            #expect(report.left.isEmpty, "seed \(seed)")
            #expect(try office.state() == state, "seed \(seed)")
        }
    }
}

/// Numbers from a seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
