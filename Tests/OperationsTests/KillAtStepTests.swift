import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// A process that merges or undoes is killed at each of its steps.
@Suite struct KillAtStepTests {
    let office: Office
    let seed: UInt64

    init() throws {
        office = try Office(students: 4)
        seed = Proof.seed()
        print("KillAtStepTests seed \(seed)")
    }

    private var store: any Store { office.district.store }

    private var students: [Int] {
        get throws {
            try store.read {
                try $0.rows("SELECT id FROM student ORDER BY id") {
                    try $0.requiredInteger(0)
                }
            }
        }
    }

    /// Two students whose merge does much: a merge by request, with all that has to be chosen.
    private func makeRequest() throws -> MergeStudents.Request {
        var random = RandomStudents(seed: seed)
        let sis = try store.read { try $0.unlinkedSIS() }
        let merge = MergeStudents(Workspace(store: store, actor: "test", clock: office.clock))
        for number in 0... {
            let ids = ["K\(number)", "L\(number)"]
            try store.write { writer in
                let programs = try writer.codes().map(\.id)
                let contents = try RandomStudents.contents(writer, name: "k\(number)-")
                for id in ids {
                    _ = try random.make(id, programs: programs, contents: contents, writer)
                }
            }
            var request = MergeStudents.Request(sources: [ids[0]], target: ids[1])
            var plan = try merge.preview(request)
            let isRich = [.document, .event, .programEnrollment].allSatisfy {
                plan.moved($0) > 0
            }
            guard isRich, !plan.guards.contains(where: { $0.severity == .stop }) else { continue }
            while let open = plan.undecided.first {
                request.choices[open] = random.pick(["target", "source"])
                plan = try merge.preview(request)
            }
            request.confirmed = ["all"]
            request.reason = "test"
            try link(plan.sources[0].id, to: sis[0])
            return request
        }
        throw CocoaError(.featureUnsupported)
    }

    private func link(_ student: Int, to sis: Int) throws {
        try store.write { writer in
            let change = try writer.beginChange(
                ChangeHeader(kind: "link", actor: "test", at: District.now, reason: "test"),
                plan: "{}")
            try writer.link(student, toSISStudent: sis, in: change)
            try writer.note(subjects: [student], of: change)
        }
    }

    /// Runs the program beside the tests. Returns whether it was killed.
    private func wasKilled(at step: Int, _ words: [String]) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0]).standardized
            .deletingLastPathComponent().appending(path: "KillAtStep")
        let place = office.district.place
        process.arguments = [place.folder.path, place.district, "\(step)"] + words
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL {
            return true
        }
        #expect(process.terminationStatus == 0, "step \(step), seed \(seed)")
        return false
    }

    /// The state after `work`, which is taken back.
    private func rehearsed(
        on store: any Store, _ students: [Int], _ work: (any Store) throws -> Void
    ) throws -> [[String]] {
        let rehearsal = Rehearsal(store: store, students: students)
        try work(rehearsal)
        return rehearsal.after
    }

    /// Kills the process at step 1, 2, ... until it ends by itself. Returns at how many.
    private func killAtEachStep(
        _ words: [String], _ work: (any Store) throws -> Void
    ) throws -> Int {
        let students = try students
        let before = try state(store, students)
        let after = try rehearsed(on: store, students, work)
        #expect(before != after)
        var step = 0
        while true {
            step += 1
            let isKilled = try wasKilled(at: step, words)
            let again = try office.district.place.open()
            defer { try? again.close() }
            let found = try state(again, students)
            let check = try CheckDistrict(store: again).run()
            #expect(check.findings == [], "step \(step), seed \(seed)")
            if !isKilled || found == after {
                #expect(isKilled && found == after, "step \(step), seed \(seed)")
                return step
            }
            #expect(found == before, "step \(step), seed \(seed)")
            let retried = try rehearsed(on: again, students, work)
            #expect(retried == after, "step \(step), seed \(seed)")
        }
    }

    private func state(_ store: any Store, _ students: [Int]) throws -> [[String]] {
        try store.read { reader in try students.map { try reader.state(of: $0) } }
    }

    @Test func `a merge and an undo that are killed at any step are whole or not there`() throws {
        let request = try makeRequest()
        let choices = request.choices.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let merged = try killAtEachStep(
            ["merge", request.sources[0], request.target] + choices
        ) { store in
            let workspace = Workspace(store: store, actor: "test", clock: office.clock)
            _ = try MergeStudents(workspace).apply(request)
        }
        let change = try store.read { try $0.newestChange() }
        let undone = try killAtEachStep(["undo", "\(change)"]) { store in
            _ = try Undo(Workspace(store: store, actor: "test", clock: office.clock)).run(change)
        }
        // The undo of the undo merges again.
        let again = try killAtEachStep(["undo", "\(change + 1)"]) { store in
            _ = try Undo(Workspace(store: store, actor: "test", clock: office.clock)).run(
                change + 1)
        }
        #expect(min(merged, undone, again) > 20)
        print("KillAtStepTests: killed at \(merged), \(undone) and \(again) steps")
    }
}

/// A store whose writes are taken back, when the state after them was looked at.
private final class Rehearsal: Store, @unchecked Sendable {
    let store: any Store
    let students: [Int]
    private(set) var after: [[String]] = []

    init(store: any Store, students: [Int]) {
        self.store = store
        self.students = students
    }

    var threads: StoreThreads { store.threads }
    var cipher: CipherSlot { store.cipher }

    func read<T>(_ body: (any Reader) throws -> T) throws -> T { try store.read(body) }

    func write<T>(_ body: (any Writer) throws -> T) throws -> T {
        try store.rehearse { writer in
            let result = try body(writer)
            after = try students.map { try writer.state(of: $0) }
            return result
        }
    }

    func rehearse<T>(_ body: (any Writer) throws -> T) throws -> T { try store.rehearse(body) }

    func close() throws {}
}
