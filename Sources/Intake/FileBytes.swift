import FoundationEssentials
import Glibc

/// A regular file, opened for reading. Any number of threads may read it at once.
///
/// Its length is the one it had when it was opened: what another process adds later is not read,
/// and `hasChanged()` tells of it.
public final class FileBytes: ByteSource {
    /// The path it was opened by.
    public let path: String
    /// The length in bytes when the file was opened.
    public let count: Int

    private let followLinks: Bool
    private let stamp: FileStamp
    private let descriptor: Descriptor

    /// Opens a file.
    ///
    /// - Parameter followLinks: whether `path` may end in a symbolic link; links in the folders
    ///   before its last part are always followed.
    /// - Throws: `file.not-found`, `file.not-regular` for folders, FIFOs, sockets, devices and
    ///   refused links, `file.not-readable`.
    public init(path: String, followLinks: Bool = true) throws(IntakeError) {
        let name = lastComponent(of: path)
        // C would read the path up to the NUL and open another file than the one named.
        guard !path.utf8.contains(0) else { throw .notFound(name: name) }
        do throws(Descriptor.Failure) {
            // Looked at before it is opened, as opening alone can set off a device.
            let before = try FileStamp(path: path, followLinks: followLinks)
            guard before.isRegular else { throw Descriptor.Failure(errno: ENXIO) }
            // O_NONBLOCK: should a FIFO take its place just now, opening must not wait for it.
            let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
            let number = open(path, followLinks ? flags : flags | O_NOFOLLOW)
            guard number >= 0 else { throw Descriptor.Failure(errno: errno) }
            descriptor = Descriptor(owning: number)
            stamp = try FileStamp(descriptor)
            guard stamp.isRegular else { throw Descriptor.Failure(errno: ENXIO) }
        } catch {
            switch error.errno {
            case ENOENT, ENOTDIR: throw .notFound(name: name)
            case ENXIO, EISDIR: throw .notRegular(name: name)
            case ELOOP where !followLinks: throw .notRegular(name: name)
            default: throw .notReadable(name: name, reason: error.reason)
            }
        }
        self.path = path
        self.followLinks = followLinks
        count = stamp.size
    }

    /// The file's name without its folders.
    public var name: String { lastComponent(of: path) }

    /// When the file was last changed, as of its opening.
    public var modifiedAt: Date { stamp.modifiedAt }

    /// Copies bytes from `offset` on into `buffer` and returns how many were copied: as many as
    /// fit, fewer only where the file ends or was cut short since it was opened.
    ///
    /// - Throws: `file.not-readable` if the disk fails.
    public func read(
        at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(IntakeError) -> Int {
        guard offset >= 0, offset < count else { return 0 }
        let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(count - offset))
        do throws(Descriptor.Failure) {
            return try descriptor.read(at: offset, into: wanted)
        } catch {
            throw .notReadable(name: name, reason: error.reason)
        }
    }

    /// Whether the path now leads to another file, to none, or to this one with another size or
    /// time of change (in nanoseconds) than at its opening.
    public func hasChanged() -> Bool {
        // By path, not by descriptor: a file put in its place by a rename has to count.
        guard let now = try? FileStamp(path: path, followLinks: followLinks) else { return true }
        return now != stamp
    }
}
