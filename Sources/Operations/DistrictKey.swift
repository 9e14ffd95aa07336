import Storage

/// Keys of a district: secrets that are made at random once and never change.
public struct DistrictKey: Sendable {
    let store: any Store

    public init(store: any Store) { self.store = store }

    private static let bytes = 32
    /// The name of the key for opaque references.
    public static let references = "references"

    /// 32 bytes, made when they are asked for first.
    public func bytes(named name: String = DistrictKey.references) throws -> [UInt8] {
        if let known = try store.read({ try $0.secret(named: name) }) { return known }
        let new = RandomBytes.make(Self.bytes)
        return try store.write { writer in
            try writer.keepSecret(new, named: name)
            return try writer.secret(named: name) ?? new
        }
    }
}
