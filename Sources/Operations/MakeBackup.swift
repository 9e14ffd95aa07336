import Crypto
import Foundation
import Storage

/// Makes a backup of a district: one state of it, while others write, encrypted to a public key.
///
/// It counts once it was restored: what was written is read back and decrypted with a one-time key
/// that only this process has, restored to a scratch folder, compared and checked. Then it gets its
/// name. See `docs/decisions/0020`.
public struct MakeBackup {
    /// How a backup is made.
    public struct Options: Sendable {
        public var key: BackupPublicKey
        /// Where it goes.
        public var folder: String
        /// Where files are readable meanwhile: a folder is made in it, and removed.
        public var scratch: String
        /// The district's files beside its database, of which the anchors are in the backup.
        public var keys: DistrictKeys
        /// Homeroom's.
        public var version: String
        var pieceBytes = 1 << 20

        public init(
            key: BackupPublicKey, folder: String, scratch: String, keys: DistrictKeys,
            version: String
        ) {
            self.key = key
            self.folder = folder
            self.scratch = scratch
            self.keys = keys
            self.version = version
        }
    }

    /// What is being done, for whoever waits.
    public enum Stage: String, Sendable { case copying, encrypting, restoring, checking }

    let district: String
    let store: any Store
    let options: Options
    let clock: @Sendable () -> Date
    /// Districts of a folder, for the scratch place.
    let files: (_ folder: String) -> any Districts
    let onStage: (Stage) throws -> Void

    public init(
        of district: String, _ store: any Store, options: Options,
        clock: @escaping @Sendable () -> Date,
        files: @escaping (_ folder: String) -> any Districts,
        onStage: @escaping (Stage) throws -> Void = { _ in }
    ) {
        self.district = district
        self.store = store
        self.options = options
        self.clock = clock
        self.files = files
        self.onStage = onStage
    }

    /// - Throws: `backup.faulty` where the check found something: the file is kept then, and its
    ///   entry says so, but it does not count.
    public func run() throws -> BackupEntry {
        let catalogue = BackupCatalogue(folder: options.folder)
        try PrivateFile.makeFolder(options.folder)
        for path in catalogue.abandoned(of: district) { unlink(path) }
        let scratch = try ScratchFolder(in: options.scratch, for: district)
        defer { scratch.remove() }
        let madeAt = ImportFiles.timestamp(clock())
        let name = catalogue.newName(district, madeAt: madeAt)
        let partial = catalogue.path(name) + BackupCatalogue.partial
        LeftBehind.add(partial)
        defer {
            unlink(partial)
            LeftBehind.forget(partial)
        }
        try onStage(.copying)
        let snapshot = try scratch.folder("snapshot")
        let tables = try takeSnapshot(into: snapshot)
        try onStage(.encrypting)
        let written = try write(snapshot, tables, madeAt: madeAt, to: partial)
        try FileManager.default.removeItem(atPath: snapshot)
        try onStage(.restoring)
        let restored = try scratch.folder("restored")
        try restore(partial, written, into: restored)
        try onStage(.checking)
        let findings = try OpenedBackup(
            head: written.head, manifest: written.manifest, folder: restored, files: files,
            keys: options.keys
        ).check()
        let entry = BackupEntry(
            file: name, head: written.head, bytes: written.bytes, digest: written.digest,
            rows: tables.map(\.rows).reduce(0, +),
            check: BackupEntry.Check(
                at: ImportFiles.timestamp(clock()), findings: findings.map(\.code)))
        try catalogue.add(entry, from: partial)
        if !entry.isGood { throw Self.faulty(name) }
        return entry
    }

    private static func faulty(_ name: String) -> OperationError {
        .refused(
            code: "backup.faulty",
            message: "The backup \(name) was made, but what is in it is not as it has to be, so it "
                + "does not count.",
            remedy: "See what is wrong with the district: homeroom check. Keep the backups from "
                + "before.")
    }

    // MARK: Steps

    private func takeSnapshot(into folder: String) throws -> [CopyDistrict.Report.Table] {
        // Before the district: an anchor that is newer than the records would tell of a loss.
        if let bytes = FileManager.default.contents(atPath: options.keys.anchorsPath) {
            try PrivateFile.write(folder + "/" + BackupContent.anchors) {
                try $0.write(contentsOf: bytes)
            }
        }
        let target = try files(folder).open("district", toCopy: true)
        do {
            let report = try CopyDistrict(from: store, to: target, clock: clock).run()
            try target.close()
            return report.tables
        } catch {
            try? target.close()
            throw error
        }
    }

    private struct Written {
        let head: BackupHead
        let manifest: BackupManifest
        let bytes: Int
        let digest: String
        /// The content's key for the one-time key, which are nowhere but in this process.
        let key: SealedContentKey
        let oneTime: BackupPrivateKey
    }

    private func write(
        _ folder: String, _ tables: [CopyDistrict.Report.Table], madeAt: String, to path: String
    ) throws -> Written {
        let head = BackupHead(
            district: district, madeAt: madeAt, version: options.version, schema: Schema.version,
            recipient: options.key.id, pieceBytes: options.pieceBytes)
        let content = SymmetricKey(size: .bits256)
        let bound = BackupPreamble.bound(head)
        let preamble = BackupPreamble(
            head, key: try SealedContentKey(content, for: options.key, bound: bound))
        let oneTime = BackupPrivateKey()
        let again = try SealedContentKey(content, for: oneTime.publicKey, bound: bound)
        return try PrivateFile.write(path) { file in
            _ = flock(file.fileDescriptor, LOCK_EX | LOCK_NB)
            let writer = try BackupWriter(file, preamble, key: content)
            let manifest = try BackupContent.pack(folder, tables: tables, into: writer)
            let digest = try writer.finish()
            return Written(
                head: head, manifest: manifest, bytes: writer.bytes, digest: digest, key: again,
                oneTime: oneTime)
        }
    }

    private func restore(_ path: String, _ written: Written, into folder: String) throws {
        let reader = try BackupReader(path: path)
        try reader.unlock(written.key, with: written.oneTime)
        let manifest = try BackupContent.unpack(reader, into: folder)
        guard manifest == written.manifest, reader.head == written.head,
            reader.digest() == written.digest
        else { throw BackupError.damaged }
    }
}
