import Foundation
import Glibc

/// A file that one process adds to, and others read once that process is done with it.
///
/// The process holds a lock (`flock`) on it for as long as it has it open; the lock goes when the
/// process dies, whatever it dies of.
public struct JournalFile: Sendable {
    public let path: String
    private let descriptor: Int32

    /// Makes the file, for its owner alone; nil where it cannot be made.
    public init?(creating path: String) {
        let folder = (path as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        self.path = path
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            return nil
        }
    }

    /// Adds to the end. Returns whether all of it was written.
    public func append(_ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return false }
            written += count
        }
        return true
    }

    /// Leaves the file to others.
    public func close() { Glibc.close(descriptor) }

    /// What is in a file, handed to `body` while nobody else has it, and removed afterwards. Does
    /// nothing where a living process has it, or where it is gone.
    ///
    /// - Throws: what `body` throws; the file stays then.
    public static func take(_ path: String, _ body: ([UInt8]) throws -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return }
        defer { Glibc.close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0,
            FileManager.default.fileExists(atPath: path)
        else { return }
        try body(Array(try Data(contentsOf: URL(filePath: path))))
        unlink(path)
    }
}
