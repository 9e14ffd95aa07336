import Crypto

/// A SHA-256 of bytes that come one after the other.
public struct RunningDigest {
    private var hash = SHA256()
    /// Collected, because many small updates are slow.
    private var pending: [UInt8] = []

    private static let piece = 1 << 16

    public init() { pending.reserveCapacity(Self.piece + 4096) }

    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        pending.append(contentsOf: bytes)
        if pending.count >= Self.piece { flush() }
    }

    /// Adds a number as eight bytes, the lowest first.
    public mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { pending.append(contentsOf: $0) }
        if pending.count >= Self.piece { flush() }
    }

    private mutating func flush() {
        hash.update(data: pending)
        pending.removeAll(keepingCapacity: true)
    }

    /// 64 lower-case hexadecimal digits, of all that was added.
    public mutating func hex() -> String {
        flush()
        return Digest.hex(Array(hash.finalize()))
    }
}
