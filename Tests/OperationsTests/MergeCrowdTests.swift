import Dispatch
import Foundation
import Records
import Synchronization
import Testing

@testable import Operations
@testable import Storage

/// Many at work on the same students at once.
@Suite struct MergeCrowdTests {
    let office: Office
    let seed: UInt64

    init() throws {
        office = try History.office()
        seed = Proof.seed()
        print("MergeCrowdTests seed \(seed)")
    }

    private static let workers = 16

    /// Does `work` once per worker, at the same time, each with a store of its own. Returns what
    /// went wrong beside refusals, and the codes of these.
    private func crowd(
        _ work: @escaping @Sendable (Int, any Store) throws -> Void
    ) -> (refused: [String], failures: [String]) {
        let found = Mutex<(refused: [String], failures: [String])>(([], []))
        let place = office.district.place
        DispatchQueue.concurrentPerform(iterations: Self.workers) { worker in
            do {
                let store = try place.open()
                defer { try? store.close() }
                try work(worker, store)
            } catch let error as OperationError {
                found.withLock { $0.refused.append(error.code) }
            } catch {
                found.withLock { $0.failures.append("\(error)") }
            }
        }
        return found.withLock { $0 }
    }

    /// Students of one name, whom imports can name.
    private func make(_ ids: [String]) throws -> [Int] {
        var random = RandomStudents(seed: seed &+ UInt64(truncatingIfNeeded: ids[0].count))
        return try office.district.store.write { writer in
            let programs = try writer.codes().map(\.id)
            let contents = try RandomStudents.contents(writer, name: "c\(ids[0])-")
            let change = try writer.beginChange(
                ChangeHeader(kind: "test", actor: "test", at: District.now, reason: "test"),
                plan: "{}")
            return try ids.map { id in
                let student = try random.make(
                    id, programs: programs, contents: contents, writer)
                try writer.setOwnFields(
                    ["lastName": "Osterby", "firstName": "Mira", "birthDate": "2012-03-04"],
                    of: student, in: change)
                return student
            }
        }
    }

    /// Two students whom nothing keeps from being merged.
    private func pair(_ name: String) throws -> (ids: [String], students: [Int]) {
        for number in 0..<100 {
            let ids = ["A\(name).\(number)", "B\(name).\(number)"]
            let students = try make(ids)
            let store = office.district.store
            let plan = try MergeStudents(Self.workspace(store)).preview(
                try Self.request(ids[0], ids[1], store))
            if !plan.guards.contains(where: { $0.severity == .stop }) { return (ids, students) }
        }
        throw CocoaError(.featureUnsupported)
    }

    private static func workspace(_ store: any Store) -> Workspace {
        Workspace(
            store: store, actor: "test",
            clock: { Date(timeIntervalSince1970: 1_791_180_000) })
    }

    /// A merge with everything chosen, by what is there now.
    private static func request(
        _ source: String, _ target: String, _ store: any Store
    ) throws -> MergeStudents.Request {
        var request = MergeStudents.Request(sources: [source], target: target)
        request.reason = "test"
        request.confirmed = ["all"]
        let merge = MergeStudents(workspace(store))
        while let open = try merge.preview(request).undecided.first {
            request.choices[open] = "target"
        }
        return request
    }

    private func expectClean() throws {
        let report = try CheckDistrict(store: office.district.store).run()
        #expect(report.findings == [], "seed \(seed)")
    }

    @Test func `the same pair merged by many has one winner, and the others are told`() throws {
        let ids = try pair("1").ids
        let request = try Self.request(ids[0], ids[1], office.district.store)
        let (refused, failures) = crowd { _, store in
            _ = try MergeStudents(Self.workspace(store)).apply(request)
        }
        #expect(failures == [])
        // The number of the source leads to the target by now.
        #expect(refused == Array(repeating: "merge.already-merged", count: Self.workers - 1))
        try expectClean()
    }

    @Test func `two who merge a pair in opposite directions never make a circle`() throws {
        for round in 0..<max(2, Proof.count(100)) {
            let (pair, students) = try pair("\(round)")
            let (refused, failures) = crowd { worker, store in
                let ids = worker % 2 == 0 ? pair : pair.reversed()
                _ = try MergeStudents(Self.workspace(store)).apply(
                    try Self.request(ids[0], ids[1], store))
            }
            let met: Set = ["merge.same-student", "merge.already-merged", "merge.choice-refused"]
            #expect(failures == [])
            #expect(Set(refused).isSubset(of: met))
            let survivors = try office.district.store.read { reader in
                Set(try students.map { try reader.survivor(of: $0) })
            }
            #expect(refused.count == Self.workers - 1 && survivors.count == 1, "seed \(seed)")
        }
        try expectClean()
    }

