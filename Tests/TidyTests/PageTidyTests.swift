import Foundation
import Testing

/// What a reviewer of pages should not have to catch.
@Suite struct PageTidyTests {
    private static func sources(of target: String) throws -> [TidyTests.Source] {
        try TidyTests.sources().filter { $0.target == target }
    }

    @Test func `HTML is only in Pages`() throws {
        for source in try TidyTests.sources() where source.target != "Pages" {
            for (index, line) in source.lines.enumerated() {
                let found = line.contains(#/"\s*<\/?(div|p|span|table|a|form|h[1-6]|ul|li)\b/#)
                #expect(!found, "\(source.path):\(index + 1) holds HTML")
            }
        }
    }

    /// Words between tags would stay English whatever the reader's language.
    @Test func `every word of a page comes from the catalogue`() throws {
        for source in try Self.sources(of: "Pages") {
            for (index, line) in source.lines.enumerated() where line.contains(#/<\/?[a-z]/#) {
                if line.drop(while: { $0 == " " }).hasPrefix("//") { continue }
                let markup = Self.withoutInterpolations(line)
                    .replacing(#/&[a-z]+;|&#\d+;/#, with: "")
                let words = markup.matches(of: #/>\s*([A-Za-z][^<>"]*)<\//#).map { $0.1 }
                for word in words where word != "Homeroom" {
                    Issue.record("\(source.path):\(index + 1) holds words: \(word)")
                }
            }
        }
    }

    /// The security policy of the pages lets neither run.
    @Test func `no page has inline styles or scripts`() throws {
        for source in try Self.sources(of: "Pages") {
            for (index, line) in source.lines.enumerated() {
                let found = line.contains(#/[ "]style=|[ "]on[a-z]+=\\?"|javascript:/#)
                #expect(!found, "\(source.path):\(index + 1) holds inline style or script")
            }
        }
    }

    @Test func `keys of phrases are unique`() throws {
        var places: [String: String] = [:]
        for source in try Self.sources(of: "Pages") {
            let text = source.lines.joined(separator: "\n")
            for match in text.matches(
                of: #/Phrase\(\s*"([a-z0-9.-]+)",\s*(?:one: )?("(?:[^"\\]|\\.)*")/#)
            {
                let (key, words) = (String(match.1), String(match.2))
                let known = places[key] ?? words
                #expect(known == words, "\(source.path): \(key) has two texts")
                places[key] = words
            }
        }
        #expect(places.count > 100)
    }

    private static func withoutInterpolations(_ line: String) -> String {
        var kept = ""
        var depth = 0
        var characters = Array(line)[...]
        while let character = characters.popFirst() {
            if depth == 0, character == "\\", characters.first == "(" {
                depth = 1
                characters.removeFirst()
            } else if depth > 0 {
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
            } else {
                kept.append(character)
            }
        }
        return kept
    }
}
