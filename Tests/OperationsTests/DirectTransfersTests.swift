import Crypto
import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Records from one district of an installation to another. All students are invented.
@Suite struct DirectTransfersTests {
    let receiver: Office
    let sender: Office
    let folder: String
    /// The receiver's profile, and the sender's.
    let newcomer: String
    let student: String

    init() throws {
        receiver = try Office(students: 2)
        sender = try Office(students: 2)
        folder = receiver.path("exchange")
        newcomer = try receiver.addStudent("Ilse", "Nordby")
        student = try sender.addStudent("Ilse", "Nordby")
        var edit = EditStudent.Request()
        edit.fields = ["birthDate": "2013-05-06", "programNotes": "Reads with support."]
        _ = try EditStudent(sender.workspace()).run(student, edit)
        edit.fields = ["birthDate": "2013-05-06"]
        _ = try EditStudent(receiver.workspace()).run(newcomer, edit)
        _ = try sender.events.add(student, sender.event("Meeting", CalendarDate(iso: "2026-09-09")))
        for (title, status) in [("Plan", Document.Status.final), ("Sketch", .draft)] {
            try sender.district.write("plan.txt", title)
            var entry = sender.document(title)
            entry.status = status
            _ = try sender.documents.add(student, entry, file: sender.path("plan.txt"))
        }
        _ = try asking().join(title: "Alder Valley")
        _ = try sending().join(title: "Fernhollow")
    }

    func asking(_ access: Access? = nil) -> DirectTransfers {
        DirectTransfers(
            workspace(receiver, access), Exchange(folder: folder, district: "alder"))
    }

    func sending(_ access: Access? = nil) -> DirectTransfers {
        DirectTransfers(
            workspace(sender, access), Exchange(folder: folder, district: "fernhollow"))
    }

    func limited(to rights: Set<Permission>) -> Access {
        sender.workspace(.registrar).access.narrowed(to: rights)
    }

    func workspace(_ office: Office, _ access: Access?) -> Workspace {
        access.map {
            Workspace(store: office.district.store, clock: office.clock, access: $0)
        } ?? office.workspace()
    }

