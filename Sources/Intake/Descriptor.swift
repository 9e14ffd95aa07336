import Glibc

/// An open POSIX file descriptor, closed when the last reference goes.
///
/// Files are read with `pread` and never mapped: a file that another process cuts short while it
/// is mapped ends this process with SIGBUS.
final class Descriptor: Sendable {
    /// An `errno` as an error, to be turned into an `IntakeError` by whoever knows the file's name.
    struct Failure: Error {
        let errno: Int32
    }

    let number: Int32

    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Fills `buffer` from `offset` on, or as far as the file goes; returns the bytes read.
    func read(
        at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(Failure) -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            let got = pread(number, start + done, buffer.count - done, offset + done)
            if got == 0 { break }
            if got > 0 {
                done += got
            } else if errno != EINTR {
                throw Failure(errno: errno)
            }
        }
        return done
    }

    /// Writes all of `bytes` at the end of what was written before.
    func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        guard let start = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let put = Glibc.write(number, start + done, bytes.count - done)
            if put >= 0 {
                done += put
            } else if errno != EINTR {
                throw Failure(errno: errno)
            }
        }
    }
}

extension Descriptor.Failure {
    /// The end of a sentence that says why.
    var reason: String {
        switch errno {
        case EACCES, EPERM: "permission is missing"
        case ENOENT, ENOTDIR: "it does not exist"
        case EMFILE, ENFILE: "too many files are open"
        case EROFS: "the disk is read-only"
        case EIO: "the disk reported an error"
        case ELOOP: "its links go in a circle"
        case ENAMETOOLONG: "its name is too long"
        default: "the system reported error \(errno)"
        }
    }

    /// Whether there was no room left for what was to be written.
    var isDiskFull: Bool {
        errno == ENOSPC || errno == EDQUOT || errno == EFBIG
    }
}
