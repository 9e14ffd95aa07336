/// A piece of a page.
///
/// A literal is markup; everything interpolated into it is escaped, unless it is `HTML` itself, so
/// that no value can become markup:
///
///     let row: HTML = "<td>\(student.name)</td>"
public struct HTML: Sendable, ExpressibleByStringInterpolation {
    /// The markup, in UTF-8.
    public private(set) var text: String

    public static let empty = HTML(markup: "")

    /// Markup from this module or one that was made by it, never from input.
    init(markup: String) { text = markup }

    public init(stringLiteral markup: String) { text = markup }

    public init(stringInterpolation parts: StringInterpolation) { text = parts.text }

    /// The words of a phrase.
    public init(_ phrase: Phrase) {
        text = ""
        Self.escape(phrase.text, into: &text)
    }

    /// A text, escaped.
    public init(text value: String) {
        text = ""
        Self.appendShown(value, to: &text)
    }

    public var isEmpty: Bool { text.isEmpty }

    public static func + (left: HTML, right: HTML) -> HTML { HTML(markup: left.text + right.text) }

    public static func += (left: inout HTML, right: HTML) { left.text += right.text }

    public struct StringInterpolation: StringInterpolationProtocol {
        var text: String

        public init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        public mutating func appendLiteral(_ markup: String) { text += markup }

        public mutating func appendInterpolation(_ value: String) {
            HTML.appendShown(value, to: &text)
        }

        /// Nothing where there is no value.
        public mutating func appendInterpolation(_ value: String?) {
            if let value { HTML.appendShown(value, to: &text) }
        }

        public mutating func appendInterpolation(_ html: HTML) { text += html.text }

        public mutating func appendInterpolation(_ html: HTML?) {
            if let html { text += html.text }
        }

        /// The digits alone, for attributes; `number:` is for people.
        public mutating func appendInterpolation(_ value: Int) { text += String(value) }

        /// A number as people of the language write it.
        public mutating func appendInterpolation(number: Int) {
            text += Language.current.number(number)
        }

        /// A phrase of the catalogue.
        public mutating func appendInterpolation(say phrase: Phrase) {
            HTML.escape(phrase.text, into: &text)
        }

        public mutating func appendInterpolation(
            if condition: Bool, _ html: @autoclosure () -> HTML
        ) {
            if condition { text += html().text }
        }

        /// One piece after the other.
        public mutating func appendInterpolation<S: Sequence>(
            each items: S, _ html: (S.Element) -> HTML
        ) {
            for item in items { text += html(item).text }
        }

        /// ` name="value"`, or nothing where there is no value.
        public mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            guard let value else { return }
            text += " \(name)=\""
            HTML.escape(value, into: &text)
            text += "\""
        }

        /// A boolean attribute: ` checked`, or nothing.
        public mutating func appendInterpolation(attribute name: StaticString, if isSet: Bool) {
            if isSet { text += " \(name)" }
        }
    }

    /// Appends `value` so that it is text in markup and in quoted attributes.
    static func escape(_ value: String, into text: inout String) {
        let needsNone = value.utf8.allSatisfy {
            $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "&")
                && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") && $0 >= 0x20
        }
        if needsNone { return text += value }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "&": text += "&amp;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case "\n", "\r", "\t": text.unicodeScalars.append(scalar)
            // Other control characters have no place in a page.
            case "\u{0}"..<" ": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Sequence where Element == HTML {
    /// All pieces, one after the other.
    public func joined() -> HTML { HTML(markup: map(\.text).joined()) }
}

extension DefaultStringInterpolation {
    /// Markup in a plain text would be shown as text: say that the text is `HTML`.
    @available(*, unavailable, message: "Markup belongs into HTML, not into a String.")
    public mutating func appendInterpolation(_ html: HTML) {}
}
