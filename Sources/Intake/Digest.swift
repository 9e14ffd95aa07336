import Crypto

/// SHA-256 of files of any size, in constant memory. Tells whether a file was seen before.
public enum Digest {
    /// The 32 bytes of the SHA-256 of all bytes of `source`.
    ///
    /// - Throws: `file.changed` if the source turned out shorter than it was; read errors.
    public static func sha256(of source: any ByteSource) throws -> [UInt8] {
        try sha256Prefix(of: source, bytes: source.count)
    }

    /// The same as 64 lower-case hexadecimal digits.
    public static func sha256Hex(of source: any ByteSource) throws -> String {
        hex(try sha256(of: source))
    }

    /// The SHA-256 of the first `bytes` bytes, or of all where there are fewer. Cheap enough to
    /// tell most files apart before a whole one is read.
    ///
    /// - Throws: `file.changed` if the source turned out shorter than it was; read errors.
    public static func sha256Prefix(
        of source: any ByteSource, bytes: Int = 65_536
    ) throws -> [UInt8] {
        var hash = SHA256()
        try source.forEachPiece(at: 0, length: min(bytes, source.count)) { piece in
            hash.update(bufferPointer: piece)
        }
        return Array(hash.finalize())
    }

    /// Two lower-case hexadecimal digits for each byte.
    public static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
