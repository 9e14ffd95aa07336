import Foundation
import Records
import TestDistricts
import Testing

@testable import Operations
@testable import Storage

/// 1,000 tamperings from a fixed seed: each is found, and the chain as it is never is.
@Suite struct TamperingTests {
    private let office: Office
    private let keys: DistrictKeys
    private let store: any Store

    private static let seed: UInt64 = 20_260_922

    init() throws {
        office = try History.office(isSealed: true)
        keys = office.district.keys
        let sealed = try #require(office.district.store as? SealedStore)
        store = sealed.store
        let random = RandomStudents(seed: Self.seed)
        var history = try History(office, named: "T", random)
        for _ in 0..<25 { try history.step() }
        try office.addCode("128")
        for end in ["", "12/01/2026"] {
            _ = try office.importPrograms(
                (0..<4).map { office.row("10030\($0)", end: end, last: "Osterby") })
        }
        let last = try store.read { try $0.newestChange() }
        _ = try office.undo(try #require(try office.undo(last).changeSet))
        for destroyed in [DestroyedClass.documents, .programs, .disability, .documents] {
            for student in history.students.values.sorted().prefix(5) {
                let destroy = DestroyRecords(office.workspace(), keys: keys)
                _ = try? destroy.run(student, destroyed, reason: "test")
            }
        }
        _ = try AuditChain(sealed, actor: "test").anchor()
        for code in 0..<6 { try office.addCode("13\(code)") }
    }

    /// With what somebody does who owns the database.
    private func inTransaction<T>(_ body: (any Writer) throws -> T) throws -> T {
        try store.rehearse { writer in
            try writer.unguardSealedRows()
            try writer.run(
                writer.dialect == .sqlite
                    ? "PRAGMA defer_foreign_keys = ON"
                    : "SET LOCAL session_replication_role = replica")
            return try body(writer)
        }
    }

    private func look(_ reader: any Reader) throws -> [ChainReport.Finding] {
        try VerifyChain(keys: keys).look(reader).findings
    }

    @Test func `each of 1,000 tamperings is found, and where`() throws {
        let all = Proof.count(1_000, standard: 100)
        var random = RandomStudents(seed: Self.seed)
        let ring = try #require(try keys.existing())
        var (planted, missed) = ([String: Int](), [String]())
        while planted.values.reduce(0, +) < all {
            let tampering = random.pick(Tampering.all)
            var deed: Tampering.Deed?
            var found: [ChainReport.Finding] = []
            try inTransaction { writer in
                deed = try tampering.carryOut(writer, &random, ring)
                if deed != nil { found = try look(writer) }
            }
            guard let deed else { continue }
            planted[tampering.name, default: 0] += 1
            if !isTold(deed, found) {
                missed.append("\(tampering.name): \(deed.words) \(found.map(\.code))")
            }
        }
        print("TamperingTests: \(planted.sorted { $0.key < $1.key })")
        #expect(missed == [])
        // Each kind was planted.
        if all >= 1_000 {
            let without = Tampering.all.filter { planted[$0.name] == nil }.map(\.name)
            #expect(without == [])
        }
        #expect(try store.read { try look($0) } == [])
    }

    /// Whether it is found, and at its change set or at the one that comes next.
    private func isTold(_ deed: Tampering.Deed, _ found: [ChainReport.Finding]) -> Bool {
        guard let number = deed.changeSet else { return !found.isEmpty }
        return found.contains { finding in
            finding.changeSets.contains { $0 == number || $0 == number + 1 }
        }
    }

    @Test func `200 looks at what nobody touched find nothing`() throws {
        var random = RandomStudents(seed: Self.seed)
        for _ in 0..<Proof.count(200, standard: 100) {
            // What is not of the chain, and what an honest change does.
            let found = try store.rehearse { writer in
                if random.chance(1, in: 2) {
                    try writer.run("UPDATE next_number SET next = next + 1 WHERE name = 'student'")
                }
                return try look(writer)
            }
            #expect(found == [])
        }
    }

    @Test func `a head that was edited is found`() throws {
        let path = URL(filePath: keys.headPath)
        let honest = try Data(contentsOf: path)
        let text = String(decoding: honest, as: UTF8.self)
        var random = RandomStudents(seed: Self.seed)
        let ring = try #require(try keys.existing())
        let key = try #require(Tampering.another(ring, &random).auditKey)
        let last = try store.read { try #require(try $0.seal(before: .max)) }
        let lower = try store.read { try #require(try $0.seal(before: last.changeSet)) }
        let forged = [last, lower].map {
            StableJSON.text(ChainHead(changeSet: $0.changeSet, code: $0.code, key))
        }
        let edits =
            forged + [
                text.replacing(":\(last.changeSet),", with: ":\(last.changeSet - 1),"),
                text.replacing(":\(last.changeSet),", with: ":\(last.changeSet + 1),"),
                text.replacing(ring.keys[0].id, with: "00"), "", "[]",
            ]
        for edit in edits {
            #expect(edit != text)
            try Data(edit.utf8).write(to: path)
            let codes = try store.read { try look($0) }.map(\.code)
            #expect(codes == ["audit.head"], "\(edit)")
        }
        try FileManager.default.removeItem(at: path)
        #expect(try store.read { try look($0) }.map(\.code) == ["audit.head-missing"])
        try honest.write(to: path)
        #expect(try store.read { try look($0) } == [])
    }

    @Test func `anchors that were edited in their file are found`() throws {
        let path = URL(filePath: keys.anchorsPath)
        let honest = try String(contentsOf: path, encoding: .utf8)
        let edits = [
            honest.replacing("main", with: "mine"), honest.replacing("2026", with: "2025"),
            honest.replacing("\"code\":\"", with: "\"code\":\"00"), honest + "x\n",
        ]
        for edit in edits {
            #expect(edit != honest)
            try Data(edit.utf8).write(to: path)
            let codes = try store.read { try look($0) }.map(\.code)
            #expect(codes.contains { $0.hasPrefix("audit.anchor") }, "\(edit)")
        }
        try Data(honest.utf8).write(to: path)
        #expect(try store.read { try look($0) } == [])
    }
}
