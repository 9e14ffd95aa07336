import Foundation
import Records
import Storage
import TestDistricts
import Testing

@testable import Operations

/// How much is tried. The full counts take long; `./script/prove` asks for them.
enum Proof {
    ///
    /// - Parameter standard: percent of the full count where nobody asks.
    static func count(_ full: Int, standard: Double = 4) -> Int {
        let asked = ProcessInfo.processInfo.environment["HOMEROOM_PROOF"].flatMap(Double.init)
        return max(1, Int(Double(full) * (asked ?? standard) / 100))
    }

    /// The seed of a run; `HOMEROOM_SEED` plays one again.
    static func seed() -> UInt64 {
        if let given = ProcessInfo.processInfo.environment["HOMEROOM_SEED"].flatMap(UInt64.init) {
            return given
        }
        var random = SystemRandomNumberGenerator()
        return UInt64.random(in: 0...(.max), using: &random)
    }
}

/// Pairs of students from a seed, merged and taken apart.
@Suite struct MergeRandomTests {
    let office: Office
    let seed: UInt64
    var random: RandomStudents

    init() throws {
        office = try Office(students: 40)
        seed = Proof.seed()
        random = RandomStudents(seed: seed)
        print("MergeRandomTests seed \(seed)")
    }

    var workspace: Workspace {
        Workspace(store: office.district.store, actor: "test", clock: office.clock)
    }

    /// Students P0, P1, ..., some of them linked.
    mutating func makeStudents(_ count: Int, from first: Int = 0) throws -> [Int] {
        let store = office.district.store
        var made = random
        let found = try store.write { writer in
            let programs = try writer.codes().map(\.id)
            let contents = try RandomStudents.contents(writer)
            var free = try writer.unlinkedSIS()
            return try (first..<first + count).map { number in
                let id = try made.make(
                    "P\(number)", programs: programs, contents: contents, writer)
                if made.chance(1, in: 4), let sis = free.popLast() {
                    let change = try writer.beginChange(
                        ChangeHeader(
                            kind: "link", actor: "test", at: District.now, reason: "test"),
                        plan: "{}")
                    try writer.link(id, toSISStudent: sis, in: change)
                    try writer.note(subjects: [id], of: change)
                }
                return id
            }
        }
        random = made
        return found
    }

    /// What has to be chosen, chosen at random; and something that need not be, now and then.
    mutating func choose(_ request: inout MergeStudents.Request) throws {
        let merge = MergeStudents(workspace)
        var plan = try merge.preview(request)
        for difference in plan.differences where !difference.isSettled && random.chance(1, in: 5) {
            request.choices[difference.field] = random.pick(
                ["target"] + difference.offers.map(\.studentID))
        }
        while true {
            plan = try merge.preview(request)
            guard let open = plan.undecided.first else { return }
            let difference = plan.differences.first { $0.field == open }
            let collision = plan.collisions.first { $0.id == open }
            request.choices[open] = random.pick(
                difference.map { ["target"] + $0.offers.map(\.studentID) }
                    ?? collision?.options ?? [])
        }
    }

    func state(of students: [Int]) throws -> [[String]] {
        try office.district.store.read { reader in
            try students.map { try reader.state(of: $0) }
        }
    }

    @Test mutating func `a preview is the result, and an undo gives all of it back`() throws {
        // Pairs that are stopped, or are one student, are tried and not counted.
        let all = Proof.count(10_000)
        var (tried, merged, first) = (0, 0, 0)
        while merged < all, tried < all * 4 {
            let students = try makeStudents(60, from: first)
            first += 60
            for _ in 0..<40 where merged < all {
                tried += 1
                if try mergeAndUndo(students) { merged += 1 }
            }
        }
        #expect(merged == all, "seed \(seed), \(tried) tried")
        let report = try CheckDistrict(store: office.district.store).run()
        #expect(report.findings == [], "seed \(seed)")
    }

    /// Returns whether the students could be merged.
    private mutating func mergeAndUndo(_ students: [Int]) throws -> Bool {
        let some = Array(Set((0..<2 + random.below(2)).map { _ in random.pick(students) })).sorted()
        if some.count < 2 { return false }
        let ids = try office.district.store.read { reader in
            try some.compactMap { try reader.student($0)?.studentID }
        }
        let merge = MergeStudents(workspace)
        var request = MergeStudents.Request(sources: Array(ids.dropLast()), target: ids.last ?? "")
        request.reason = "test"
        try choose(&request)
        request.confirmed = ["all"]
        let plan = try merge.preview(request)
        let before = try state(of: some)
        if plan.guards.contains(where: { $0.severity == .stop }) {
            #expect(throws: OperationError.self) { try merge.apply(request) }
            let after = try state(of: some)
            #expect(after == before, "seed \(seed)")
            return false
        }
        #expect(plan.undecided == [], "seed \(seed)")
        request.preview = plan
        let result = try merge.apply(request)
        let after = try office.district.store.read { try $0.mergeSubject(plan.target.id) }
        let (found, promised) = (after?.lines ?? [], plan.outcome.lines)
        #expect(
            found == promised,
            """
            seed \(seed): \(ids), not promised: \(found.filter { !promised.contains($0) }), \
            not there: \(promised.filter { !found.contains($0) })
            """)
        let undone = try office.undo(result.changeSet)
        #expect(undone.left == [], "seed \(seed)")
        let restored = try state(of: some)
        let (gone, come) = (before.joined(), restored.joined())
        #expect(
            restored == before,
            """
            seed \(seed): \(ids), gone: \(gone.filter { !come.contains($0) }), \
            new: \(come.filter { !gone.contains($0) })
            """)
        return true
    }
}

extension MergeSubject {
    /// All of it, without what tells of the writing, line by line.
    var lines: [String] {
        StableJSON.text(plain, pretty: true).split(separator: "\n").map(String.init)
    }

    /// Without what tells of the writing.
    var plain: MergeSubject {
        var plain = self
        plain.revision = 0
        for (name, value) in values.own { plain.values.own[name] = FieldValue(value: value.value) }
        if let sis = values.sis {
            plain.values.sis = sis.mapValues { FieldValue(value: $0.value) }
        }
        return plain
    }
}

extension Reader {
    /// Our numbers of the SIS students that nobody is linked to.
    func unlinkedSIS() throws -> [Int] {
        try rows(
            """
            SELECT id FROM sis_student g WHERE NOT EXISTS (
                SELECT 1 FROM student s WHERE s.sis_student = g.id) ORDER BY id
            """
        ) { try $0.requiredInteger(0) }
    }
}
