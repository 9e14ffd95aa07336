import Foundation
import Storage
import StorageSQLite
import Synchronization
import TestDistricts
import Testing

@testable import Operations

@Suite struct BackupTests {
    private let place: BackupPlace

    init() throws { place = try BackupPlace() }

    private func remove(_ name: String) { try? place.office.district.place.districts.remove(name) }

    @Test func `a backup is restored whole, with its changes and its files`() throws {
        let entry = try place.make()
        let name = place.name + "-b"
        defer { remove(name) }
        let report = try place.restore(place.path(entry), as: name)
        #expect(report.findings == [] && report.rows == entry.rows && report.replaced == nil)
        #expect(report.files == ["\(name)-anchors.jsonl"])
        #expect(try mode("\(place.data)/\(name)-anchors.jsonl") == 0o600)
        let open = try place.office.district.place.districts.open(name)
        defer { try? open.close() }
        let restored = SealedStore(
            open, keys: place.keys(of: place.name), clock: place.office.clock)
        let (there, here) = (
            try CopyDistrict.sums(of: restored), try CopyDistrict.sums(of: place.store)
        )
        #expect(there == here && there.map(\.rows).reduce(0, +) > 100)
        let change = try restored.read { try $0.newestChange() }
        _ = try Undo(Workspace(store: restored, actor: "test", clock: place.office.clock))
            .run(change)
        #expect(try CheckDistrict(store: restored).run().isClean)
    }

