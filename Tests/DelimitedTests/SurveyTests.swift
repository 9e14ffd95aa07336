import Testing

@testable import Delimited

@Suite struct SurveyTests {
    /// What a survey has to say, found byte by byte.
    private func slow(_ bytes: [UInt8]) -> Survey {
        var survey = Survey()
        survey.bytes = bytes.count
        survey.lineFeeds = bytes.count { $0 == 0x0A }
        survey.carriageReturns = bytes.count { $0 == 0x0D }
        survey.pairs = zip(bytes, bytes.dropFirst()).count { $0 == 0x0D && $1 == 0x0A }
        survey.quotes = bytes.count { $0 == 0x22 }
        survey.nuls = bytes.count { $0 == 0 }
        survey.isASCII = bytes.allSatisfy { $0 < 0x80 }
        survey.isUTF8 = String(validating: bytes, as: UTF8.self) != nil
        survey.lastByte = bytes.last
        return survey
    }

    /// Taken in pieces that end at `splits`.
    private func inPieces(_ bytes: [UInt8], _ splits: [Int]) -> Survey {
        var survey = Survey()
        var start = 0
        for end in splits.sorted() + [bytes.count] {
            bytes[start..<end].withUnsafeBytes { survey.take($0) }
            start = end
        }
        survey.finish()
        return survey
    }

    private static let texts: [String] = [
        "", "a", "\r", "\n", "\r\n", "\n\r", "a\r\nb\r\nc", "a\rb\r\rc\n\n", "\"a\"\"b\"\t\0\r\n",
        "Zoë\tMuñoz\r\n李\t😀\n", "😀😀😀", "\u{FEFF}é\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}",
    ]

    @Test(arguments: texts)
    func `a text tells the same in one piece and in two or three`(_ text: String) {
        let bytes = Array(text.utf8)
        let expected = slow(bytes)
        #expect(survey(bytes) == expected)
        for first in 0...bytes.count {
            #expect(inPieces(bytes, [first]) == expected, "split at \(first)")
            for second in first...bytes.count {
                #expect(inPieces(bytes, [first, second]) == expected, "\(first), \(second)")
            }
        }
    }

    private static let sequences: [[UInt8]] = [
        // Begun and not finished.
        [0xC3], [0xE2], [0xE2, 0x82], [0xF0], [0xF0, 0x9F], [0xF0, 0x9F, 0x98],
        [0x61, 0xF0, 0x9F, 0x98],
        // Never begun.
        [0x80], [0xBF, 0xBF], [0x80, 0x80, 0x80, 0x80], [0xC3, 0xA9, 0xA9],
        // Longer than they need be, surrogates, past the last character, bytes that never occur.
        [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
        [0xF0, 0x80, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF, 0xFE],
        // Followed by something else.
        [0xE2, 0x61], [0xE2, 0x82, 0x61], [0xF0, 0x9F, 0x0A, 0x61], [0xC3, 0xC3, 0xA9],
        // And these are in order.
        [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80],
        [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF], [0xEF, 0xBF, 0xBD],
    ]

    @Test(arguments: sequences)
    func `bytes are judged as UTF-8 wherever a piece ends`(_ sequence: [UInt8]) {
        for before in 0..<10 {
            for after in 0..<5 {
                let bytes =
                    [UInt8](repeating: 0x61, count: before) + sequence
                    + [UInt8](repeating: 0x62, count: after)
                let expected = slow(bytes)
                for first in 0...bytes.count {
                    #expect(inPieces(bytes, [first]) == expected)
                    #expect(inPieces(bytes, [first, min(first + 1, bytes.count)]) == expected)
                }
            }
        }
    }

    @Test func `every byte that counts is counted wherever words and blocks begin and end`() {
        for size in [0, 1, 7, 8, 9, 15, 16, 17, 23, 24, 25, 4079, 4080, 4081, 4095, 4096, 4097] {
            for byte: UInt8 in [0x0A, 0x0D, 0x22, 0, 0x80, 0x8A, 0x8D, 0xA2, 0xFF] {
                for at in Set([0, 1, 6, 7, 8, 9, 14, 15, 16, size / 2, size - 2, size - 1])
                where at >= 0 && at < size {
                    var bytes = [UInt8](repeating: 0x61, count: size)
                    bytes[at] = byte
                    #expect(survey(bytes) == slow(bytes), "byte \(byte) at \(at) of \(size)")
                    // Read from an address that no word begins at.
                    var survey = Survey()
                    ([0x20] + bytes).withUnsafeBytes {
                        survey.take(UnsafeRawBufferPointer(rebasing: $0.dropFirst()))
                    }
                    survey.finish()
                    #expect(survey == slow(bytes))
                }
            }
        }
    }

    @Test func `a text of nothing but one byte is counted whole`() {
        for size in [16, 17, 4080, 4096, 4097, 70_000] {
            for byte: UInt8 in [0x0A, 0x0D, 0x22, 0, 0xFF] {
                let bytes = [UInt8](repeating: byte, count: size)
                #expect(survey(bytes) == slow(bytes))
            }
        }
    }

    @Test func `pairs of return and line feed are counted over the borders of words and pieces`() {
        for before in 0..<40 {
            let bytes =
                [UInt8](repeating: 0x61, count: before) + [0x0D, 0x0A, 0x0D, 0x0D, 0x0A, 0x0A]
            #expect(survey(bytes).pairs == 2)
            for split in 0...bytes.count { #expect(inPieces(bytes, [split]).pairs == 2) }
        }
    }

    @Test func `random bytes tell the same in any pieces`() {
        var numbers = SeededNumbers(seed: 1)
        let pieces = ["a", "\r", "\n", "\r\n", "\"", "\0", "é", "€", "😀"]
        for _ in 0..<400 {
            var bytes = Array(numbers.text(of: pieces, atMost: 60).utf8)
            if Bool.random(using: &numbers), !bytes.isEmpty {
                let at = Int.random(in: 0..<bytes.count, using: &numbers)
                bytes[at] = UInt8.random(in: 0...255, using: &numbers)
            }
            let splits = (0..<4).map { _ in Int.random(in: 0...bytes.count, using: &numbers) }
            #expect(inPieces(bytes, splits) == slow(bytes), "\(bytes) at \(splits)")
        }
    }

    @Test func `surveys of pieces that end behind a line feed add up`() {
        let pieces = ["Zoë\r\n", "\r\"b\"\n", "", "\0\r\r\n", "李\t😀"]
        for at in 0...pieces.count {
            var left = survey(Array(pieces[..<at].joined().utf8))
            left += survey(Array(pieces[at...].joined().utf8))
            #expect(left == slow(Array(pieces.joined().utf8)))
        }
        // A character that one piece begins and the next goes on with is none.
        var cut = Survey()
        [UInt8(0x61), 0xC3].withUnsafeBytes { cut.take($0) }
        cut += survey([0x61])
        #expect(!cut.isUTF8)
    }

    @Test(arguments: [
        ("a\nb\n", true, true), ("a\r\nb\r\n", true, true), ("a\r\nb\n", true, true),
        ("a\nb", true, false), ("a\rb\r", false, true), ("a\r\n\rb\n", false, true),
        ("a\n\rb", false, false), ("", true, false),
    ])
    func `line ends are told apart`(_ text: String, isPlain: Bool, endsWithLineEnd: Bool) {
        let survey = survey(Array(text.utf8))
        #expect(survey.hasPlainLineEnds == isPlain)
        #expect(survey.endsWithLineEnd == endsWithLineEnd)
    }
}
