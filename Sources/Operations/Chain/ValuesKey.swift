import Crypto
import Foundation

/// The key that seals secrets: AES-256-GCM.
struct ValuesKey: Sendable {
    static let use = "values"
    static let algorithm = "AES-256-GCM"
    private static let idBytes = 16

    let id: String
    private let key: SymmetricKey

    init?(_ key: KeyRing.Key) {
        guard let bytes = Data(base64Encoded: key.bytes), bytes.count == 32,
            key.id.utf8.count == Self.idBytes
        else { return nil }
        id = key.id
        self.key = SymmetricKey(data: bytes)
    }

    func wrap(_ secret: [UInt8], named name: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(secret, using: key, authenticating: Array(name.utf8))
        return Array(id.utf8) + Array(box.combined ?? Data())
    }

    func unwrap(_ wrapped: [UInt8], named name: String) -> [UInt8]? {
        guard Self.id(of: wrapped) == id,
            let box = try? AES.GCM.SealedBox(combined: wrapped.dropFirst(Self.idBytes)),
            let opened = try? AES.GCM.open(box, using: key, authenticating: Array(name.utf8))
        else { return nil }
        return Array(opened)
    }

    static func id(of wrapped: [UInt8]) -> String {
        String(decoding: wrapped.prefix(idBytes), as: UTF8.self)
    }
}

extension KeyRing {
    /// The key that seals secrets now.
    var valuesKey: ValuesKey? { keys.last { $0.use == ValuesKey.use }.flatMap(ValuesKey.init) }

    /// Whichever key it is of; nil where there is none, or it was changed.
    func unwrap(_ wrapped: [UInt8], named name: String) -> [UInt8]? {
        keys.lazy.filter { $0.use == ValuesKey.use }.compactMap(ValuesKey.init)
            .compactMap { $0.unwrap(wrapped, named: name) }.first
    }

    /// With a new key for secrets, the newest.
    func addingValuesKey(madeAt time: String) -> KeyRing {
        var generator = SystemRandomNumberGenerator()
        return KeyRing(keys: keys + [Self.valuesKey(madeAt: time, using: &generator)])
    }

    /// Without the older keys for secrets.
    var withNewestValuesKey: KeyRing {
        let newest = valuesKey?.id
        return KeyRing(keys: keys.filter { $0.use != ValuesKey.use || $0.id == newest })
    }

    static func valuesKey(
        madeAt time: String, using generator: inout some RandomNumberGenerator
    ) -> Key {
        let bytes = RandomBytes.make(32, using: &generator)
        return Key(
            id: Hexadecimal.text(RandomBytes.make(8, using: &generator)), use: ValuesKey.use,
            algorithm: ValuesKey.algorithm, made: time, bytes: Data(bytes).base64EncodedString())
    }
}
