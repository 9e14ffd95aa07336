import Operations
import Records
import Testing

@testable import Pages
@testable import Server

/// Linking students of ALE to the SIS, as the office does it.
@Suite struct LinkALETests {
    /// A district with one waiting student and two SIS students.
    private func prepared() throws -> (TestSite, student: Int, sis: String) {
        let site = try TestSite()
        try site.importRoster([
            .init(id: "7001", first: "Wren", last: "Alderby", stateID: "1234567890"),
            .init(id: "7002", first: "Ivo", last: "Brackwater"),
        ])
        let student = try site.createForALE("Wren", "Alderby", anyway: true)
        let sis = try #require(try site.workspace().row(ofSISStudent: "7001"))
        return (site, student, site.site.references.name(.sisStudent, sis))
    }

    @Test func `who waits is listed with the likeliest and four actions`() async throws {
        let (site, student, sis) = try prepared()
        let list = try await site.visitor(.secretary).get("/ale/link")
        #expect(list.says("Actions for Wren Alderby"))
        let place = "/ale/link/\(site.name(ofRow: student))"
        for (words, part) in [
            ("Search for Student", "search"), ("Enter SSID", "ssid"),
            ("Enter Other ID", "other-id"), ("Delete", "delete"),
        ] {
            #expect(list.link(words) == "\(place)/\(part)")
        }
        #expect(list.link("Link Wren Alderby to Wren Alderby") == "\(place)/to/\(sis)")
    }

    @Test func `what linking does is shown first, and then the row leaves the table`() async throws
    {
        let (site, student, sis) = try prepared()
        let office = try site.visitor(.registrar)
        let place = "/ale/link/\(site.name(ofRow: student))/to/\(sis)"
        let check = try await office.get(place)
        #expect(check.says("What will be different"))
        #expect(check.says("03/04/2019"))
        let linked = try await office.submit(try #require(check.form(place)))
        #expect(linked.location == "/ale/link")
        let list = try await office.get("/ale/link")
        #expect(list.says("Every student of ALE is linked"))
    }

    @Test func `what speaks against a link has to be confirmed`() async throws {
        let (site, student, _) = try prepared()
        let office = try site.visitor(.registrar)
        let sis = try #require(try site.workspace().row(ofSISStudent: "7002"))
        let place =
            "/ale/link/\(site.name(ofRow: student))/to/"
            + site.site.references.name(.sisStudent, sis)
        let form = try #require(try await office.get(place).form(place))
        let refused = try await office.submit(form)
        #expect(refused.status == 422)
        #expect(refused.says("The names differ."))
        let linked = try await office.submit(form, ["confirm": "link.name-differs"])
        #expect(linked.location == "/ale/link")
    }

    @Test func `an SSID is shown with what it leads to, and links after that`() async throws {
        let (site, student, _) = try prepared()
        let office = try site.visitor(.registrar)
        let place = "/ale/link/\(site.name(ofRow: student))/ssid"
        let form = try #require(try await office.get(place).form(place))
        let check = try await office.submit(form, ["number": "1234567890"])
        #expect(check.status == 200)
        #expect(check.says("SSID to be entered"))
        let waiting = try await office.get("/ale/link")
        #expect(waiting.says("Alderby"))
        let linked = try await office.submit(try #require(check.form(place)))
        #expect(linked.location == "/ale/link")
        let list = try await office.get("/ale/link")
        #expect(!list.says("Alderby"))
    }

    @Test func `a number that the SIS does not have yet is entered, and the student waits`()
        async throws
    {
        let (site, student, _) = try prepared()
        let office = try site.visitor(.registrar)
        let place = "/ale/link/\(site.name(ofRow: student))/other-id"
        let form = try #require(try await office.get(place).form(place))
        let check = try await office.submit(form, ["number": "55501"])
        #expect(check.says("Nobody in the General Student Table has this number yet."))
        _ = try await office.submit(try #require(check.form(place)))
        let list = try await office.get("/ale/link")
        #expect(list.says("55501"))
    }

    @Test func `the district's format is in the hint and in the error`() async throws {
        let (site, student, _) = try prepared()
        try site.set("state", "washington")
        let office = try site.visitor(.registrar)
        let place = "/ale/link/\(site.name(ofRow: student))/ssid"
        let page = try await office.get(place)
        #expect(page.says("Here it has 10 digits."))
        let refused = try await office.submit(try #require(page.form(place)), ["number": "12"])
        #expect(refused.status == 422)
        #expect(refused.says("An SSID here has 10 digits"))
        #expect(refused.form(place)?["number"] == "12")
    }

    @Test func `a SIS student who has a profile makes it a merge to review`() async throws {
        let (site, student, sis) = try prepared()
        _ = try ImportProfiles(site.workspace()).run(["7001"])
        let office = try site.visitor(.registrar)
        let answer = try await office.get("/ale/link/\(site.name(ofRow: student))/to/\(sis)")
        let page = try await office.follow(answer)
        #expect(page.says("Linking Wren Alderby becomes a merge to review"))
        #expect(page.says("Ask a security administrator"))
        // Somebody who may merge is led there.
        let heads = StudentHeads(site.workspace())
        let other = try site.workspace().row(ofStudent: "7001")
        let shown = LinkMergePage(
            try heads.head(ofRow: student), into: try heads.head(ofRow: other),
            allows: { _ in true })
        let names = Address.name(.student, other), source = Address.name(.student, student)
        #expect(shown.body.text.contains("/merge?target=\(names)&amp;source=\(source)"))
    }

    @Test func `a name is searched for by POST and stands in no address`() async throws {
        let (site, student, _) = try prepared()
        let office = try site.visitor(.registrar)
        let place = "/ale/link/\(site.name(ofRow: student))/search"
        let form = try #require(try await office.get(place).form(place))
        let answer = try await office.submit(form, ["text": "Brackwater"])
        #expect(answer.status == 303)
        #expect(answer.location?.contains("rackwater") == false)
        let found = try await office.follow(answer)
        #expect(found.says("Brackwater, Ivo"))
        #expect(found.link("Link Wren Alderby to Ivo Brackwater") != nil)
    }

    @Test func `a student to whom nothing was attached is deleted`() async throws {
        let (site, student, _) = try prepared()
        let office = try site.visitor(.registrar)
        let place = "/ale/link/\(site.name(ofRow: student))/delete"
        let page = try await office.get(place)
        #expect(page.says("The profile and its numbers go."))
        let deleted = try await office.submit(try #require(page.form(place)))
        #expect(deleted.location == "/ale/link")
        let list = try await office.get("/ale/link")
        #expect(!list.says("Alderby"))
    }

    @Test func `a student who had a learning plan is not deleted, and it is said why`()
        async throws
    {
        let (site, student, _) = try prepared()
        _ = try site.completePlan(of: student)
        let office = try site.visitor(.registrar)
        let place = "/ale/link/\(site.name(ofRow: student))/delete"
        let page = try await office.get(place)
        #expect(page.says("Wren Alderby cannot be deleted."))
        #expect(page.form(place) == nil)
        let refused = try await office.post(place, [("csrf", try office.csrf())])
        #expect(refused.status == 422)
    }
}
