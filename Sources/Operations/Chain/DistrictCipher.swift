import Crypto
import Foundation
import Storage
import Synchronization

/// Seals confidential values with AES-256-GCM (NIST SP 800-38D), under a key that is kept in the
/// database and sealed itself with one of the district's file of keys.
///
/// Two keys, so that the one that lies in a file can be changed without writing every value anew:
/// `RotateKeys`. The nonce of a value is made of the value, its kind and its row, with a key of its
/// own (HMAC-SHA256): what is the same again looks the same in its row, as an undo needs, and
/// nowhere else.
final class DistrictCipher: ValueCipher {
    /// The name of the secret that is the key of values.
    static let secret = "values"
    private static let nonceBytes = 12

    private let keys: DistrictKeys
    private let wrapping: Mutex<KeyRing>
    private let values: SymmetricKey
    private let nonces: SymmetricKey
    private let tags: SymmetricKey

    /// - Parameter secret: 32 bytes.
    init(keys: DistrictKeys, ring: KeyRing, secret: [UInt8]) {
        self.keys = keys
        wrapping = Mutex(ring)
        let secret = SymmetricKey(data: secret)
        func derived(_ use: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: secret, info: Data("homeroom \(use) 1".utf8),
                outputByteCount: 32)
        }
        values = derived("values")
        nonces = derived("nonces")
        tags = derived("tags")
    }

    // MARK: Values

    var canOpen: Bool { true }

    func seal(_ bytes: [UInt8], kind: String, place: Int) throws -> [UInt8] {
        var code = HMAC<SHA256>(key: nonces)
        code.update(data: Array("\(kind)/\(place)/\(bytes.count)/".utf8))
        code.update(data: bytes)
        let nonce = try AES.GCM.Nonce(data: Data(code.finalize()).prefix(Self.nonceBytes))
        let box = try AES.GCM.seal(
            bytes, using: values, nonce: nonce, authenticating: Array(kind.utf8))
        return Array(box.combined ?? Data())
    }

    func open(_ sealed: [UInt8], kind: String) throws -> [UInt8] {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let opened = try? AES.GCM.open(box, using: values, authenticating: Array(kind.utf8))
        else { throw StorageError.sealed }
        return Array(opened)
    }

    func seal(_ text: String, kind: String, place: Int) throws -> String {
        Data(try seal(Array(text.utf8), kind: kind, place: place)).base64EncodedString()
    }

    func open(_ sealed: Substring, kind: String) throws -> String {
        guard let bytes = Data(base64Encoded: String(sealed)) else { throw StorageError.sealed }
        return String(decoding: try open(Array(bytes), kind: kind), as: UTF8.self)
    }

    func tag(_ content: Int64) -> Int64 {
        let bytes = withUnsafeBytes(of: content.littleEndian) { Array($0) }
        let code = Array(HMAC<SHA256>.authenticationCode(for: bytes, using: tags))
        let number = code.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // As a content: neither negative nor 0, which is that of none.
        return max(1, Int64(number >> 1))
    }

    // MARK: Secrets

    func wrap(_ secret: [UInt8], named name: String) throws -> [UInt8] {
        // As the file has them now: another process may have changed them.
        if let ring = try keys.existing() { wrapping.withLock { $0 = ring } }
        guard let key = wrapping.withLock({ $0.valuesKey }) else { throw StorageError.sealed }
        return try key.wrap(secret, named: name)
    }

    func unwrap(_ wrapped: [UInt8], named name: String) throws -> [UInt8] {
        if let opened = wrapping.withLock({ $0.unwrap(wrapped, named: name) }) { return opened }
        // Another process may have changed the key meanwhile.
        guard let ring = try? keys.existing(), let opened = ring.unwrap(wrapped, named: name)
        else { throw StorageError.sealed }
        wrapping.withLock { $0 = ring }
        return opened
    }
}
