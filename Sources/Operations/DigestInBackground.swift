import Dispatch
import Intake
import Synchronization

/// The SHA-256 of a file, taken on another core while the file is read and checked.
final class DigestInBackground: Sendable {
    /// The file's length in bytes.
    let bytes: Int
    /// The digest of its first 64 KiB, at once.
    let head: String
    private let sources: [any ByteSource]
    private let result = Mutex<Result<String, any Error>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    /// A file that cannot be read is told by `value`.
    init(_ sources: [any ByteSource]) {
        self.sources = sources
        bytes = sources.reduce(0) { $0 + $1.count }
        let heads = try? sources.map { Digest.hex(try Digest.sha256Prefix(of: $0)) }
        head = heads?.joined() ?? ""
        DispatchQueue.global(qos: .userInitiated).async { [self] in
            let digest = Result { try sources.map { try Digest.sha256Hex(of: $0) }.joined() }
            result.withLock { $0 = digest }
            isDone.signal()
        }
    }

    /// The digest of the whole file; waits for it.
    func value() throws -> String {
        isDone.wait()
        isDone.signal()
        return try result.withLock { try $0?.get() } ?? ""
    }
}
