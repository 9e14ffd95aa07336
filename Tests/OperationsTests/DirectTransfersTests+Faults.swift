import Crypto
import Foundation
import Intake
import Records
import Storage
import Testing

@testable import Operations

// What goes wrong between two districts, and who sees what.

extension DirectTransfersTests {
    private func inbox(_ district: String) throws -> [String] {
        try files(district, "inbox").map { "\(folder)/\(district)/inbox/\($0)" }
    }

    private func asks() throws -> DirectTransfers.Done {
        try asking().ask("fernhollow", for: [newcomer], purpose: "Transfer")
    }

    private func envelope(_ asked: Int) throws -> Int {
        try #require(try asking().show(asked).envelope)
    }

    // MARK: Before it happens

    @Test func `what would be told and sent is shown before, and nothing happens`() throws {
        let told = try asking().describe("fernhollow", for: [newcomer, newcomer])
        #expect(told.map(\.name) == ["Nordby, Ilse"])
        #expect(try files("fernhollow", "inbox").isEmpty)
        let (_, came) = try ask()
        var approval = DirectTransfers.Approval()
        approval.students = [1: student]
        approval.sections = [.events, .documents]
        let shown = try sending().check(came, approval)
        #expect(shown.map(\.studentID) == [student] && shown.map(\.name) == ["Nordby, Ilse"])
        #expect(shown[0].events == 1 && shown[0].documents.sorted() == ["Plan", "Sketch"])
        #expect(!shown[0].fields.contains("Program Notes"))
        #expect(try state(sender, came) == .open && files("alder", "inbox").isEmpty)
        #expect(try files("fernhollow", "outgoing").isEmpty)
        #expect(try ReceiveEnvelopes(sender.workspace()).list().isEmpty)
    }

    @Test func `another child's record is not sent by a slip`() throws {
        let (_, came) = try ask()
        let other = try sender.addStudent("Bertrand", "Quill")
        _ = try sender.edit(other, ["birthDate": "2011-01-30"])
        var approval = DirectTransfers.Approval()
        approval.students = [1: other]
        #expect(refusal { _ = try sending().check(came, approval) } == "envelope.contradiction")
        #expect(refusal { _ = try sending().approve(came, approval) } == "envelope.contradiction")
        #expect(try state(sender, came) == .open && files("alder", "inbox").isEmpty)
        approval.isAnyway = true
        #expect(try sending().check(came, approval).map(\.name) == ["Quill, Bertrand"])
    }

    @Test func `who was left out of an answer is told on both sides`() throws {
        let second = try receiver.addStudent("Bo", "Aldercroft")
        let asked = try asking().ask(
            "fernhollow", for: [newcomer, second], purpose: "Transfer"
        ).number
        _ = try sending().look()
        let came = try #require(try DirectTransfers.list(sender.workspace()).first).number
        _ = try approve(came)
        _ = try asking().look()
        #expect(try sending().show(came).people.map(\.isSent) == [true, false])
        #expect(try asking().show(asked).people.map(\.isSent) == [true, false])
    }

    @Test func `who has no name is told, and not a damaged letter`() throws {
        let edit = refusal {
            _ = try asking().ask("fernhollow", for: ["nobody"], purpose: "Transfer")
        }
        #expect(edit == "student.not-found")
        let blank = AskedPerson(
            lastName: " ", firstName: "\u{200B}", middleName: "", birthDate: nil, gender: "",
            grade: "", stateID: "")
        #expect(!blank.isNamed)
        #expect(refusal { try blank.check() } == "transfer.letter")
    }

    // MARK: Letters

    @Test func `a withdrawal never overtakes its request`() throws {
        let asked = try asks().number
        // The request could not be sent, and waits.
        let name = try #require(try files("fernhollow", "inbox").first)
        let outgoing = "\(folder)/alder/outgoing/fernhollow.\(name)"
        try FileManager.default.moveItem(
            atPath: "\(folder)/fernhollow/inbox/\(name)", toPath: outgoing)
        _ = try asking().withdraw(asked)
        #expect(try files("fernhollow", "inbox").count == 2)
        #expect(try sending().look() == .init(taken: 2))
        #expect(try DirectTransfers.list(sender.workspace()).map(\.state) == [.withdrawn])
    }

