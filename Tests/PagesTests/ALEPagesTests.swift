import Records
import Testing

@testable import Operations
@testable import Pages

/// What pages of ALE say, and that nothing typed becomes markup.
@Suite struct ALEPagesTests {
    private func create(_ form: FormState, formats: IDFormats = IDFormats()) -> String {
        CreateALEPage(sites: [("1010", "Alder <Elementary>")], formats: formats, form: form)
            .body.text
    }

    @Test func `only the two names are not optional`() {
        let body = create(.blank)
        for name in ["firstName", "lastName"] {
            #expect(body.contains("id=\"\(name)\" name=\"\(name)\" type=\"text\" value=\"\""))
        }
        let required = body.matches(of: #/ required>/#).count
        #expect(required == 2)
    }

    @Test func `the district's format is told beside the SSID`() {
        let formats = IDFormats.presets["washington"] ?? IDFormats()
        #expect(create(.blank, formats: formats).contains("Here it has 10 digits."))
        #expect(!create(.blank).contains("Here it has"))
    }

    @Test func `what was typed is text`() {
        let body = create(FormState(["firstName": "<b>\"Wren\"</b>"]))
        #expect(body.contains("&lt;b&gt;&quot;Wren&quot;&lt;/b&gt;"))
        #expect(body.contains("Alder &lt;Elementary&gt;"))
        #expect(!body.contains("<b>"))
    }

    @Test func `the form is asked again while somebody types`() {
        let body = create(.blank)
        #expect(body.contains("data-live=\"likely\""))
        #expect(body.contains("<div id=\"likely\""))
    }

    @Test func `a name that is created anyway is the one that was typed`() {
        let page = LikelyALEPage(
            candidates: [],
            typed: FormState(["firstName": " Wren ", "lastName": "Alder<by", "site": "1010"]))
        let body = page.body.text
        #expect(body.contains("Create anyway: Wren Alder&lt;by"))
        #expect(body.contains("name=\"site\" value=\"1010\""))
        #expect(page.title.text == "Is it one of these students?")
    }

    @Test func `a number that is somebody's cannot be created anyway`() {
        let page = LikelyALEPage(
            candidates: [], typed: FormState(["firstName": "Wren", "lastName": "Alderby"]),
            refusal: Phrase(data: "Held by another."))
        #expect(page.body.text.contains("Held by another."))
        #expect(!page.body.text.contains("Create anyway"))
    }

    @Test(arguments: [
        ("Alderby, Wren Mae", "Wren Mae Alderby"), ("Alderby", "Alderby"),
        ("de la Cruz, Ivo", "Ivo de la Cruz"),
    ])
    func `buttons name people by their given names first`(_ listed: String, _ said: String) {
        #expect(CandidateCards.givenName(listed) == said)
    }

    @Test func `an empty list says what it is for and what to do first`() {
        let page = ListPage<LinkToALE.Row>(
            rows: [], total: 0, isTotalCut: false, page: 1, size: 25, pages: 1)
        let body = LinkALEPage(query: ListQuery(), page: page, allows: { _ in true }).body.text
        #expect(body.contains("Every student of ALE is linked"))
        #expect(body.contains("href=\"/ale/create\""))
    }
}
