/// Bytes of known length that can be read from any offset, on any thread.
public protocol ByteSource: Sendable {
    /// The number of bytes.
    var count: Int { get }

    /// Copies bytes from `offset` on into `buffer` and returns how many were copied: as many as
    /// fit, fewer only where the source ends, 0 at its end and beyond.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteSource {
    /// Up to `count` bytes from `offset` on; fewer only where the source ends.
    public func bytes(at offset: Int, count wanted: Int) throws -> [UInt8] {
        // The source's own length bounds what is allocated: `wanted` may come from a damaged file.
        guard offset >= 0, offset < count, wanted > 0 else { return [] }
        let room = min(wanted, count - offset)
        return try [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
            filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Hands `length` bytes from `offset` on to `body`, piece by piece, reusing one buffer.
    ///
    /// - Throws: `IntakeError.changed` if the source ends before that, and what `body` throws.
    func forEachPiece(
        at offset: Int, length: Int, body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let size = min(bytesPerPiece, max(length, 1))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { buffer.deallocate() }
        var done = 0
        while done < length {
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(length - done))
            let got = try read(at: offset + done, into: piece)
            guard got > 0 else { throw IntakeError.changed }
            try body(UnsafeRawBufferPointer(rebasing: piece.prefix(got)))
            done += got
        }
    }
}

/// 1 MiB: what is read or written at a time, whatever the size of a file.
let bytesPerPiece = 1 << 20