    @Test func `what waits is not overtaken, and nothing in the inbox stops the others`() throws {
        let nothing = "\(folder)/fernhollow/inbox/000-folder"
        try FileManager.default.createDirectory(
            atPath: nothing, withIntermediateDirectories: false)
        let asked = try asks().number
        _ = try asking().withdraw(asked)
        let card = "\(folder)/alder/district.json"
        let kept = try Data(contentsOf: URL(filePath: card))
        try Data("{".utf8).write(to: URL(filePath: card))
        let looked = try sending().look()
        #expect(looked.waiting.count == 1 && looked.rejected.count == 1 && looked.taken == 0)
        try kept.write(to: URL(filePath: card))
        #expect(try sending().look() == .init(taken: 2, aside: 1))
        #expect(try DirectTransfers.list(sender.workspace()).map(\.state) == [.withdrawn])
    }

    @Test func `what cannot be sent is told, and sent later`() throws {
        let (_, came) = try ask()
        let away = "\(folder)/alder/away"
        try FileManager.default.moveItem(atPath: "\(folder)/alder/inbox", toPath: away)
        #expect(refusal { _ = try approve(came) } == "file.cannot-write")
        #expect(try state(sender, came) == .open)
        try FileManager.default.moveItem(atPath: away, toPath: "\(folder)/alder/inbox")
        _ = try approve(came)
        let name = try #require(try files("alder", "inbox").first)
        try FileManager.default.moveItem(
            atPath: "\(folder)/alder/inbox/\(name)",
            toPath: "\(folder)/fernhollow/outgoing/alder.\(name)")
        try FileManager.default.moveItem(atPath: "\(folder)/alder/inbox", toPath: away)
        #expect(try sending().look().unsent == 1)
        try FileManager.default.moveItem(atPath: away, toPath: "\(folder)/alder/inbox")
        #expect(try sending().look() == .init())
        #expect(try asking().look().taken == 1 && files("fernhollow", "inbox").isEmpty)
    }

