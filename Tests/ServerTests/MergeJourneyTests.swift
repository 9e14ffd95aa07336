import Operations
import Records
import Testing

@testable import Pages
@testable import Server

/// The whole way, as somebody goes it without scripts.
@Suite struct MergeJourneyTests {
    let site: TestSite
    let visitor: TestVisitor
    let target: String
    let source: String

    init() throws {
        site = try TestSite()
        visitor = try site.visitor(.securityAdministrator)
        target = try site.addStudent(saying: [
            "caseManager": "Dana Reyes", "healthNotes": "Wears glasses",
        ])
        source = try site.addStudent(saying: [
            "caseManager": "Ira Falk", "homeSchool": "1010", "city": "Alder",
        ])
        try site.addEvent(source, "Referral")
        try site.addEvent(source, "Eligibility meeting")
    }

    @Test func `profiles are found by name and by ID, and chosen`() async throws {
        let empty = try await visitor.get("/merge")
        #expect(empty.status == 200 && empty.says("Merge Student Profiles"))
        let search = try #require(empty.form("/merge/search", with: "value=\"target\""))
        let led = try await visitor.submit(search, ["target-text": "garcia"])
        #expect(led.status == 303)
        let found = try await visitor.follow(led)
        #expect(found.says("2 students") && found.says(source))
        let choose = try #require(
            found.form("/merge", with: "Target: Maria Garcia (\(target))"))
        #expect(choose.hasButton("Choose"))
        let chosen = try await visitor.submit(choose)
        for word in ["Student ID \(target)", "Case manager Dana Reyes", "03/04/2012"] {
            #expect(chosen.says(word), "\(word)")
        }
        let second = try #require(chosen.form("/merge/search", with: "value=\"source\""))
        let both = try await visitor.follow(
            try await visitor.submit(second, ["source-text": source]))
        #expect(both.says("Source: Maria Garcia (\(source))"))
        let address = try #require(both.link("Preview"))
        #expect(try await visitor.get(address).says("Target: Maria Garcia (\(target))"))
        for part in [led.location ?? "", address] {
            #expect(!part.contains(target) && !part.contains(source) && !part.contains("arcia"))
        }
    }

    @Test func `a profile is not chosen twice, and a blank search is told`() async throws {
        let page = try await visitor.get("/merge?target=\(try site.name(target))")
        let search = try #require(page.form("/merge/search", with: "value=\"source\""))
        let twice = try await visitor.submit(search, ["source-text": target])
        #expect(twice.status == 422 && twice.says("cannot be merged into itself"))
        let blank = try await visitor.submit(search, ["source-text": ""])
        #expect(blank.status == 422 && blank.body.contains("href=\"#source-text\""))
        let same = try site.name(target)
        let typed = try await visitor.get("/merge?target=\(same)&source=\(same)")
        #expect(typed.says("cannot be merged into itself") && typed.link("Preview") == nil)
    }

    @Test func `while typing, a part of the page answers and nobody is chosen`() async throws {
        let page = try await visitor.get("/merge")
        let search = try #require(page.form("/merge/search", with: "value=\"target\""))
        let part = try await visitor.submit(
            search, ["target-text": source, "fragment": "1"])
        #expect(part.status == 200 && part.body.contains("id=\"target-found\""))
        #expect(part.form("/merge", with: "Choose") != nil)
    }

    @Test func `the preview says what will be, in the words that people know`() async throws {
        let page = try await visitor.get(try site.preview(of: source, into: target))
        for words in [
            "No documents will be merged", "2 event(s) will be merged",
            "No learning plans will be merged", "No program enrollments will be merged",
            "No enrollments will be merged", "No other rows will be merged",
            "4 field difference(s) found. Click here to merge differences.",
            "The source profile will be retired; its ID will lead to the target",
            "Kept as a retired alias: leads to the target", "Choose Case Manager",
        ] { #expect(page.says(words), "\(words)") }
        let form = try #require(page.form("/merge/apply"))
        #expect(
            form.hasButton(
                "Merge Profile(s): Maria Garcia (\(source)) into Maria Garcia (\(target))"))
        let refused = try await visitor.submit(form)
        #expect(refused.status == 422)
        #expect(refused.body.contains("href=\"#field-caseManager\""))
        #expect(refused.body.contains("id=\"field-caseManager\""))
        #expect(!refused.body.contains("href=\"#reason\""))
    }

    @Test func `from the fields to the report and back again`() async throws {
        let preview = try await visitor.get(try site.preview(of: source, into: target))
        let fields = try await visitor.get(
            try #require(preview.link("Click here to merge differences.")))
        let form = try #require(fields.form("/merge/fields"))
        #expect(form["field-caseManager"] == nil)
        #expect(form["field-homeSchool"] == "source" && form["field-healthNotes"] == "target")
        for words in ["(blank)", "Program-owned: kept from the source", "Program, by test,"] {
            #expect(fields.says(words), "\(words)")
        }
        let open = try await visitor.submit(form, ["field-homeSchool": "target"])
        #expect(open.status == 422 && open.body.contains("href=\"#field-caseManager\""))
        #expect(open.form("/merge/fields")?["field-homeSchool"] == "target")
        let saved = try await visitor.submit(
            form, ["field-caseManager": "source", "field-homeSchool": "target"])
        #expect(saved.status == 303 && saved.location?.contains("Falk") == false)
        let again = try await visitor.follow(saved)
        #expect(!again.says("Choose Case Manager"))

        let apply = try #require(again.form("/merge/apply"))
        let merged = try await visitor.submit(apply)
        #expect(merged.status == 303)
        let done = try await visitor.follow(merged)
        #expect(done.says("Profiles merged") && done.says("Events merged 2"))
        #expect(try site.value("caseManager", of: source) == "Ira Falk")
        #expect(try site.value("homeSchool", of: target) == "")
        let report = try await visitor.get(try #require(done.link("Report of this merge")))
        for words in [
            "without a reason given", "Ira Falk", "Source before", "Target after", "Referral",
        ] {
            #expect(report.says(words), "\(words)")
        }

        let address = try #require(done.link("Undo"))
        let undo = try await visitor.get(address)
        let button = try #require(undo.form(address))
        #expect(button.hasButton("Undo"))
        let undone = try await visitor.follow(try await visitor.submit(button))
        #expect(undone.says("was undone") && undone.says("Profile of student \(source)"))
        #expect(try site.value("caseManager", of: target) == "Dana Reyes")
        let redo = try await visitor.get(try #require(undone.link("Undo change set")))
        #expect(redo.status == 200 && redo.says("What an undo would do"))
    }

    @Test func `flipped, the other one stays, and choices stay with who says them`() async throws {
        let preview = try await visitor.get(try site.preview(of: source, into: target))
        let fields = try await visitor.get(
            try #require(preview.link("Click here to merge differences.")))
        let form = try #require(fields.form("/merge/fields"))
        let flipped = try await visitor.follow(
            try await visitor.submit(
                form, ["field-caseManager": "source"], button: ("flip", "1")))
        let other = try #require(flipped.form("/merge/fields"))
        #expect(flipped.says("Target: Maria Garcia (\(source))"))
        #expect(other["field-caseManager"] == "target" && other["field-homeSchool"] == "target")
        let back = try await visitor.get(try #require(flipped.link("Back")))
        #expect(back.says("Target: Maria Garcia (\(source))"))
    }

    @Test func `only the security administrator merges`() async throws {
        let change = try merge()
        let addresses = [
            "/merge", try site.preview(of: source, into: target), "/merge/done/\(change)",
            "/merge/report/\(change)",
        ]
        for role in Role.allCases where role != .securityAdministrator {
            let other = try site.visitor(role)
            for address in addresses {
                #expect(try await other.get(address).status == 403, "\(role) \(address)")
            }
            for address in ["/merge/search", "/merge/fields", "/merge/apply"] {
                #expect(try await other.post(address, []).status == 403, "\(role) \(address)")
            }
            let undo = try await other.get("/changes/\(change)/undo")
            #expect(undo.status == 403, "\(role)")
        }
        #expect(try await visitor.get("/changes/\(change)/undo").status == 200)
        #expect(
            try await TestVisitor(site: site).get("/merge").location?.hasPrefix("/sign-in")
                == true)
    }

    /// Merges as the operation does; returns the change set.
    private func merge() throws -> Int {
        var request = MergeStudents.Request(sources: [source], target: target)
        request.choices["caseManager"] = "source"
        request.reason = "One child"
        return try MergeStudents(site.workspace()).apply(request).changeSet
    }
}
