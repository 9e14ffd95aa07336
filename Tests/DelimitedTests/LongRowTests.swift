import Testing

@testable import Delimited

@Suite struct LongRowTests {
    private static let maximum = RowReader.maximumRowBytes

    private static func letters(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x61, count: count) }

    /// Lengths of the long row, line end included.
    private static let lengths: [Int] = [
        maximum - 1, maximum, maximum + 1, 2 * maximum - 9, 2 * maximum - 1, 2 * maximum,
        2 * maximum + 1, 3 * maximum, 3 * maximum + 1, 10 << 20,
    ]

    @Test(arguments: lengths)
    func `a row that is too long is flagged and the next one intact`(_ length: Int) {
        for (end, dialects) in [
            ("\n", [Dialect.plain, .everything]), ("\r\n", [.plain, .everything]),
            ("\r", [.everything]),
        ] {
            for before in ["", "x\ty\(end)"] {
                let head = Array(before.utf8)
                let text =
                    head + Self.letters(length - end.utf8.count) + Array("\(end)b\tc\(end)".utf8)
                for dialect in dialects {
                    let rows = readRows(text, dialect)
                    expectCover(rows, text)
                    #expect(rows.count == (before.isEmpty ? 2 : 3), "\(end.debugDescription)")
                    let long = rows.dropLast().last
                    #expect(long?.length == length)
                    #expect(long?.flaw == (length > Self.maximum ? .tooLong : nil))
                    #expect(long?.count == (length > Self.maximum ? 0 : 1))
                    #expect(long?.isTerminated == true)
                    #expect(rows.last?.cells == ["b", "c"])
                    #expect(rows.last?.flaw == nil)
                }
            }
        }
    }

    @Test(arguments: lengths)
    func `a last row that is too long is flagged`(_ length: Int) {
        let text = Array("x\n".utf8) + Self.letters(length)
        for dialect in [Dialect.plain, .everything] {
            let rows = readRows(text, dialect)
            expectCover(rows, text)
            #expect(rows.count == 2)
            #expect(rows.last?.flaw == (length > Self.maximum ? .tooLong : nil))
            #expect(rows.last?.isTerminated == false)
        }
    }

    @Test func `two long rows in a row are two`() {
        let long = Self.letters(5 << 20)
        let text = long + [0x0D, 0x0A] + long + [0x0D, 0x0A, 0x62]
        for dialect in [Dialect.plain, .everything] {
            let rows = readRows(text, dialect)
            expectCover(rows, text)
            #expect(rows.map(\.flaw) == [.tooLong, .tooLong, nil])
            #expect(rows.map(\.length) == [long.count + 2, long.count + 2, 1])
        }
    }

    @Test func `a long row read a little at a time is one row`() {
        let text = Self.letters(3 << 20) + Array("\r\nb\n".utf8)
        for dialect in [Dialect.plain, .everything] {
            let rows = readRows(text, dialect)
            #expect(readRows(text, dialect, atMost: 100_000) == rows)
            #expect(rows.map(\.length) == [(3 << 20) + 2, 2])
        }
    }

    @Test func `a long row with a quoted cell is flagged`() {
        let text =
            Array("\"a\tb\"\t".utf8) + Self.letters(Self.maximum) + Array("\n\"c\nd\"\n".utf8)
        let rows = readRows(text, .everything)
        expectCover(rows, text)
        #expect(rows.map(\.flaw) == [.tooLong, nil])
        #expect(rows.last?.cells == ["c\nd"])
    }

    @Test func `of 100,000 cells the first are kept and all are counted`() {
        let cells = (0..<100_000).map { String($0 % 10) }
        let text = Array((cells.joined(separator: "\t") + "\na\tb\n").utf8)
        for dialect in [Dialect.plain, .everything] {
            let rows = readRows(text, dialect)
            expectCover(rows, text)
            #expect(rows.map(\.count) == [100_000, 2])
            #expect(rows.first?.cells == Array(cells.prefix(RowReader.maximumCells)))
            #expect(rows.last?.cells == ["a", "b"])
        }
    }

    @Test(arguments: [1023, 1024, 1025])
    func `cells around the most that are kept`(_ width: Int) {
        let line = Array(repeating: "a", count: width).joined(separator: "\t")
        for end in ["", "\n", "\r\n"] {
            for dialect in [Dialect.plain, .everything] {
                let rows = readRows(Array((line + end).utf8), dialect)
                #expect(rows.map(\.count) == [width])
                #expect(rows.first?.cells.count == min(width, RowReader.maximumCells))
                #expect(rows.first?.cells.allSatisfy { $0 == "a" } == true)
            }
        }
    }
}
