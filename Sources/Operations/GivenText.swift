import Foundation

/// Texts that a person gave, made fit to be kept.
enum GivenText {
    /// How long texts may be, in Unicode scalars: a letter with a thousand accents is long.
    enum Limit {
        static let line = 200
        static let word = 100
        static let note = 4_000
        /// Codes and numbers.
        static let code = 30
    }

    /// A text without blanks around it; refused where it is longer than `limit`, or has characters
    /// that are not text.
    static func checked(_ text: String, _ name: String, limit: Int) throws -> String {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if text.unicodeScalars.count > limit {
            throw OperationError.refused(
                code: "text.too-long", message: "The \(name) has at most \(limit) characters.",
                remedy: "Shorten it.")
        }
        let isText = text.unicodeScalars.allSatisfy {
            $0 == "\n" || $0 == "\r" || $0 == "\t" || $0.properties.generalCategory != .control
        }
        if !isText {
            throw OperationError.refused(
                code: "text.not-text",
                message: "The \(name) has control characters, which are not text.",
                remedy: "Type it anew.")
        }
        return text
    }

    /// The same of a text of one line.
    static func line(_ text: String, _ name: String, limit: Int) throws -> String {
        let text = try checked(text, name, limit: limit)
        if text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) {
            return text
        }
        throw OperationError.refused(
            code: "text.not-text",
            message: "The \(name) has line breaks or tabs, which do not belong there.",
            remedy: "Type it anew.")
    }

    /// The same of a text that has to be there.
    static func required(_ text: String, _ name: String, limit: Int) throws -> String {
        let text = try checked(text, name, limit: limit)
        if !isVisible(text) {
            throw OperationError.refused(
                code: "text.missing", message: "The \(name) is missing.", remedy: "Give it.")
        }
        return text
    }

    /// Whether anything of it can be seen: what only steers how text is shown cannot.
    static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            let properties = scalar.properties
            return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
                && ![.control, .format].contains(properties.generalCategory)
        }
    }
}
