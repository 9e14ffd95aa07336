import Records
import Testing

@Suite struct ShownCodeTests {
    @Test(arguments: ["101", "X-9", "504_plan", "FRL", "A.1", "123456789012"])
    func `what looks like a code is shown`(_ text: String) {
        #expect(CellRules.shownCode(text) == text)
    }

    @Test(arguments: ["Osterby", "Mira Osterby", "1234567890123", "Zoë9", "a b 1", "x@y.de1", ""])
    func `what may be a name is not`(_ text: String) {
        #expect(CellRules.shownCode(text) == "")
    }

    @Test func `the first line is told unless it seems to be data`() {
        #expect(HeaderMatch.found(["Color", "Shape"]) == "Found 2 columns: Color, Shape.")
        #expect(HeaderMatch.found(["Color"]) == "Found 1 column: Color.")
        #expect(!HeaderMatch.found(["Osterby", "03/04/2012"]).contains("Osterby"))
    }
}
