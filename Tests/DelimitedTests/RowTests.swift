import Testing

@testable import Delimited

@Suite struct RowTests {
    /// What `body` makes of the first row of `text`, in each dialect.
    private func first<T>(_ text: String, _ body: (Row) -> T) -> [T] {
        [Dialect.plain, .everything].compactMap { dialect in
            var found: T?
            let bytes = Array(text.utf8)
            RowReader(dialect).forEachRow(
                in: 0..<bytes.count,
                read: { offset, buffer in
                    buffer.copyBytes(from: bytes[offset...])
                    return bytes.count - offset
                },
                { row in
                    found = body(row)
                    return false
                })
            return found
        }
    }

    @Test(arguments: [
        ("\n", true), ("\t\t\n", true), ("  \t \n", true), (" \u{A0}\t\n", true), (" ", true),
        ("a\n", false), ("\ta", false), ("\t\t0\n", false), ("\0\n", false),
    ])
    func `a row of nothing but spaces is blank`(_ text: String, isBlank: Bool) {
        #expect(first(text) { $0.isBlank } == [isBlank, isBlank])
    }

    @Test(arguments: [
        ("a\tb\n", false), ("\n", false), ("é\n", true), ("1234567é\n", true),
        ("12345678é\n", true), ("1234567\t8901234567\t8é", true), ("12345678\t1234567\n", false),
        ("a\né", false),
    ])
    func `characters beyond ASCII are seen wherever they stand`(_ text: String, isHigh: Bool) {
        #expect(first(text) { $0.hasHighBytes } == [isHigh, isHigh])
    }

    @Test func `a cell that the row does not have is empty`() {
        #expect(
            first("a\tb\n") { [$0[1].text, $0[2].text, $0[5000].text] }
                == [["b", "", ""], ["b", "", ""]])
    }
}
