import Foundation
import Storage
import StorageSQLite
import TestDistricts

@testable import Operations

/// A district on which everything was done, and a folder for its backups.
final class BackupPlace {
    let office: Office
    let key = BackupPrivateKey()

    /// Names of invented people who are in the district.
    static let names = ["Osterby", "Grünfeld", "Lindenbaum"]

    init() throws {
        office = try Office(students: 12, isSealed: true)
        try office.doEverything()
        try office.district.addStudent("T-1", last: "Grünfeld", first: "Ada", stateID: "9911")
        try office.district.addStudent("T-2", last: "Lindenbaum", first: "Ivo")
    }

    var data: String { office.district.folder.path }
    var folder: String { data + "/backups" }
    var name: String { office.district.place.district }
    var store: any Store { office.district.store }
    var catalogue: BackupCatalogue { BackupCatalogue(folder: folder) }

    static func files(_ folder: String) -> any Districts {
        SQLiteDistricts(folder: folder, now: { District.now })
    }

    /// The files beside a district of some name.
    func keys(of name: String) -> DistrictKeys {
        name == self.name ? office.district.keys : DistrictKeys(district: name, folder: data)
    }

    func path(_ entry: BackupEntry) -> String { folder + "/" + entry.file }

    func options(to folder: String? = nil) -> MakeBackup.Options {
        var options = MakeBackup.Options(
            key: key.publicKey, folder: folder ?? self.folder, scratch: data, keys: keys(of: name),
            version: "0.0.0")
        // Many pieces of a small district.
        options.pieceBytes = 8_192
        return options
    }

    @discardableResult
    func make(
        at time: Date = Date(timeIntervalSince1970: 1_791_180_000),
        onStage: @escaping (MakeBackup.Stage) throws -> Void = { _ in }
    ) throws -> BackupEntry {
        try MakeBackup(
            of: name, store, options: options(), clock: { time }, files: Self.files,
            onStage: onStage
        ).run()
    }

    func restore(
        _ path: String, as into: String?, into districts: (any Districts)? = nil,
        key: BackupPrivateKey? = nil, _ change: (inout RestoreBackup.Options) -> Void = { _ in }
    ) throws -> RestoreBackup.Report {
        var options = RestoreBackup.Options(
            key: key ?? self.key, scratch: data)
        options.name = into
        change(&options)
        return try RestoreBackup(
            path, into: districts ?? office.district.place.districts, options: options,
            clock: { Date(timeIntervalSince1970: 1_791_180_000) }, keys: keys, files: Self.files
        ).run()
    }

    /// What is in the data folder beside the district itself and its backups.
    func left() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: data).filter {
            $0.contains(ScratchFolder.mark) || $0.hasSuffix(".part")
        }
    }

    /// Every file under a folder.
    static func bytes(under folder: String) throws -> [(name: String, bytes: Data)] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).compactMap { name in
            FileManager.default.contents(atPath: folder + "/" + name).map { (name, $0) }
        }
    }
}
