import Foundation
import Operations
import Storage

/// A file that is being made, its owner's alone. It is written beside its place and then renamed,
/// so that it is never half there.
struct NewFile {
    private let handle: FileHandle

    func write(_ bytes: [UInt8]) throws { try handle.write(contentsOf: bytes) }

    /// Makes the file from what `body` writes; nothing stays where it throws.
    static func write<T>(_ path: String, _ body: (NewFile) throws -> T) throws -> T {
        let part = path + ".part"
        let descriptor = Foundation.open(
            part, O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR)
        guard descriptor >= 0 else { throw OperationError.cannotWrite(path) }
        do {
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            let result = try body(NewFile(handle: handle))
            try handle.close()
            guard rename(part, path) == 0 else { throw OperationError.cannotWrite(path) }
            return result
        } catch let error as CocoaError {
            unlink(part)
            throw error.code == .fileWriteOutOfSpace
                ? StorageError.diskFull : OperationError.cannotWrite(path)
        } catch {
            unlink(part)
            throw error
        }
    }
}
