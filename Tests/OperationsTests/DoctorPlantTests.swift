import Foundation
import Records
import Storage
import TestDistricts
import Testing

@testable import Operations

/// What is planted into a real district, a real folder and a real file is found there.
@Suite struct DoctorPlantTests {
    private let office: Office
    private let before: [DoctorReport.Finding]

    init() throws {
        office = try Office()
        _ = try office.importPrograms([office.row("100200")])
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o700], ofItemAtPath: office.district.folder.path)
        for file in DoctorFacts.File.files(in: office.district.folder.path) {
            chmod(file.path, 0o600)
        }
        before = Self.doctor(office).run().findings
    }

    private static func doctor(_ office: Office, at time: Double = 1_791_180_000) -> Doctor {
        var options = Doctor.Options()
        options.backups = office.path("backups")
        return Doctor(
            of: office.district.place.district, in: office.district.place.districts,
            folder: office.district.folder.path, isDatabase: TestPlace.isPostgres,
            keys: keys(office), location: " --data x", options: options,
            clock: { Date(timeIntervalSince1970: time) },
            words: { ("store.failed", "\($0)", "Look.") })
    }

    private static func keys(_ office: Office) -> DistrictKeys {
        DistrictKeys(
            district: office.district.place.district, folder: office.district.folder.path)
    }

    /// The checks that tell something else than before, and are not well.
    private func found(at time: Double = 1_791_180_000) -> [String] {
        let old = Dictionary(uniqueKeysWithValues: before.map { ($0.id, $0) })
        return Self.doctor(office, at: time).run().findings
            .filter { $0.state != .ok && old[$0.id]?.state != $0.state }.map(\.id.rawValue)
    }

    private func write(_ query: Query) throws {
        try office.district.store.write { _ = try $0.run(query) }
    }

    @Test func `a district is looked at without a word of a student`() throws {
        #expect(before.count >= 25)
        let text = StableJSON.text(Self.doctor(office).run())
        for word in ["Osterby", "Mira", "100200"] { #expect(!text.contains(word)) }
    }

    @Test func `modes of files and folders`() throws {
        let folder = office.district.folder.path
        chmod(folder, 0o755)
        #expect(found() == ["data.folder-mode"])
        chmod(folder, 0o700)
        #expect(found() == [])
        try office.district.write("rows.txt", "x")
        chmod(office.path("rows.txt"), 0o644)
        #expect(found() == ["data.other-files"])
        chmod(office.path("rows.txt"), 0o600)
        let name = office.district.place.district
        _ = try Self.keys(office).ring(at: "now")
        chmod(office.path("\(name)-keys.json"), 0o640)
        #expect(found() == ["data.key-files"])
        try FileManager.default.removeItem(atPath: office.path("\(name)-keys.json"))
        mkdir(office.path("\(name)-uploads"), 0o755)
        chmod(office.path("\(name)-uploads"), 0o755)
        #expect(found() == ["uploads.mode"])
    }

    @Test func `what a backup that was killed left, and a private key`() throws {
        mkdir(office.path("\(office.district.place.district)-scratch-1"), 0o700)
        #expect(found() == ["data.leftovers"])
        try FileManager.default.removeItem(
            atPath: office.path("\(office.district.place.district)-scratch-1"))
        try office.district.write("safe.key", BackupPrivateKey().file(madeAt: "now"))
        chmod(office.path("safe.key"), 0o600)
        #expect(found() == ["backup.private-key"])
    }

    @Test func `settings, keys, users and codes`() throws {
        let change = try office.administration.set("near-miss", to: "hold")
        try write("UPDATE setting SET value = 'perhaps' WHERE change_set = \(change)")
        #expect(found() == ["settings.values"])
        _ = try office.administration.set("near-miss", to: "hold")
        try office.district.store.write { try $0.keepSecret([1, 2], named: "references") }
        #expect(found() == ["district.key"])
        try write("DELETE FROM secret")
        var entry = Users.Entry()
        entry.role = .registrar
        _ = try Users(office.workspace()).add("ada", entry)
        #expect(found() == ["users.passwords"])
        // Nothing is seen of her for a year; imports and changes are as old.
        #expect(found(at: 1_791_180_000 + 365 * 86_400).contains("users.stale"))
    }

    @Test func `alarms, a second factor that is missing, keys and a change log that was cut off`()
        throws
    {
        let host = office.workspace()
        var entry = Users.Entry()
        entry.role = .registrar
        let users = Users(host, passwords: Entrance.cheap)
        let user = try users.add("ada", entry, password: Entrance.password).id
        #expect(found() == ["users.second-factor"])
        let factor = SecondFactor(store: office.district.store, clock: office.clock)
        _ = try factor.setUpInvented(user)
        #expect(found() == [])
        _ = try factor.breakGlass("ada", reason: "Telephone lost", actor: "test")
        #expect(found() == ["alarms.open"])
        let alarms = Alarms(host)
        try alarms.close(try #require(try alarms.list().first).id)
        let keys = Self.keys(office)
        let sealed = SealedStore(office.district.store, keys: keys, clock: office.clock)
        let settings = Administration(store: sealed, actor: "test", clock: office.clock)
        _ = try settings.set("near-miss", to: "hold")
        #expect(found() == [])
        let ring = try #require(try keys.existing())
        let key = try #require(ring.auditKey)
        ChainHead(changeSet: 9_999, code: [], key).write(keys, always: true)
        #expect(found() == ["audit.head"])
        unlink(keys.headPath)
        unlink(keys.path)
        #expect(found() == ["audit.keys", "audit.head"])
    }

    @Test func `the clock, held imports and rows`() throws {
        #expect(found(at: 1_700_000_000).contains("clock.change-sets"))
        let near = office.row("100200", start: "09/03/2026", end: "10/01/2026")
        #expect(try office.importPrograms([near]).held == 1)
        #expect(found() == ["imports.held-rows"])
        let rows = office.students.map { office.row($0, "nowhere") }
        let held = try office.importPrograms(rows + rows.map { $0 + "x" } + rows)
        #expect(held.state == .held)
        #expect(found().contains("imports.held-runs"))
    }

    @Test func `a copy under way, and another build's migration`() throws {
        try write("UPDATE schema_migration SET title = 'Other' WHERE number = 2")
        #expect(found() == ["database.migrations"])
        try write("UPDATE schema_migration SET number = 999 WHERE number = 2")
        #expect(found() == ["database.schema"])
    }

    @Test(.enabled(if: !TestPlace.isPostgres))
    func `a damaged file, another journal, an open file`() throws {
        try office.district.addStudent("T-1", last: "Alder", first: "Ada", stateID: "9911")
        let changed = try office.district.store.write { writer in
            try writer.run("PRAGMA ignore_check_constraints = ON")
            return try writer.run("UPDATE identifier SET status = 'odd' WHERE value = '9911'")
        }
        #expect(changed == 1)
        #expect(found() == ["sqlite.integrity"])
        let name = office.district.place.district
        chmod(office.path("\(name).sqlite"), 0o644)
        #expect(found().contains("data.file-mode"))
        chmod(office.path("\(name).sqlite"), 0o600)
        try office.district.store.close()
        let file = office.path("\(name).sqlite")
        try Data("no database, whatever its name says of it".utf8).write(to: URL(filePath: file))
        chmod(file, 0o600)
        let report = Self.doctor(office).run()
        #expect(report.findings.first { $0.id == .opens }?.state == .fault)
        #expect(!report.findings.contains { $0.id == .administrator })
    }
}
