/// Text as it stands in addresses and forms.
public enum FormText {
    private static let plain = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

    /// Fields of a form, or the part of an address behind the question mark.
    public static func encoded(_ fields: [(String, String)]) -> String {
        fields.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    }

    /// Source: RFC 3986, section 2.
    public static func encoded(_ text: String) -> String {
        var found = ""
        for byte in text.utf8 {
            if plain.contains(byte) {
                found.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                found += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return found
    }
}
