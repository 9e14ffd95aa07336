import Foundation
import Records
import TestDistricts
import Testing

@testable import Operations
@testable import Storage

/// What is destroyed of a student is in no envelope that came for them either. All students are
/// invented.
@Suite struct DestroyEnvelopesTests {
    let sender: Office
    let office: Office
    var district: District { office.district }

    init() throws {
        sender = try Office(students: 1)
        office = try Office(students: 1, isSealed: true, cipher: OpenCipher())
        for one in [sender, office] {
            _ = try one.codeTables.add(
                CodeBook.programs, "501", CodeTables.Entry(text: "Plan", systemKey: "504_plan"))
        }
    }

    /// A student of the sender with something of every class, each with a word of its own.
    private func canary(_ first: String, _ word: String) throws -> String {
        let student = try sender.addStudent(first, "Nordby")
        var edit = EditStudent.Request()
        edit.fields = [
            "birthDate": "2013-05-06", "healthNotes": "\(word)HEALTH",
            "placement": "\(word)PLACE", "programNotes": "\(word)STAYS",
        ]
        _ = try EditStudent(sender.workspace()).run(student, edit)
        for program in ["501", "101"] {
            var entry = StudentPrograms.Entry()
            entry.program = program
            entry.start = CalendarDate(iso: "2026-09-02")
            _ = try StudentPrograms(sender.workspace()).add(student, entry)
        }
        var event = sender.event("Meeting", CalendarDate(iso: "2026-09-09"))
        event.note = "\(word)NOTE"
        _ = try sender.events.add(student, event)
        try sender.district.write("plan.txt", "\(word)BYTES")
        _ = try sender.documents.add(
            student, sender.document("\(word)DOC"), file: sender.path("plan.txt"))
        return student
    }

    private func open(_ students: [String]) throws -> Int {
        var request = SendEnvelopes.Request()
        request.students = students
        (request.party, request.purpose, request.from) = ("Here", "Transfer", "Fernhollow")
        let path = office.path("\(UUID().uuidString).envelope")
        let made = try SendEnvelopes(sender.workspace()).make(request) {
            try $0.write(to: URL(filePath: path))
        }
        return try receiving.open(path, code: made.code).number
    }

    private var receiving: ReceiveEnvelopes { ReceiveEnvelopes(office.workspace()) }

    private func destroy(_ id: String, _ destroyed: DestroyedClass) throws -> DestroyRecords.Report
    {
        let destroying = DestroyRecords(office.workspace(), keys: district.keys)
        let before = try destroying.check(id, destroyed)
        var done = try destroying.run(id, destroyed, reason: "Kept five years")
        done.changeSet = nil
        #expect(done == before)
        #expect(try destroying.check(id, destroyed).isEmpty)
        #expect(try district.faults() == [])
        #expect(try CheckDistrict(store: district.store).run().findings == [])
        return done
    }

    @Test func `a class goes from envelopes that are kept, were discarded or taken back`() throws {
        let (its, other) = (try canary("Ilse", "CANARY"), try canary("Bo", "OTHER"))
        let here = try office.addStudent("Ilse", "Nordby")
        let numbers = try (0..<3).map { _ in try open([other, its]) }
        var undo = 0
        for number in numbers {
            undo = try receiving.apply(number, [2: .profile(here)]).changeSet ?? undo
        }
        // One was discarded, and what was applied of another taken back.
        _ = try receiving.discard(numbers[0])
        _ = try office.undo(undo)
        let goes: [(DestroyedClass, [String], [String])] = [
            (.health, ["HEALTH"], ["PLACE", "NOTE", "DOC", "BYTES"]),
            (.disability, ["PLACE"], ["NOTE", "DOC", "BYTES"]),
            (.events, ["NOTE"], ["DOC", "BYTES"]), (.documents, ["DOC", "BYTES"], []),
        ]
        for (destroyed, words, rest) in goes {
            for word in words { #expect(try district.holds("CANARY" + word), "\(word)") }
            let report = try destroy(here, destroyed)
            #expect(report.envelopes == 2)
            #expect(report.tables.contains { $0.table == "envelope" && $0.blanked == 1 })
            for word in words { #expect(try !district.holds("CANARY" + word), "\(word)") }
            for word in rest { #expect(try district.holds("CANARY" + word), "\(word)") }
        }
        _ = try destroy(here, .plan504)
        let left = try receiving.show(numbers[1])
        #expect(
            left.map { $0.package.programs.map(\.program).sorted() } == [["101", "501"], ["101"]])
        // Nothing of the other student went, and nothing that no class holds.
        for word in ["HEALTH", "PLACE", "NOTE", "DOC", "BYTES", "STAYS"] {
            #expect(try district.holds("OTHER" + word), "\(word)")
        }
        #expect(try district.holds("CANARYSTAYS"))
    }

    @Test func `what nobody decided about is nobody's, and bytes of others stay`() throws {
        let its = try canary("Ilse", "CANARY")
        let here = try office.addStudent("Ilse", "Nordby")
        let (applied, waiting) = (try open([its]), try open([its]))
        _ = try receiving.apply(applied, [1: .profile(here)])
        _ = try destroy(here, .documents)
        // The envelope that waits has the same document, and can still be applied.
        #expect(try district.holds("CANARYBYTES"))
        let again = try receiving.apply(waiting, [1: .profile(here)])
        #expect(again.packages.map(\.documents) == [1])
        _ = try destroy(here, .documents)
        #expect(try !district.holds("CANARYBYTES") && !district.holds("CANARYDOC"))
    }

    @Test func `whom a merge once joined by mistake keeps what came for them`() throws {
        let its = try canary("Bo", "OTHER")
        let here = try office.addStudent("Ilse", "Nordby")
        let sibling = try office.addStudent("Bo", "Nordby")
        _ = try office.events.add(here, office.event())
        var request = MergeStudents.Request(sources: [here], target: sibling)
        (request.confirmed, request.reason) = (["all"], "By mistake")
        let merge = MergeStudents(office.workspace())
        for open in try merge.preview(request).undecided { request.choices[open] = "source" }
        _ = try office.undo(try merge.apply(request).changeSet)
        let (applied, asked) = (try open([its]), try open([its]))
        _ = try receiving.apply(applied, [1: .profile(sibling)])
        let number = try district.count("SELECT id FROM student WHERE student_id = \(sibling)")
        try district.store.write { writer in
            let (kept, received) = try receiving.received(asked, writer)
            var changed = received
            changed.asked = [number]
            try writer.blank(envelope: kept.id, to: StableJSON.text(changed))
        }
        #expect(try destroy(here, .events).envelopes == 0)
        #expect(try district.holds("OTHERNOTE"))
        // What was asked for is the student's before anybody applied it.
        #expect(try destroy(sibling, .events).envelopes == 2)
        #expect(try !district.holds("OTHERNOTE"))
        #expect(try destroy(sibling, .documents).contents == 1)
        #expect(try !district.holds("OTHERBYTES"))
    }
}
