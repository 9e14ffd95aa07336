/// Base64url without padding (RFC 4648, section 5; RFC 7515, section 2), of which there is one text
/// only for the same bytes.
enum StrictBase64URL {
    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static let values: [UInt8?] = {
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// Nil where it is not exactly what these bytes are written as.
    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var found: [UInt8] = []
        var (bits, held) = (UInt32(0), 0)
        for letter in text.utf8 {
            guard let value = values[Int(letter)] else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                found.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
                bits &= (1 << UInt32(held)) - 1
            }
        }
        return held < 6 && bits == 0 ? found : nil
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var found: [UInt8] = []
        var (bits, held) = (UInt32(0), UInt32(0))
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            held += 8
            while held >= 6 {
                held -= 6
                found.append(letters[Int(bits >> held & 63)])
            }
            bits &= (1 << held) - 1
        }
        if held > 0 { found.append(letters[Int(bits << (6 - held) & 63)]) }
        return String(decoding: found, as: UTF8.self)
    }
}
