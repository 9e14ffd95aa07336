import Foundation
import Storage

/// Changes the key that the district's secrets are sealed with: the key of confidential values, the
/// keys of second factors, the client secret of single sign-on.
///
/// Values stay as they are, for the key that they are sealed with stays: it is sealed anew. Whoever
/// had the old file of keys alone opens nothing with it any more; whoever had it together with a
/// copy of the database can read that copy for ever.
public struct RotateKeys {
    static let kind = "keyRotation"

    let store: SealedStore
    let actor: String

    public init(_ store: SealedStore, actor: String) {
        self.store = store
        self.actor = actor
    }

    public struct Report: Encodable, Equatable, Sendable {
        /// The name of the key from now on: 16 hexadecimal digits.
        public let key: String
        /// How many secrets were sealed anew.
        public let secrets: Int
        public let changeSet: Int
    }

    /// One key of the file, without what it is.
    public struct Listed: Encodable, Equatable, Sendable {
        public let id: String
        /// `audit` seals change sets, `anchor` signs them, `values` seals secrets.
        public let use: String
        public let algorithm: String
        /// UTC, ISO 8601.
        public let made: String
    }

    /// The keys of the district.
    ///
    /// - Throws: `audit.keys-missing`.
    public func list() throws -> [Listed] {
        guard let ring = try store.keys.existing() else {
            throw ChainSealing.keysMissing(store.keys)
        }
        return ring.keys.map {
            Listed(id: $0.id, use: $0.use, algorithm: $0.algorithm, made: $0.made)
        }
    }

    /// Where it is broken off, both keys stay in the file, and the next one ends it.
    ///
    /// - Throws: `audit.keys-missing`, `audit.reason-missing`.
    public func run(reason: String) throws -> Report {
        let reason = try AuditChain.required(reason)
        let now = ImportFiles.timestamp(store.clock())
        // With values that are sealed, so that there is something to seal anew.
        try store.lock()
        let keys = store.keys
        let both = try keys.change { $0.addingValuesKey(madeAt: now) }
        guard let key = both.valuesKey else { throw ChainSealing.keysMissing(keys) }
        let (change, secrets) = try store.write { writer in
            let change = try writer.beginChange(
                ChangeHeader(kind: Self.kind, actor: actor, at: now, reason: reason), plan: "{}")
            let names = try writer.secretNames()
            for name in names {
                guard let secret = try writer.secret(named: name) else { continue }
                try writer.rewrapSecret(secret, named: name)
            }
            return (change, names.count)
        }
        _ = try keys.change { $0.withNewestValuesKey }
        return Report(key: key.id, secrets: secrets, changeSet: change)
    }
}
