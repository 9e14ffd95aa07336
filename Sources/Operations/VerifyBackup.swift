import Foundation
import Intake
import Storage

/// Looks whether a backup can be restored, and restores nothing.
public struct VerifyBackup {
    public struct Report: Encodable, Sendable {
        public let head: BackupHead
        /// Nil where no private key was there to open it.
        public let rows: Int?
        /// Whether its digest is that of the catalogue; nil where there is no entry.
        public let isAsCatalogued: Bool?
        /// Codes of `homeroom check`; nil where it was not opened.
        public let findings: [String]?

        public var isGood: Bool { isAsCatalogued != false && findings?.isEmpty != false }
    }

    let path: String
    let scratch: String
    let files: (_ folder: String) -> any Districts

    /// - Parameter scratch: where a folder is made for what is in it, and removed.
    public init(
        _ path: String, scratch: String, files: @escaping (_ folder: String) -> any Districts
    ) {
        self.path = path
        self.scratch = scratch
        self.files = files
    }

    /// - Parameter key: without it only the file's digest is compared.
    public func run(with key: BackupPrivateKey?) throws -> Report {
        let head = try BackupReader(path: path).head
        let isAsCatalogued = try compare()
        guard let key else {
            return Report(
                head: head, rows: nil, isAsCatalogued: isAsCatalogued, findings: nil)
        }
        let folder = try ScratchFolder(in: scratch, for: head.district)
        defer { folder.remove() }
        let opened = try OpenedBackup(
            path, key: key, into: try folder.folder("restored"), files: files)
        let findings = try opened.check()
        return Report(
            head: head, rows: opened.manifest.tables.map(\.rows).reduce(0, +),
            isAsCatalogued: isAsCatalogued, findings: findings.map(\.code))
    }

    private func compare() throws -> Bool? {
        let place = (path as NSString).deletingLastPathComponent
        let catalogue = BackupCatalogue(folder: place.isEmpty ? "." : place)
        guard let entry = catalogue.entry(of: path) else { return nil }
        return try Digest.sha256Hex(of: FileBytes(path: path)) == entry.digest
    }
}
