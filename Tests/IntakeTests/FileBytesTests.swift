import Foundation
import Glibc
import Testing

@testable import Intake

@Suite struct FileBytesTests {
    let files: TestFolder

    init() throws {
        files = try TestFolder()
    }

    @Test func `a file is read from any offset`() throws {
        let file = try FileBytes(path: files.write("programs.txt", Array("0123456789".utf8)))
        #expect(file.count == 10)
        #expect(file.name == "programs.txt")
        #expect(try file.bytes(at: 0, count: 100) == Array("0123456789".utf8))
        #expect(try file.bytes(at: 3, count: 4) == Array("3456".utf8))
        #expect(try file.bytes(at: 8, count: 4) == Array("89".utf8))
        #expect(try file.bytes(at: 10, count: 4) == [])
        #expect(try file.bytes(at: -1, count: 4) == [])
        #expect(try file.bytes(at: .max, count: .max) == [])
    }

    @Test func `an empty file has no bytes`() throws {
        let file = try FileBytes(path: files.write("empty.txt", []))
        #expect(file.count == 0)
        #expect(try file.all() == [])
    }

    @Test func `several threads read one file at once`() async throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 256) }
        let file = try FileBytes(path: files.write("large.txt", bytes))
        try await withThrowingTaskGroup { group in
            for start in stride(from: 0, to: bytes.count, by: 10_000) {
                group.addTask { try file.bytes(at: start, count: 10_000) }
            }
            var found = 0
            for try await part in group {
                #expect(bytes.indices.contains { bytes[$0...].starts(with: part) })
                found += part.count
            }
            #expect(found == bytes.count)
        }
    }

    @Test func `folders, FIFOs and devices are refused`() throws {
        #expect(mkfifo(files.path("fifo"), 0o600) == 0)
        for path in [files.folder.path, files.path("fifo"), "/dev/null"] {
            #expect(code { _ = try FileBytes(path: path) } == "file.not-regular", "\(path)")
        }
    }

    @Test func `a missing file is not found`() throws {
        let file = try files.write("file", [1])
        for path in [files.path("none.txt"), file + "/below", file + "\0.txt", ""] {
            #expect(code { _ = try FileBytes(path: path) } == "file.not-found")
        }
    }

    @Test func `a symbolic link is followed unless told otherwise`() throws {
        _ = try files.write("programs.txt", [7])
        #expect(symlink("programs.txt", files.path("link")) == 0)
        #expect(symlink("circle", files.path("circle")) == 0)
        let link = files.path("link")
        #expect(try FileBytes(path: link).all() == [7])
        #expect(try FileBytes(path: files.path("programs.txt"), followLinks: false).count == 1)
        #expect(code { _ = try FileBytes(path: link, followLinks: false) } == "file.not-regular")
        let circle = files.path("circle")
        #expect(code { _ = try FileBytes(path: circle) } == "file.not-readable")
    }

    @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
    func `a file without permission is not readable`() throws {
        let path = try files.write("secret.txt", [1])
        #expect(chmod(path, 0) == 0)
        #expect(code { _ = try FileBytes(path: path) } == "file.not-readable")
    }

    @Test func `the time of change is the file's own`() throws {
        let path = try files.write("programs.txt", [1])
        try setTime(path, seconds: 1_700_000_000, nanoseconds: 500_000_000)
        #expect(
            try FileBytes(path: path).modifiedAt == Date(timeIntervalSince1970: 1_700_000_000.5))
    }

    @Test func `a file that nobody touched has not changed`() throws {
        let path = try files.write("programs.txt", line)
        let file = try FileBytes(path: path)
        _ = try file.all()
        #expect(!file.hasChanged())
        #expect(chmod(path, 0o640) == 0)
        #expect(!file.hasChanged())
    }

    @Test func `each kind of change is noticed`() throws {
        let changes: [(String, (String) throws -> Void)] = [
            ("appended", { try append($0, [1]) }),
            ("cut short", { #expect(truncate($0, 3) == 0) }),
            ("one nanosecond", { try self.setTime($0, seconds: 1_700_000_000, nanoseconds: 1) }),
            ("removed", { #expect(unlink($0) == 0) }),
            (
                "replaced by one that looks the same",
                { path in
                    let other = try self.files.write("other", line)
                    try self.setTime(other, seconds: 1_700_000_000, nanoseconds: 0)
                    #expect(rename(other, path) == 0)
                }
            ),
        ]
        for (name, change) in changes {
            let path = try files.write("programs.txt", line)
            try setTime(path, seconds: 1_700_000_000, nanoseconds: 0)
            let file = try FileBytes(path: path)
            #expect(!file.hasChanged())
            try change(path)
            #expect(file.hasChanged(), "\(name)")
        }
    }

    @Test func `what is added after opening is not read and what is cut off is missed`() throws {
        let path = try files.write("programs.txt", line)
        let file = try FileBytes(path: path)
        try append(path, line)
        #expect(try file.all() == line)
        #expect(truncate(path, 4) == 0)
        #expect(try file.all() == Array(line.prefix(4)))
        #expect(code { _ = try Digest.sha256(of: file) } == "file.changed")
    }

    private func append(_ path: String, _ bytes: [UInt8]) throws {
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    private func setTime(_ path: String, seconds: Int, nanoseconds: Int) throws {
        let time = timespec(tv_sec: seconds, tv_nsec: nanoseconds)
        try #require(utimensat(AT_FDCWD, path, [time, time], 0) == 0)
    }
}
