import Foundation
import Glibc
import Testing

@testable import Intake

/// A folder of its own for one test, gone with it.
final class TestFolder {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "intake-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String {
        folder.appending(path: name).path
    }

    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        try Data(bytes).write(to: folder.appending(path: name))
        return path(name)
    }

    /// Runs a program in this folder and fails the test if the program does.
    func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// The bytes of the archive that a Python script wrote through `z`, a `zipfile.ZipFile`.
    func archive(_ script: String) throws -> [UInt8] {
        let before = """
            import io, sys, zipfile
            from zipfile import ZIP_DEFLATED, ZIP_STORED, ZIP_BZIP2, ZipInfo
            line = b"1001\\tRuiz\\tAna\\t2012-03-04\\r\\n"
            z = zipfile.ZipFile("made.zip", "w", ZIP_DEFLATED)

            """
        try run("python3", "-c", before + script + "\nz.close()")
        return try bytes("made.zip")
    }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }
}

/// Bytes in memory as a source.
struct MemoryBytes: ByteSource {
    let bytes: [UInt8]
    var count: Int { bytes.count }

    init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard offset >= 0, offset < count else { return 0 }
        let part = bytes[offset...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        return part.count
    }
}

extension TemporaryBytes {
    func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try append($0) }
    }
}

extension ByteSource {
    func all() throws -> [UInt8] {
        try bytes(at: 0, count: count)
    }
}

extension ZipArchive {
    func unpacked(_ name: String, limit: Int = ZipArchive.sizeLimit) throws -> [UInt8] {
        let entry = try #require(entries.first { $0.name == name })
        let target = try TemporaryBytes()
        try extract(entry, into: target, limit: limit)
        return try target.all()
    }
}

/// The stable code of what `body` throws; "" if it throws nothing.
func code(_ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch let error as IntakeError {
        return error.code
    } catch {
        return "\(error)"
    }
}

/// One line of the file that the Python scripts call `line`.
let line = Array("1001\tRuiz\tAna\t2012-03-04\r\n".utf8)
