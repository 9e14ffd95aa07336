import Foundation
import Storage

/// The districts of one folder: each a file.
public struct SQLiteDistricts: Districts {
    public let folder: String
    private let now: @Sendable () -> String

    public init(folder: String, now: @escaping @Sendable () -> String) {
        self.folder = folder
        self.now = now
    }

    public var place: String { folder }

    private static let ending = ".sqlite"
    /// What belongs to a district's file.
    private static let companions = ["", "-wal", "-shm"]

    private func path(_ name: String) -> String {
        (folder as NSString).appendingPathComponent(name + Self.ending)
    }

    public func names() throws -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(Self.ending) }
            .map { String($0.dropLast(Self.ending.count)) }.sorted()
    }

    public func contains(_ name: String) throws -> Bool {
        FileManager.default.fileExists(atPath: path(name))
    }

    public func open(_ name: String, toCopy: Bool) throws -> any Store {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch { throw StorageError.cannotWrite(folder) }
        // Files that were made under another umask become their owner's alone.
        defer { for suffix in Self.companions { chmod(path(name) + suffix, 0o600) } }
        return try SQLiteStore(path: path(name), now: now(), toCopy: toCopy)
    }

    public func remove(_ name: String) throws {
        for suffix in Self.companions {
            try? FileManager.default.removeItem(atPath: path(name) + suffix)
        }
    }
}
