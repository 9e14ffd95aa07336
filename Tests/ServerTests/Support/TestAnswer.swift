import HTTPTypes

/// What was answered, as a browser without scripts reads it.
struct TestAnswer: Sendable, CustomStringConvertible {
    let status: Int
    let headers: HTTPFields
    let body: String

    var location: String? { headers[.location] }

    /// Short, for tests that fail.
    var description: String { "\(status): \(text.suffix(2_000))" }

    /// The words, without markup, and with single spaces.
    var text: String {
        Self.unescaped(body.replacing(#/<[^>]*>/#, with: " "))
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    func says(_ words: String) -> Bool { text.contains(words) }

    /// The address of the link with these words.
    func link(_ words: String) -> String? {
        body.matches(of: #/<a[^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>/#.dotMatchesNewlines()).first {
            let shown = TestAnswer(status: 0, headers: [:], body: String($0.2)).text
            return shown.contains(words)
        }.map { Self.unescaped(String($0.1)) }
    }

    /// The first form that is sent to `action` and holds `words`.
    func form(_ action: String, with words: String = "") -> TestForm? {
        body.matches(of: #/<form ([^>]*)>(.*?)<\/form>/#.dotMatchesNewlines()).first {
            Self.attribute("action", String($0.1)) == action
                && (words.isEmpty || $0.2.contains(words))
        }.map { TestForm(attributes: String($0.1), content: String($0.2)) }
    }

    static func attribute(_ name: String, _ tag: String) -> String? {
        guard let start = " \(tag)".firstRange(of: " \(name)=\"") else { return nil }
        let rest = " \(tag)"[start.upperBound...]
        return unescaped(String(rest.prefix { $0 != "\"" }))
    }

    static func unescaped(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }
}

/// A form as it is shown.
struct TestForm: Sendable {
    let action: String
    let method: String
    /// What would be sent as it is, without buttons.
    var fields: [(String, String)]
    let content: String

    init(attributes: String, content: String) {
        action = TestAnswer.attribute("action", attributes) ?? ""
        method = TestAnswer.attribute("method", attributes) ?? "get"
        self.content = content
        var fields: [(String, String)] = []
        for tag in content.matches(of: #/<input ([^>]*)>/#).map({ String($0.1) }) {
            guard let name = TestAnswer.attribute("name", tag) else { continue }
            let isBox = ["radio", "checkbox"].contains(TestAnswer.attribute("type", tag))
            let isOff = tag.contains(" disabled") || isBox && !tag.contains(" checked")
            if !isOff { fields.append((name, TestAnswer.attribute("value", tag) ?? "")) }
        }
        let areas = content.matches(
            of: #/<textarea ([^>]*)>\n?(.*?)<\/textarea>/#.dotMatchesNewlines())
        for area in areas {
            guard let name = TestAnswer.attribute("name", String(area.1)) else { continue }
            fields.append((name, TestAnswer.unescaped(String(area.2))))
        }
        self.fields = fields
    }

    /// The values that a radio button or a box of this name can have.
    func options(_ name: String) -> [String] {
        content.matches(of: #/<input ([^>]*)>/#).map { String($0.1) }
            .filter { TestAnswer.attribute("name", $0) == name }
            .compactMap { TestAnswer.attribute("value", $0) }
    }

    subscript(name: String) -> String? { fields.first { $0.0 == name }?.1 }

    /// Whether it has a button whose words hold these.
    func hasButton(_ words: String) -> Bool {
        content.matches(of: #/<button[^>]*>(.*?)<\/button>/#.dotMatchesNewlines())
            .contains { $0.1.contains(words) }
    }
}
