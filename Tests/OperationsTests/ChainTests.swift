import Foundation
import Records
import TestDistricts
import Testing

@testable import Operations
@testable import Storage

/// The chain of change sets: what is sealed, where, and what is refused.
@Suite struct ChainTests {
    /// A district in which everything was done, sealed from the first change on.
    private func everything() throws -> Office {
        let office = try Office(students: 12, isSealed: true)
        try office.doEverything()
        return office
    }

    private func seals(_ district: District) throws -> Int {
        try district.count("SELECT count(*) FROM change_seal")
    }

    @Test func `whatever is done is sealed, and a look at it finds nothing`() throws {
        let office = try everything()
        let report = try VerifyChain(keys: office.district.keys).run(office.district.store)
        #expect(report.findings == [])
        #expect(report.changeSets > 50 && report.sealed == report.changeSets)
        #expect(report.images > 50)
        let check = try CheckDistrict(store: office.district.store).run()
        #expect(check.findings == [])
        #expect(check.checked.last?.name == "seals")
        #expect(check.checked.last?.count == report.sealed)
    }

    @Test func `a district from before seals is sealed whole by its next change`() throws {
        let office = try Office(students: 3)
        try office.addCode("128")
        let district = office.district
        #expect(try seals(district) == 0)
        #expect(try district.faults() == [])
        let sealed = SealedStore(district.store, keys: district.keys, clock: District.clock)
        _ = try sealed.write { try $0.takeNumbers("student") }
        #expect(try seals(district) == 5)
        #expect(try district.faults() == [])
    }

    @Test func `what came about without a seal is found, and not sealed by the way`() throws {
        let office = try Office(students: 1, isSealed: true)
        let sealed = try #require(office.district.store as? SealedStore)
        let stray = try sealed.store.write {
            try $0.beginChange(
                ChangeHeader(kind: "edit", actor: "x", at: District.now, reason: ""), plan: "{}")
        }
        try office.addCode("128")
        #expect(try office.district.faults() == ["audit.unsealed \(stray)"])
    }

    @Test func `a rehearsal leaves neither seal nor file`() throws {
        let district = try District(isSealed: true)
        let work = CodeTables(
            Workspace(store: district.store, actor: "test", clock: District.clock))
        _ = try district.store.rehearse { writer in
            try writer.beginChange(
                ChangeHeader(kind: "edit", actor: "x", at: District.now, reason: ""), plan: "{}")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: district.folder.path)
        #expect(files.allSatisfy { $0.hasPrefix("t") })
        _ = try work.add(CodeBook.programs, "1", CodeTables.Entry(text: "x"))
        #expect(try seals(district) == 1)
    }

    @Test func `a look makes no keys, a write does`() throws {
        let district = try District(isSealed: true)
        _ = try district.store.read { try $0.newestChange() }
        #expect(try district.keys.existing() == nil)
        try district.store.write { try $0.keepSecret([1], named: "x") }
        #expect(try district.keys.existing()?.valuesKey != nil)
    }

    // MARK: Keys

