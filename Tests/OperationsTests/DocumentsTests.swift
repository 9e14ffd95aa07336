import Foundation
import Records
import Storage
import Testing

@testable import Intake
@testable import Operations

@Suite struct DocumentsTests {
    let office: Office
    let student: String

    init() throws {
        office = try Office(students: 1)
        student = try office.addStudent()
        try office.district.write("iep.txt", "Reads with support.")
    }

    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as OperationError {
            return error.code
        } catch let error as IntakeError {
            return error.code
        } catch {
            return "\(error)"
        }
    }

    private func content(_ document: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try office.documents.get(document, purpose: "Test") { bytes += $0 }
        return bytes
    }

    /// A file of these bytes; returns its path.
    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: office.district.folder.appending(path: name))
        return office.path(name)
    }

    @Test func `a document is added, listed and handed out as it was`() throws {
        let added = try office.documents.add(
            student, office.document(), file: office.path("iep.txt"))
        #expect(added.studentID == student)
        let listed = try office.documents.list(student)
        #expect(listed.map(\.document) == [added.id])
        #expect(listed[0].title == "IEP 2026" && listed[0].fileName == "iep.txt")
        #expect(listed[0].schoolYear == "2026-2027" && listed[0].status == .draft)
        #expect(listed[0].bytes == 19)
        #expect(try content(added.id) == Array("Reads with support.".utf8))
    }

    @Test func `each content is kept once, in pieces of 1 MiB`() throws {
        var bytes = [UInt8](repeating: 7, count: (2 << 20) + 5)
        for place in stride(from: 0, to: bytes.count, by: 4_099) {
            bytes[place] = UInt8(truncatingIfNeeded: place / 4_099)
        }
        bytes.replaceSubrange(0..<5, with: "%PDF-".utf8)
        let path = try file("scan.pdf", bytes)
        let first = try office.documents.add(student, office.document(), file: path)
        let other = try office.addStudent("Tove", "Nordby")
        let second = try office.documents.add(other, office.document(), file: path)
        for document in [first.id, second.id] {
            let isWhole = try content(document) == bytes
            #expect(isWhole)
        }
        #expect(try office.district.count("SELECT count(*) FROM content") == 1)
        #expect(try office.district.count("SELECT count(*) FROM content_piece") == 3)
    }

    @Test func `what is empty, too large, missing or a folder is refused`() throws {
        let documents = office.documents
        func add(_ path: String) -> String? {
            code { _ = try documents.add(student, office.document(), file: path) }
        }
        #expect(add(try file("empty", [])) == "document.empty")
        #expect(add(office.path("none")) == "file.not-found")
        #expect(add(office.district.folder.path) == "file.not-regular")
        let large = try file("large", [1])
        truncate(large, off_t((50 << 20) + 1))
        #expect(add(large) == "document.too-large")
        #expect(try office.district.count("SELECT count(*) FROM content") == 0)
    }

    @Test func `texts have limits, and title and category are needed`() throws {
        func add(_ change: (inout Documents.Entry) -> Void) -> String? {
            var entry = office.document()
            change(&entry)
            return code {
                _ = try office.documents.add(student, entry, file: office.path("iep.txt"))
            }
        }
        #expect(add { $0.title = " " } == "text.missing")
        #expect(add { $0.category = nil } == "text.missing")
        #expect(add { $0.title = String(repeating: "x", count: 201) } == "text.too-long")
        #expect(add { $0.category = String(repeating: "x", count: 101) } == "text.too-long")
        #expect(add { $0.title = "a\u{0}b" } == "text.not-text")
        #expect(add { $0.title = String(repeating: "ü", count: 200) } == nil)
    }

    @Test func `a document changes, and the content of a final one does not`() throws {
        let path = office.path("iep.txt")
        let id = try office.documents.add(student, office.document(), file: path).id
        var entry = Documents.Entry()
        entry.status = .final
        entry.schoolYear = SchoolYear(start: 2025)
        #expect(try office.documents.change(id, entry).changeSet != nil)
        #expect(try office.documents.change(id, entry).changeSet == nil)
        let other = try file("other.txt", Array("Other".utf8))
        let final = code { _ = try office.documents.change(id, Documents.Entry(), file: other) }
        #expect(final == "document.final")
        entry.status = .review
        _ = try office.documents.change(id, entry)
        let changed = try office.documents.change(id, Documents.Entry(), file: other)
        #expect(try content(id) == Array("Other".utf8))
        _ = try office.undo(try #require(changed.changeSet))
        #expect(try content(id) == Array("Reads with support.".utf8))
        #expect(code { _ = try office.documents.change(99, entry) } == "document.not-found")
    }

    @Test func `a removed document comes back by an undo`() throws {
        let path = office.path("iep.txt")
        let added = try office.documents.add(student, office.document(), file: path)
        let before = try office.documents.list(student)
        let removed = try office.documents.remove(added.id)
        #expect(try office.documents.list(student).isEmpty)
        _ = try office.undo(try #require(removed.changeSet))
        #expect(try office.documents.list(student) == before)
        _ = try office.undo(try #require(added.changeSet))
        #expect(try office.documents.list(student).isEmpty)
    }

    @Test func `who gets a document is noted before it is handed out`() throws {
        let path = office.path("iep.txt")
        let id = try office.documents.add(student, office.document(), file: path).id
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try office.documents.get(id, purpose: "Meeting", party: "K. Birch") { _ in
                throw Stop()
            }
        }
        let log = try office.district.rows(
            "SELECT party, purpose, what FROM access_event", columns: 3)
        #expect(log == ["K. Birch|Meeting|Document \(id)"])
        let blank = code { _ = try office.documents.get(id, purpose: " ") { _ in } }
        #expect(blank == "text.missing")
        #expect(try office.district.count("SELECT count(*) FROM access_subject") == 1)
    }

    @Test func `a content that is not what was added is told`() throws {
        let path = office.path("iep.txt")
        let id = try office.documents.add(student, office.document(), file: path).id
        _ = try office.district.store.write {
            try $0.run("UPDATE content_piece SET bytes = \([1, 2, 3] as [UInt8]) WHERE piece = 0")
        }
        #expect(code { _ = try content(id) } == "document.damaged")
    }

    @Test func `a role that may not is refused, and nothing is done`() throws {
        let path = office.path("iep.txt")
        for role in [Role.teacher, .auditor, .dataManager] {
            let documents = Documents(office.workspace(role))
            let denied = code { _ = try documents.add(student, office.document(), file: path) }
            #expect(denied == "access.denied", "\(role)")
        }
        let added = try Documents(office.workspace(.secretary))
            .add(student, office.document(), file: path)
        #expect(try Documents(office.workspace(.auditor)).list(student).count == 1)
        #expect(code { _ = try Documents(office.workspace(.teacher)).list(student) } != nil)
        let removed = code { _ = try Documents(office.workspace(.secretary)).remove(added.id) }
        #expect(removed == "access.denied")
    }
}
