import Operations
import Records
import Testing

@testable import Pages
@testable import Server

/// Pairs that may be one person, one after the other, as somebody goes through them.
@Suite struct DuplicatesPageTests {
    let site: TestSite
    let visitor: TestVisitor

    init() throws {
        site = try TestSite()
        visitor = try site.visitor(.securityAdministrator)
    }

    /// The page of the first pair, and its address.
    private func first(_ list: TestAnswer) async throws -> (page: TestAnswer, address: String) {
        let address = try #require(list.link("Compare the first pair"))
        return (try await visitor.get(address), address)
    }

    private func find() async throws -> TestAnswer {
        let list = try await visitor.get("/duplicates")
        let form = try #require(list.form("/duplicates/find"))
        return try await visitor.follow(try await visitor.submit(form))
    }

    @Test func `a clear pair is merged with one press, and the next one comes`() async throws {
        for _ in 0..<3 { _ = try site.addStudent() }
        let found = try await find()
        #expect(found.says("3 pairs wait."))
        let first = try await first(found).page
        #expect(first.says("3 pairs wait."))
        #expect(first.says("Likely one person: over 99.9 %"))
        #expect(first.body.contains("data-key=\"m\"") && first.body.contains("data-key=\"n\""))
        let merge = try #require(first.form("/merge/apply"))
        let led = try await visitor.submit(merge)
        #expect(led.status == 303 && led.location?.hasPrefix("/duplicates/students/") == true)
        let next = try await visitor.after(led).follow(led)
        #expect(next.says("The two are one profile now.") && next.says("1 pair waits."))
        #expect(next.says("Undo"))
    }

    @Test func `not the same person is remembered with its reason`() async throws {
        let one = try site.addStudent()
        _ = try site.addStudent()
        let found = try await find()
        let (pair, address) = try await first(found)
        let form = try #require(pair.form("\(address)/apart"))
        let led = try await visitor.submit(form, ["why": "names", "note": "Asked both schools"])
        #expect(led.status == 303 && led.location == "/duplicates")
        let list = try await visitor.after(led).follow(led)
        #expect(list.says("Noted: they are not the same person."))
        #expect(list.says("No pair waits to be decided here."))
        let history = try StudentHistory(site.workspace()).run(one)
        #expect(
            history.changes.contains {
                $0.reason == "Two people of like names: Asked both schools"
            })
    }

    @Test func `later goes on, and the pair is counted as put off`() async throws {
        for _ in 0..<2 { _ = try site.addStudent() }
        let found = try await find()
        let (pair, address) = try await first(found)
        let form = try #require(pair.form("\(address)/apart"))
        #expect(form.content.contains("formaction=\"\(address)/later\""))
        let led = try await visitor.post("\(address)/later", form.fields)
        let list = try await visitor.follow(led)
        #expect(list.says("1 pair was put off and comes back by itself."))
    }

    @Test func `another threshold is shown before it is set`() async throws {
        for _ in 0..<2 { _ = try site.addStudent() }
        _ = try await find()
        let page = try await visitor.get("/duplicates/quality")
        let form = try #require(page.form("/duplicates/quality"))
        let preview = try await visitor.submit(form, ["threshold": "100", "step": "preview"])
        #expect(preview.says("Now 1 pairs are shown, with 100 % it is 0."))
        #expect(try await visitor.get("/duplicates").says("1 pair waits."))
        let wrong = try await visitor.submit(form, ["threshold": "2", "step": "save"])
        #expect(wrong.status == 422 && wrong.body.contains("href=\"#threshold\""))
        let saved = try await visitor.submit(form, ["threshold": "100", "step": "save"])
        #expect(try await visitor.after(saved).follow(saved).says("The threshold was saved."))
        #expect(try await visitor.get("/duplicates").says("Nothing to compare"))
    }

    @Test func `whoever may not decide does not come there`() async throws {
        let teacher = try site.visitor(.teacher)
        #expect(try await teacher.get("/duplicates").status == 403)
        #expect(try await teacher.get("/duplicates/quality").status == 403)
    }
}
