import Foundation
import Records
import Storage
import Testing

@testable import Intake
@testable import Operations

/// Documents are looked at by a scanner that speaks clamd's protocol over a real connection.
@Suite struct DocumentScanTests {
    let office: Office
    let student: String

    init() throws {
        office = try Office(students: 1)
        student = try office.addStudent()
        try office.district.write("iep.txt", "Reads with support.")
    }

    private func documents(_ place: String) throws -> Documents {
        let scanner = try #require(VirusScanner(place, patience: 5))
        return Documents(office.workspace(), scanner: DocumentScanner(scanner))
    }

    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as OperationError {
            return error.code
        } catch { return "\(error)" }
    }

    private func add(_ place: String, _ file: String = "iep.txt") throws -> String? {
        let documents = try documents(place)
        return code {
            _ = try documents.add(student, office.document(), file: office.path(file))
        }
    }

    private func kept() throws -> Int {
        try office.district.count("SELECT count(*) FROM content")
    }

    @Test func `what is clean is kept, and the scanner was sent all of it`() throws {
        let scanner = try ScannerOfTests(.word("stream: OK\0"))
        #expect(try add(scanner.place) == nil)
        #expect(scanner.received == [Array("Reads with support.".utf8)])
        #expect(try kept() == 1)
        var bytes = Array("%PDF-1.7\n".utf8)
        bytes += (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try Data(bytes).write(to: office.district.folder.appending(path: "scan.pdf"))
        #expect(try add(scanner.place, "scan.pdf") == nil)
        let isWhole = scanner.received.last == bytes
        #expect(isWhole)
    }

    @Test func `what is harmful is kept nowhere, and its name is told`() throws {
        let scanner = try ScannerOfTests(.word("stream: Win.Test.EICAR_HDB-1 <b> FOUND\0"))
        #expect(try add(scanner.place) == "document.infected")
        #expect(try kept() == 0)
        let documents = try documents(scanner.place)
        do {
            _ = try documents.add(student, office.document(), file: office.path("iep.txt"))
        } catch let error as OperationError {
            #expect(error.message.contains("(Win.Test.EICAR_HDB-1b)"))
        }
        // Nor is it put in the place of another.
        let id = try office.documents.add(
            student, office.document(), file: office.path("iep.txt")
        ).id
        try office.district.write("other.txt", "Something else.")
        let changed = code {
            _ = try documents.change(id, Documents.Entry(), file: office.path("other.txt"))
        }
        #expect(changed == "document.infected")
        #expect(try kept() == 1)
    }

    @Test func `where the scanner is set and gives no clear word nothing is kept`() throws {
        for word in [
            "INSTREAM size limit exceeded. ERROR\0", "stream: \0", "\0", "stream: OKAY\0",
            "OK FOUN\0",
        ] {
            let scanner = try ScannerOfTests(.word(word))
            #expect(try add(scanner.place) == "document.not-scanned", "\(word)")
        }
        for behavior in [ScannerOfTests.Behavior.hangUp, .endless] {
            let scanner = try ScannerOfTests(behavior)
            #expect(try add(scanner.place) == "document.not-scanned", "\(behavior)")
        }
        let gone = try ScannerOfTests(.word("stream: OK\0"))
        let place = gone.place
        gone.stop()
        #expect(try add(place) == "document.not-scanned")
        #expect(try add("unix:/nowhere/clamd.sock") == "document.not-scanned")
        #expect(try kept() == 0)
    }

    @Test(arguments: [
        ("127.0.0.1:3310", VirusScanner.Place.host("127.0.0.1", port: 3310)),
        ("[::1]:3310", .host("::1", port: 3310)),
        ("scanner.example:1", .host("scanner.example", port: 1)),
        ("unix:/run/clamd.sock", .socket(path: "/run/clamd.sock")),
    ])
    func `a place is read`(_ text: String, _ place: VirusScanner.Place) {
        #expect(VirusScanner(text)?.place == place)
    }

    @Test(arguments: ["", "host", "host:", ":3310", "host:0", "host:70000", "unix:", "host:x"])
    func `what is no place is none`(_ text: String) {
        #expect(VirusScanner(text) == nil)
    }

    @Test func `a name and its bytes have to agree, and only some kinds are taken`() throws {
        for (name, text, wanted) in [
            ("plan.exe", "MZ", "document.type"), ("plan", "Plan", "document.type"),
            ("plan.html", "<html>", "document.type"), ("plan.pdf", "MZ", "document.other-kind"),
            ("plan.txt", "<html><script>", "document.other-kind"),
            ("plan.docx", "Plan", "document.other-kind"),
        ] {
            try office.district.write(name, text)
            let refused = code {
                _ = try office.documents.add(student, office.document(), file: office.path(name))
            }
            #expect(refused == wanted, "\(name)")
        }
        #expect(try kept() == 0)
    }
}