    @Test func `the keys of the change log are in no backup, and are put back by hand`() throws {
        let entry = try place.make()
        let (name, scratch) = (place.name + "-k", place.data + "/opened")
        defer { remove(name) }
        try PrivateFile.makeFolder(scratch)
        _ = try OpenedBackup(
            place.path(entry), key: place.key, into: scratch, files: BackupPlace.files)
        let files = try FileManager.default.contentsOfDirectory(atPath: scratch).sorted()
        #expect(files == ["anchors.jsonl", "district.sqlite"])
        let report = try place.restore(place.path(entry), as: name)
        let keys = place.keys(of: name)
        #expect(report.notes.count == 2 && report.notes[0].contains(keys.path))
        #expect(!FileManager.default.fileExists(atPath: keys.path))
        let open = try place.office.district.place.districts.open(name)
        defer { try? open.close() }
        let restored = SealedStore(open, keys: keys, clock: place.office.clock)
        let settings = Administration(
            store: restored, actor: "test", clock: place.office.clock)
        #expect(refusal { _ = try settings.set("near-miss", to: "hold") } == "audit.keys-missing")
        let bytes = FileManager.default.contents(atPath: place.keys(of: place.name).path)
        try PrivateFile.replace(keys.path, with: try #require(bytes))
        func found() throws -> [String] {
            try VerifyChain(keys: keys).run(restored).findings.map(\.code)
        }
        #expect(try found() == ["audit.head-missing"])
        _ = try AuditChain(restored, actor: "test")
            .renew(reason: "Restored")
        #expect(try found() == [])
        _ = try settings.set("near-miss", to: "hold")
        #expect(try found() == [])
    }

    @Test func `a backup goes into either kind of database`() throws {
        let entry = try place.make()
        let files = SQLiteDistricts(folder: place.data + "/elsewhere", now: { District.now })
        let report = try place.restore(place.path(entry), as: "copy", into: files)
        #expect(report.findings == [])
        let store = try files.open("copy")
        defer { try? store.close() }
        #expect(try CopyDistrict.sums(of: store) == CopyDistrict.sums(of: place.store))
    }

    @Test func `a backup made while others write is one state of the district`() throws {
        let store = place.store
        let clock = place.office.clock
        let isDone = Mutex(false)
        let written = Mutex(0)
        let ended = DispatchSemaphore(value: 0)
        let writer = Thread {
            while !isDone.withLock({ $0 }) {
                let value = "\(10 + written.withLock { $0 } % 80)"
                _ = try? Administration(store: store, actor: "test", clock: clock)
                    .set("limit-ends", to: value)
                written.withLock { $0 += 1 }
            }
            ended.signal()
        }
        writer.start()
        while written.withLock({ $0 }) < 3 { usleep(1_000) }
        let before = try store.read { try $0.newestChange() }
        let entry = try place.make()
        let after = try store.read { try $0.newestChange() }
        isDone.withLock { $0 = true }
        ended.wait()
        #expect(after > before)
        let name = place.name + "-w"
        defer { remove(name) }
        _ = try place.restore(place.path(entry), as: name)
        let restored = try place.office.district.place.districts.open(name)
        defer { try? restored.close() }
        let newest = try restored.read { try $0.newestChange() }
        #expect((before...after).contains(newest))
        #expect(try CheckDistrict(store: restored).run().isClean)
    }

    @Test func `nothing of a backup can be read, and nothing readable stays`() throws {
        var seen: [MakeBackup.Stage: Bool] = [:]
        let names = BackupPlace.names.map { Data($0.utf8) }
        let entry = try place.make { stage in
            // While it is made there is something to be found, so this test can fail.
            let scratch = try #require(try place.left().first)
            #expect(try mode("\(place.data)/\(scratch)") == 0o700)
            let files = try BackupPlace.bytes(under: "\(place.data)/\(scratch)")
            seen[stage] = files.contains { file in
                names.allSatisfy { file.bytes.range(of: $0) != nil }
            }
        }
        #expect(seen[.encrypting] == true && seen[.checking] == true)
        #expect(try place.left() == [])
        let files = try BackupPlace.bytes(under: place.folder)
        #expect(files.map(\.name).sorted() == [entry.file, entry.file + ".json"])
        for file in files {
            #expect(try mode("\(place.folder)/\(file.name)") == 0o600)
            for name in names { #expect(file.bytes.range(of: name) == nil, "\(file.name)") }
            #expect(file.bytes.range(of: Data("SQLite format 3".utf8)) == nil)
        }
    }

    @Test func `a backup counts only with its entry, at its size`() throws {
        let entry = try place.make()
        #expect(entry.isGood && place.catalogue.entries() == [entry])
        #expect(place.catalogue.newestGood(of: place.name) == entry)
        #expect(place.catalogue.entries(of: "other") == [])
        let again = try place.make()
        #expect(again.file != entry.file && place.catalogue.entries().count == 2)
        try FileManager.default.removeItem(atPath: place.path(again) + ".json")
        #expect(place.catalogue.entries() == [entry])
        let handle = try #require(FileHandle(forWritingAtPath: place.path(entry)))
        try handle.truncate(atOffset: UInt64(entry.bytes - 1))
        #expect(place.catalogue.entries() == [])
    }

    @Test func `a backup of a district that is not as it has to be does not count`() throws {
        try place.store.write {
            _ = try $0.run("UPDATE next_number SET next = 1 WHERE name = 'student'")
        }
        #expect(refusal { try place.make() } == "backup.faulty")
        let entry = try #require(place.catalogue.entries().first)
        #expect(entry.check.findings == ["check.number-series"] && !entry.isGood)
        #expect(place.catalogue.newestGood(of: place.name) == nil)
        #expect(try place.left() == [])
        let name = place.name + "-f"
        defer { remove(name) }
        let path = place.path(entry)
        #expect(refusal { _ = try place.restore(path, as: name) } == "restore.faulty")
        #expect(try !place.office.district.place.districts.contains(name))
        let report = try place.restore(path, as: name) { $0.evenFaulty = true }
        #expect(report.findings == ["check.number-series"])
    }

    @Test func `a backup that is killed at any stage leaves none that counts`() throws {
        // Its store may not be in the way of the other process.
        var stage = 0
        while true {
            stage += 1
            if try !wasKilled(at: stage) { break }
            #expect(place.catalogue.entries() == [], "stage \(stage)")
            #expect(place.catalogue.abandoned(of: place.name).count <= 1)
        }
        #expect(stage == 5)
        #expect(place.catalogue.entries().count == 1)
        // What the killed ones left is gone too.
        #expect(try place.left() == [] && place.catalogue.abandoned(of: place.name) == [])
    }

    private func wasKilled(at stage: Int) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0]).standardized
            .deletingLastPathComponent().appending(path: "KillAtStep")
        process.arguments = [
            place.data, place.name, "\(stage)", "backup", place.key.publicKey.text,
        ]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        if process.terminationReason == .uncaughtSignal { return true }
        #expect(process.terminationStatus == 0)
        return false
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