    @Test func `a preview that others made stale is refused with both versions`() throws {
        let (ids, students) = try pair("1")
        var request = try Self.request(ids[0], ids[1], office.district.store)
        request.preview = try MergeStudents(Self.workspace(office.district.store))
            .preview(request)
        let stale = request
        let (refused, failures) = crowd { worker, store in
            try store.write { writer in
                let change = try writer.beginChange(
                    ChangeHeader(kind: "edit", actor: "test", at: District.now, reason: "test"),
                    plan: "{}")
                try writer.setOwnFields(
                    ["healthNotes": "Note \(worker)"], of: students[1], in: change)
                try writer.note(subjects: [students[1]], of: change)
            }
            do {
                _ = try MergeStudents(Self.workspace(store)).apply(stale)
                Issue.record("a stale merge was carried out")
            } catch let error as MergeStale {
                let change = error.changes.first { $0.what == "Health Notes" }
                #expect(change?.now.hasPrefix("Note ") == true)
                #expect(error.looked != error.now)
            }
        }
        #expect(refused == [] && failures == [])
        try expectClean()
    }

    @Test func `many who merge, undo, edit and import lose no number and make no circle`() throws {
        let ids = (0..<max(40, Proof.count(200))).map { "C\($0)" }
        _ = try make(ids)
        // It is asked for texts alone.
        nonisolated(unsafe) let office = office
        let seed = seed
        let steps = max(8, Proof.count(50))
        let (refused, failures) = crowd { worker, store in
            var random = RandomStudents(seed: seed &+ UInt64(worker))
            let own = Worker(office: office, store: store, ids: ids, number: worker)
            for step in 0..<steps {
                do {
                    try own.step(step, &random)
                } catch let error as OperationError {
                    // Refused as it should be; what counts is what is there afterwards.
                    #expect(Worker.expected.contains(error.code), "\(error.code), seed \(seed)")
                }
            }
        }
        #expect(refused == [] && failures == [], "seed \(seed)")
        try expectClean()
        let lost = try office.district.store.read { reader in
            try ids.filter { try reader.students(withID: $0).count != 1 }
        }
        #expect(lost == [], "seed \(seed)")
    }
}

/// One of many at work.
private struct Worker {
    let office: Office
    let store: any Store
    let ids: [String]
    let number: Int

    /// Refusals that are right here.
    static let expected: Set = [
        "merge.same-student", "merge.already-merged", "merge.different-state-ids",
        "merge.choice-refused", "merge.choice-missing", "undo.order", "undo.all-edited",
        "undo.already-undone",
    ]

    private var workspace: Workspace {
        Workspace(store: store, actor: "worker \(number)", clock: office.clock)
    }

    func step(_ step: Int, _ random: inout RandomStudents) throws {
        switch random.below(5) {
        case 0, 1: try merge(&random)
        case 2: try undo(&random)
        case 3: try edit(&random)
        default:
            let path = try office.district.write(
                "w\(number)-\(step)/programs.txt",
                office.programs([
                    office.row(
                        random.pick(ids), end: "06/1\(random.below(9))/2027", last: "Osterby")
                ]))
            _ = try ImportFiles(
                store: store, actor: "test", clock: office.clock, options: ImportFiles.Options()
            ).run([path])
        }
    }

    private func merge(_ random: inout RandomStudents) throws {
        var request = MergeStudents.Request(
            sources: [random.pick(ids)], target: random.pick(ids))
        request.reason = "test"
        request.confirmed = ["all"]
        let merge = MergeStudents(workspace)
        while let open = try merge.preview(request).undecided.first {
            request.choices[open] = random.pick(["target", "source"])
        }
        _ = try merge.apply(request)
    }

    private func undo(_ random: inout RandomStudents) throws {
        let merges = try store.read { reader in
            try reader.rows(
                """
                SELECT id FROM change_set WHERE undone_by IS NULL AND kind IN ('merge', 'edit')
                ORDER BY id DESC LIMIT 40
                """
            ) { try $0.requiredInteger(0) }
        }
        if merges.isEmpty { return }
        _ = try Undo(Workspace(store: store, actor: "test", clock: office.clock)).run(
            random.pick(merges))
    }

    private func edit(_ random: inout RandomStudents) throws {
        try store.write { writer in
            guard let student = try writer.students(withID: random.pick(ids)).first else { return }
            let change = try writer.beginChange(
                ChangeHeader(kind: "edit", actor: "test", at: District.now, reason: "test"),
                plan: "{}")
            try writer.note(subjects: [student], of: change)
            try writer.setOwnFields(
                ["caseManager": random.pick(["Alder", "Birch", "Cedar"])], of: student,
                in: change)
        }
    }
}
