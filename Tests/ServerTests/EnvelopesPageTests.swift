import Foundation
import Records
import Testing

@testable import Operations
@testable import Pages
@testable import Server

/// Transfer envelopes in the browser. All students are invented.
@Suite struct EnvelopesPageTests {
    let site: TestSite
    let other: TestSite

    init() throws {
        site = try TestSite()
        other = try TestSite()
    }

    /// An envelope of the other district with two students, opened here; returns its number.
    private func opened() throws -> Int {
        var request = SendEnvelopes.Request()
        request.students = [
            try other.addStudent("Ottoline", "Ravensworth", stateID: "4100000901"),
            try other.addStudent("Ansel", "Quillfeather", saying: ["programNotes": "<b>Reads</b>"]),
        ]
        (request.party, request.purpose, request.from) = ("Here", "Transfer", "Alder <Valley>")
        let path = NSTemporaryDirectory() + "homeroom-\(UUID().uuidString).envelope"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let made = try SendEnvelopes(other.workspace()).make(request) {
            try $0.write(to: URL(filePath: path))
        }
        return try ReceiveEnvelopes(site.workspace()).open(path, code: made.code).number
    }

    @Test func `an envelope is looked at, decided about, applied and taken back`() async throws {
        let known = try site.addStudent("Ottoline", "Ravensworth")
        let number = try opened()
        let visitor = try site.visitor(.registrar)
        let list = try await visitor.get("/envelopes")
        #expect(list.says("Alder <Valley>") && list.says("Came"))
        let page = try await visitor.get("/envelopes/\(number)")
        #expect(page.says("Ravensworth, Ottoline") && page.says("Quillfeather, Ansel"))
        #expect(page.says("<b>Reads</b>") && !page.body.contains("<b>Reads</b>"))
        let form = try #require(page.form("/envelopes/\(number)/check"))
        #expect(
            try await visitor.submit(form, ["package-1": ""]).location == "/envelopes/\(number)")

        let check = try await visitor.submit(
            form, ["package-1": known, "package-2": "new"])
        #expect(check.status == 200 && check.says("What would happen"))
        #expect(check.says("Student \(known)") && check.says("A new profile"))
        #expect(try ReceiveEnvelopes(site.workspace()).list().map(\.waiting) == [2])
        let apply = try #require(check.form("/envelopes/\(number)/apply"))
        let applied = try await visitor.submit(apply)
        #expect(applied.status == 303)
        let done = try await visitor.after(applied).follow(applied)
        #expect(done.says("2 packages were applied.") && done.says("Undo"))
        #expect(done.says("Applied to student \(known)"))
        let again = try await visitor.submit(apply)
        #expect(again.status == 303)
        #expect(try ReceiveEnvelopes(site.workspace()).list().map(\.waiting) == [0])
    }

    @Test func `a typed number counts, and one that is nobody's is told`() async throws {
        let known = try site.addStudent("Somebody", "Else")
        let number = try opened()
        let visitor = try site.visitor(.registrar)
        let form = try #require(
            try await visitor.get("/envelopes/\(number)").form("/envelopes/\(number)/check"))
        let wrong = try await visitor.submit(form, ["other-1": "nobody", "package-1": "new"])
        #expect(wrong.status == 422 && wrong.body.contains("value=\"nobody\""))
        let check = try await visitor.submit(form, ["other-1": " \(known) ", "package-1": "new"])
        #expect(check.says("Student \(known)") && !check.says("A new profile"))
    }

    @Test func `an envelope is made with the code that the page shows`() async throws {
        let student = try site.addStudent("Ottoline", "Ravensworth")
        let visitor = try site.visitor(.registrar)
        let page = try await visitor.get("/envelopes/make")
        let form = try #require(page.form("/envelopes/make"))
        let bad = try await visitor.submit(
            form, ["students": student, "party": "There", "purpose": "", "days": "14"])
        #expect(bad.status == 422 && bad.body.contains("value=\"There\""))
        #expect(
            try await visitor.submit(
                form,
                [
                    "students": student, "party": "There", "purpose": "Transfer",
                    "years": "nonsense",
                ]
            ).status == 422)
        let made = try await visitor.submit(
            form, ["students": student, "party": "There", "purpose": "Transfer"])
        #expect(made.status == 200 && made.body.hasPrefix("HOMEROOM-ENVELOPE"))
        let listed = try ReceiveEnvelopes(site.workspace()).list()
        #expect(listed.map(\.party) == ["There"] && listed[0].direction == .sent)
        let record = try AccessRecord(site.workspace()).page(student).entries.rows
        #expect(record.contains { $0.kind == .disclosure && $0.party == "There" })
    }

    @Test func `who may not make or open sees no way to it`() async throws {
        let number = try opened()
        let teacher = try site.visitor(.teacher)
        #expect(try await teacher.get("/envelopes").status == 403)
        #expect(try await teacher.get("/envelopes/\(number)").status == 403)
        #expect(try await teacher.get("/").link("Transfer Envelopes") == nil)
        let registrar = try site.visitor(.registrar)
        #expect(try await registrar.get("/envelopes/99").status == 404)
        let page = try await registrar.get("/envelopes/\(number)")
        let discard = try #require(page.form("/envelopes/\(number)/discard"))
        #expect(try await registrar.submit(discard).location == "/envelopes")
        #expect(try await registrar.get("/envelopes/\(number)").status == 404)
    }
}
