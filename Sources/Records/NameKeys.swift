import Foundation

/// How names are folded for comparing and finding: lower case, no accents, no punctuation.
public enum NameKeys {
    /// `text` folded: letters and digits in lower case without accents, one space between words.
    ///
    /// Apostrophes vanish (`O'Neil` is `oneil`), hyphens part words (`Garcia-Lopez` is
    /// `garcia lopez`).
    public static func folded(_ text: String) -> String {
        var text = text
        if let ascii = text.withUTF8({ foldedASCII($0) }) { return ascii }
        var result = String.UnicodeScalarView()
        for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                // A vowel sign that has lost its letter would join with the space before it.
                if result.last ?? " " == " ", isMark(scalar) { continue }
                result.append(contentsOf: (replacements[scalar] ?? String(scalar)).unicodeScalars)
            } else if scalar.value == 0x27 || (0x2018...0x201B).contains(scalar.value)
                || (0x300...0x36F).contains(scalar.value) || isInvisible(scalar)
            {
                continue
            } else if result.last != " " {
                result.append(" ")
            }
        }
        let words = result.split(separator: " ")
        return String(String.UnicodeScalarView(words.joined(separator: [" "])))
    }

    /// The three keys by which a person is found: surname first, given name first, and the second
    /// part of a compound surname first (empty where there is none).
    public static func keys(last: String, first: String, middle: String) -> [String] {
        let last = folded(last)
        let first = folded(first)
        let middle = folded(middle)
        let name = joined(last, first, middle)
        let given = joined(first, middle, last)
        guard let space = last.utf8.firstIndex(of: 0x20) else { return [name, given, ""] }
        return [name, given, joined(String(last[space...].dropFirst()), first, middle)]
    }

    /// `word` and each text that it becomes when one letter is taken out.
    ///
    /// Two words one edit apart share one of these. Source: the symmetric delete method of
    /// spelling correction.
    public static func variants(of word: String) -> Set<String> {
        let letters = Array(word)
        var found: Set<String> = [word]
        guard letters.count > 2, letters.count <= longestWord else { return found }
        for index in letters.indices {
            var shorter = letters
            shorter.remove(at: index)
            found.insert(String(shorter))
        }
        return found
    }

    /// Longer words are found only as they are written.
    static let longestWord = 24

    private static func joined(_ first: String, _ second: String, _ third: String) -> String {
        var text = first
        for part in [second, third] where !part.isEmpty {
            if !text.isEmpty { text += " " }
            text += part
        }
        return text
    }

    private static func foldedASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        if bytes.contains(where: { $0 >= 0x80 }) { return nil }
        return String(unsafeUninitializedCapacity: bytes.count) { output in
            var count = 0
            for byte in bytes {
                switch byte {
                case 0x61...0x7A, 0x30...0x39: output[count] = byte
                case 0x41...0x5A: output[count] = byte | 0x20
                case 0x27: continue
                default:
                    if count == 0 || output[count - 1] == 0x20 { continue }
                    output[count] = 0x20
                }
                count += 1
            }
            if count > 0, output[count - 1] == 0x20 { count -= 1 }
            return count
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Characters that take no room on the screen: zero-width ones and direction marks.
    public static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
        default: false
        }
    }

    private static let replacements: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
        "ı": "i",
    ]
}
