extension CellRules {
    /// `text` where it looks like a code, so that a message may repeat it; empty otherwise.
    ///
    /// In a file with shifted columns, the cell of a code can hold a name. A code has at most 12
    /// letters, digits, `-`, `_` and `.`, and a digit among them or capitals only.
    public static func shownCode(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, text.utf8.count <= 12 else { return "" }
        let hasDigit = text.contains(where: \.isNumber)
        return hasDigit || !text.contains(where: \.isLowercase) ? text : ""
    }
}
