import Testing

@testable import Delimited

@Suite struct RowReaderTests {
    private static let texts: [(String, [[String]])] = [
        ("", []), ("\n", [[""]]), ("a", [["a"]]), ("a\n", [["a"]]), ("a\n\n", [["a"], [""]]),
        ("a\tb\nc\td\n", [["a", "b"], ["c", "d"]]), ("a\tb\nc\td", [["a", "b"], ["c", "d"]]),
        ("\t\n\t", [["", ""], ["", ""]]), ("a\t\n", [["a", ""]]), ("\ta\n", [["", "a"]]),
        ("a\tb\r\nc\r\n", [["a", "b"], ["c"]]), ("\r\n", [[""]]), ("a\t\r\n", [["a", ""]]),
        // Return alone ends a line too.
        ("a\tb\rc\rd", [["a", "b"], ["c"], ["d"]]), ("a\r", [["a"]]), ("\r\r", [[""], [""]]),
        ("a\r\nb\rc\nd", [["a"], ["b"], ["c"], ["d"]]), ("a\r\r\nb", [["a"], [""], ["b"]]),
        ("a\n\rb", [["a"], [""], ["b"]]),
        // Quoted cells.
        ("\"a\tb\"\tc\n", [["a\tb", "c"]]), ("\"a\nb\"\tc\n", [["a\nb", "c"]]),
        ("\"a\r\nb\"\r\nc", [["a\r\nb"], ["c"]]), ("\"a\rb\"\rc", [["a\rb"], ["c"]]),
        ("\"a\"\"b\"\n", [["a\"b"]]), ("\"\"\t\"\"\n", [["", ""]]), ("\"\"\"\"\n", [["\""]]),
        ("\"\"\"a\"\"\"\tb", [["\"a\"", "b"]]), ("\"a\"", [["a"]]), ("x\t\"\"", [["x", ""]]),
        ("\"a\"\r\n\"b\"\r\n", [["a"], ["b"]]), ("\"  \"\n", [["  "]]),
        // Marks inside a cell are characters.
        ("a\"b\tc\"\n", [["a\"b", "c\""]]), ("a \"b\"\n", [["a \"b\""]]),
        (" \"a\"\n", [[" \"a\""]]), ("5'6\"\tb\n", [["5'6\"", "b"]]),
    ]

    @Test(arguments: texts)
    func `a text has these rows`(_ text: String, cells: [[String]]) {
        let rows = readRows(text)
        #expect(rows.map(\.cells) == cells)
        #expect(rows.allSatisfy { $0.flaw == nil && $0.count == $0.cells.count })
        expectCover(rows, Array(text.utf8))
    }

    private static let openQuotes: [(String, [[String]])] = [
        ("\"", [["\""]]), ("\"a", [["\"a"]]), ("\"a\n", [["\"a"]]),
        ("\"a\tb\nc\td\n", [["\"a", "b"], ["c", "d"]]), ("\"a\nb\n", [["\"a"], ["b"]]),
        ("\"a\" b\tc\n", [["\"a\" b", "c"]]), ("\"\"a\n", [["\"\"a"]]), ("\"\"\"\n", [["\"\"\""]]),
        ("x\t\"a\tb\ny\tz\n", [["x", "\"a", "b"], ["y", "z"]]),
        // What lies between two stray marks in two rows is not swallowed.
        ("\"a\tb\n\"c\td\n", [["\"a", "b"], ["\"c", "d"]]),
        ("\"a\tb\nc\"\td\n", [["\"a", "b"], ["c\"", "d"]]),
        ("\"a\"\"\tb\n", [["\"a\"\"", "b"]]), ("\"a\r\tb\"\n", [["\"a"], ["", "b\""]]),
    ]

    @Test(arguments: openQuotes)
    func `an open quotation mark is a character, and its row is flagged`(
        _ text: String, cells: [[String]]
    ) {
        let rows = readRows(text)
        #expect(rows.map(\.cells) == cells)
        for row in rows {
            let begins = row.cells.contains { $0.hasPrefix("\"") }
            #expect(row.flaw == (begins ? .openQuote : nil))
        }
        expectCover(rows, Array(text.utf8))
    }

    @Test func `a quoted cell holds separators and line breaks where tabs are no separators`() {
        let text = "\"a,b\nc\",d\n\"e,f\ng,h\n"
        let rows = readRows(text, Dialect(separator: 0x2C))
        #expect(rows.map(\.cells) == [["a,b\nc", "d"], ["\"e", "f"], ["g", "h"]])
        #expect(rows.map(\.flaw) == [nil, .openQuote, nil])
        expectCover(rows, Array(text.utf8))
    }

