import Testing

@testable import Pages

/// Texts with marks that turn what follows them.
@Suite struct DirectionTests {
    private let turned = "Ann\u{202E}a"

    @Test func `a text turns nothing but itself`() {
        let row: HTML = "<td>\(turned) 7001</td>"
        #expect(row.text == "<td>Ann\u{FFFD}a 7001</td>")
        let none: HTML = "<td>\("Siân O’Hara")</td>"
        #expect(none.text == "<td>Siân O’Hara</td>")
    }

    @Test(arguments: ["\u{202A}", "\u{202B}", "\u{202D}", "\u{2066}", "\u{2067}", "\u{2068}"])
    func `each mark is seen`(mark: String) {
        let cell: HTML = "\("a\(mark)b")"
        #expect(cell.text == "a\u{FFFD}b")
    }

    @Test func `what a form sends back stays as it is`() {
        let field: HTML = "<p>x</p><input value=\"\(turned)\">"
        #expect(field.text == "<p>x</p><input value=\"\(turned)\">")
        let area: HTML = "<textarea rows=\"2\">\(turned)</textarea>"
        #expect(area.text == "<textarea rows=\"2\">\(turned)</textarea>")
        let option: HTML = "<option>\(turned)</option>"
        #expect(option.text == "<option>\(turned)</option>")
    }

    @Test func `a value in a sentence turns no word of it`() {
        let phrase = Phrase("x.y", "Merged {0} into 7001", turned)
        #expect(phrase.text == "Merged Ann\u{FFFD}a into 7001")
    }

    @Test func `markup in such a text stays text`() {
        let row: HTML = "<td>\("\u{202E}<b>")</td>"
        #expect(row.text == "<td>\u{FFFD}&lt;b&gt;</td>")
    }
}
