import Foundation
import Storage

/// Files and folders that are their owner's alone.
enum PrivateFile {
    /// Makes a file that must not be there yet from what `body` writes; nothing stays where it
    /// throws.
    ///
    /// - Throws: `file.cannot-write`, `store.disk-full`; what `body` throws.
    static func write<T>(_ path: String, _ body: (FileHandle) throws -> T) throws -> T {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)
        guard descriptor >= 0 else { throw OperationError.cannotWrite(path) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            let result = try mapped(path) { try body(file) }
            try mapped(path) { try file.synchronize() }
            try file.close()
            return result
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Puts a file in the place of the one that is there, whole or not at all.
    static func replace(_ path: String, with bytes: Data) throws {
        let part = path + ".part"
        unlink(part)
        try write(part) { try $0.write(contentsOf: bytes) }
        try move(part, to: path)
    }

    /// Renames a file and has that on the disk.
    static func move(_ path: String, to other: String) throws {
        guard rename(path, other) == 0 else { throw OperationError.cannotWrite(other) }
        synchronize(folder: (other as NSString).deletingLastPathComponent)
    }

    /// Has the names in a folder on the disk.
    static func synchronize(folder: String) {
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Makes a folder where it is missing.
    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch { throw OperationError.cannotWrite(path) }
    }

    private static func mapped<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as CocoaError {
            throw error.code == .fileWriteOutOfSpace
                ? StorageError.diskFull : OperationError.cannotWrite(path)
        }
    }
}
