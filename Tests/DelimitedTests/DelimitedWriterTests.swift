import Testing

@testable import Delimited

@Suite struct DelimitedWriterTests {
    private func written(
        _ cells: [String], separator: UInt8 = 0x09, _ purpose: DelimitedWriter.Purpose
    ) -> String {
        var writer = DelimitedWriter(separator: separator, purpose: purpose)
        writer.append(cells)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static let plainCells: [([String], String)] = [
        (["a", "b"], "a\tb\n"), ([""], "\n"), (["", ""], "\t\n"), (["a b"], "a b\n"),
        (["a\tb"], "\"a\tb\"\n"), (["a\nb", "c"], "\"a\nb\"\tc\n"), (["a\rb"], "\"a\rb\"\n"),
        (["say \"a\""], "\"say \"\"a\"\"\"\n"), (["\""], "\"\"\"\"\n"), (["a,b"], "a,b\n"),
        (["=1", "-1"], "=1\t-1\n"), (["Zoë", "😀"], "Zoë\t😀\n"),
    ]

    @Test(arguments: plainCells)
    func `cells are quoted where they have to be`(_ cells: [String], text: String) {
        #expect(written(cells, .data) == text)
    }

    private static let guarded: [(String, String)] = [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
        ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""), ("\t=1", "\"'\t=1\""),
        ("\r=1", "\"'\r=1\""), ("a=1", "a=1"), (" =1", " =1"), ("'a", "'a"), ("1-1", "1-1"),
        ("", ""), ("=", "'="), ("a;=1", "\"a;=1\""), ("a,=1", "\"a,=1\""), ("a\t=1", "\"a\t=1\""),
    ]

    @Test(arguments: guarded)
    func `a spreadsheet has nothing to calculate`(_ cell: String, text: String) {
        #expect(written([cell], .spreadsheet) == text + "\r\n")
        #expect(DelimitedWriter.isFormula(cell) == text.contains("'" + cell.prefix(1)))
    }

    @Test(arguments: [
        ("'=1", "=1"), ("'+1", "+1"), ("'-1", "-1"), ("'@a", "@a"), ("'a", "'a"), ("'", "'"),
        ("''=1", "''=1"), ("", ""), ("=1", "=1"), ("O'Neil", "O'Neil"),
    ])
    func `the guard comes off again`(_ cell: String, bare: String) {
        #expect(withBytes(cell) { DelimitedWriter.withoutGuard($0).text } == bare)
    }

    @Test func `cells with = + - or @ in front come back as they were`() {
        for first in ["=", "+", "-", "@"] {
            let cell = first + "1\t\"a\""
            let rows = readRows(written([cell], .spreadsheet))
            let found = withBytes(rows.first?.cells.first ?? "") {
                DelimitedWriter.withoutGuard($0).text
            }
            #expect(found == cell)
        }
    }

    /// Pieces of cells. A cell with tabs holds no line break: in a text separated by tabs, a
    /// quotation mark in front of both is not taken for the beginning of a cell.
    private static let pieces = ["a", "bc", "\"", "\"\"", " ", "'", "é", "😀", "\0", ",", ";", "|"]

    @Test(arguments: [UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";")])
    func `whatever is written is read back`(_ separator: UInt8) {
        var numbers = SeededNumbers(seed: UInt64(separator))
        let mark = String(Unicode.Scalar(separator))
        for _ in 0..<300 {
            let width = Int.random(in: 1...6, using: &numbers)
            let rows = (0..<Int.random(in: 1...8, using: &numbers)).map { _ in
                (0..<width).map { _ in
                    let breaks = ["\n", "\r", "\r\n"]
                    let isMark = Bool.random(using: &numbers)
                    let other = separator == 0x09 ? (isMark ? [mark] : breaks) : breaks + [mark]
                    let plain = Self.pieces.filter { $0 != mark }
                    return numbers.text(of: plain + other, atMost: 5)
                }
            }
            for purpose in [DelimitedWriter.Purpose.data, .spreadsheet] {
                var writer = DelimitedWriter(separator: separator, purpose: purpose)
                for row in rows { writer.append(row) }
                let text = writer.take()
                let found = readRows(text, Dialect(separator: separator, for: survey(text)))
                let expected =
                    purpose == .data
                    ? rows : rows.map { $0.map { DelimitedWriter.isFormula($0) ? "'" + $0 : $0 } }
                #expect(found.map(\.cells) == expected)
                #expect(found.allSatisfy { $0.flaw == nil && $0.isTerminated })
            }
        }
    }

    @Test func `what was taken is not handed over twice`() {
        var writer = DelimitedWriter(purpose: .data)
        writer.append(["a"])
        #expect(writer.take() == Array("a\n".utf8))
        #expect(writer.bytes.isEmpty)
        writer.append(["b".dropFirst(0)])
        #expect(writer.take() == Array("b\n".utf8))
    }
}
