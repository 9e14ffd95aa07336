import Operations
import Records
import Testing

@testable import Pages
@testable import Server

/// What stands in the way of a merge, and what changed since somebody looked.
@Suite struct MergeGuardTests {
    let site: TestSite
    let visitor: TestVisitor

    init() throws {
        site = try TestSite()
        visitor = try site.visitor(.securityAdministrator)
    }

    @Test func `likely twins interrupt the merge until somebody confirms`() async throws {
        let target = try site.addStudent("Nora", "Lind")
        let source = try site.addStudent("Ada", "Lind")
        let preview = try await visitor.get(try site.preview(of: source, into: target))
        #expect(preview.says("You will be asked to check this: Same last name and birth date"))
        let apply = try #require(preview.form("/merge/apply"))
        let check = try await visitor.submit(apply, ["reason": "Same child"])
        #expect(check.status == 200 && check.says("Check before you merge"))
        #expect(check.says("\(source) Lind Ada 03/04/2012"))
        let form = try #require(check.form("/merge/apply"))
        #expect(form.hasButton("Merge Profile(s)"))
        let unread = try await visitor.submit(form)
        #expect(unread.status == 422 && unread.body.contains("href=\"#confirm-merge.twins\""))
        #expect(try site.value("firstName", of: source) == "Ada")
        let again = try #require(unread.form("/merge/apply"))
        #expect(again["reason"] == "Same child")
        let merged = try await visitor.submit(again, ["confirm-merge.twins": "yes"])
        #expect(merged.location?.hasPrefix("/merge/done/") == true)
        #expect(try site.value("firstName", of: source) == "Nora")
    }

    @Test func `a decision that they are two is shown with its reason`() async throws {
        let target = try site.addStudent()
        let source = try site.addStudent()
        _ = try TellApart(site.workspace()).run(source, from: target, reason: "Cousins")
        let preview = try await visitor.get(try site.preview(of: source, into: target))
        let check = try await visitor.submit(
            try #require(preview.form("/merge/apply")), ["reason": "Same child"])
        #expect(check.says("Check before you merge") && check.says("Cousins"))
        #expect(check.form("/merge/apply")?.options("confirm-merge.not-the-same") == ["yes"])
    }

    @Test func `different state IDs stop it, and the page says how to go on`() async throws {
        let target = try site.addStudent(stateID: "9000000001")
        let source = try site.addStudent(stateID: "9000000002")
        let preview = try await visitor.get(try site.preview(of: source, into: target))
        #expect(preview.says("These profiles cannot be merged"))
        #expect(preview.says("Find out which state ID is the child's"))
        let form = try #require(preview.form("/merge/apply"))
        #expect(!form.hasButton("Merge Profile(s)"))
        let forced = try await visitor.submit(
            form, ["reason": "x", "confirm-merge.different-state-ids": "yes"])
        #expect(forced.status == 422)
        #expect(try ShowStudent(site.workspace()).run(source).mergedFrom == [])
    }

    @Test func `what changed since the preview is shown, and nothing is merged`() async throws {
        let target = try site.addStudent()
        let source = try site.addStudent(saying: ["city": "Alder"])
        let preview = try await visitor.get(try site.preview(of: source, into: target))
        try site.edit(source, ["city": "Birch"])
        let stale = try await visitor.submit(
            try #require(preview.form("/merge/apply")), ["reason": "Same child"])
        #expect(stale.status == 422 && stale.says("The students changed since the preview."))
        #expect(stale.says("\(source) City Alder Birch"))
        #expect(try site.value("city", of: target) == "")
        let again = try #require(stale.form("/merge/apply"))
        #expect(again["reason"] == "Same child")
        #expect(try await visitor.submit(again).status == 303)
        #expect(try site.value("city", of: target) == "Birch")
    }

    @Test func `a preview that is none of ours merges nothing`() async throws {
        let target = try site.addStudent()
        let source = try site.addStudent()
        let address = try site.preview(of: source, into: target)
        let preview = try await visitor.get(address + "&choices=AAAA")
        let form = try #require(preview.form("/merge/apply"))
        #expect(preview.status == 200 && form["choices"] == "")
        let refused = try await visitor.submit(form, ["reason": "x", "plan": "AAAA"])
        #expect(refused.status == 422 && refused.says("The preview could not be read"))
        #expect(try await visitor.get("/merge/preview?target=nobody&source=x").status == 404)
        #expect(try await visitor.get("/merge/preview").location == "/merge")
    }

    @Test func `program rows that overlap are decided with radio buttons`() async throws {
        let target = try site.addStudent()
        let source = try site.addStudent()
        try site.addProgram(target, start: "2025-09-01", end: "2026-06-15")
        try site.addProgram(source, start: "2026-01-10", end: "2026-12-01")
        let preview = try await visitor.get(try site.preview(of: source, into: target))
        #expect(preview.says("To decide before the merge"))
        let form = try #require(preview.form("/merge/apply"))
        #expect(form.options("row-programEnrollment-1") == ["both", "target", "source"])
        let open = try await visitor.submit(form, ["reason": "Same child"])
        #expect(open.body.contains("href=\"#row-programEnrollment-1\""))
        let kept = try await visitor.follow(
            try await visitor.submit(
                form, ["reason": "Same child", "row-programEnrollment-1": "source"],
                button: ("save", "yes")))
        let saved = try #require(kept.form("/merge/apply"))
        #expect(saved["row-programEnrollment-1"] == "source" && saved["reason"] == "Same child")
        let merged = try await visitor.submit(
            form,
            [
                "reason": "Same child", "row-programEnrollment-1": "both",
            ])
        #expect(merged.status == 303)
        let records = try StudentPrograms(site.workspace()).list(source)
        #expect(records.count == 2)
    }

    @Test func `two sources fold into one target, told apart by their IDs`() async throws {
        let target = try site.addStudent(saying: ["caseManager": "Dana Reyes"])
        let one = try site.addStudent(saying: ["caseManager": "Ira Falk"])
        let two = try site.addStudent(saying: ["caseManager": "Ola Berg"])
        let address = try site.preview(of: one, into: target) + "&source=\(try site.name(two))"
        let preview = try await visitor.get(address)
        let fields = try await visitor.get(
            try #require(preview.link("Click here to merge differences.")))
        let form = try #require(fields.form("/merge/fields"))
        #expect(form.options("field-caseManager") == ["target", "source-1", "source-2"])
        let again = try await visitor.follow(
            try await visitor.submit(form, ["field-caseManager": "source-2"]))
        let merged = try await visitor.submit(
            try #require(again.form("/merge/apply")), ["reason": "Same child"])
        #expect(merged.status == 303)
        #expect(try site.value("caseManager", of: one) == "Ola Berg")
    }
}