    @Test func `marks are characters where cells are not quoted`() {
        let dialect = Dialect(separator: 0x09, quoted: false)
        let rows = readRows("\"a\tb\"\n\"\"\r\"", dialect)
        #expect(rows.map(\.cells) == [["\"a", "b\""], ["\"\""], ["\""]])
        #expect(rows.allSatisfy { $0.flaw == nil })
    }

    @Test func `only the last row can be without a line end`() {
        #expect(readRows("a\nb").map(\.isTerminated) == [true, false])
        #expect(readRows("a\nb\n").map(\.isTerminated) == [true, true])
        #expect(readRows("a\nb", .plain).map(\.isTerminated) == [true, false])
        #expect(readRows("a\rb\r").map(\.isTerminated) == [true, true])
        #expect(readRows("\"a\nb\"").map(\.isTerminated) == [false])
    }

    @Test(arguments: [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), 0x5E, 0x09])
    func `any separator parts cells`(_ separator: UInt8) {
        let mark = String(Unicode.Scalar(separator))
        for (quoted, returns) in [(true, true), (true, false), (false, true), (false, false)] {
            let dialect = Dialect(
                separator: separator, quoted: quoted, loneReturnsEndLines: returns)
            let rows = readRows(
                "a\(mark)b c\(mark)\(mark)d\r\n\(mark)long enough for a word\n", dialect)
            #expect(rows.map(\.cells) == [["a", "b c", "", "d"], ["", "long enough for a word"]])
        }
    }

    @Test func `a quoted cell closes within 64 KiB or not at all`() {
        // The mark that closes the cell is the last byte that is looked at.
        for (size, closes) in [(65_533, true), (65_534, true), (65_535, false), (65_536, false)] {
            let inner = String(repeating: "a", count: size)
            for end in ["", "\n", "\tb\n"] {
                let text = "x\n\"\(inner)\"" + end
                let rows = readRows(text)
                #expect(rows.count == 2)
                #expect(rows.last?.cells.first == (closes ? inner : "\"\(inner)\""))
                #expect(rows.last?.flaw == (closes ? nil : .openQuote))
                #expect(readRows(Array(text.utf8), .everything, atMost: 65_536) == rows)
            }
        }
    }

    @Test func `a range of a text is read with the offsets of the text`() {
        let text = Array("a\tb\r\n\"c\"\nd\n\ne".utf8)
        for dialect in [Dialect.everything, .plain] {
            let rows = readRows(text, dialect)
            for (index, row) in rows.enumerated() {
                let parts =
                    readRows(text, dialect, in: 0..<row.offset)
                    + readRows(text, dialect, in: row.offset..<text.count)
                #expect(parts == rows, "in two parts before row \(index)")
                let end = row.offset + row.length
                #expect(readRows(text, dialect, in: row.offset..<end) == [row])
            }
        }
    }

    @Test func `reading stops where it is told to`() {
        for dialect in [Dialect.everything, .plain] {
            let text = Array("a\nb\nc\n".utf8)
            var seen: [String] = []
            RowReader(dialect).forEachRow(
                in: 0..<text.count,
                read: { offset, buffer in
                    buffer.copyBytes(from: text[offset...])
                    return text.count - offset
                },
                { row in
                    seen.append(row[0].text)
                    return seen.count < 2
                })
            #expect(seen == ["a", "b"])
        }
    }

    private struct Unreadable: Error {}

    @Test func `errors of reading and of taking rows come out`() {
        #expect(throws: Unreadable.self) {
            try RowReader(.plain).forEachRow(in: 0..<9, read: { _, _ in throw Unreadable() }) {
                _ in true
            }
        }
        #expect(throws: Unreadable.self) {
            try RowReader(.everything).forEachRow(
                in: 0..<2,
                read: { _, buffer in
                    buffer.copyBytes(from: [0x61, 0x0A])
                    return 2
                },
                { _ in throw Unreadable() })
        }
    }

    @Test func `a text that is shorter than it was ends where it ends`() {
        for dialect in [Dialect.everything, .plain] {
            let text = Array("a\nb".utf8)
            #expect(readRows(text, dialect, in: 0..<100) == readRows(text, dialect))
        }
    }
}

/// That the rows, one after the other, are the whole text.
func expectCover(
    _ rows: [ReadRow], _ text: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
) {
    var end = 0
    for (index, row) in rows.enumerated() {
        #expect(row.offset == end, sourceLocation: sourceLocation)
        #expect(row.length > 0, sourceLocation: sourceLocation)
        #expect(row.isTerminated || index == rows.count - 1, sourceLocation: sourceLocation)
        end = row.offset + row.length
        guard end <= text.count else { break }
        let last = text[end - 1]
        let isEnd = last == 0x0A || last == 0x0D
        #expect(!row.isTerminated || isEnd, sourceLocation: sourceLocation)
    }
    #expect(end == text.count, sourceLocation: sourceLocation)
}