    @Test func `nothing is sealed for a key that a stranger could have put there`() throws {
        let (_, came) = try ask()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777], ofItemAtPath: "\(folder)/alder")
        #expect(refusal { _ = try approve(came) } == "transfer.folder")
        #expect(refusal { _ = try asks() } == "transfer.folder")
        #expect(try state(sender, came) == .open)
    }

    @Test func `what cannot be read now waits, and is taken later`() throws {
        let (asked, came) = try ask()
        _ = try approve(came)
        let card = "\(folder)/fernhollow/district.json"
        let kept = try Data(contentsOf: URL(filePath: card))
        try Data("{".utf8).write(to: URL(filePath: card))
        let looked = try asking().look()
        #expect(looked.waiting.count == 1 && looked.taken == 0 && looked.aside == 0)
        try kept.write(to: URL(filePath: card))
        #expect(try asking().look() == .init(taken: 1))
        #expect(try state(receiver, asked) == .answered)
    }

    @Test func `where no scanner answers, an envelope waits with its documents`() throws {
        let (asked, came) = try ask()
        _ = try approve(came)
        let nobody = DocumentScanner(
            try #require(VirusScanner("unix:" + receiver.path("nobody.sock"), patience: 1)))
        let unscanned = DirectTransfers(
            receiver.workspace(), Exchange(folder: folder, district: "alder"), scanner: nobody)
        #expect(try unscanned.look().waiting.count == 1)
        #expect(try state(receiver, asked) == .open && inbox("alder").count == 1)
        _ = try asking().look()
        let package = try ReceiveEnvelopes(receiver.workspace()).show(envelope(asked))[0].package
        #expect(package.documents.map { $0.content != nil } == [true])
    }

    @Test func `a letter that was put aside raises an alarm, and can be taken again`() throws {
        let (asked, came) = try ask()
        _ = try approve(came)
        let path = try #require(try inbox("alder").first)
        let whole = try Data(contentsOf: URL(filePath: path))
        try whole.prefix(60).write(to: URL(filePath: path))
        #expect(try asking().look().aside == 1)
        let alarms = try Alarms(receiver.workspace()).list(isOpen: true)
        #expect(alarms.map(\.kind) == ["letters-aside"])
        #expect(try asking().look() == .init(aside: 1))
        let name = try #require(try files("alder", "rejected").first)
        try whole.write(to: URL(filePath: "\(folder)/alder/rejected/\(name)"))
        #expect(try asking().look(again: true) == .init(taken: 1))
        #expect(try state(receiver, asked) == .answered)
        #expect(try Alarms(receiver.workspace()).list(isOpen: true).count == 1)
    }

    @Test func `one request brings few envelopes, and none after a refusal`() throws {
        let (asked, came) = try ask()
        for _ in 0..<6 {
            let done = try approve(came)
            _ = try asking().look()
            _ = try sender.undo(done.changeSet)
        }
        #expect(try ReceiveEnvelopes(receiver.workspace()).list().count == 5)
        #expect(try files("alder", "rejected").count == 1)
        #expect(try asking().show(asked).people.map(\.isSent) == [true])
        let number = try envelope(asked)
        _ = try ReceiveEnvelopes(receiver.workspace()).discard(number)
        #expect(try asking().show(asked).envelope == nil)
    }

    @Test func `what another district was told is not undone`() throws {
        let done = try asks()
        #expect(refusal { _ = try receiver.undo(done.changeSet) } == "undo.sent")
        _ = try sending().look()
        let came = try #require(try DirectTransfers.list(sender.workspace()).first).number
        let refused = try sending().refuse(came, reason: "Not here.")
        #expect(refusal { _ = try sender.undo(refused.changeSet) } == "undo.sent")
    }

    @Test func `while one looks, another does nothing`() throws {
        _ = try asks()
        let exchange = sending().exchange
        let inside = try exchange.alone { try sending().look() }
        #expect(inside == .init())
        #expect(try sending().look().taken == 1)
    }

    // MARK: The folder

    @Test func `nobody takes another district's name or title, or a folder of all`() throws {
        let other = try Office(students: 1)
        func join(_ name: String, _ title: String) -> String? {
            refusal {
                _ = try DirectTransfers(
                    other.workspace(), Exchange(folder: folder, district: name)
                ).join(title: title)
            }
        }
        let before = try Data(contentsOf: URL(filePath: "\(folder)/alder/district.json"))
        #expect(join("alder", "Elsewhere") == "transfer.name-taken")
        #expect(join("elsewhere", "Fernhollow") == "transfer.title-taken")
        #expect(
            try Data(contentsOf: URL(filePath: "\(folder)/alder/district.json")) == before)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777], ofItemAtPath: folder)
        #expect(join("elsewhere", "Elsewhere") == "transfer.folder")
        #expect(refusal { _ = try asking().look() } == "transfer.folder")
    }

    // MARK: Whom somebody sees

    @Test func `who does not see the student sees nothing of what was asked for them`() throws {
        _ = try receiver.importFile("sites.txt", receiver.sites)
        _ = try receiver.edit(newcomer, ["site": "1010"])
        let (asked, came) = try ask()
        _ = try approve(came)
        _ = try asking().look()
        let number = try envelope(asked)
        let elsewhere = Access.allRights(at: [1020])
        let there = workspace(receiver, elsewhere)
        #expect(try DirectTransfers.list(there).isEmpty)
        #expect(refusal { _ = try asking(elsewhere).show(asked) } == "transfer-request.not-found")
        #expect(try ReceiveEnvelopes(there).show(number).isEmpty)
        #expect(
            refusal { _ = try ReceiveEnvelopes(there).apply(number, [1: .new]) }
                == "envelope.package")
        #expect(refusal { _ = try ReceiveEnvelopes(there).discard(number) } == "envelope.not-found")
        let second = try asks().number
        #expect(
            refusal { _ = try asking(elsewhere).withdraw(second) } == "transfer-request.not-found")
        // Who sees the site sees all of it.
        let here = workspace(receiver, .allRights(at: [1010]))
        #expect(try ReceiveEnvelopes(here).show(number).map(\.askedFor) == [newcomer])
        #expect(try DirectTransfers.list(here).count == 2)
    }

    @Test func `who was merged since is whom the answer is for`() throws {
        let (asked, came) = try ask()
        _ = try approve(came)
        let target = try receiver.addStudent("Ilse", "Nordby")
        var request = MergeStudents.Request(sources: [newcomer], target: target)
        (request.confirmed, request.reason) = (["all"], "Twice")
        let merge = MergeStudents(receiver.workspace())
        for open in try merge.preview(request).undecided { request.choices[open] = "source" }
        _ = try merge.apply(request)
        _ = try asking().look()
        let package = try #require(
            try ReceiveEnvelopes(receiver.workspace()).show(envelope(asked)).first)
        #expect(package.askedFor == target && package.proposed == .profile(target))
        #expect(try asking().show(asked).people.map(\.student) == [target])
    }

    @Test func `where two are the same for sure, none of them is proposed`() throws {
        let (asked, came) = try ask()
        _ = try approve(came)
        _ = try asking().look()
        let twin = try receiver.addStudent("Ilse", "Nordby")
        _ = try receiver.edit(twin, ["birthDate": "2013-05-06"])
        let package = try #require(
            try ReceiveEnvelopes(receiver.workspace()).show(envelope(asked)).first)
        #expect(package.askedFor == newcomer && package.proposed == nil)
    }
}

extension Office {
    fileprivate func edit(_ id: String, _ fields: [String: String]) throws {
        var request = EditStudent.Request()
        request.fields = fields
        _ = try EditStudent(workspace()).run(id, request)
    }
}
