import Foundation
import Testing

@testable import Intake

@Suite struct ZipDamageTests {
    let files: TestFolder
    let made: [UInt8]

    init() throws {
        files = try TestFolder()
        made = try files.archive("z.writestr('programs.txt', line * 20)")
    }

    private func failure(_ bytes: [UInt8], limit: Int = ZipArchive.sizeLimit) -> String {
        code { _ = try ZipArchive(MemoryBytes(bytes)).unpacked("programs.txt", limit: limit) }
    }

    @Test func `the archive the others are patched from is whole`() {
        #expect(failure(made) == "")
    }

    @Test func `an encrypted entry is refused wherever that is said`() throws {
        for flag: UInt8 in [0x01, 0x40] {
            let listed = try patched(made, record: directoryEntry, at: 8, with: [flag])
            let local = try patched(made, record: localHeader, at: 6, with: [flag])
            #expect(try ZipArchive(MemoryBytes(listed)).entries[0].isEncrypted)
            #expect(failure(listed) == "zip.encrypted")
            #expect(failure(local) == "zip.encrypted")
        }
    }

    @Test func `an unknown method is refused`() throws {
        let bzip2 = try files.archive("z.writestr('programs.txt', line * 20, ZIP_BZIP2)")
        #expect(failure(bzip2) == "zip.method")
        let error = IntakeError.zipMethod(entry: "programs.txt", method: 12)
        #expect(error.message.contains("12"))
    }

    @Test func `a wrong checksum is damage, and what came out cannot be used`() throws {
        let bytes = try patched(made, record: directoryEntry, at: 16, with: [1, 2, 3, 4])
        let archive = try ZipArchive(MemoryBytes(bytes))
        let target = try TemporaryBytes()
        let expected = IntakeError.zipDamaged(.checksum("programs.txt"))
        #expect(throws: expected) { try archive.extract(archive.entries[0], into: target) }
        #expect(throws: expected) { try target.all() }
        #expect(throws: expected) { try target.append([1]) }
    }

    @Test func `deflate that is no deflate is damage`() throws {
        let start = try position(of: Array("programs.txt".utf8), in: made) + 12
        for at in start..<(start + 8) {
            var bytes = made
            bytes[at] ^= 0xFF
            #expect(["zip.damaged", "zip.too-large"].contains(failure(bytes)))
        }
    }

    @Test func `more bytes than declared stop the unpacking`() throws {
        for size in [1, 26, line.count * 20 - 1] {
            let bytes = try patched(
                made, record: directoryEntry, at: 24, with: little(size, bytes: 4))
            #expect(failure(bytes) == "zip.too-large")
        }
    }

    @Test func `fewer bytes than declared are damage`() throws {
        let bytes = try patched(
            made, record: directoryEntry, at: 24, with: little(line.count * 20 + 1, bytes: 4))
        #expect(failure(bytes) == "zip.damaged")
    }

    @Test func `a bomb is stopped after one buffer beyond what it declared`() throws {
        let bomb = try files.archive("z.writestr('programs.txt', b'0' * 50_000_000)")
        let bytes = try patched(bomb, record: directoryEntry, at: 24, with: little(9, bytes: 4))
        #expect(bytes.count < 100_000)
        let archive = try ZipArchive(MemoryBytes(bytes))
        let target = try TemporaryBytes()
        let expected = IntakeError.zipTooLarge(entry: "programs.txt", limit: 9)
        #expect(throws: expected) { try archive.extract(archive.entries[0], into: target) }
        #expect(target.count == 0)
    }

    @Test func `a declared size beyond the limit is refused`() throws {
        #expect(failure(made, limit: line.count * 20) == "")
        #expect(failure(made, limit: line.count * 20 - 1) == "zip.too-large")
        let huge = try patched(made, record: directoryEntry, at: 24, with: [0, 0, 0, 0xFE])
        #expect(failure(huge, limit: 1 << 30) == "zip.too-large")
        #expect(ZipArchive.sizeLimit == 8 * 1024 * 1024 * 1024)
    }

    @Test func `a thousand files are read and one more is refused`() throws {
        let most = try files.archive("for i in range(1000): z.writestr('%d.txt' % i, line)")
        let archive = try ZipArchive(MemoryBytes(most))
        #expect(archive.entries.count == 1_000)
        #expect(try archive.unpacked("999.txt") == line)
        let more = try files.archive("for i in range(1001): z.writestr('%d.txt' % i, line)")
        #expect(failure(more) == "zip.too-many-entries")
        // The count at the end may not hide them.
        let hidden = try patched(more, record: endRecord, at: 8, with: [1, 0, 1, 0])
        #expect(failure(hidden) == "zip.too-many-entries")
    }

    @Test func `a count that differs from the list is damage`() throws {
        for count: UInt8 in [0, 2] {
            let bytes = try patched(made, record: endRecord, at: 8, with: [count, 0, count, 0])
            #expect(failure(bytes) == "zip.damaged")
        }
    }

    @Test func `files that share their bytes are damage`() throws {
        let two = try files.archive(
            """
            z.writestr('programs.txt', line, ZIP_STORED)
            z.writestr('programs.log', line, ZIP_STORED)
            """)
        let second = try position(of: Array("programs.log".utf8), in: two, from: 150)
        var bytes = two
        bytes.replaceSubrange((second - 4)..<second, with: [0, 0, 0, 0])
        #expect(failure(bytes) == "zip.damaged")
    }

    @Test func `one part of a split archive is told as such`() throws {
        let bytes = try patched(made, record: endRecord, at: 4, with: [1, 0, 1, 0])
        #expect(throws: IntakeError.zipDamaged(.split)) { try ZipArchive(MemoryBytes(bytes)) }
    }

    @Test func `an archive cut off anywhere is damaged`() throws {
        for length in 0..<made.count {
            #expect(failure(Array(made.prefix(length))) == "zip.damaged", "\(length) bytes")
        }
    }

    @Test func `an archive that became shorter after it was opened is told`() throws {
        let path = try files.write("shrinking.zip", made)
        let archive = try ZipArchive(FileBytes(path: path))
        #expect(truncate(path, 50) == 0)
        #expect(code { _ = try archive.unpacked("programs.txt") } == "file.changed")
    }

    @Test func `no changed byte is taken for good data or ends the program`() throws {
        let original = Array(repeatElement(line, count: 20).joined())
        for whole in [made, try widened(made)] {
            for at in whole.indices {
                for bits: UInt8 in [0x01, 0x80, 0xFF] {
                    var bytes = whole
                    bytes[at] ^= bits
                    check(bytes, gives: original, "byte \(at)")
                }
            }
        }
    }

    @Test func `no numbers of 64 bits overflow`() throws {
        let wide = try widened(made)
        for start in 0..<(wide.count - 8) {
            for last: UInt8 in [0x7F, 0xFF] {
                var bytes = wide
                bytes.replaceSubrange(
                    start..<(start + 8), with: [UInt8](repeating: 255, count: 7) + [last])
                check(bytes, gives: Array(repeatElement(line, count: 20).joined()), "at \(start)")
            }
        }
    }

    /// Either a clear error, or every file of the right size comes out as it went in.
    private func check(_ bytes: [UInt8], gives original: [UInt8], _ place: String) {
        do {
            let archive = try ZipArchive(MemoryBytes(bytes))
            for entry in archive.entries {
                let target = try TemporaryBytes()
                try archive.extract(entry, into: target, limit: 1 << 20)
                #expect(try target.all() == original, "\(place)")
            }
        } catch {
            #expect(error is IntakeError, "\(place)")
        }
    }
}
