import FoundationEssentials
import Glibc

/// What tells one state of a file from another: which file it is, its size and its last change.
struct FileStamp: Equatable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: Int
    let seconds: Int
    let nanoseconds: Int
    let isRegular: Bool

    private init(_ info: stat) {
        device = UInt64(info.st_dev)
        inode = UInt64(info.st_ino)
        size = Int(info.st_size)
        seconds = info.st_mtim.tv_sec
        nanoseconds = info.st_mtim.tv_nsec
        isRegular = info.st_mode & S_IFMT == S_IFREG
    }

    /// The stamp of what `path` leads to, or of the link itself.
    init(path: String, followLinks: Bool) throws(Descriptor.Failure) {
        var info = stat()
        let status = followLinks ? stat(path, &info) : lstat(path, &info)
        guard status == 0 else { throw Descriptor.Failure(errno: errno) }
        self.init(info)
    }

    /// The stamp of an open file.
    init(_ descriptor: Descriptor) throws(Descriptor.Failure) {
        var info = stat()
        guard fstat(descriptor.number, &info) == 0 else { throw Descriptor.Failure(errno: errno) }
        self.init(info)
    }

    var modifiedAt: Date {
        Date(timeIntervalSince1970: Double(seconds) + Double(nanoseconds) / 1e9)
    }
}
