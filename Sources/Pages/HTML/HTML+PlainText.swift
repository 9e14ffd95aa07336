extension HTML {
    /// The words without markup, as they are seen: what is only for screen readers is not among
    /// them.
    var plainText: String {
        var words = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            words += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ">") else { break }
            let tag = rest[start...end]
            rest = rest[rest.index(after: end)...]
            if tag.contains("visually-hidden"), let close = rest.firstRange(of: "</span>") {
                rest = rest[close.upperBound...]
            } else if Self.blocks.contains(where: { tag.hasPrefix($0) }) {
                words += " "
            }
        }
        words += rest
        for (entity, character) in Self.entities {
            words = words.replacing(entity, with: character)
        }
        return words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static let blocks = ["<p", "</p", "<br", "<li", "</li", "<div", "</div", "<dd", "<dt"]
    /// Those that our pages have; the ampersand last.
    private static let entities = [
        ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&middot;", "\u{B7}"),
        ("&ndash;", "\u{2013}"), ("&hellip;", "\u{2026}"), ("&amp;", "&"),
    ]
}
