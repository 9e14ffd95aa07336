import Foundation
import Storage
import StorageSQLite
import TestDistricts
import Testing

@testable import Operations

@Suite struct RestoreTests {
    private let place: BackupPlace
    private let path: String

    init() throws {
        place = try BackupPlace()
        path = place.path(try place.make())
    }

    private var districts: any Districts { place.office.district.place.districts }

    @Test func `a district that is there is not restored over`() throws {
        let before = try CopyDistrict.sums(of: place.store)
        #expect(refusal { _ = try place.restore(path, as: nil) } == "restore.exists")
        #expect(try CopyDistrict.sums(of: place.store) == before)
    }

    @Test func `with replace, the one that was there gets another name`() throws {
        let first = try CopyDistrict.sums(of: place.store)
        _ = try place.office.administration.set("near-miss", to: "insert")
        let later = try CopyDistrict.sums(of: place.store)
        if !TestPlace.isPostgres {
            // Somebody has the file open.
            #expect(throws: StorageError.inUse) {
                _ = try place.restore(path, as: nil) { $0.replaces = true }
            }
            #expect(try CopyDistrict.sums(of: place.store) == later)
            try place.store.close()
        }
        let report = try place.restore(path, as: nil) { $0.replaces = true }
        let old = try #require(report.replaced)
        defer { try? districts.remove(old) }
        #expect(try sums(of: place.name) == first)
        #expect(try sums(of: old) == later)
        // The same keys verify both, and it is told that the restored one goes less far.
        #expect(try verify(old) == [])
        #expect(try verify(place.name).contains("audit.cut-off"))
        #expect(report.files == [] && report.notes.count == 1)
        #expect(try !districts.contains(place.name + "-restoring"))
    }

    @Test(.enabled(if: !TestPlace.isPostgres))
    func `a damaged district is replaced, and kept`() throws {
        try place.store.close()
        let file = "\(place.data)/\(place.name).sqlite"
        try Data("no database at all, but long enough to be looked at".utf8)
            .write(to: URL(filePath: file))
        let report = try place.restore(path, as: nil) { $0.replaces = true }
        let old = try #require(report.replaced)
        #expect(FileManager.default.fileExists(atPath: "\(place.data)/\(old).sqlite"))
        let restored = try districts.open(place.name)
        defer { try? restored.close() }
        #expect(try CheckDistrict(store: restored).run().isClean)
    }

    @Test func `a restore that was interrupted goes on`() throws {
        let name = place.name + "-r"
        defer { try? districts.remove(name) }
        let unfinished = try districts.open(name, toCopy: true)
        // As it stands when a process is killed at its beginning.
        try unfinished.write { try $0.beginCopy(by: CopyOwner(token: "gone"), at: District.now) }
        try unfinished.close()
        #expect(throws: StorageError.copyUnfinished) { _ = try districts.open(name) }
        let report = try place.restore(path, as: name)
        #expect(report.findings == [])
        #expect(try sums(of: name) == CopyDistrict.sums(of: place.store))
    }

    @Test func `verifying finds what restoring would, and restores nothing`() throws {
        let verify = VerifyBackup(path, scratch: place.data, files: BackupPlace.files)
        let report = try verify.run(with: place.key)
        #expect(report.isGood && report.isAsCatalogued == true && report.findings == [])
        #expect(report.rows == place.catalogue.entries()[0].rows)
        let unopened = try verify.run(with: nil)
        #expect(unopened.isGood && unopened.rows == nil)
        #expect(try place.left() == [])
        let other = BackupPrivateKey()
        #expect(refusal { _ = try verify.run(with: other) } == "backup.wrong-key")
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: path))
        #expect(try verify.run(with: nil).isAsCatalogued == false)
        #expect(refusal { _ = try verify.run(with: place.key) } == "backup.damaged")
    }

    private func verify(_ name: String) throws -> [String] {
        let store = try districts.open(name)
        defer { try? store.close() }
        return try VerifyChain(keys: place.keys(of: name)).run(store).findings.map(\.code)
    }

    private func sums(of name: String) throws -> [CopyDistrict.Report.Table] {
        let store = try districts.open(name)
        defer { try? store.close() }
        return try CopyDistrict.sums(of: store)
    }
}
