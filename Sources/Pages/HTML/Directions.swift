/// Marks that turn the direction in which what follows them is shown, up to the end of the line:
/// embeddings, overrides and isolates of the Unicode Bidirectional Algorithm, UAX #9. No name needs
/// them; in pasted texts they come along, and somebody may mean to deceive.
enum Directions {
    /// Whether a text has such marks.
    static func turn(_ text: String) -> Bool {
        // All of them begin with this byte, as few other characters do.
        text.utf8.contains(0xE2) && text.unicodeScalars.contains(where: isMark)
    }

    /// The text without them.
    static func removed(from text: String) -> String {
        guard turn(text) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isMark($0) }))
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": true
        default: false
        }
    }
}

extension HTML {
    /// Appends a value so that it turns nothing but itself. What is sent back with a form stays as
    /// it is.
    static func isolate(_ value: String, into text: inout String) {
        guard Directions.turn(value), isText(after: text) else {
            return escape(value, into: &text)
        }
        text += "<bdi>"
        escape(value, into: &text)
        text += "</bdi>"
    }

    /// Whether markup can follow: outside of tags, and not in an element that holds plain text.
    private static func isText(after markup: String) -> Bool {
        guard let last = markup.lastIndex(where: { $0 == "<" || $0 == ">" }) else { return true }
        guard markup[last] == ">", let open = markup[..<last].lastIndex(of: "<") else {
            return false
        }
        return !["<textarea", "<option", "<title"].contains { markup[open...].hasPrefix($0) }
    }
}
