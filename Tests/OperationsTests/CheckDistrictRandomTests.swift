import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Imports, decisions and undos in any order. What a change set wrote comes back, goes and comes
/// back again; the check has to count it once.
@Suite struct CheckDistrictRandomTests {
    private let office: Office
    private let seed: UInt64
    private var numbers: Seeded

    init() throws {
        var random = SystemRandomNumberGenerator()
        seed = UInt64.random(in: 0...(.max), using: &random)
        numbers = Seeded(seed: seed)
        office = try Office(students: 20)
        for limit in ["limit-ends", "limit-changes"] {
            _ = try office.administration.set(limit, to: "100")
        }
        let codes = office.students.prefix(3).enumerated()
        _ = try office.importPrograms(codes.map { office.row($1, "127", eligibility: "E\($0)") })
    }

    @Test mutating func `whatever is done, the district stays clean`() throws {
        let first = try newestChange()
        for step in 0..<40 {
            // What is refused in words changes nothing, which is as good.
            do {
                try doSomething(after: first)
            } catch let refused as OperationError {
                #expect(refused.code != "undo.clash", "seed \(seed), step \(step)")
            }
            let report = try CheckDistrict(store: office.district.store).run()
            #expect(report.findings == [], "seed \(seed), step \(step)")
            if !report.isClean { return }
        }
    }

    private func newestChange() throws -> Int {
        try office.district.store.read { try $0.newestChange() }
    }

    private mutating func next(below limit: Int) -> Int {
        Int(numbers.next() % UInt64(limit))
    }

    private mutating func doSomething(after first: Int) throws {
        switch next(below: 14) {
        case 0, 1, 2:
            let rows = office.students.map { row($0) }.filter { _ in next(below: 3) > 0 }
            _ = try office.importPrograms(rows, insertsNearMisses: next(below: 2) == 0)
        case 3:
            let some = office.students.filter { _ in next(below: 2) > 0 }
            _ = try office.importFile("studemo.txt", office.students(some + ["\(next(below: 9))"]))
        case 4: try decide()
        case 5:
            let some = ["A", "B", "C", "D"].filter { _ in next(below: 2) > 0 }
            _ = try office.importFile("contacts.txt", office.contacts(some))
        case 6:
            var request = CreateStudent.Request(first: "Mira", last: "Osterby\(next(below: 3))")
            request.otherID = "\(next(below: 9))"
            _ = try CreateStudent(
                store: office.district.store, actor: "test", clock: office.clock
            ).run(request)
        default:
            let newest = try newestChange()
            let change = newest - next(below: min(newest, 12))
            if change > first { _ = try office.undo(change) }
        }
    }

    private mutating func row(_ student: String) -> String {
        office.row(
            student, ["101", "120"][next(below: 2)],
            start: ["09/02/2026", "09/03/2026"][next(below: 2)],
            end: next(below: 4) == 0 ? "12/0\(1 + next(below: 9))/2026" : "",
            eligibility: ["", "E0", "E1", "E2"][next(below: 4)])
    }

    private mutating func decide() throws {
        guard let run = try office.review.list().first(where: { $0.waiting != 0 })?.run,
            let row = try office.review.show(run).heldRows.first(where: { $0.state == "held" })
        else { return }
        let choices: [ResolveHeldRow.Choice] = [.close(record: row.nearest), .insert, .discard]
        _ = try ResolveHeldRow(
            store: office.district.store, actor: "test", clock: office.clock
        ).run(run, row: row.row, choices[next(below: 3)])
    }
}
