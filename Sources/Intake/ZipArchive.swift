import CZlib

/// A ZIP file, read through its central directory, ZIP64 included. Nothing in it is trusted.
///
/// Format: PKWARE APPNOTE.TXT 6.3.
public struct ZipArchive: Sendable {
    /// More files than this are refused.
    public static let entryLimit = 1_000
    /// A file that unpacks to more than this, 8 GiB, is refused.
    public static let sizeLimit = 8 << 30

    /// Bits 0 (password), 6 (strong encryption) and 13 (encrypted directory) of an entry's flags.
    static let encryptionFlags = 1 << 0 | 1 << 6 | 1 << 13
    static let localHeaderSize = 30

    /// What the archive lists, folders too, in its own order.
    public let entries: [ZipEntry]

    private let source: any ByteSource
    private let directoryOffset: Int

    /// Reads the list of files.
    ///
    /// - Throws: `zip.damaged`, `zip.too-many-entries`, read errors.
    public init(_ source: any ByteSource) throws {
        let directory = try ZipDirectory(source)
        self.source = source
        entries = directory.entries
        directoryOffset = directory.offset
    }

    /// Unpacks one file to the end of `target`, finishes that, and verifies size and CRC-32.
    ///
    /// When this throws, `target` holds part of a file; from then on it throws the same error.
    ///
    /// - Parameters:
    ///   - entry: one of `entries`.
    ///   - limit: the most bytes it may unpack to.
    /// - Throws: `zip.encrypted`, `zip.method`, `zip.too-large`, `zip.damaged`, `file.disk-full`,
    ///   `file.changed`, read errors.
    public func extract(
        _ entry: ZipEntry, into target: TemporaryBytes, limit: Int = ZipArchive.sizeLimit
    ) throws {
        do {
            try unpack(entry, into: target, limit: limit)
            try target.finish()
        } catch let error as IntakeError {
            target.spoil(error)
            throw error
        } catch is Inflater.Invalid {
            target.spoil(.zipDamaged(.entry(entry.name)))
            throw IntakeError.zipDamaged(.entry(entry.name))
        }
    }

    private func unpack(_ entry: ZipEntry, into target: TemporaryBytes, limit: Int) throws {
        let offset = try dataOffset(of: entry)
        guard entry.method == 0 || entry.method == 8 else {
            throw IntakeError.zipMethod(entry: entry.name, method: entry.method)
        }
        guard entry.uncompressedSize <= limit else {
            throw IntakeError.zipTooLarge(entry: entry.name, limit: limit)
        }
        var checksum = crc32(0, nil, 0)
        var size = 0
        func take(_ piece: UnsafeRawBufferPointer) throws {
            size += piece.count
            // The declared size was within the limit, so this stops at the smaller of the two.
            guard size <= entry.uncompressedSize else {
                throw IntakeError.zipTooLarge(entry: entry.name, limit: entry.uncompressedSize)
            }
            checksum = crc32_z(
                checksum, piece.assumingMemoryBound(to: UInt8.self).baseAddress, piece.count)
            try target.append(piece)
        }
        if entry.method == 0 {
            try source.forEachPiece(at: offset, length: entry.compressedSize, body: take)
        } else {
            let inflater = try Inflater()
            try source.forEachPiece(at: offset, length: entry.compressedSize) { piece in
                try inflater.inflate(piece, into: take)
            }
            guard inflater.isAtEnd else { throw Inflater.Invalid() }
        }
        guard size == entry.uncompressedSize else { throw Inflater.Invalid() }
        guard checksum == UInt(entry.checksum) else {
            throw IntakeError.zipDamaged(.checksum(entry.name))
        }
    }

    /// Where the packed bytes begin: after the local header, whose own name and extra field may be
    /// longer or shorter than those in the directory.
    private func dataOffset(of entry: ZipEntry) throws -> Int {
        let header = try source.bytes(at: entry.headerOffset, count: Self.localHeaderSize)
        guard header.uint32(at: 0) == 0x0403_4B50, let flags = header.uint16(at: 6),
            let nameLength = header.uint16(at: 26), let extraLength = header.uint16(at: 28)
        else { throw IntakeError.zipDamaged(.entry(entry.name)) }
        if entry.isEncrypted || flags & Self.encryptionFlags != 0 {
            throw IntakeError.zipEncrypted(entry: entry.name)
        }
        let offset = entry.headerOffset + Self.localHeaderSize + nameLength + extraLength
        guard offset <= directoryOffset, entry.compressedSize <= directoryOffset - offset else {
            throw IntakeError.zipDamaged(.entry(entry.name))
        }
        return offset
    }
}
