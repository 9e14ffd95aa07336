import Crypto
import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Envelopes from one district to another. All students are invented.
@Suite struct EnvelopesTests {
    let sender: Office
    let receiver: Office
    /// The sender's student with a bit of everything.
    let student: String

    init() throws {
        sender = try Office(students: 2)
        receiver = try Office(students: 3)
        student = try sender.addStudent("Ilse", "Nordby")
        var edit = EditStudent.Request()
        edit.stateID = "4100000777"
        edit.fields = [
            "birthDate": "2013-05-06", "gender": "F", "programNotes": "Reads with support.",
            "homeSchool": "1010", "healthNotes": "Nuts",
        ]
        _ = try sender.importFile("sites.txt", sender.sites)
        _ = try EditStudent(sender.workspace()).run(student, edit)
        for office in [sender, receiver] {
            _ = try office.codeTables.add(
                CodeBook.programs, office === sender ? "504" : "F504",
                CodeTables.Entry(text: "Plan", systemKey: "504_plan"))
        }
        _ = try sender.codeTables.add(
            CodeBook.programs, "OWN", CodeTables.Entry(text: "Only there"))
        for (program, end) in [("504", nil), ("120", "2026-09-20"), ("OWN", nil)] {
            var entry = StudentPrograms.Entry()
            entry.program = program
            entry.start = CalendarDate(iso: "2026-09-02")
            entry.end = end.flatMap { CalendarDate(iso: $0) }
            entry.site = 1010
            _ = try StudentPrograms(sender.workspace()).add(student, entry)
        }
        _ = try sender.events.add(student, sender.event("Meeting", CalendarDate(iso: "2026-09-09")))
        for (year, status) in [
            ("2024-2025", Document.Status.final), ("2026-2027", .draft), ("2026-2027", .final),
        ] {
            try sender.district.write("plan.txt", "\(year) \(status.rawValue)")
            var entry = sender.document("Plan \(year) \(status.rawValue)")
            entry.schoolYear = SchoolYear(year)
            entry.status = status
            _ = try sender.documents.add(student, entry, file: sender.path("plan.txt"))
        }
    }

    private func request(_ students: [String]? = nil) -> SendEnvelopes.Request {
        var request = SendEnvelopes.Request()
        request.students = students ?? [student]
        request.party = "Alder Valley School District"
        request.purpose = "Transfer of enrollment"
        request.from = "Fernhollow"
        return request
    }

    private func make(
        _ request: SendEnvelopes.Request, _ role: Role? = nil
    ) throws -> (SendEnvelopes.Made, String) {
        let path = receiver.path("\(UUID().uuidString).envelope")
        let made = try SendEnvelopes(sender.workspace(role)).make(request) {
            try $0.write(to: URL(filePath: path))
        }
        return (made, path)
    }

    private var receiving: ReceiveEnvelopes { ReceiveEnvelopes(receiver.workspace()) }

    private func refusal(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as OperationError {
            return error.code
        } catch let error as LikelyStudents {
            return error.refusal.code
        } catch {
            return "\(error)"
        }
    }

    /// All that is known of a student of the receiver, as text.
    private func known(_ id: String) throws -> [String] {
        let shown = try ShowStudent(receiver.workspace()).run(id)
        return shown.student.fields.map { "\($0.name)=\($0.value)" }.sorted()
            + (shown.programs ?? []).map {
                "\($0.program) \($0.record.row.start) \($0.record.row.end)"
            }.sorted()
            + (try receiver.events.list(id).map(\.kind))
            + (try receiver.documents.list(id).map(\.title).sorted())
    }

    @Test func `an envelope comes, waits, is applied as one change set and taken back`() throws {
        let (made, path) = try make(request())
        #expect(made.documents == 3 && made.code.count == 29)
        let opened = try receiving.open(path, code: made.code)
        #expect(try receiving.list().map(\.waiting) == [1])
        let shown = try #require(try receiving.show(opened.number).first)
        #expect(shown.package.label == "Nordby, Ilse" && shown.proposed == nil)
        #expect(shown.unknownPrograms == ["OWN"])
        #expect(try receiver.records() == 0)

        let check = try receiving.apply(opened.number, [1: .new], isCheck: true)
        #expect(check.changeSet == nil && check.packages.map(\.programs) == [2])
        #expect(try receiving.list().map(\.waiting) == [1])
        let applied = try receiving.apply(opened.number, [1: .new])
        let done = try #require(applied.packages.first)
        #expect(done == check.packages[0])
        #expect((done.programs, done.events, done.documents) == (2, 1, 3))
        #expect(done.leftOut == ["Program OWN (Only there) is none of this district's."])
        let all = try known(done.studentID)
        // The program of the same system key is another code here; sites are left behind.
        #expect(all.contains { $0.hasPrefix("F504 ") } && all.contains { $0.hasPrefix("120 ") })
        #expect(all.contains("programNotes=Reads with support."))
        #expect(!all.contains { $0.hasPrefix("homeSchool") })
        let view = try ShowStudent(receiver.workspace()).run(done.studentID).student
        #expect(view.hold == "awaitingEnrollment" && view.stateID == "4100000777")

        #expect(try receiving.apply(opened.number, [1: .new]).changeSet == nil)
        _ = try receiver.undo(try #require(applied.changeSet))
        #expect(try receiving.list().map(\.waiting) == [1])
        #expect(throws: OperationError.self) {
            try ShowStudent(receiver.workspace()).run(done.studentID)
        }
        #expect(try receiver.records() == 0)
        #expect(try receiving.apply(opened.number, [1: .new]).changeSet != nil)
        #expect(try CheckDistrict(store: receiver.district.store).run().isClean)
    }

