import Foundation
import Records
import Testing

@testable import Operations
@testable import Server

/// Lists: what a file of them has, and views that are saved.
@Suite struct ListTests {
    let site: TestSite

    init() throws {
        site = try TestSite()
        try site.importRoster(
            (0..<60).map { number in
                TestSite.RosterRow(
                    id: "\(7000 + number)", first: number == 7 ? "=Wren" : "Wren\(number)",
                    last: number < 30 ? "Alderby" : "Brightwater")
            })
    }

    private func search(
        _ visitor: TestVisitor, _ values: [String: String]
    ) async throws -> TestAnswer {
        let form = try #require(try await visitor.get("/roster").form("/roster"))
        return try await visitor.submit(form, values)
    }

    /// The file of a list, by the form that asks what it is for.
    private func export(_ page: TestAnswer, _ visitor: TestVisitor) async throws -> TestAnswer {
        let asked = try await visitor.get(try #require(page.link("Export this list")))
        let form = try #require(asked.form("/roster/export"))
        return try await visitor.submit(form, ["reason": "Audit"])
    }

    private func rows(_ answer: TestAnswer) -> [Substring] {
        answer.body.split(separator: "\r\n")
    }

    @Test func `a file has what the list shows, from all of its pages`() async throws {
        let visitor = try site.visitor(.registrar)
        let page = try await visitor.get("/roster?sort=-name")
        let file = try await export(page, visitor)
        #expect(file.status == 200)
        #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
        #expect(file.headers[.contentDisposition]?.contains("roster-2026-10-0") == true)
        let rows = rows(file)
        #expect(rows.count == 61)
        #expect(rows[0].hasPrefix("\u{FEFF}Name,"))
        #expect(!rows[0].contains("Choose"))
        #expect(rows[1].hasPrefix("\"Brightwater, Wren"))
        #expect(rows[60].hasPrefix("\"Alderby, "))
        #expect(!file.body.contains("<"))
    }

    @Test func `what is too long for an address is left out of it, and that is told`() async throws
    {
        let visitor = try site.visitor(.registrar)
        for (length, isKept) in [(200, true), (70_000, false)] {
            let answer = try await search(
                visitor, ["text": String(repeating: "w", count: length)])
            let address = try #require(answer.headers[.location])
            #expect(address.utf8.count < 8_000)
            #expect(address.contains("?") == isKept)
            let page = try await visitor.after(answer).follow(answer)
            #expect(page.status == 200)
            #expect(page.body.contains("too long to search") == !isKept)
        }
    }

    @Test func `a file has only what fits the filter`() async throws {
        let visitor = try site.visitor(.registrar)
        let search = try await search(visitor, ["text": "bright"])
        let page = try await visitor.follow(search)
        let file = try await export(page, visitor)
        #expect(rows(file).count == 31)
        #expect(!file.body.contains("Alderby"))
        #expect(search.location?.lowercased().contains("bright") == false)
    }

    @Test func `whoever may not export is offered no file and gets none`() async throws {
        let visitor = try site.visitor(.secretary)
        let page = try await visitor.get("/roster")
        #expect(page.status == 200 && page.link("Export this list") == nil)
        #expect(try await visitor.get("/roster/export").status == 403)
    }

    @Test func `a view is saved, opened and removed by whoever saved it`() async throws {
        let visitor = try site.visitor(.registrar)
        let other = try site.visitor(.registrar)
        let found = try await visitor.follow(
            try await search(visitor, ["text": "bright", "imported": "no"]))
        let form = try #require(found.form("/views"))
        let saved = try await visitor.submit(form, ["name": "June's"])
        #expect(saved.status == 303)
        let page = try await visitor.get("/roster")
        let view = try #require(page.link("June's"))
        let shown = try await visitor.get(view)
        #expect(shown.says("30 students") && !shown.says("Alderby"))
        #expect(try await other.get("/roster").link("June's") == nil)
        let remove = try #require(shown.form("/views/remove"))
        let gone = try await visitor.submit(remove)
        #expect(try await visitor.follow(gone).link("June's") == nil)
    }

    @Test func `a view needs a name, and a list of ours`() async throws {
        let visitor = try site.visitor(.registrar)
        let form = try #require(try await visitor.get("/roster").form("/views"))
        #expect(try await visitor.submit(form, ["name": " "]).status == 303)
        #expect(try await visitor.get("/roster").form("/views/remove") == nil)
        for list in ["//example.org", "/account", ""] {
            let answer = try await visitor.submit(form, ["list": list, "name": "A"])
            #expect(answer.status == 404, "\(list)")
        }
        // Nothing of the query can end the address.
        let odd = try await visitor.submit(form, ["name": "A", "query": "a=b\r\nX: y&#c"])
        #expect(odd.location?.contains { $0.isNewline || $0 == "#" } == false)
    }
}
