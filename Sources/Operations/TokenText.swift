import Crypto

/// How a token of a program looks: `hmr_`, 43 letters and digits that nobody can guess, `_`, and 6
/// by which a slip of the keyboard is found.
///
/// The beginning is for programs that look for secrets in source code; the end lets them, and us,
/// tell a token from what only looks like one.
enum TokenText {
    static let prefix = "hmr_"
    /// 256 bits.
    static let randomBytes = 32
    /// Of `randomBytes` in base 62.
    private static let randomLength = 43
    private static let checkLength = 6
    private static let digits = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    static func make(of bytes: [UInt8]) -> String {
        let body = prefix + base62(bytes, length: randomLength)
        return body + "_" + check(body)
    }

    /// Whether it looks like a token of ours. Nothing has to be looked up for that.
    static func isWellFormed(_ text: String) -> Bool {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, text.hasPrefix(prefix), parts[1].utf8.count == randomLength,
            parts[1].utf8.allSatisfy(digits.contains)
        else { return false }
        return check("\(parts[0])_\(parts[1])") == parts[2]
    }

    /// The first 32 bits of the SHA-256.
    private static func check(_ body: String) -> String {
        base62(Array(SHA256.hash(data: Array(body.utf8)).prefix(4)), length: checkLength)
    }

    /// A number of many bytes, the highest first, in base 62.
    private static func base62(_ bytes: [UInt8], length: Int) -> String {
        var number = bytes
        var text: [UInt8] = []
        for _ in 0..<length {
            var rest = 0
            for index in number.indices {
                let value = rest << 8 | Int(number[index])
                number[index] = UInt8(value / 62)
                rest = value % 62
            }
            text.append(digits[rest])
        }
        return String(decoding: text.reversed(), as: UTF8.self)
    }
}
