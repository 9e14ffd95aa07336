import Foundation
import Storage

/// A backup that was taken apart into a scratch folder.
struct OpenedBackup {
    let head: BackupHead
    let manifest: BackupManifest
    let folder: String
    let files: (_ folder: String) -> any Districts
    /// The keys of the district that it was made of, where they are; none is in a backup.
    var keys: DistrictKeys?

    /// Opens the district in it, brings it up to date, and hands it over.
    func withDistrict<T>(_ body: (any Store) throws -> T) throws -> T {
        let store = try files(folder).open("district")
        do {
            let result = try body(store)
            try store.close()
            return result
        } catch {
            try? store.close()
            throw error
        }
    }

    /// What `homeroom check` finds in it.
    ///
    /// - Throws: `backup.damaged` where count or checksum of a table is not what it was; for an
    ///   older schema, which was brought up to date, only the files are compared.
    func check() throws -> [CheckReport.Finding] {
        try withDistrict { store in
            if head.schema == Schema.version {
                let tables = try CopyDistrict.sums(of: store)
                guard tables == manifest.tables else { throw BackupError.damaged }
            }
            try keys?.unlock(store)
            return try CheckDistrict(store: store).run().findings
        }
    }
}

extension OpenedBackup {
    /// Takes a backup apart into an empty folder.
    init(
        _ path: String, key: BackupPrivateKey, into folder: String,
        files: @escaping (_ folder: String) -> any Districts
    ) throws {
        let reader = try BackupReader(path: path)
        try reader.unlock(with: key)
        manifest = try BackupContent.unpack(reader, into: folder)
        head = reader.head
        self.folder = folder
        self.files = files
    }
}
