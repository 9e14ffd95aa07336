import Foundation
import Testing

@testable import Intake

@Suite struct ZipArchiveTests {
    let files: TestFolder

    init() throws {
        files = try TestFolder()
    }

    @Test func `stored and deflated files come out as they went in`() throws {
        let archive = try ZipArchive(
            MemoryBytes(
                files.archive(
                    """
                    z.writestr("deflated.txt", line * 60000)
                    z.writestr("stored.txt", line * 50000, ZIP_STORED)
                    z.writestr("empty.txt", b"")
                    z.writestr("nothing.txt", b"", ZIP_STORED)
                    z.comment = b"PK\\x05\\x06" + b"\\0" * 30
                    """)))
        let names = ["deflated.txt", "stored.txt", "empty.txt", "nothing.txt"]
        #expect(archive.entries.map(\.name) == names)
        #expect(archive.entries.map(\.uncompressedSize) == [1_560_000, 1_300_000, 0, 0])
        #expect(archive.entries[1].compressedSize == 1_300_000)
        #expect(archive.entries[0].compressedSize < 100_000)
        #expect(try archive.unpacked("deflated.txt") == copies(60_000))
        #expect(try archive.unpacked("stored.txt") == copies(50_000))
        #expect(try archive.unpacked("empty.txt") == [])
        #expect(try archive.unpacked("nothing.txt") == [])
    }

    @Test func `a file without redundancy comes out as it went in`() throws {
        let archive = try files.archive(
            """
            import hashlib
            noise = b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(60000))
            open("noise", "wb").write(noise)
            z.writestr("noise", noise)
            """)
        let unpacked = try ZipArchive(MemoryBytes(archive)).unpacked("noise")
        #expect(try unpacked == files.bytes("noise"))
    }

    @Test func `an archive is read from a file on disk`() throws {
        _ = try files.archive("z.writestr('programs.txt', line)")
        let archive = try ZipArchive(FileBytes(path: files.path("made.zip")))
        #expect(try archive.unpacked("programs.txt") == line)
    }

    @Test func `an archive without files is fine`() throws {
        #expect(try ZipArchive(MemoryBytes(files.archive(""))).entries == [])
    }

    @Test func `names are split, and folders and hidden files told apart`() throws {
        let archive = try ZipArchive(
            MemoryBytes(
                files.archive(
                    """
                    for n in ["a/", "a/b.txt", "../../etc/p.txt", "/abs.txt", "c\\\\d.txt", "x/..",
                              "__MACOSX/a/._b.txt", ".DS_Store", "a/.git/config", "w\\\\"]:
                        z.writestr(ZipInfo(n), b"")
                    """)))
        let found = archive.entries.map { "\($0.baseName)|\($0.isDirectory)|\($0.isHidden)" }
        #expect(
            found == [
                "a|true|false", "b.txt|false|false", "p.txt|false|false", "abs.txt|false|false",
                "d.txt|false|false", "|false|false", "._b.txt|false|true", ".DS_Store|false|true",
                "config|false|true", "w|true|false",
            ])
        #expect(archive.entries[2].name == "../../etc/p.txt")
    }

    @Test func `names are UTF-8 where that is valid and code page 437 elsewhere`() throws {
        let made = try files.archive(
            """
            z.writestr("Zoë.txt", b"")
            z.writestr("latin.txt", b"")
            """)
        let patched = try replacing(
            Array("latin".utf8), by: [0x80, 0xA4, 0xE1, 0xFF, 0x99], in: made)
        let names = try ZipArchive(MemoryBytes(patched)).entries.map(\.name)
        #expect(names == ["Zoë.txt", "Çñß\u{A0}Ö.txt"])
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/zip")))
    func `archives of Info-ZIP are read, streamed and ZIP64 too`() throws {
        _ = try files.write("programs.txt", copies(1_000))
        try files.run("zip", "-q", "plain.zip", "programs.txt")
        try files.run("sh", "-c", "cat programs.txt | zip -q -fz - - > streamed.zip")
        try files.run("zip", "-q", "-P", "secret", "locked.zip", "programs.txt")
        let plain = try ZipArchive(MemoryBytes(files.bytes("plain.zip")))
        #expect(try plain.unpacked("programs.txt") == copies(1_000))
        let streamed = try ZipArchive(MemoryBytes(files.bytes("streamed.zip")))
        #expect(try streamed.unpacked("-") == copies(1_000))
        let locked = try ZipArchive(MemoryBytes(files.bytes("locked.zip")))
        #expect(locked.entries.map(\.isEncrypted) == [true])
        #expect(code { _ = try locked.unpacked("programs.txt") } == "zip.encrypted")
    }

    @Test func `a directory with 64-bit numbers is read`() throws {
        let made = try files.archive("z.writestr('programs.txt', line * 10)")
        let archive = try ZipArchive(MemoryBytes(widened(made)))
        #expect(archive.entries.map(\.uncompressedSize) == [line.count * 10])
        #expect(try archive.unpacked("programs.txt") == copies(10))
    }

    private func copies(_ count: Int) -> [UInt8] {
        (0..<count).reduce(into: []) { bytes, _ in bytes += line }
    }
}
