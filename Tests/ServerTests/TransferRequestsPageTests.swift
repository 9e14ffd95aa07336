import Foundation
import Records
import Testing

@testable import Operations
@testable import Pages
@testable import Server

/// Requests between districts of one installation in the browser. All students are invented.
@Suite struct TransferRequestsPageTests {
    let here: TestSite
    let there: TestSite

    init() throws {
        let folder = NSTemporaryDirectory() + "homeroom-\(UUID().uuidString)"
        here = try TestSite(exchange: Exchange(folder: folder, district: "alder"))
        there = try TestSite(exchange: Exchange(folder: folder, district: "fern"))
        _ = try transfers(here).join(title: "Alder <Valley>")
        _ = try transfers(there).join(title: "Fernhollow")
    }

    private func transfers(_ site: TestSite) throws -> DirectTransfers {
        DirectTransfers(site.workspace(), try #require(site.site.settings.exchange))
    }

    @Test func `records are asked for, sent and found among the envelopes`() async throws {
        let newcomer = try here.addStudent("Ottoline", "Ravensworth")
        let student = try there.addStudent("Ottoline", "Ravensworth")
        let registrar = try here.visitor(.registrar)
        let list = try await registrar.get("/envelopes")
        #expect(list.says("Ask another district"))
        let ask = try #require(try await registrar.get("/envelopes/ask").form("/envelopes/ask"))
        let bad = try await registrar.submit(
            ask, ["district": "fern", "students": "nobody", "purpose": "Transfer"])
        #expect(bad.status == 422 && bad.says("nobody"))
        let told = try await registrar.submit(
            ask, ["district": "fern", "students": newcomer, "purpose": "Transfer"])
        #expect(told.says("What Fernhollow would be told") && told.says("Ravensworth"))
        #expect(try DirectTransfers.list(here.workspace()).isEmpty)
        let asked = try await registrar.submit(
            try #require(told.form("/envelopes/ask/send")))
        #expect(asked.status == 303)
        #expect(try await registrar.after(asked).follow(asked).says("Fernhollow"))

        let sender = try there.visitor(.registrar)
        let look = try #require(try await sender.get("/envelopes").form("/envelopes/look"))
        let looked = try await sender.submit(look)
        #expect(try await sender.after(looked).follow(looked).says("1 letter came."))
        #expect(try await sender.get("/").says("1 request of another district for records waits"))
        let page = try await sender.get("/envelopes/requests/1")
        #expect(page.says("Alder <Valley> asks for records") && page.says("Ravensworth"))
        let check = try #require(page.form("/envelopes/requests/1/check"))
        let none = try await sender.submit(check, ["person-1": ""])
        #expect(none.status == 422)
        let shown = try await sender.submit(check, ["person-1": "", "other-1": " \(student) "])
        #expect(shown.says("What would be sent to Alder <Valley>") && shown.says(student))
        #expect(try DirectTransfers.list(there.workspace()).map(\.state) == [.open])
        let sent = try await sender.submit(
            try #require(shown.form("/envelopes/requests/1/approve")))
        #expect(sent.status == 303)
        #expect(try await sender.after(sent).follow(sent).says("The records were sent."))

        let again = try #require(try await registrar.get("/envelopes").form("/envelopes/look"))
        _ = try await registrar.submit(again)
        let answered = try await registrar.get("/envelopes/requests/1")
        #expect(answered.says("Sent") && answered.link("The envelope that came") != nil)
        let envelope = try await registrar.get("/envelopes/1")
        #expect(envelope.says("Ravensworth, Ottoline"))
        #expect(envelope.body.contains("value=\"\(newcomer)\""))
    }

    @Test func `a request is refused with words, and one's own taken back`() async throws {
        let newcomer = try here.addStudent("Ansel", "Quillfeather")
        for _ in 0..<2 {
            _ = try transfers(here).ask("fern", for: [newcomer], purpose: "Transfer")
        }
        _ = try transfers(there).look()
        let sender = try there.visitor(.registrar)
        let numbers = try DirectTransfers.list(there.workspace()).map(\.number).sorted()
        let refuse = try #require(
            try await sender.get("/envelopes/requests/\(numbers[0])")
                .form("/envelopes/requests/\(numbers[0])/refuse"))
        #expect(try await sender.submit(refuse, ["reason": ""]).status == 422)
        #expect(try await sender.submit(refuse, ["reason": "Not <here>."]).status == 303)
        _ = try transfers(here).look()
        let registrar = try here.visitor(.registrar)
        let shown = try await registrar.get("/envelopes/requests/1")
        #expect(shown.says("Not <here>.") && shown.form("/envelopes/requests/1/withdraw") == nil)
        let withdraw = try #require(
            try await registrar.get("/envelopes/requests/2")
                .form("/envelopes/requests/2/withdraw"))
        let done = try await registrar.submit(withdraw)
        #expect(try await registrar.after(done).follow(done).says("The request was taken back."))
        #expect(try await registrar.get("/envelopes/requests/9").status == 404)
    }

    @Test func `letters that were put aside are told, and can be taken again`() async throws {
        let registrar = try here.visitor(.registrar)
        #expect(try await registrar.get("/envelopes").says("None waits."))
        let exchange = try #require(here.site.settings.exchange)
        try Data("no letter".utf8).write(
            to: URL(filePath: exchange.folder + "/alder/inbox/000000000001-x"))
        let waiting = try await registrar.get("/envelopes")
        #expect(waiting.says("1 letter came and was not taken yet."))
        #expect(waiting.form("/envelopes/look", with: "again") == nil)
        _ = try transfers(here).look()
        let aside = try await registrar.get("/envelopes")
        #expect(aside.says("1 letter could not be taken and was put aside."))
        let again = try #require(aside.form("/envelopes/look", with: "again"))
        let looked = try await registrar.submit(again)
        let told = try await registrar.after(looked).follow(looked)
        #expect(told.says("Letters that could not be taken or sent: 1."))
        #expect(try Alarms(here.workspace()).list(isOpen: true).count == 1)
    }

    @Test func `who may not, and a district that takes no part, see no way to it`() async throws {
        _ = try transfers(there).ask(
            "alder", for: [try there.addStudent("Bo", "Aldercroft")], purpose: "Transfer")
        _ = try transfers(here).look()
        // Who takes lists out, and does not disclose, sees the request alone.
        let auditor = try await here.visitor(.auditor).get("/envelopes/requests/1")
        #expect(auditor.says("Aldercroft") && auditor.form("/envelopes/requests/1/check") == nil)
        let teacher = try here.visitor(.teacher)
        for path in ["/envelopes/ask", "/envelopes/requests/1"] {
            #expect(try await teacher.get(path).status == 403)
        }
        let alone = try TestSite()
        let registrar = try alone.visitor(.registrar)
        let list = try await registrar.get("/envelopes")
        #expect(!list.says("Ask another district") && list.form("/envelopes/look") == nil)
    }
}
