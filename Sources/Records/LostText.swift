/// What stands for a text that is sealed with a key that is not there.
public enum LostText {
    private static let prefix = "sealed-"
    private static let length = 8

    /// Different ones for different texts, as far as so few letters tell them apart: codes are
    /// known by their keys.
    ///
    /// - Parameter sealed: what is kept, as Base64.
    public static func text(for sealed: Substring) -> String {
        prefix + sealed.filter { $0.isLetter || $0.isNumber }.prefix(length).lowercased()
    }

    /// Whether a text is one of these.
    public static func stands(for text: String) -> Bool { text.hasPrefix(prefix) }
}
