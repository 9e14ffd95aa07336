import Glibc
import Synchronization

/// A temporary file without a name: whatever becomes of this process, nothing stays on the disk.
///
/// Written once from start to end, then read like any other source. Safe to use from several
/// threads. A read before `finish()` sees all that was appended so far.
public final class TemporaryBytes: ByteSource {
    private struct State {
        var buffer: [UInt8] = []
        var written = 0
        var isFinished = false
        var failure: IntakeError?
    }

    let descriptor: Descriptor
    private let state = Mutex(State())

    /// Makes an empty file with mode 0600 that no folder lists.
    ///
    /// - Parameter folder: where; by default the folder that TMPDIR names, or else /tmp.
    /// - Throws: `file.disk-full`, `file.not-writable`.
    public convenience init(folder: String? = nil) throws(IntakeError) {
        let folder = folder ?? Self.defaultFolder()
        var template = Array("\(folder)/homeroom-XXXXXX".utf8CString)
        let number = mkstemp(&template)
        guard number >= 0 else { throw Self.error(for: Descriptor.Failure(errno: errno)) }
        let descriptor = Descriptor(owning: number)
        guard unlink(template) == 0, fcntl(number, F_SETFD, FD_CLOEXEC) == 0 else {
            throw Self.error(for: Descriptor.Failure(errno: errno))
        }
        self.init(descriptor)
    }

    /// Takes over an open, empty, writable file.
    init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
    }

    /// The number of bytes appended so far.
    public var count: Int {
        state.withLock { $0.written + $0.buffer.count }
    }

    /// Adds bytes at the end; written to the disk 1 MiB at a time.
    ///
    /// - Throws: `file.disk-full` or `file.not-writable`, and from then on the same at every call;
    ///   `file.not-writable` after `finish()`.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(IntakeError) {
        try state.withLock { state throws(IntakeError) in
            if let failure = state.failure { throw failure }
            guard !state.isFinished else { throw .notWritable(reason: "it is finished") }
            if state.buffer.count + bytes.count > bytesPerPiece { try flush(&state) }
            if bytes.count < bytesPerPiece {
                state.buffer.append(contentsOf: bytes)
            } else {
                try write(bytes, &state)
            }
        }
    }

    /// Writes what is still buffered and frees the buffer. A second call does nothing.
    ///
    /// - Throws: `file.disk-full`, `file.not-writable`.
    public func finish() throws(IntakeError) {
        try state.withLock { state throws(IntakeError) in
            try flush(&state)
            state.buffer = []
            state.isFinished = true
        }
    }

    /// Copies bytes from `offset` on into `buffer` and returns how many were copied: as many as
    /// fit, fewer only where the file ends.
    ///
    /// - Throws: `file.not-readable`, or what an earlier write threw: half a file is never read.
    public func read(
        at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(IntakeError) -> Int {
        let count = try state.withLock { state throws(IntakeError) in
            try flush(&state)
            return state.written
        }
        guard offset >= 0, offset < count else { return 0 }
        let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(count - offset))
        do throws(Descriptor.Failure) {
            return try descriptor.read(at: offset, into: wanted)
        } catch {
            throw .notReadable(name: "temporary file", reason: error.reason)
        }
    }

    /// Makes every later call throw `error`, because what was appended is not to be used. What was
    /// finished before stays.
    func spoil(_ error: IntakeError) {
        state.withLock { state in
            if !state.isFinished { state.failure = state.failure ?? error }
        }
    }

    private func flush(_ state: inout State) throws(IntakeError) {
        if let failure = state.failure { throw failure }
        guard !state.buffer.isEmpty else { return }
        try state.buffer.withUnsafeBufferPointer { buffer throws(IntakeError) in
            try write(UnsafeRawBufferPointer(buffer), &state)
        }
        state.buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: UnsafeRawBufferPointer, _ state: inout State) throws(IntakeError) {
        do throws(Descriptor.Failure) {
            try descriptor.write(bytes)
            state.written += bytes.count
        } catch {
            let error = Self.error(for: error)
            state.failure = error
            throw error
        }
    }

    private static func error(for failure: Descriptor.Failure) -> IntakeError {
        failure.isDiskFull ? .diskFull : .notWritable(reason: failure.reason)
    }

    private static func defaultFolder() -> String {
        guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/tmp" }
        return String(cString: value)
    }
}
