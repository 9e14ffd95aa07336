import Testing

@testable import Delimited

@Suite struct TextEncodingTests {
    private static func utf16(_ text: String, little: Bool, mark: Bool = false) -> [UInt8] {
        ((mark ? "\u{FEFF}" : "") + text).utf16.flatMap { unit in
            let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
            return little ? [low, high] : [high, low]
        }
    }

    private func sniff(_ bytes: [UInt8]) -> (TextEncoding?, Int) {
        let found = bytes.withUnsafeBytes { TextEncoding.sniff($0) }
        return (found.0, found.markLength)
    }

    private static let beginnings: [([UInt8], TextEncoding?, Int)] = [
        ([], nil, 0), ([0xEF], nil, 0), ([0xEF, 0xBB], nil, 0), ([0xFF], nil, 0),
        ([0xEF, 0xBB, 0xBF], .utf8, 3), ([0xEF, 0xBB, 0xBF, 0x61], .utf8, 3),
        ([0xFF, 0xFE], .utf16LittleEndian, 2), ([0xFE, 0xFF], .utf16BigEndian, 2),
        (Array("Import Student ID\tName".utf8), nil, 0), ([0x5A, 0x6F, 0xEB], nil, 0),
        (utf16("Import Student ID", little: true, mark: true), .utf16LittleEndian, 2),
        (utf16("Import Student ID", little: false, mark: true), .utf16BigEndian, 2),
        (utf16("Import Student ID", little: true), .utf16LittleEndian, 0),
        (utf16("Import Student ID", little: false), .utf16BigEndian, 0),
        (utf16("José\t李\tName\tSchool\t1", little: true), .utf16LittleEndian, 0),
        // Too short to tell, and a few NULs in an ordinary text.
        (utf16("abc", little: true), nil, 0), (Array("Name\0\tSchool\0\t\0\0".utf8), nil, 0),
        // UTF-32 has NULs on both sides.
        ([0x61, 0, 0, 0, 0x62, 0, 0, 0, 0x63, 0, 0, 0], nil, 0),
        ([UInt8](repeating: 0, count: 64), nil, 0),
    ]

    @Test(arguments: beginnings)
    func `the first bytes tell the encoding, or do not`(
        _ bytes: [UInt8], encoding: TextEncoding?, markLength: Int
    ) {
        let found = sniff(bytes)
        #expect(found.0 == encoding)
        #expect(found.1 == markLength)
    }

    private struct Result: Equatable {
        var text: String
        var replacements: Int
    }

    private func transcode(_ pieces: [[UInt8]], _ source: TextEncoding) -> Result {
        var transcoder = Transcoder(from: source)
        var output: [UInt8] = []
        for piece in pieces { piece.withUnsafeBytes { transcoder.append($0, to: &output) } }
        transcoder.finish(to: &output)
        #expect(String(validating: output, as: UTF8.self) != nil)
        return Result(
            text: String(decoding: output, as: UTF8.self), replacements: transcoder.replacements)
    }

    @Test(arguments: ["", "a", "Zoë Muñoz\r\n", "李小龍", "😀a😀", "\u{10FFFF}\u{FFFF}\u{E000}\0"])
    func `UTF-16 is read whatever the pieces`(_ text: String) {
        for little in [true, false] {
            let bytes = Self.utf16(text, little: little)
            let source: TextEncoding = little ? .utf16LittleEndian : .utf16BigEndian
            let expected = Result(text: text, replacements: 0)
            #expect(transcode(bytes.map { [$0] }, source) == expected)
            for first in 0...bytes.count {
                for second in first...bytes.count {
                    let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]]
                    #expect(transcode(pieces.map(Array.init), source) == expected)
                }
            }
        }
    }

    private static let broken: [([UInt16], String, Int)] = [
        ([0xD83D], "\u{FFFD}", 1), ([0xDE00], "\u{FFFD}", 1), ([0xD83D, 0x61], "\u{FFFD}a", 1),
        ([0x61, 0xDE00, 0x62], "a\u{FFFD}b", 1), ([0xD83D, 0xD83D, 0xDE00], "\u{FFFD}😀", 1),
        ([0xDE00, 0xD83D], "\u{FFFD}\u{FFFD}", 2),
    ]

    @Test(arguments: broken)
    func `half a pair of surrogates becomes a replacement character`(
        _ units: [UInt16], text: String, replacements: Int
    ) {
        let bytes = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for split in 0...bytes.count {
            #expect(
                transcode([Array(bytes[..<split]), Array(bytes[split...])], .utf16LittleEndian)
                    == Result(text: text, replacements: replacements))
        }
    }

    @Test func `half a unit at the end is not lost silently`() {
        #expect(
            transcode([[0x61, 0, 0x62]], .utf16LittleEndian)
                == Result(text: "a\u{FFFD}", replacements: 1))
    }

    @Test func `all characters of Windows-1252 are read, and its five gaps replaced`() {
        let high =
            "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ"
            + String(String.UnicodeScalarView((0xA0...0xFF).compactMap { Unicode.Scalar($0) }))
        let low = String(decoding: 0..<0x80 as Range<UInt8>, as: UTF8.self)
        #expect(
            transcode([Array(0...255)], .windows1252)
                == Result(text: low + high, replacements: 5))
        #expect(
            transcode((0...255).map { [$0] }, .windows1252)
                == Result(text: low + high, replacements: 5))
    }

    @Test func `UTF-8 is handed on as it stands`() {
        #expect(
            transcode([[0x5A, 0xC3], [0xAB, 0x0D]], .utf8)
                == Result(text: "Z\u{EB}\r", replacements: 0))
    }
}
