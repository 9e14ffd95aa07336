import CZlib

/// Undoes raw deflate (RFC 1951), piece by piece, through zlib.
final class Inflater {
    /// The input is not deflate.
    struct Invalid: Error {}

    private(set) var isAtEnd = false
    // zlib keeps the address of its stream and refuses one that has moved.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let output = UnsafeMutableRawBufferPointer.allocate(
        byteCount: bytesPerPiece / 4, alignment: 16)

    init() throws {
        stream.initialize(to: z_stream())
        guard homeroom_inflate_init(stream, -MAX_WBITS) == Z_OK else { throw Invalid() }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// Inflates one piece and hands on what comes out, at most 256 KiB at a time. What follows the
    /// end of the deflate stream is left alone.
    func inflate(
        _ piece: UnsafeRawBufferPointer, into body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let input = piece.assumingMemoryBound(to: UInt8.self)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = UInt32(piece.count)
        var isOutputFull = false
        while !isAtEnd, stream.pointee.avail_in > 0 || isOutputFull {
            stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            let status = CZlib.inflate(stream, Z_NO_FLUSH)
            // Z_BUF_ERROR only says that nothing was left to do with this piece.
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                throw Invalid()
            }
            isAtEnd = status == Z_STREAM_END
            isOutputFull = stream.pointee.avail_out == 0
            let made = output.count - Int(stream.pointee.avail_out)
            if made > 0 { try body(UnsafeRawBufferPointer(rebasing: output.prefix(made))) }
            if status == Z_BUF_ERROR { break }
        }
    }
}
