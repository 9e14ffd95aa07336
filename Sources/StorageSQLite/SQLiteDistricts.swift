import Foundation
import GRDB
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

    public func rename(_ name: String, to other: String) throws {
        guard try !contains(other) else { throw StorageError.cannotWrite(path(other)) }
        try foldLog(of: name)
        // What is left of a log belongs to the file, and goes first: without it the file may still
        // be what it was, but beside another's log it would not.
        for suffix in Self.companions.reversed() {
            guard FileManager.default.fileExists(atPath: path(name) + suffix) else { continue }
            guard Foundation.rename(path(name) + suffix, path(other) + suffix) == 0 else {
                throw StorageError.cannotWrite(path(other))
            }
        }
    }

    /// Folds the write-ahead log into the file, which nobody else may have open. A file that is
    /// damaged is left as it is.
    private func foldLog(of name: String) throws {
        do {
            try mapped {
                let queue = try DatabaseQueue(path: path(name))
                defer { try? queue.close() }
                let mode = try queue.writeWithoutTransaction {
                    try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE")
                }
                if mode != "delete" { throw StorageError.inUse }
            }
        } catch StorageError.busy { throw StorageError.inUse } catch StorageError.notADatabase {
        } catch StorageError.damaged {}
    }

    public func look<T>(at name: String, _ body: (any Reader) throws -> T) throws -> T {
        try mapped {
            var configuration = Configuration()
            // Not a read-only connection where another can be had: on such a one `quick_check`
            // passes over rows that break a rule. Reading writes nothing all the same.
            configuration.readonly = !FileManager.default.isWritableFile(atPath: path(name))
            configuration.busyMode = .timeout(SQLiteStore.secondsToWait)
            let queue = try DatabaseQueue(path: path(name), configuration: configuration)
            defer { try? queue.close() }
            return try queue.read { try body(SQLiteConnection(db: $0, cipher: nil)) }
        }
    }
}
