/// Marks that turn the direction in which what follows them is shown, up to the end of the line:
/// embeddings, overrides and isolates of the Unicode Bidirectional Algorithm, UAX #9. No name needs
/// them; in pasted texts they come along, and somebody may mean to deceive.
enum Directions {
    /// The text with a replacement character in the place of each, so that it can be seen that
    /// something was there.
    static func shown(_ text: String) -> String {
        // All of them begin with this byte, as few other characters do.
        guard text.utf8.contains(0xE2), text.unicodeScalars.contains(where: isMark) else {
            return text
        }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            shown.append(isMark(scalar) ? "\u{FFFD}" : scalar)
        }
        return String(shown)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": true
        default: false
        }
    }
}

extension HTML {
    /// Appends a value so that it turns nothing beside it. What is sent back with a form stays as
    /// it is.
    static func appendShown(_ value: String, to text: inout String) {
        let shown = Directions.shown(value)
        escape(shown == value || isText(after: text) ? shown : value, into: &text)
    }

    /// Whether markup can follow: outside of tags, and not in an element that holds plain text.
    private static func isText(after markup: String) -> Bool {
        guard let last = markup.lastIndex(where: { $0 == "<" || $0 == ">" }) else { return true }
        guard markup[last] == ">", let open = markup[..<last].lastIndex(of: "<") else {
            return false
        }
        return !["<textarea", "<option"].contains { markup[open...].hasPrefix($0) }
    }
}
