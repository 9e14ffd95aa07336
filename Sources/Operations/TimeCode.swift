import Crypto
import Foundation

/// Codes that change every 30 seconds, made from a key that an authenticator app has too.
///
/// Source: TOTP, RFC 6238, with HMAC-SHA-1 and six digits, which all such apps know; the key has
/// the 160 bits that RFC 4226, section 4, recommends.
public struct TimeCode: Sendable {
    public static let keyBytes = 20
    /// In seconds.
    static let step = 30
    static let digits = 6

    let key: [UInt8]

    public init(key: [UInt8]) { self.key = key }

    /// The key as apps take it.
    public var text: String { Base32.text(key) }

    /// The number of a moment's time step.
    static func step(of time: Date) -> Int { Int(time.timeIntervalSince1970) / step }

    /// The code of a moment, with zeros in front.
    public func code(at time: Date) -> String { code(ofStep: Self.step(of: time)) }

    func code(ofStep step: Int) -> String {
        let counter = withUnsafeBytes(of: UInt64(step).bigEndian) { Data($0) }
        let code = Array(
            HMAC<Insecure.SHA1>.authenticationCode(
                for: counter, using: SymmetricKey(data: key)))
        let offset = Int(code[19] & 0x0F)
        let number = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(code[offset + $1]) }
        let text = String((number & 0x7FFF_FFFF) % 1_000_000)
        return String(repeating: "0", count: Self.digits - text.count) + text
    }

    /// The time step whose code this is: that of now, the one before or the one after, as clocks
    /// of telephones are not exact; nil where it is none of them.
    func step(of code: String, at time: Date) -> Int? {
        let now = Self.step(of: time)
        var found: Int?
        // All three are compared, whichever fits.
        for step in [now - 1, now, now + 1] where Self.isEqual(self.code(ofStep: step), code) {
            found = step
        }
        return found
    }

    private static func isEqual(_ one: String, _ other: String) -> Bool {
        let (left, right) = (Array(one.utf8), Array(other.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// What an app reads from a picture: the key, with whose and where it is.
    public func address(name: String, district: String) -> String {
        func encoded(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        }
        let issuer = encoded("Homeroom \(district)")
        return "otpauth://totp/\(issuer):\(encoded(name))?secret=\(text)&issuer=\(issuer)"
    }
}

/// Bytes as letters and digits that nobody mixes up; RFC 4648, section 6, without padding.
enum Base32 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        var (buffer, bits) = (0, 0)
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                out.append(letters[buffer >> bits & 31])
            }
        }
        if bits > 0 { out.append(letters[buffer << (5 - bits) & 31]) }
        return String(decoding: out, as: UTF8.self)
    }
}
