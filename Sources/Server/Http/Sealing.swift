import Crypto
import Foundation
import Pages

/// Keys of a district's pages, derived from its one secret, each for one purpose.
struct SiteKeys: Sendable {
    private let root: SymmetricKey

    init(secret: [UInt8]) { root = SymmetricKey(data: secret) }

    func key(_ purpose: String, bytes: Int = 32) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: root, info: Data(("homeroom." + purpose).utf8),
            outputByteCount: bytes)
    }
}

/// Puts text where others can see it, so that they can neither read nor change it: what somebody
/// searched for in an address, a notice in a cookie.
///
/// AES-256-GCM; what it is for and for whom is part of what is authenticated, so that one thing
/// cannot be put in the place of another.
struct Sealing: Sendable {
    private let key: SymmetricKey

    init(_ keys: SiteKeys) { key = keys.key("sealing") }

    func seal(_ text: String, _ purpose: String, for user: Int?) -> String {
        let about = Self.about(purpose, user)
        let box = try? AES.GCM.seal(Data(text.utf8), using: key, authenticating: about)
        return box?.combined.map(Self.text) ?? ""
    }

    /// Nil where it is not ours, for somebody else, or for something else.
    func open(_ sealed: String, _ purpose: String, for user: Int?) -> String? {
        guard let bytes = Self.bytes(sealed), let box = try? AES.GCM.SealedBox(combined: bytes),
            let text = try? AES.GCM.open(
                box, using: key, authenticating: Self.about(purpose, user))
        else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    private static func about(_ purpose: String, _ user: Int?) -> Data {
        Data("\(purpose)/\(user.map(String.init) ?? "")".utf8)
    }

    /// Base64 as addresses and cookies bear it (RFC 4648, section 5), without padding.
    static func text(_ bytes: Data) -> String {
        bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    static func bytes(_ text: String) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(
            base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }
}

/// Names rows in addresses: neither a student's number nor a row's, and not to be guessed.
///
/// A row's number goes through a Feistel network of four rounds keyed with HMAC-SHA256 (Luby and
/// Rackoff, 1988), so that each number has one name and a guessed name leads to a number that no
/// row has.
struct References: Sendable {
    private let key: SymmetricKey
    private static let letters = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    init(_ keys: SiteKeys) { key = keys.key("references") }

    func name(_ kind: RowKind, _ number: Int) -> String {
        let value = UInt64(bitPattern: Int64(number))
        var halves = (UInt32(truncatingIfNeeded: value >> 32), UInt32(truncatingIfNeeded: value))
        for round in 0..<4 { halves = (halves.1, halves.0 ^ mix(kind, round, halves.1)) }
        let mixed = UInt64(halves.0) << 32 | UInt64(halves.1)
        let digits = (0..<13).map { Self.letters[Int(mixed >> (60 - 5 * UInt64($0)) & 31)] }
        return kind.rawValue + String(decoding: digits, as: UTF8.self)
    }

    /// Nil where it is no name of this kind.
    func number(_ kind: RowKind, _ name: some StringProtocol) -> Int? {
        guard name.utf8.count == 14, name.hasPrefix(kind.rawValue) else { return nil }
        var mixed: UInt64 = 0
        for byte in name.utf8.dropFirst() {
            guard let digit = Self.letters.firstIndex(of: byte) else { return nil }
            mixed = mixed << 5 | UInt64(digit)
        }
        var halves = (UInt32(truncatingIfNeeded: mixed >> 32), UInt32(truncatingIfNeeded: mixed))
        for round in (0..<4).reversed() {
            halves = (halves.1 ^ mix(kind, round, halves.0), halves.0)
        }
        let value = UInt64(halves.0) << 32 | UInt64(halves.1)
        let number = Int(Int64(bitPattern: value))
        // A name that was guessed leads anywhere; a row's number is small.
        return number > 0 && number < 1 << 48 && self.name(kind, number) == name ? number : nil
    }

    private func mix(_ kind: RowKind, _ round: Int, _ half: UInt32) -> UInt32 {
        var bytes = Data(kind.rawValue.utf8)
        bytes.append(UInt8(round))
        withUnsafeBytes(of: half.littleEndian) { bytes.append(contentsOf: $0) }
        let code = HMAC<SHA256>.authenticationCode(for: bytes, using: key)
        return code.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension SiteKeys {
    /// The token of the forms that belong to a browser's cookie.
    func token(for cookie: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(cookie.utf8), using: key("open-forms"))
        return Sealing.text(Data(code))
    }
}
