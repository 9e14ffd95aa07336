import Operations
import Records
import Testing

@testable import Pages
@testable import Server

/// Taking change sets back in the browser.
@Suite struct UndoPageTests {
    let site: TestSite
    let visitor: TestVisitor

    init() throws {
        site = try TestSite()
        visitor = try site.visitor(.securityAdministrator)
    }

    @Test func `what was edited since a merge is chosen field by field`() async throws {
        let target = try site.addStudent(saying: ["caseManager": "Dana Reyes"])
        let source = try site.addStudent(saying: ["caseManager": "Ira Falk"])
        var request = MergeStudents.Request(sources: [source], target: target)
        request.choices["caseManager"] = "source"
        request.reason = "One child"
        let change = try MergeStudents(site.workspace()).apply(request).changeSet
        try site.edit(target, ["caseManager": "Ola Berg"])
        try site.addEvent(target, "Referral")

        let page = try await visitor.get("/changes/\(change)/undo")
        for words in ["Before: Dana Reyes", "As it is now: Ola Berg", "Added to the target since"] {
            #expect(page.says(words), "\(words)")
        }
        let form = try #require(page.form("/changes/\(change)/undo"))
        let field = try #require(form.fields.first { $0.0.hasSuffix(".value") }?.0)
        let event = try #require(form.fields.first { $0.0.hasPrefix("take-event/") }?.0)
        #expect(form[field] == "now" && form[event] == "now")
        let looked = try await visitor.submit(
            form, [field: "before"], button: ("check", "yes"))
        #expect(looked.form("/changes/\(change)/undo")?[field] == "before")
        #expect(try site.value("caseManager", of: target) == "Ola Berg")
        let undone = try await visitor.submit(form, [field: "before", event: "source"])
        #expect(undone.location == "/changes/\(change)/undo")
        #expect(try site.value("caseManager", of: target) == "Dana Reyes")
        #expect(try StudentEvents(site.workspace()).list(source).count == 1)
        let done = try await visitor.follow(undone)
        #expect(done.says("Change set \(change) was undone"))
    }

    @Test func `an undo that cannot be says why, and changes nothing`() async throws {
        let one = try site.addStudent()
        let two = try site.addStudent()
        let three = try site.addStudent()
        func merge(_ source: String, _ target: String) throws -> Int {
            var request = MergeStudents.Request(sources: [source], target: target)
            request.reason = "One child"
            return try MergeStudents(site.workspace()).apply(request).changeSet
        }
        let first = try merge(one, two)
        _ = try Undo(site.workspace()).run(first)
        let again = try #require(try site.store.read { try $0.changeSet(first)?.undoneBy })
        _ = try merge(one, three)
        let page = try await visitor.get("/changes/\(again)/undo")
        #expect(page.status == 422 && page.says("cannot be undone now"))
        #expect(!page.body.contains("homeroom "))
        #expect(try await visitor.get("/changes/999/undo").status == 404)
        #expect(try await visitor.get("/changes/x/undo").status == 404)
    }

    @Test func `whoever may undo, but not merge, takes back an edit and no merge`() async throws {
        let id = try site.addStudent()
        try site.edit(id, ["city": "Alder"])
        let change = try site.store.read { try $0.newestChange() }
        let manager = try site.visitor(.dataManager)
        let page = try await manager.get("/changes/\(change)/undo")
        let form = try #require(page.form("/changes/\(change)/undo"))
        #expect(try await manager.submit(form).status == 303)
        #expect(try site.value("city", of: id) == "")
    }
}