    @Test func `the same envelope twice changes nothing`() throws {
        let (made, path) = try make(request())
        let first = try receiving.open(path, code: made.code)
        let profile = try receiver.addStudent("Ilse", "Nordby")
        _ = try receiving.apply(first.number, [1: .profile(profile)])
        let before = try known(profile)
        let second = try receiving.open(path, code: made.code)
        #expect(second.number == first.number && second.changeSet == nil)
        // A second one with the same adds nothing either.
        let (again, copy) = try make(request())
        let other = try receiving.open(copy, code: again.code)
        let applied = try receiving.apply(other.number, [1: .profile(profile)])
        let done = try #require(applied.packages.first)
        #expect((done.programs, done.events, done.documents, done.fields.count) == (0, 0, 0, 0))
        #expect(done.known > 5)
        #expect(try known(profile) == before)
    }

    @Test func `what is there is proposed, and nothing of it overwritten`() throws {
        _ = try receiver.importFile(
            "studemo.txt",
            receiver.students(["70017"]).replacing(
                "70017\t\t", with: "70017\t4100000777\t"
            ).replacing("\tMira\t", with: "\tIlse\t").replacing(
                #/Osterby[a-z]+/#, with: "Nordby"
            ).replacing("03/04/2012", with: "05/06/2013"))
        let (made, path) = try make(request())
        let opened = try receiving.open(path, code: made.code)
        #expect(try receiving.show(opened.number)[0].proposed == .roster("70017"))
        // A new profile links by itself, so that it is no second one.
        let new = try receiving.apply(opened.number, [1: .new], isCheck: true)
        #expect(try #require(new.packages.first).fields.contains("Program Notes"))
        #expect(try #require(new.packages.first).fields.contains("Gender") == false)
        let applied = try receiving.apply(opened.number, [1: .roster("70017")])
        #expect(applied.packages.map(\.studentID) == ["70017"])
        let profile = try ShowStudent(receiver.workspace()).run("70017").student
        #expect(profile.integrationID == "70017" && profile.hold == nil)
        // Linked: what the SIS owns is left to it.
        #expect(!applied.packages[0].fields.contains("Gender"))
        #expect(applied.packages[0].fields.contains("Program Notes"))

        var edit = EditStudent.Request()
        edit.fields = ["programNotes": "Ours."]
        let other = try receiver.addStudent("Ilse", "Nordbi")
        _ = try EditStudent(receiver.workspace()).run(other, edit)
        let (next, copy) = try make(request())
        let second = try receiving.open(copy, code: next.code)
        #expect(try receiving.show(second.number)[0].proposed == .profile("70017"))
        _ = try receiving.apply(second.number, [1: .profile(other)])
        #expect(try known(other).contains("programNotes=Ours."))
    }