    @Test func `keys are their owner's alone, and several who make them end with the same`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "k\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let keys = District.keys(in: folder)
        let rings = try await withThrowingTaskGroup(of: KeyRing.self) { group in
            for _ in 0..<16 { group.addTask { try keys.ring(at: District.now) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(rings.allSatisfy { $0 == rings[0] })
        let mode = try FileManager.default.attributesOfItem(atPath: keys.path)
        #expect(mode[.posixPermissions] as? Int == 0o600)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files == ["main-keys.json"])
    }

    @Test func `a ring keeps keys of uses that it does not know`() throws {
        var ring = KeyRing(madeAt: District.now)
        let other = KeyRing.Key(
            id: "ff", use: "documents", algorithm: "AES-256-GCM", made: District.now, bytes: "AA==")
        ring = KeyRing(keys: ring.keys + [other])
        #expect(KeyRing(json: Data(ring.json.utf8)) == ring)
        #expect(KeyRing(json: Data("{}".utf8)) == nil)
    }

    @Test func `without its keys a chain that has begun is not gone on with`() throws {
        let office = try Office(students: 1, isSealed: true)
        let district = office.district
        try FileManager.default.removeItem(atPath: district.keys.path)
        let before = try seals(district)
        let refused = #expect(throws: OperationError.self) { try office.addCode("128") }
        #expect(refused?.code == "audit.keys-missing")
        #expect(try seals(district) == before)
        #expect(try district.faults().contains("audit.keys-missing "))
        let sealed = try #require(district.store as? SealedStore)
        let chain = AuditChain(sealed, actor: "test")
        let change = try chain.renew(reason: "The disk with the keys broke")
        try office.addCode("128")
        // What was sealed with the lost key stays told.
        let faults = try VerifyChain(keys: district.keys).run(district.store).findings
        #expect(Set(faults.map(\.code)) == ["audit.key-unknown", "audit.anchor"])
        #expect(!faults[0].changeSets.contains(change))
    }

    @Test func `a file that is not one of keys is refused`() throws {
        let office = try Office(students: 1, isSealed: true)
        try Data("{}".utf8).write(to: URL(filePath: office.district.keys.path))
        let refused = #expect(throws: OperationError.self) { try office.addCode("128") }
        #expect(refused?.code == "audit.keys-unreadable")
    }

    // MARK: The head

    @Test func `a head that stayed behind is all right, one that is ahead is not`() throws {
        let office = try Office(students: 1, isSealed: true)
        let district = office.district
        let head = URL(filePath: district.keys.headPath)
        let early = try Data(contentsOf: head)
        try office.addCode("128")
        let late = try Data(contentsOf: head)
        try early.write(to: head)
        #expect(try district.faults() == [])
        try office.addCode("129")
        #expect(try district.faults() == [])
        try late.write(to: head)
        #expect(try district.faults() == [])
        try FileManager.default.removeItem(at: head)
        #expect(try district.faults() == ["audit.head-missing "])
        // Nor is it made again by the way.
        try office.addCode("130")
        #expect(try district.faults() == ["audit.head-missing "])
        try Data("{}".utf8).write(to: head)
        #expect(try district.faults() == ["audit.head "])
    }

    @Test func `a restored backup is told until somebody says that it is meant`() throws {
        let place = try TestPlace(now: District.now)
        let keys = District.keys(in: place.folder)
        let store = SealedStore(try place.open(), keys: keys, clock: District.clock)
        defer { try? store.close() }
        let work = Workspace(store: store, actor: "test", clock: District.clock)
        for code in 1...4 {
            _ = try CodeTables(work).add(CodeBook.programs, "\(code)", CodeTables.Entry(text: "x"))
        }
        // The newest two are not there any more.
        try store.store.write { writer in
            try writer.unguardSealedRows()
            for table in ["code", "change_set_table", "change_seal"] {
                try writer.run("DELETE FROM \(sql: table) WHERE change_set > 2")
            }
            try writer.run("DELETE FROM change_set WHERE id > 2")
            try writer.run("UPDATE next_number SET next = 3 WHERE name = 'change_set'")
            try writer.guardSealedRows()
        }
        func faults() throws -> [String] {
            try VerifyChain(keys: keys).run(store).findings.map(\.code)
        }
        #expect(try faults() == ["audit.cut-off"])
        _ = try CodeTables(work).add(CodeBook.programs, "5", CodeTables.Entry(text: "x"))
        #expect(try faults() == ["audit.cut-off"])
        let chain = AuditChain(store, actor: "test")
        #expect(throws: OperationError.self) { try chain.renew(reason: " ") }
        _ = try chain.renew(reason: "Restored the backup of last night")
        #expect(try faults() == [])
        _ = try CodeTables(work).add(CodeBook.programs, "6", CodeTables.Entry(text: "x"))
        #expect(try faults() == [])
    }

    // MARK: The database itself

    @Test func `the database refuses to change what is sealed`() throws {
        let office = try everything()
        let statements: [Query] = [
            "UPDATE change_set SET reason = 'x'", "UPDATE change_set SET plan = '{}'",
            "DELETE FROM change_set WHERE id = (SELECT max(id) FROM change_set)",
            "UPDATE change_set_table SET inserted = 0", "DELETE FROM change_set_table",
            "UPDATE change_subject SET student = student + 1", "DELETE FROM change_subject",
            "UPDATE prior_image SET image = '[]'", "DELETE FROM prior_image",
            "UPDATE change_seal SET key_id = 'x'", "DELETE FROM change_seal",
            "UPDATE audit_anchor SET at = 'x'", "DELETE FROM audit_anchor",
        ]
        for statement in statements {
            #expect(throws: StorageError.constraint("sealed"), "\(statement)") {
                try office.district.store.write { try $0.run(statement) }
            }
        }
        #expect(try office.district.faults() == [])
    }

    @Test func `a copy has the chain, and goes on with it`() throws {
        let office = try everything()
        let place = try TestPlace(now: District.now)
        let copy = try place.districts.open(place.district, toCopy: true)
        let keys = District.keys(in: place.folder)
        _ = try CopyDistrict(from: office.district.store, to: copy, clock: District.clock).run()
        try office.district.keys.follow(copy, to: keys)
        let sealed = SealedStore(copy, keys: keys, clock: District.clock)
        defer { try? sealed.close() }
        #expect(try VerifyChain(keys: keys).run(sealed).findings == [])
        let work = Workspace(store: sealed, actor: "test", clock: District.clock)
        _ = try CodeTables(work).add(CodeBook.programs, "777", CodeTables.Entry(text: "x"))
        #expect(try VerifyChain(keys: keys).run(sealed).findings == [])
        // Never over another one.
        try District().keys.follow(copy, to: keys)
        let other = try Office(students: 1, isSealed: true).district
        try other.keys.follow(copy, to: keys)
        #expect(try keys.existing() == office.district.keys.existing())
    }

    @Test func `random histories are sealed as they come about`() throws {
        let seed = Proof.seed()
        print("ChainTests seed \(seed)")
        var random = RandomStudents(seed: seed)
        for number in 0..<Proof.count(200) {
            var history = try History(
                try History.office(isSealed: true), named: "H\(number)", random)
            for _ in 0..<30 { try history.step() }
            let faults = try history.office.district.faults()
            #expect(faults == [], "seed \(seed), history \(number)")
            random = history.random
        }
    }
}
