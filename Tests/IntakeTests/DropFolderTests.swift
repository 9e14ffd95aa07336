import Foundation
import Testing

@testable import Intake

/// The folder of a sender, on a real disk.
@Suite final class DropFolderTests {
    let folder: DropFolder

    init() throws {
        let path = NSTemporaryDirectory() + "homeroom-drop-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        folder = DropFolder(path: path)
        try folder.prepare()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.path) }

    func put(_ text: String, _ name: String = "programs.txt") throws {
        try text.write(toFile: inbox(name), atomically: false, encoding: .utf8)
    }

    /// Takes what comes first by name.
    func takeFirst(_ id: String) throws -> DropFolder.Taken? {
        guard let seen = try folder.look().first else { return nil }
        return try folder.take(seen, id: id)
    }

    func inbox(_ name: String) -> String { folder.folder(.inbox) + "/" + name }

    func text(_ part: DropFolder.Part, _ name: String) -> String? {
        try? String(contentsOfFile: folder.folder(part) + "/" + name, encoding: .utf8)
    }

    @Test func `a file goes from the inbox to the archive and is in one place`() throws {
        try put("a\tb\n")
        let seen = try #require(try folder.look().first)
        #expect(seen.endsLine && seen.isRegular && seen.bytes == 4)
        let taken = try #require(try folder.take(seen, id: "1"))
        #expect(try folder.look().isEmpty)
        #expect(try folder.underWay(cleaning: true) == [taken])
        #expect(
            try folder.archive(taken, in: .accepted, stamp: "20261122", named: "programs.txt")
                == "20261122-programs.txt")
        #expect(text(.accepted, "20261122-programs.txt") == "a\tb\n")
        #expect(try folder.underWay(cleaning: true).isEmpty)
        // The same name once more does not write over the first.
        try put("c\n")
        let next = try #require(try takeFirst("2"))
        #expect(
            try folder.archive(next, in: .accepted, stamp: "20261122", named: "programs.txt")
                == "2-20261122-programs.txt")
        #expect(text(.accepted, "20261122-programs.txt") == "a\tb\n")
    }

    @Test func `a file is held against the list of checksums beside it`() throws {
        try put("a\tb\n")
        let bytes = try FileBytes(path: inbox("programs.txt"))
        let digest = try Digest.sha256Hex(of: bytes)
        for (list, isMet) in [
            ("\(digest)  programs.txt\n", true), ("\(digest.uppercased()) *programs.txt\r\n", true),
            ("\(String(digest.reversed()))  programs.txt\n", false),
        ] {
            try put(list, "night.sha256")
            let seen = try #require(try folder.look().first { $0.name == "programs.txt" })
            #expect(seen.listing?.isMet == isMet, "\(list)")
        }
        for list in ["\(digest)  other.txt\n", "\(digest.dropLast())  programs.txt\n", "\u{0}"] {
            try put(list, "night.sha256")
            let seen = try #require(try folder.look().first { $0.name == "programs.txt" })
            #expect(seen.listing == nil, "\(list)")
        }
    }

    @Test
    func `a list of its own counts whatever folder it was made in, and one that is empty waits`()
        throws
    {
        try put("a\tb\n")
        let digest = try Digest.sha256Hex(of: FileBytes(path: inbox("programs.txt")))
        func listing(_ list: String) throws -> FileListing? {
            try put(list, "programs.txt.sha256")
            return try folder.look().first { $0.name == "programs.txt" }?.listing
        }
        for path in ["/export/programs.txt", "./programs.txt", "C:\\export\\programs.txt"] {
            #expect(try listing("\(digest)  \(path)\n")?.isMet == true, "\(path)")
        }
        for list in ["", "\(digest)\n", "\(digest)  other.txt\n"] {
            #expect(try listing(list) == FileListing(isMet: false, isCertain: true), "\(list)")
        }
    }

    @Test func `a list of several files says nothing of one that is newer, its own does`() throws {
        try put(String(repeating: "0", count: 64) + "  programs.txt\n", "night.sha256")
        try put("a\n")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: inbox("programs.txt")
        )
        func listing() throws -> FileListing? {
            try folder.look().first { $0.name == "programs.txt" }?.listing
        }
        #expect(try listing() == FileListing(isMet: false, isCertain: false))
        try put(String(repeating: "0", count: 64) + "  programs.txt\n", "programs.txt.sha256")
        #expect(try listing() == FileListing(isMet: false, isCertain: true))
    }

    @Test func `a file that was replaced since it was seen is not taken`() throws {
        try put("a\n")
        let seen = try #require(try folder.look().first)
        try FileManager.default.removeItem(atPath: inbox("programs.txt"))
        try put("b\n")
        #expect(try folder.take(seen, id: "1") == nil)
        #expect(text(.inbox, "programs.txt") == "b\n")
        #expect(try folder.underWay(cleaning: true).isEmpty)
        try FileManager.default.removeItem(atPath: inbox("programs.txt"))
        #expect(try folder.take(seen, id: "1") == nil)
    }

    @Test func `links, folders and FIFOs are seen, and never opened`() throws {
        try put("secret\n", "target")
        try FileManager.default.createSymbolicLink(
            atPath: inbox("programs.txt"), withDestinationPath: "/etc/passwd")
        try FileManager.default.createDirectory(
            atPath: inbox("studemo.txt"), withIntermediateDirectories: false)
        #expect(mkfifo(inbox("contacts.txt"), 0o600) == 0)
        let seen = try folder.look()
        #expect(seen.count == 4)
        for one in seen where one.name != "target" {
            #expect(!one.isRegular)
            #expect(try folder.take(one, id: one.name) == nil)
        }
    }

    @Test func `what is put back does not write over what came meanwhile`() throws {
        try put("old\n")
        let taken = try #require(try takeFirst("1"))
        try put("new\n")
        try folder.putBack(taken)
        #expect(text(.inbox, "programs.txt") == "new\n")
        #expect(text(.rejected, "replaced-programs.txt") == "old\n")
        try FileManager.default.removeItem(atPath: inbox("programs.txt"))
        try put("again\n")
        let again = try #require(try takeFirst("2"))
        try folder.putBack(again)
        #expect(text(.inbox, "programs.txt") == "again\n")
        #expect(try folder.underWay(cleaning: true).isEmpty)
    }

    @Test func `who only looks leaves alone what another process is at`() throws {
        try put("a\n")
        let taken = try #require(try takeFirst("1"))
        let place = folder.folder(.taken)
        let files = ["\(place)/errors.txt.part", "\(place)/1/.copy"]
        for file in files { try Data("x".utf8).write(to: URL(filePath: file)) }
        try FileManager.default.createDirectory(
            atPath: place + "/2", withIntermediateDirectories: false)
        func are(_ paths: [String]) -> [Bool] {
            paths.map { FileManager.default.fileExists(atPath: $0) }
        }
        #expect(try folder.underWay(cleaning: false) == [taken])
        #expect(are(files + [place + "/2"]) == [true, true, true])
        #expect(try folder.underWay(cleaning: true) == [taken])
        #expect(are(files + [place + "/2"]) == [false, false, false])
    }

    @Test func `whether a file ends its last line is seen, whatever it is written in`() throws {
        try put("a\tb\nc", "cut.txt")
        try Data("a\r\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
            .write(to: URL(filePath: inbox("wide.txt")))
        try put("", "empty.txt")
        try put("a\r\n\u{1A}", "dos.txt")
        try put("%PDF-1.7 and so on", "letter.pdf")
        let ends = Dictionary(
            uniqueKeysWithValues: try folder.look().map { ($0.name, $0.endsLine) })
        #expect(
            ends == [
                "cut.txt": false, "wide.txt": true, "empty.txt": true, "dos.txt": true,
                "letter.pdf": true,
            ])
    }

    @Test func `a link in the place of a folder is refused`() throws {
        let place = folder.folder(.accepted)
        try FileManager.default.removeItem(atPath: place)
        try FileManager.default.createSymbolicLink(
            atPath: place, withDestinationPath: folder.folder(.inbox))
        #expect(throws: IntakeError.notRegular(name: "accepted")) { try folder.prepare() }
    }

    @Test func `what a process left half done stops nothing`() throws {
        let own = folder.folder(.taken)
        try "rows\n".write(
            toFile: own + "/programs.txt.errors.txt", atomically: false, encoding: .utf8)
        try FileManager.default.createDirectory(
            atPath: own + "/empty", withIntermediateDirectories: false)
        #expect(try folder.underWay(cleaning: true).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: own).isEmpty)
    }

    @Test func `a report is there whole, and a folder that is missing is told`() throws {
        try folder.report("All is well.\n", named: "20261122.txt")
        #expect(text(.reports, "20261122.txt") == "All is well.\n")
        #expect(throws: IntakeError.self) {
            try DropFolder(path: folder.path + "/missing").prepare()
        }
    }
}
