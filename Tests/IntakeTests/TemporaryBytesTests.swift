import Foundation
import Glibc
import Testing

@testable import Intake

@Suite struct TemporaryBytesTests {
    @Test(arguments: [
        [], [1], [bytesPerPiece], [bytesPerPiece - 1, 2], [700_000, 700_000, 700_000],
    ])
    func `what was appended is read again`(sizes: [Int]) throws {
        let temporary = try TemporaryBytes()
        var expected: [UInt8] = []
        for (index, size) in sizes.enumerated() {
            let part = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 3 + index) }
            try temporary.append(part)
            expected += part
            #expect(temporary.count == expected.count)
        }
        try temporary.finish()
        try temporary.finish()
        #expect(temporary.count == expected.count)
        #expect(try temporary.all() == expected)
        #expect(try Digest.sha256(of: temporary) == Digest.sha256(of: MemoryBytes(expected)))
    }

    @Test func `many small pieces and one large one keep their order`() throws {
        let temporary = try TemporaryBytes()
        var expected: [UInt8] = []
        for number in 0..<2_000 {
            let part = Array("\(number),".utf8)
            try temporary.append(part)
            expected += part
        }
        let large = [UInt8](repeating: 65, count: 3 * bytesPerPiece + 5)
        try temporary.append(large)
        try temporary.append([66])
        #expect(try temporary.all() == expected + large + [66])
    }

    @Test func `a read before the end sees all so far`() throws {
        let temporary = try TemporaryBytes()
        try temporary.append([1, 2])
        #expect(try temporary.all() == [1, 2])
        try temporary.append([3])
        #expect(try temporary.all() == [1, 2, 3])
    }

    @Test func `nothing is added after the end`() throws {
        let temporary = try TemporaryBytes()
        try temporary.append([1])
        try temporary.finish()
        #expect(code { try temporary.append([2]) } == "file.not-writable")
        #expect(try temporary.all() == [1])
    }

    @Test func `no folder lists the file, and only its owner could read it`() throws {
        let files = try TestFolder()
        let temporary = try TemporaryBytes(folder: files.folder.path)
        try temporary.append(line)
        try temporary.finish()
        #expect(try FileManager.default.contentsOfDirectory(atPath: files.folder.path) == [])
        let number = temporary.descriptor.number
        var info = stat()
        #expect(fstat(number, &info) == 0)
        #expect(info.st_mode & 0o777 == 0o600)
        #expect(info.st_nlink == 0)
        #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test func `a folder that is not there is not writable`() {
        let missing = "/nowhere/\(UUID().uuidString)"
        #expect(code { _ = try TemporaryBytes(folder: missing) } == "file.not-writable")
    }

    @Test func `a full disk is told and half a file is never read`() throws {
        let full = open("/dev/full", O_RDWR | O_CLOEXEC)
        try #require(full >= 0)
        let temporary = TemporaryBytes(Descriptor(owning: full))
        try temporary.append([1, 2, 3])
        #expect(code { try temporary.finish() } == "file.disk-full")
        #expect(code { try temporary.append([4]) } == "file.disk-full")
        #expect(code { _ = try temporary.all() } == "file.disk-full")
        #expect(IntakeError.diskFull.remedy.contains("TMPDIR"))
    }
}
