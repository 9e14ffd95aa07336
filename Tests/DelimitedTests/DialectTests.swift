import Testing

@testable import Delimited

@Suite struct DialectTests {
    private static let headers: [(String, Character?)] = [
        ("", nil), ("Name", nil), ("First Name", nil), ("\"Name\"", nil),
        ("a\tb", "\t"), ("a,b,c", ","), ("a;b", ";"), ("a|b|c", "|"), ("a^b^c", "^"),
        // The most frequent one; in doubt, the one that comes first in the list.
        ("Last, First\tSchool\tGrade", "\t"), ("Last, First, Middle\tSchool", ","),
        ("a\tb,c", "\t"), ("a;b,c", ","), ("a|b;c", ";"), ("a^b|c", "|"),
        // Separators between quotation marks are text.
        ("\"Last, First, Middle\"\tSchool", "\t"), ("\"a\tb\tc\",d", ","),
        ("\"a\";\"b,c,d\";\"e\"", ";"), ("\"say \"\"a,b,c\"\" twice\"\tb", "\t"),
        // A mark that nothing closes is text, unless something else tells.
        ("\"a\tb\tc", "\t"), ("a\t\"b,c,d", "\t"),
    ]

    @Test(arguments: headers)
    func `the header tells the separator`(_ header: String, separator: Character?) {
        let found = withBytes(header) { Dialect.separator(ofHeader: $0) }
        #expect(found == separator?.asciiValue)
    }

    @Test(arguments: [
        ("a\tb\n", false, false), ("a\tb\r\n", false, false), ("a\tb", false, false),
        ("\"a\"\tb\n", true, false), ("a\tb\r", false, true), ("a\n\r\"", true, true),
    ])
    func `a text is read as plainly as it can be`(_ text: String, quoted: Bool, returns: Bool) {
        let dialect = Dialect(separator: 0x09, for: survey(Array(text.utf8)))
        #expect(
            dialect == Dialect(separator: 0x09, quoted: quoted, loneReturnsEndLines: returns))
        #expect(dialect.isPlain == (!quoted && !returns))
    }

    @Test(arguments: [
        ("", ""), ("   ", ""), (" a ", "a"), ("a b", "a b"), ("\ta\r", "a"),
        ("\u{A0}a\u{A0}", "a"), (" \u{A0} a\u{A0} b \u{A0} ", "a\u{A0} b"), ("\u{A0}", ""),
        ("é", "é"), (" é ", "é"), ("\u{A0}\u{A0}", ""), ("\u{A9}", "\u{A9}"),
        ("\u{2003}a", "\u{2003}a"),
        ("\n", "\n"),
    ])
    func `spaces around a cell are trimmed and nothing else`(_ cell: String, trimmed: String) {
        #expect(withBytes(cell) { $0.trimmed.text } == trimmed)
    }
}