    /// The request as it stands at the sender.
    func ask() throws -> (asked: Int, came: Int) {
        let asked = try asking().ask("fernhollow", for: [newcomer], purpose: "Transfer").number
        #expect(try sending().look() == .init(taken: 1))
        let came = try #require(
            try DirectTransfers.list(sender.workspace()).first { $0.direction == .came })
        return (asked, came.number)
    }

    func approve(_ came: Int) throws -> DirectTransfers.Done {
        var approval = DirectTransfers.Approval()
        approval.students = [1: student]
        approval.takesFinalOnly = true
        return try sending().approve(came, approval)
    }

    func state(_ office: Office, _ number: Int) throws -> RequestState? {
        try DirectTransfers.list(office.workspace()).first { $0.number == number }?.state
    }

    func refusal(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as OperationError { return error.code } catch { return "\(error)" }
    }

    /// The number of the newest change set.
    func newest(_ reader: any Reader) throws -> Int? {
        try reader.changeSets(ChangeSetFilter(), limit: 1, offset: 0).first?.id
    }

    func files(_ district: String, _ box: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(district)/\(box)")
    }

    @Test func `records are asked for, approved, come, and are applied`() throws {
        let (asked, came) = try ask()
        let shown = try sending().show(came)
        #expect(shown.party == "Alder Valley" && shown.purpose == "Transfer")
        let person = try #require(shown.people.first)
        #expect(person.asked.name == "Nordby, Ilse" && person.proposed == student)
        #expect(person.student == nil)
        let done = try approve(came)
        #expect(done.envelope == 1)
        #expect(try state(sender, came) == .answered && state(receiver, asked) == .open)
        #expect(try asking().look().taken == 1)
        #expect(try state(receiver, asked) == .answered)
        let number = try #require(try asking().show(asked).envelope)
        let package = try #require(try ReceiveEnvelopes(receiver.workspace()).show(number).first)
        #expect(package.askedFor == newcomer && package.proposed == .profile(newcomer))
        #expect(package.package.documents.map(\.title) == ["Plan"])
        // Nothing is changed with the student before somebody decides.
        #expect(try receiver.events.list(newcomer).isEmpty)
        let applied = try ReceiveEnvelopes(receiver.workspace())
            .apply(number, [1: .profile(newcomer)])
        #expect(applied.packages.map(\.events) == [1] && applied.packages.map(\.documents) == [1])
        for office in [sender, receiver] {
            #expect(try CheckDistrict(store: office.district.store).run().isClean)
        }
        for district in ["alder", "fernhollow"] {
            for box in ["inbox", "outgoing", "rejected"] {
                #expect(try files(district, box).isEmpty)
            }
        }
    }

    @Test func `both sides note who was told what`() throws {
        let (asked, came) = try ask()
        _ = try approve(came)
        _ = try asking().look()
        // Before anybody decides what becomes of it.
        let sent = try AccessRecord(sender.workspace()).page(student).entries.rows
        #expect(sent.contains { $0.party == "Alder Valley" && $0.purpose == "Transfer" })
        let received = try AccessRecord(receiver.workspace()).page(newcomer).entries.rows
        #expect(received.contains { $0.party == "Fernhollow" && $0.what.contains("request") })
        #expect(received.contains { $0.what.hasPrefix("Transfer envelope 1 came") })
        let number = try #require(try asking().show(asked).envelope)
        _ = try ReceiveEnvelopes(receiver.workspace()).apply(number, [1: .profile(newcomer)])
        let applied = try AccessRecord(receiver.workspace()).page(newcomer).entries.rows
        #expect(applied.contains { $0.what.contains("of Fernhollow") })
    }

    @Test func `a request is refused with a reason, or taken back, and then not answered`() throws {
        let (asked, came) = try ask()
        #expect(refusal { _ = try sending().refuse(came, reason: " ") } == "text.missing")
        _ = try sending().refuse(came, reason: "She is enrolled here.")
        #expect(refusal { _ = try approve(came) } == "transfer.answered")
        _ = try asking().look()
        let shown = try asking().show(asked)
        #expect(shown.state == .refused && shown.reason == "She is enrolled here.")
        #expect(shown.people.map(\.student) == [newcomer])

        let again = try asking().ask("fernhollow", for: [newcomer], purpose: "Transfer").number
        _ = try sending().look()
        _ = try asking().withdraw(again)
        #expect(refusal { _ = try asking().withdraw(again) } == "transfer.answered")
        _ = try sending().look()
        let second = try #require(try DirectTransfers.list(sender.workspace()).first)
        #expect(second.state == .withdrawn)
        #expect(refusal { _ = try approve(second.number) } == "transfer.answered")
    }

    @Test func `an envelope underway when the request is taken back still comes`() throws {
        let (asked, came) = try ask()
        _ = try approve(came)
        _ = try asking().withdraw(asked)
        #expect(try asking().look().taken == 1)
        #expect(try state(receiver, asked) == .answered)
        #expect(try sending().look().taken == 1)
        #expect(try state(sender, came) == .answered)
    }

    @Test func `a letter counts once, however often it comes`() throws {
        let (asked, came) = try ask()
        _ = try approve(came)
        let letter = try #require(try files("alder", "inbox").first)
        let path = "\(folder)/alder/inbox/\(letter)"
        let copy = receiver.path("copy")
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        _ = try asking().look()
        let before = try receiver.district.store.read { try newest($0) }
        try FileManager.default.copyItem(atPath: copy, toPath: path)
        #expect(try asking().look() == .init(taken: 1))
        #expect(try receiver.district.store.read { try newest($0) } == before)
        #expect(try ReceiveEnvelopes(receiver.workspace()).list().count == 1)
        #expect(try state(receiver, asked) == .answered)
    }

    @Test func `what was noted is sent by the next look, and what was not never is`() throws {
        let (_, came) = try ask()
        // A process that ended after the change was kept, and before the letter was moved.
        _ = try approve(came)
        let name = try #require(try files("alder", "inbox").first)
        let (inbox, outgoing) = (
            "\(folder)/alder/inbox/\(name)", "\(folder)/fernhollow/outgoing/alder.\(name)"
        )
        try FileManager.default.moveItem(atPath: inbox, toPath: outgoing)
        // And one that ended before.
        let stray = "\(folder)/fernhollow/outgoing/alder.20260101-stray"
        try Data("half".utf8).write(to: URL(filePath: stray))
        _ = try sending().look()
        #expect(try files("alder", "inbox") == [name])
        #expect(FileManager.default.fileExists(atPath: stray))
        let old = sender.clock().addingTimeInterval(-7_200)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: stray)
        _ = try sending().look()
        #expect(try files("fernhollow", "outgoing").isEmpty)
        #expect(try asking().look().taken == 1)
    }

    @Test func `what fails sends nothing`() throws {
        let (_, came) = try ask()
        var approval = DirectTransfers.Approval()
        approval.students = [1: "nobody"]
        #expect(refusal { _ = try sending().approve(came, approval) } == "student.not-found")
        for wrong in [0, -1, Int.min, Int.max] {
            approval.students = [wrong: student]
            #expect(refusal { _ = try sending().approve(came, approval) } == "envelope.request")
        }
        approval.students = [2: student]
        #expect(refusal { _ = try sending().approve(came, approval) } == "envelope.request")
        approval.students = [:]
        #expect(refusal { _ = try sending().approve(came, approval) } == "envelope.request")
        #expect(
            refusal { _ = try asking().ask("fernhollow", for: ["x"], purpose: "Transfer") }
                == "student.not-found")
        for name in ["alder", "nowhere", "../alder", ""] {
            #expect(
                refusal { _ = try asking().ask(name, for: [newcomer], purpose: "Transfer") }
                    == "transfer.no-district")
        }
        #expect(try files("alder", "inbox").isEmpty && files("fernhollow", "outgoing").isEmpty)
        #expect(try files("fernhollow", "inbox").isEmpty && files("alder", "outgoing").isEmpty)
        #expect(try state(sender, came) == .open)
    }

    @Test func `a letter that another district forged, or that was changed, is put aside`() throws {
        let other = try Office(students: 1)
        let third = DirectTransfers(
            other.workspace(), Exchange(folder: folder, district: "elsewhere"))
        _ = try third.join(title: "Elsewhere")
        let (asked, came) = try ask()
        _ = try approve(came)
        let name = try #require(try files("alder", "inbox").first)
        let path = "\(folder)/alder/inbox/\(name)"
        let whole = try Data(contentsOf: URL(filePath: path))
        var broken = whole
        broken[broken.count - 20] ^= 1
        try FileManager.default.removeItem(atPath: path)
        try broken.write(to: URL(filePath: path))
        // The third district says that it is the one that was asked.
        let request = try #require(
            try receiver.district.store.read { try $0.transferRequest(asked) }?.requestID)
        var letter = Letter(kind: .refusal, request: request)
        letter.reason = "No."
        let key = try other.district.store.read { try third.exchange.key($0) }
        let to = try #require(third.exchange.member("alder"))
        for (id, from) in [("1", "fernhollow"), ("2", "elsewhere")] {
            let forged = try LetterFile.bytes(
                letter, Data(), .init(id: id, from: from, to: "alder"), key: key,
                to: to.publicKey())
            try forged.write(to: URL(filePath: "\(folder)/alder/inbox/\(id)"))
        }
        // A letter for somebody else, half of one, and something else.
        try whole.write(to: URL(filePath: "\(folder)/elsewhere/inbox/3"))
        try whole.prefix(40).write(to: URL(filePath: "\(folder)/alder/inbox/4"))
        try Data("hello".utf8).write(to: URL(filePath: "\(folder)/alder/inbox/5"))
        let looked = try asking().look()
        #expect(looked.taken == 0 && looked.rejected.count == 5)
        #expect(looked.rejected.contains { $0.contains("Elsewhere") })
        #expect(try third.look().rejected.count == 1)
        #expect(try files("alder", "rejected").count == 5 && files("alder", "inbox").isEmpty)
        #expect(try state(receiver, asked) == .open)
        #expect(try ReceiveEnvelopes(receiver.workspace()).list().isEmpty)
    }

    @Test func `rights count on both sides`() throws {
        let all = Set(Permission.allCases)
        let teacher = limited(to: [.seeStudents])
        #expect(
            refusal { _ = try DirectTransfers.list(workspace(sender, teacher)) } == "access.denied")
        #expect(
            refusal {
                _ = try asking(teacher).ask("fernhollow", for: [newcomer], purpose: "Transfer")
            }?.hasPrefix("access.") == true)
        let (asked, came) = try ask()
        #expect(refusal { _ = try sending(teacher).show(came) }?.hasPrefix("access.") == true)
        for right in [Permission.export, .recordDisclosures] {
            let less = sending(limited(to: all.subtracting([right])))
            #expect(refusal { _ = try less.refuse(came, reason: "x") } == "access.denied")
            #expect(refusal { _ = try less.check(came, .init()) } == "access.denied")
            #expect(!less.mayAnswer)
        }
        let noExport = limited(to: all.subtracting([.export]))
        #expect(refusal { _ = try sending(noExport).show(came) }?.hasPrefix("access.") == true)
        #expect(
            refusal { _ = try sending(noExport).refuse(came, reason: "x") }?
                .hasPrefix("access.") == true)
        var approval = DirectTransfers.Approval()
        approval.students = [1: student]
        #expect(
            refusal { _ = try sending(noExport).approve(came, approval) }?
                .hasPrefix("access.") == true)
        #expect(try DirectTransfers.waiting(workspace(sender, noExport)) == nil)
        #expect(try DirectTransfers.waiting(sender.workspace()) == 1)
        // What the approver does not see is not sent.
        let some = limited(
            to: all.subtracting([.seeEvents, .seeDocuments]))
        _ = try sending(some).approve(came, approval)
        _ = try asking().look()
        let number = try #require(try asking().show(asked).envelope)
        let package = try ReceiveEnvelopes(receiver.workspace()).show(number)[0].package
        #expect(package.events.isEmpty && package.documents.isEmpty)
    }

    @Test func `undone, a request is open again, and nothing is lost`() throws {
        let (asked, came) = try ask()
        let done = try approve(came)
        _ = try asking().look()
        let opened = try #require(try receiver.district.store.read { try newest($0) })
        _ = try receiver.undo(opened)
        #expect(try state(receiver, asked) == .open)
        #expect(try ReceiveEnvelopes(receiver.workspace()).list().isEmpty)
        _ = try sender.undo(done.changeSet)
        #expect(try state(sender, came) == .open)
        _ = try approve(came)
        #expect(try asking().look().taken == 1)
        #expect(try state(receiver, asked) == .answered)
    }

    @Test func `who takes no part neither asks nor takes letters`() throws {
        let other = try Office(students: 1)
        let outside = DirectTransfers(
            other.workspace(), Exchange(folder: folder, district: "outside"))
        let id = try other.addStudent("Somebody", "Else")
        #expect(
            refusal { _ = try outside.ask("alder", for: [id], purpose: "Transfer") }
                == "transfer.not-joined")
        #expect(try outside.look() == .init())
        #expect(outside.exchange.others.map(\.name) == ["alder", "fernhollow"])
        // Joining again keeps the key, so that letters underway are read.
        let before = try #require(asking().exchange.own)
        let after = try asking().join(title: "Alder Valley School District")
        #expect(before.key == after.key && after.title == "Alder Valley School District")
        #expect(refusal { _ = try asking().join(title: "") } == "text.missing")
    }
}
