import Testing

@testable import Delimited

/// The two loops of the reader, and reading in pieces of any size, on random texts from a seed.
@Suite struct RowReaderAgreementTests {
    /// Every dialect in which a text without quotation marks and lone returns means the same.
    private static let dialects = [
        Dialect.plain, .everything,
        Dialect(separator: 0x09, quoted: true, loneReturnsEndLines: false),
        Dialect(separator: 0x09, quoted: false, loneReturnsEndLines: true),
    ]

    private static let plainPieces = [
        "a", "bc", "a longer cell than a word", "\t", "\t", "\n", "\r\n", "é", "😀", "\0", " ", ",",
    ]

    @Test func `both loops give the same rows of the same plain text`() {
        var numbers = SeededNumbers(seed: 7)
        for _ in 0..<1500 {
            let text = Array(numbers.text(of: Self.plainPieces, atMost: 40).utf8)
            let expected = slowRows(text)
            for dialect in Self.dialects {
                let rows = readRows(text, dialect)
                #expect(rows.map(\.cells) == expected)
                #expect(rows == readRows(text, .plain))
                expectCover(rows, text)
            }
        }
    }

    /// The cells of a plain text, by splitting it.
    private func slowRows(_ text: [UInt8]) -> [[String]] {
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.enumerated().map { index, line in
            let isPair = line.last == 0x0D
            return (isPair ? line.dropLast() : line)
                .split(separator: 0x09, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    @Test func `both loops agree over the borders of what is read at once`() {
        var numbers = SeededNumbers(seed: 8)
        var text: [UInt8] = []
        while text.count < 5 << 20 {
            // Rows of very different lengths, some of them longer than a row may be.
            let isLong = Int.random(in: 0..<400, using: &numbers) == 0
            let size = Int.random(in: 0...(isLong ? 1_500_000 : 3000), using: &numbers)
            text += [UInt8](repeating: 0x61, count: size)
            text += Bool.random(using: &numbers) ? [0x09, 0x62, 0x0D, 0x0A] : [0x0A]
        }
        let rows = readRows(text, .plain)
        expectCover(rows, text)
        for dialect in Self.dialects.dropFirst() { #expect(readRows(text, dialect) == rows) }
        for row in rows {
            #expect((row.flaw == .tooLong) == (row.length > RowReader.maximumRowBytes))
        }
    }

    private static let anyPieces = plainPieces + ["\r", "\"", "\"", "\"\"", "\t\"", "\"\t", "\"\n"]

    @Test func `any text is covered by its rows, however it is read`() {
        var numbers = SeededNumbers(seed: 9)
        for _ in 0..<1500 {
            let text = Array(numbers.text(of: Self.anyPieces, atMost: 40).utf8)
            let dialect = Dialect(separator: 0x09, for: survey(text))
            for dialect in [dialect, .everything] {
                let rows = readRows(text, dialect)
                expectCover(rows, text)
                for size in [1, 2, 3, 7, 8, 9] {
                    #expect(readRows(text, dialect, atMost: size) == rows, "\(size) at once")
                }
            }
        }
    }

    @Test func `a plain text is read however few bytes come at once`() {
        var numbers = SeededNumbers(seed: 10)
        for _ in 0..<200 {
            let text = Array(numbers.text(of: Self.plainPieces, atMost: 60).utf8)
            let rows = readRows(text, .plain)
            for size in [1, 2, 3, 7, 8, 9] {
                #expect(readRows(text, .plain, atMost: size) == rows, "\(size) at once")
            }
        }
    }

    @Test func `a row read by its place alone is the same row`() {
        var numbers = SeededNumbers(seed: 11)
        for _ in 0..<300 {
            let text = Array(numbers.text(of: Self.plainPieces, atMost: 40).utf8)
            for row in readRows(text, .everything) {
                let place = row.offset..<row.offset + row.length
                #expect(readRows(text, .everything, in: place) == [row])
            }
        }
    }
}
