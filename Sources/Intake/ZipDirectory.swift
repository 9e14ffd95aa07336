/// The list of files at the end of a ZIP file (APPNOTE.TXT 4.3.12 to 4.3.16), checked.
struct ZipDirectory {
    let entries: [ZipEntry]
    /// Where the list begins, and so where the packed files must end.
    let offset: Int

    /// No list of 1,000 files with sensible names is longer: 16 MiB.
    private static let byteLimit = 16 << 20

    private struct End {
        var entries: Int
        var size: Int
        var offset: Int
        /// Where the record itself begins.
        var start: Int
    }

    init(_ source: any ByteSource) throws {
        let end = try Self.end(of: source)
        guard end.entries <= ZipArchive.entryLimit else {
            throw IntakeError.zipTooManyEntries(limit: ZipArchive.entryLimit)
        }
        guard end.offset <= end.start, end.size <= end.start - end.offset,
            end.size <= Self.byteLimit
        else { throw IntakeError.zipDamaged(.directory) }
        offset = end.offset
        entries = try Self.entries(try source.bytes(at: end.offset, count: end.size))
        guard entries.count == end.entries, Self.areApart(entries, before: offset) else {
            throw IntakeError.zipDamaged(.directory)
        }
    }

    /// Finds the record at the very end of the file: only a comment of up to 65,535 bytes follows.
    private static func end(of source: any ByteSource) throws -> End {
        let length = min(source.count, 22 + 65_535)
        let tail = try source.bytes(at: source.count - length, count: length)
        for at in stride(from: tail.count - 22, through: 0, by: -1)
        where tail.uint32(at: at) == 0x0605_4B50 && tail.uint16(at: at + 20) == tail.count - at - 22
        {
            guard let disk = tail.uint16(at: at + 4), let entries = tail.uint16(at: at + 10),
                let size = tail.uint32(at: at + 12), let offset = tail.uint32(at: at + 16)
            else { break }
            let end = End(
                entries: entries, size: size, offset: offset,
                start: source.count - tail.count + at)
            if entries == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
                return try wideEnd(of: source, before: end)
            }
            guard disk == 0 else { throw IntakeError.zipDamaged(.split) }
            return end
        }
        throw IntakeError.zipDamaged(.noEnd)
    }

    /// Finds the ZIP64 record through its locator, which lies right before the ordinary one.
    private static func wideEnd(of source: any ByteSource, before end: End) throws -> End {
        let locator = try source.bytes(at: end.start - 20, count: 20)
        guard locator.uint32(at: 0) == 0x0706_4B50 else {
            // Without a locator the numbers are meant as they stand.
            return end
        }
        guard locator.uint32(at: 4) == 0, locator.uint32(at: 16) ?? 1 <= 1 else {
            throw IntakeError.zipDamaged(.split)
        }
        guard let start = locator.uint64(at: 8), start <= end.start - 20 else {
            throw IntakeError.zipDamaged(.directory)
        }
        let record = try source.bytes(at: start, count: 56)
        guard record.uint32(at: 0) == 0x0606_4B50, let entries = record.uint64(at: 32),
            let size = record.uint64(at: 40), let offset = record.uint64(at: 48)
        else { throw IntakeError.zipDamaged(.directory) }
        return End(entries: entries, size: size, offset: offset, start: start)
    }

    private static func entries(_ bytes: [UInt8]) throws -> [ZipEntry] {
        var entries: [ZipEntry] = []
        var at = 0
        while bytes.uint32(at: at) == 0x0201_4B50 {
            // The count at the end may be wrong: 16 bits wrap around.
            guard entries.count < ZipArchive.entryLimit else {
                throw IntakeError.zipTooManyEntries(limit: ZipArchive.entryLimit)
            }
            guard let (entry, length) = entry(bytes, at: at) else {
                throw IntakeError.zipDamaged(.directory)
            }
            entries.append(entry)
            at += length
        }
        return entries
    }

    /// The entry at `at` and the length of its record, or nil if it is not whole.
    private static func entry(_ bytes: [UInt8], at: Int) -> (ZipEntry, length: Int)? {
        guard let flags = bytes.uint16(at: at + 8), let method = bytes.uint16(at: at + 10),
            let checksum = bytes.uint32(at: at + 16),
            let packed = bytes.uint32(at: at + 20), let unpacked = bytes.uint32(at: at + 24),
            let nameLength = bytes.uint16(at: at + 28), let extraLength = bytes.uint16(at: at + 30),
            let commentLength = bytes.uint16(at: at + 32), let header = bytes.uint32(at: at + 42)
        else { return nil }
        let nameEnd = at + 46 + nameLength
        let length = 46 + nameLength + extraLength + commentLength
        guard at + length <= bytes.count,
            // ZIP64 keeps only those numbers that do not fit, in this order.
            let wide = wideNumbers(
                [unpacked, packed, header], extra: Array(bytes[nameEnd..<(nameEnd + extraLength)]))
        else { return nil }
        let entry = ZipEntry(
            name: zipName(bytes[(at + 46)..<nameEnd]),
            compressedSize: wide[1], uncompressedSize: wide[0],
            isEncrypted: flags & ZipArchive.encryptionFlags != 0,
            method: method, checksum: UInt32(checksum), headerOffset: wide[2])
        return (entry, length)
    }

    /// Replaces each 0xFFFFFFFF by the next 64-bit number of the extra field 1; nil if it is short.
    private static func wideNumbers(_ numbers: [Int], extra: [UInt8]) -> [Int]? {
        guard numbers.contains(0xFFFF_FFFF) else { return numbers }
        var field = 0
        while let id = extra.uint16(at: field), let size = extra.uint16(at: field + 2), id != 1 {
            field += 4 + size
        }
        guard let size = extra.uint16(at: field + 2) else { return nil }
        var at = field + 4
        var result: [Int] = []
        for number in numbers {
            guard number == 0xFFFF_FFFF else {
                result.append(number)
                continue
            }
            guard at + 8 <= field + 4 + size, let wide = extra.uint64(at: at) else { return nil }
            result.append(wide)
            at += 8
        }
        return result
    }

    /// Whether every file has bytes of its own. Files that share theirs are how a small archive
    /// unpacks to a giant one (D. Fifield, "A better zip bomb", 2019).
    private static func areApart(_ entries: [ZipEntry], before end: Int) -> Bool {
        var limit = end
        for entry in entries.sorted(by: { $0.headerOffset > $1.headerOffset }) {
            // In this order no difference overflows, whatever 63-bit numbers an archive claims.
            guard entry.headerOffset <= limit - ZipArchive.localHeaderSize,
                entry.compressedSize <= limit - ZipArchive.localHeaderSize - entry.headerOffset
            else { return false }
            limit = entry.headerOffset
        }
        return true
    }
}