    @Test func `sections, years and final documents are chosen`() throws {
        var request = request()
        request.sections = [.documents]
        request.takesFinalOnly = true
        request.years = [SchoolYear(start: 2026)]
        request.naming = .stateID
        let (made, path) = try make(request)
        let package = try #require(
            try receiving.show(receiving.open(path, code: made.code).number).first
        ).package
        #expect(package.label == "4100000777")
        #expect(package.documents.map(\.title) == ["Plan 2026-2027 final"])
        #expect(package.programs.isEmpty && package.events.isEmpty)
        #expect(package.fields.keys.sorted() == ["birthDate", "firstName", "gender", "lastName"])
    }

    @Test func `what somebody does not see is not put in`() throws {
        let rights = Set(Permission.allCases).subtracting([.seePlan504, .seeHealth])
        let workspace = Workspace(
            store: sender.district.store, clock: sender.clock,
            access: Access.host.narrowed(to: rights))
        let path = receiver.path("some.envelope")
        let made = try SendEnvelopes(workspace).make(request()) {
            try $0.write(to: URL(filePath: path))
        }
        let package = try #require(
            try receiving.show(receiving.open(path, code: made.code).number).first
        ).package
        #expect(!package.programs.contains { $0.systemKey == "504_plan" })
        #expect(package.fields["healthNotes"] == nil)
    }

    @Test func `both sides note the disclosure`() throws {
        let (made, path) = try make(request())
        let entries = try AccessRecord(sender.workspace()).page(student).entries.rows
        let sent = try #require(entries.first { $0.kind == .disclosure })
        #expect(sent.party == "Alder Valley School District")
        #expect(sent.purpose == "Transfer of enrollment")
        let opened = try receiving.open(path, code: made.code)
        let done = try receiving.apply(opened.number, [1: .new]).packages[0]
        let received = try AccessRecord(receiver.workspace()).page(done.studentID).entries.rows
        #expect(received.contains { $0.kind == .disclosure && $0.what.contains("Fernhollow") })
    }

    @Test func `a code that is wrong counts, a slip does not, and five lock it`() throws {
        let (made, path) = try make(request())
        var slip = Array(made.code)
        slip[0] = slip[0] == "7" ? "8" : "7"
        for _ in 0..<7 {
            #expect(
                refusal { _ = try receiving.open(path, code: String(slip)) }
                    == "envelope.code-form")
        }
        for _ in 0..<4 {
            #expect(
                refusal { _ = try receiving.open(path, code: EnvelopeCode().shown) }
                    == "envelope.code")
        }
        #expect(
            refusal { _ = try receiving.open(path, code: EnvelopeCode().shown) }
                == "envelope.locked")
        #expect(refusal { _ = try receiving.open(path, code: made.code) } == "envelope.locked")
        #expect(try receiving.list().isEmpty)
    }

    @Test func `a code is read as people write it`() throws {
        let code = EnvelopeCode()
        let typed = code.shown.lowercased().replacing("0", with: "o").replacing("1", with: "l")
            .replacing("-", with: " ")
        #expect(EnvelopeCode(typed) == code)
        #expect(EnvelopeCode(String(code.shown.dropLast())) == nil)
        #expect(Set((0..<50).map { _ in EnvelopeCode().text }).count == 50)
    }

    @Test func `an envelope that is old, our own, changed or something else is refused`() throws {
        let (made, path) = try make(request())
        let late = Workspace(
            store: receiver.district.store, actor: "test",
            clock: { Date(timeIntervalSince1970: 1_791_180_000 + 15 * 86_400) })
        #expect(
            refusal { _ = try ReceiveEnvelopes(late).open(path, code: made.code) }
                == "envelope.expired")
        #expect(
            refusal {
                _ = try ReceiveEnvelopes(sender.workspace()).open(path, code: made.code)
            } == "envelope.own")
        let whole = try Data(contentsOf: URL(filePath: path))
        // Cut anywhere, or with one bit changed, it opens as nothing.
        for place in [0, 17, 19, 23, 40, 120, whole.count / 2, whole.count - 1] {
            var changed = whole
            changed[place] ^= 1
            try changed.write(to: URL(filePath: path))
            let code = refusal { _ = try receiving.open(path, code: made.code) }
            #expect(code?.hasPrefix("envelope.") == true, "\(place): \(code ?? "opened")")
            try whole.prefix(place).write(to: URL(filePath: path))
            let cut = refusal { _ = try receiving.open(path, code: made.code) }
            #expect(cut?.hasPrefix("envelope.") == true, "\(place): \(cut ?? "opened")")
        }
        #expect(try receiving.list().isEmpty)
    }

    @Test func `a profile is made for nobody who is likely there, unless somebody says so`() throws
    {
        let profile = try receiver.addStudent("Ilse", "Nordby")
        let (made, path) = try make(request())
        let opened = try receiving.open(path, code: made.code)
        #expect(
            refusal { _ = try receiving.apply(opened.number, [1: .new]) }
                == "student.likely-exists")
        #expect(try receiving.show(opened.number)[0].candidates.map(\.profile) == [profile])
        let applied = try receiving.apply(opened.number, [1: .new], isAnyway: true)
        #expect(applied.packages[0].studentID != profile)
        #expect(refusal { _ = try receiving.apply(opened.number, [2: .new]) } == "envelope.package")
    }

    @Test func `what is discarded can be brought back`() throws {
        let (made, path) = try make(request())
        let opened = try receiving.open(path, code: made.code)
        let change = try receiving.discard(opened.number)
        #expect(try receiving.list().isEmpty)
        _ = try receiver.undo(change)
        #expect(try receiving.list().count == 1)
    }

    @Test func `what an envelope says is sealed in the file and in the database`() throws {
        let sealed = try Office(students: 0, isSealed: true)
        let (made, path) = try make(request())
        _ = try ReceiveEnvelopes(sealed.workspace()).open(path, code: made.code)
        let kept = try sealed.district.store.read {
            try $0.rows("SELECT document FROM envelope") { try $0.requiredText(0) }
        }
        #expect(kept.count == 1)
        let file = try Data(contentsOf: URL(filePath: path))
        for secret in ["Nordby", "4100000777", "Reads with support.", "2026-2027 final"] {
            #expect(file.range(of: Data(secret.utf8)) == nil)
            #expect(!kept[0].contains(secret))
        }
    }

    @Test func `an undo takes a student back that was changed since, or nothing`() throws {
        let (made, path) = try make(request())
        let number = try receiving.open(path, code: made.code).number
        let applied = try receiving.apply(number, [1: .new])
        let id = try #require(applied.packages.first).studentID
        var edit = EditStudent.Request()
        edit.fields = ["caseManager": "Odile Marchetti"]
        _ = try EditStudent(receiver.workspace()).run(id, edit)
        let change = try #require(applied.changeSet)
        #expect(refusal { _ = try receiver.undo(change) } == "undo.all-edited")
        let student = try ShowStudent(receiver.workspace()).run(id).student
        #expect(student.stateID == "4100000777")
        #expect(try receiving.list().map(\.waiting) == [0])
    }

    @Test func `each of two applications goes back by itself`() throws {
        let second = try sender.addStudent("Ansel", "Quillfeather")
        let (made, path) = try make(request([student, second]))
        let number = try receiving.open(path, code: made.code).number
        let one = try #require(try receiving.apply(number, [1: .new]).changeSet)
        _ = try receiving.apply(number, [2: .new])
        _ = try receiver.undo(one)
        #expect(try receiving.show(number).map { $0.appliedTo == nil } == [true, false])
        #expect(try receiving.apply(number, [1: .new]).changeSet != nil)
        #expect(try receiving.list().map(\.waiting) == [0])
    }

    @Test func `what somebody could not add is added by somebody who can`() throws {
        let (made, path) = try make(request())
        let number = try receiving.open(path, code: made.code).number
        let rights = Set(Permission.allCases).subtracting([
            .seePlan504, .seeHealth, .changeEvents, .editStudents,
        ])
        let limited = ReceiveEnvelopes(
            Workspace(
                store: receiver.district.store, clock: receiver.clock,
                access: Access.host.narrowed(to: rights)))
        let seen = try #require(try limited.show(number).first).package
        #expect(seen.fields["healthNotes"] == nil)
        #expect(!seen.programs.contains { $0.systemKey == "504_plan" })
        let profile = try receiver.addStudent("Ilse", "Nordby")
        let first = try #require(
            try limited.apply(number, [1: .profile(profile)]).packages.first)
        #expect((first.programs, first.events, first.fields.count) == (1, 0, 0))
        #expect(!first.leftOut.contains { $0.contains("504") || $0.contains("Health") })
        let all = try receiving.apply(number, [1: .profile(profile)])
        let second = try #require(all.packages.first)
        #expect((second.programs, second.events) == (1, 1))
        #expect(second.fields.contains("State ID") && second.fields.contains("Health Notes"))
        #expect(try receiving.apply(number, [1: .profile(profile)]).changeSet == nil)
        // To somebody else it does not go any more.
        let other = try receiver.addStudent("Ilse", "Nordby")
        #expect(try receiving.apply(number, [1: .profile(other)]).packages.isEmpty)
    }

    @Test func `somebody who is another one is no target by a slip`() throws {
        let (made, path) = try make(request())
        let number = try receiving.open(path, code: made.code).number
        let other = try receiver.addStudent("Ansel", "Quillfeather")
        var edit = EditStudent.Request()
        edit.stateID = "4100000999"
        _ = try EditStudent(receiver.workspace()).run(other, edit)
        #expect(
            refusal { _ = try receiving.apply(number, [1: .profile(other)]) }
                == "envelope.contradiction")
        #expect(refusal { _ = try receiving.apply(number, [.min: .new]) } == "envelope.package")
        #expect(refusal { _ = try receiving.apply(number, [0: .new]) } == "envelope.package")
        let applied = try receiving.apply(number, [1: .profile(other)], isAnyway: true)
        #expect(applied.changeSet != nil)
    }

    @Test func `what cannot be sent is told`() {
        var none = request([])
        #expect(refusal { _ = try make(none) } == "envelope.request")
        none = request()
        none.days = 0
        #expect(refusal { _ = try make(none) } == "envelope.request")
        none = request()
        none.purpose = " "
        #expect(refusal { _ = try make(none) } == "text.missing")
        #expect(refusal { _ = try make(request(["nobody"])) } == "student.not-found")
        #expect(refusal { _ = try make(request(), .teacher) } == "access.denied")
    }
}
