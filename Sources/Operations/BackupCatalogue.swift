import Foundation
import Intake

/// What is known of a backup that is finished. It stands beside the file, as `FILE.json`.
public struct BackupEntry: Codable, Equatable, Sendable {
    /// The check of what was restored from it, right after it was made.
    public struct Check: Codable, Equatable, Sendable {
        public let at: String
        /// Codes of `homeroom check`; none where everything was as it has to be.
        public let findings: [String]
    }

    /// The file's name, without a folder.
    public let file: String
    public let head: BackupHead
    public let bytes: Int
    /// SHA-256 of the file in hexadecimal.
    public let digest: String
    public let rows: Int
    public let check: Check

    /// Whether it counts.
    public var isGood: Bool { check.findings.isEmpty }

    /// In the order of their names within a second.
    func isOlder(than other: BackupEntry) -> Bool {
        (head.madeAt, file) < (other.head.madeAt, other.file)
    }
}

/// The backups of a folder.
public struct BackupCatalogue: Sendable {
    public static let ending = ".hrbackup"
    static let partial = ".partial"

    public let folder: String

    public init(folder: String) { self.folder = folder }

    func path(_ name: String) -> String { (folder as NSString).appendingPathComponent(name) }

    private func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// The finished backups of a district, or of all, the oldest first. One whose file is missing,
    /// or of another size, is none.
    public func entries(of district: String? = nil) -> [BackupEntry] {
        names().filter { $0.hasSuffix(Self.ending + ".json") }.compactMap { name in
            guard let json = try? Data(contentsOf: URL(filePath: path(name))),
                let entry = try? JSONDecoder().decode(BackupEntry.self, from: json),
                entry.file + ".json" == name,
                (try? FileBytes(path: path(entry.file)).count) == entry.bytes
            else { return nil }
            return district.map { $0 == entry.head.district } ?? true ? entry : nil
        }.sorted { $0.isOlder(than: $1) }
    }

    /// The newest backup of a district that counts.
    public func newestGood(of district: String) -> BackupEntry? {
        entries(of: district).last(where: \.isGood)
    }

    /// The entry of a file, if there is one.
    public func entry(of file: String) -> BackupEntry? {
        entries().first { $0.file == (file as NSString).lastPathComponent }
    }

    /// A name that no other backup has.
    func newName(_ district: String, madeAt: String) -> String {
        let time = madeAt.filter { $0 != "-" && $0 != ":" }
        var name = "\(district)-\(time)"
        var number = 1
        while [Self.ending, Self.ending + ".json", Self.ending + Self.partial].contains(where: {
            FileManager.default.fileExists(atPath: path(name + $0))
        }) {
            number += 1
            name = "\(district)-\(time)-\(number)"
        }
        return name + Self.ending
    }

    /// Has a file that is whole counted. The entry comes first: without the file it counts nothing.
    func add(_ entry: BackupEntry, from partial: String) throws {
        let name = path(entry.file)
        let json = StableJSON.text(entry, pretty: true) + "\n"
        try PrivateFile.replace(name + ".json", with: Data(json.utf8))
        do {
            try PrivateFile.move(partial, to: name)
        } catch {
            unlink(name + ".json")
            throw error
        }
    }

    func remove(_ entry: BackupEntry) throws {
        guard unlink(path(entry.file)) == 0 else {
            throw OperationError.cannotWrite(path(entry.file))
        }
        unlink(path(entry.file) + ".json")
    }

    /// What processes that are gone left of backups of a district.
    func abandoned(of district: String) -> [String] {
        names().filter {
            $0.hasPrefix(district + "-") && $0.hasSuffix(Self.ending + Self.partial)
        }.map(path).filter { !ScratchFolder.isLocked($0) }
    }
}
