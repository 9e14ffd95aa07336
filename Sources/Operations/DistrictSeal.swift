import Crypto
import Storage

/// Seals what a district keeps and nobody shall read: AES-256-GCM, with a key made of the
/// district's own. What it is for is part of what is authenticated.
struct DistrictSeal: Sendable {
    private let key: SymmetricKey

    /// - Parameter name: of the district's key. It is made when it is asked for first, so never
    ///   while the store is being read or written.
    init(store: any Store, key name: String) throws {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: try DistrictKey(store: store).bytes(named: name)),
            info: Array("homeroom.seal".utf8), outputByteCount: 32)
    }

    func seal(_ bytes: [UInt8], for purpose: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(bytes, using: key, authenticating: Array(purpose.utf8))
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// Nil where it was not sealed here, or for something else.
    func open(_ bytes: [UInt8], for purpose: String) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: bytes) else { return nil }
        return (try? AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8)))
            .map(Array.init)
    }
}
