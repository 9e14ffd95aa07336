import Storage
import Testing

@testable import Operations

@Suite struct ImageValuesTests {
    private func count(_ image: String) -> Int? {
        var image = image
        return image.withUTF8 { ImageValues.count(of: UnsafeRawBufferPointer($0)) }
    }

    @Test(arguments: [
        "[1]", "[1, 2,  3]", #"["a","",null,-7]"#, #"["a\"b\\c\u000ad","Ås \/ \n"]"#,
        "[9223372036854775807,-9223372036854775808]", #"["{\"Relationship\":\"Parent\"}"]"#,
        #"["\u00e5\ud83d\ude00"]"#, " [ 1 , null ] ", "[]",
    ])
    func `what an undo can read is counted`(_ image: String) throws {
        #expect(count(image) == (try Undo.decode(image)).count)
    }

    @Test(arguments: [
        "", "[", "[1", "[1,", "[1]]", "[1 2]", "{}", "7", #"["a]"#, #"["a\"]"#, #"["\x"]"#,
        "[nul]", "[nulll]", "[-]", "[01]", "[9223372036854775808]", "[true]", "[[1]]",
        "[\"a\nb\"]", #"["\u00g0"]"#, #"["\ud83d"]"#,
    ])
    func `what an undo cannot read has no count`(_ image: String) {
        #expect(count(image) == nil)
        #expect(throws: (any Error).self) { try Undo.decode(image) }
    }

    @Test(
        arguments: [
            (#"["a","",null,-7]"#, [.text("a"), .text(""), .null, .integer(-7)]),
            (
                "[9223372036854775807, -9223372036854775808,0]",
                [.integer(.max), .integer(.min), .integer(0)]
            ),
            (
                #"["a\"b\\c\u000ad","Ås \/ \b\f\n\r\t"]"#,
                [.text("a\"b\\c\nd"), .text("Ås / \u{8}\u{C}\n\r\t")]
            ),
            (#"["\u00e5\u007f\u0000"]"#, [.text("å\u{7F}\0")]),
        ] as [(String, [Query.Value])])
    func `values are read as a decoder reads them`(
        _ image: String, _ values: [Query.Value]
    ) throws {
        #expect(ImageValues.values(of: image) == values)
        #expect(try Undo.decoded(image) == values)
    }
}
