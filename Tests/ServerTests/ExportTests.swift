import Foundation
import Records
import Storage
import Testing

@testable import Operations
@testable import Pages
@testable import Server

/// Lists that leave the district.
@Suite struct ExportTests {
    private let site: TestSite

    init() throws {
        site = try TestSite()
        try site.importRoster(
            (0..<520).map { number in
                TestSite.RosterRow(
                    id: "\(7000 + number)", first: "Wren\(number)",
                    last: number < 20 ? "Alderby" : "Brightwater")
            })
    }

    private func export(
        _ visitor: TestVisitor, text: String = "", reason: String = "Audit"
    ) async throws -> TestAnswer {
        let list = try #require(try await visitor.get("/roster").form("/roster"))
        let page = try await visitor.follow(try await visitor.submit(list, ["text": text]))
        let asked = try await visitor.get(try #require(page.link("Export this list")))
        let form = try #require(asked.form("/roster/export"))
        return try await visitor.submit(form, ["reason": reason])
    }

    @Test func `every row carries a mark, and the reason is noted`() async throws {
        let visitor = try site.visitor(.registrar)
        let none = try await export(visitor, text: "alder", reason: " ")
        #expect(none.status == 422 && none.form("/roster/export") != nil)
        let file = try await export(visitor, text: "alder", reason: "State audit")
        let rows = file.body.split(separator: "\r\n")
        #expect(rows.count == 21)
        #expect(rows.dropFirst().allSatisfy { $0.hasSuffix(",E1 registrar0 2026-10-05") })
        site.site.finish()
        let log = try site.store.read { reader in
            try reader.rows("SELECT kind, purpose, students FROM access_event") {
                (try $0.requiredText(0), try $0.requiredText(1), try $0.requiredInteger(2))
            }
        }.filter { $0.0 == "export" }
        #expect(log.count == 1)
        #expect(log.first?.1 == "State audit" && log.first?.2 == 20)
    }

    @Test func `more than 500 students take a second person`() async throws {
        let asker = try site.visitor(.securityAdministrator)
        let waits = try await export(asker)
        #expect(waits.location == "/exports")
        let own = try await asker.get("/exports")
        #expect(own.says("Waits") && own.form("/exports/1") == nil)
        let tried = try await asker.post(
            "/exports/1", [("csrf", try asker.csrf()), ("decision", "yes")])
        #expect(tried.status == 422)
        // Nobody was shown by asking.
        site.site.finish()
        let noted = try site.store.read {
            try $0.count("SELECT count(*) FROM access_event WHERE kind = 'export'")
        }
        #expect(noted == 0)
        let auditor = try site.visitor(.auditor)
        #expect(try await auditor.post("/exports/1", [("csrf", try auditor.csrf())]).status == 403)
        let other = try site.visitor(.dataManager)
        let form = try #require(try await other.get("/exports").form("/exports/1"))
        _ = try await other.submit(form, button: ("decision", "yes"))
        let page = try await asker.get("/exports")
        let ready = try await asker.get(try #require(page.link("Take the file")))
        let take = try #require(ready.form("/roster/export"))
        let file = try await asker.submit(take)
        #expect(file.body.split(separator: "\r\n").count == 521)
        // Once, and no other list by the same word.
        #expect(try await asker.submit(take).status == 422)
        let alarms = try Alarms(site.workspace()).list()
        #expect(alarms.contains { $0.kind == "large-export" })
    }

    @Test func `a refused export and another list are not taken`() async throws {
        let asker = try site.visitor(.securityAdministrator)
        _ = try await export(asker)
        let other = try site.visitor(.dataManager)
        let form = try #require(try await other.get("/exports").form("/exports/1"))
        _ = try await other.submit(form, button: ("decision", "no"))
        let answer = try await asker.post(
            "/roster/export",
            [("csrf", try asker.csrf()), ("request", "1"), ("reason", "x"), ("query", "")])
        #expect(answer.status == 422)
        _ = try await export(asker)
        let second = try #require(try await other.get("/exports").form("/exports/2"))
        _ = try await other.submit(second, button: ("decision", "yes"))
        let wrong = try await asker.post(
            "/roster/export",
            [("csrf", try asker.csrf()), ("request", "2"), ("reason", "x"), ("query", "size=50")])
        #expect(wrong.status == 422)
    }

    @Test func `a list that was not given shows nobody, and is no reading`() async throws {
        let visitor = try site.visitor(.registrar)
        let before = try noted()
        #expect(try await export(visitor, text: "alder", reason: "").status == 422)
        #expect(try noted() == before)
        #expect(try await export(visitor, text: "alder").status == 200)
        #expect(try noted() == before + 1)
    }

    /// How many exports the log has.
    private func noted() throws -> Int {
        try site.site.access.takeIn()
        return try site.store.read {
            try $0.count("SELECT count(*) FROM access_event WHERE kind = 'export'")
        }
    }

    @Test func `ten lists an hour`() async throws {
        let visitor = try site.visitor(.registrar)
        for _ in 0..<Exports.mostPerHour {
            #expect(try await export(visitor, text: "alder").status == 200)
        }
        let more = try await export(visitor, text: "alder")
        #expect(more.status == 422 && more.says("exports an hour"))
    }
}
