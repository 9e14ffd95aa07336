import Testing

@testable import Server

/// Imports, for those who only look on.
@Suite struct ImportsLookTests {
    @Test func `runs are seen, and there is nothing to decide`() async throws {
        let site = try TestSite()
        try site.importRoster([
            .init(id: "7001", first: "Wren", last: "Alderby"),
            .init(id: "7002", first: "Odell", last: "Brightwater", birthDate: "nonsense"),
        ])
        let (manager, auditor) = (try site.visitor(.dataManager), try site.visitor(.auditor))
        let own = try await manager.get("/imports")
        #expect(own.form("/imports/upload") != nil && own.link("Undo") != nil)
        let seen = try await auditor.get("/imports")
        #expect(seen.says("studemo.txt") && seen.form("/imports/upload") == nil)
        #expect(seen.link("Undo") == nil)
        let run = try #require(seen.link("Run 1"))
        #expect(try await manager.get(run).link("Error file") != nil)
        let shown = try await auditor.get(run)
        #expect(shown.says("Problems, by what to do about them"))
        #expect(shown.link("Error file") == nil && shown.link("Undo run") == nil)
        #expect(try await auditor.get(run + "/errors").status == 403)
        #expect(try await site.visitor(.registrar).get("/imports").status == 403)
    }
}
