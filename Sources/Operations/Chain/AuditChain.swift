import Foundation
import Storage

/// What an administrator does with the chain of change sets beside verifying it.
public struct AuditChain {
    let store: SealedStore
    let actor: String

    public init(_ store: SealedStore, actor: String) {
        self.store = store
        self.actor = actor
    }

    /// An anchor that was made, or was there already.
    public struct Anchored: Encodable, Equatable, Sendable {
        public let district: String
        public let changeSet: Int
        /// In hexadecimal.
        public let code: String
        public let at: String
        public let key: String
        /// As Base64.
        public let signature: String
        /// The file that it stands in.
        public let file: String
        /// Whether it was made now.
        public let isNew: Bool

        /// As it stands in the file.
        public var line: String {
            StableJSON.text(
                AnchorLine(
                    district: district, changeSet: changeSet, code: code, at: at, key: key,
                    signature: signature))
        }
    }

    /// The public half of the key that signs anchors.
    public struct PublicKey: Encodable, Equatable, Sendable {
        public let district: String
        public let key: String
        /// As Base64: 32 bytes of Ed25519.
        public let publicKey: String
    }

    private var keys: DistrictKeys { store.keys }
    private var sealing: ChainSealing {
        ChainSealing(keys: keys, clock: store.clock, isRehearsal: false)
    }

    /// The key by which others verify anchors; made where there is none.
    public func publicKey() throws -> PublicKey {
        guard let key = try keys.ring(at: ImportFiles.timestamp(store.clock())).anchorKey else {
            throw ChainSealing.keysMissing(keys)
        }
        return PublicKey(district: keys.district, key: key.id, publicKey: key.publicKey.text)
    }

    /// Signs where the chain ends now.
    ///
    /// - Throws: `audit.nothing` where nothing was ever done in the district.
    public func anchor() throws -> Anchored {
        var sealed: ChainSealing.Sealed?
        let (anchor, isNew) = try store.store.write { writer in
            let result = try sealing.anchor(writer)
            sealed = result.sealed
            return (result.anchor, result.isNew)
        }
        sealed?.settle(keys)
        let line = AnchorLine(anchor)
        return Anchored(
            district: line.district, changeSet: line.changeSet, code: line.code, at: line.at,
            key: line.key, signature: line.signature, file: keys.anchorsPath, isNew: isNew)
    }

    public static let renewalKind = "auditRenewal"

    /// - Throws: `audit.reason-missing`.
    static func required(_ reason: String) throws -> String {
        if !reason.trimmingCharacters(in: .whitespaces).isEmpty { return reason }
        throw OperationError.refused(
            code: "audit.reason-missing", message: "This needs a reason.",
            remedy: "Say in a few words what happened: --reason TEXT.")
    }

    /// Takes the chain as it stands for the true one, with new keys where there are none, after
    /// keys were lost or a backup was restored. Values that were sealed with keys that are lost
    /// stay closed: until somebody writes them anew, `LostText` stands in their place. It is a
    /// change set itself, and what cannot be verified stays told. Returns its number.
    ///
    /// - Throws: `audit.reason-missing`.
    public func renew(reason: String) throws -> Int {
        let reason = try Self.required(reason)
        let now = ImportFiles.timestamp(store.clock())
        let ring = try keys.ring(at: now)
        try store.abandonLost(ring)
        let sealed = try store.store.write { writer in
            let before = try writer.chainEnds()
            let change = try writer.beginChange(
                ChangeHeader(kind: Self.renewalKind, actor: actor, at: now, reason: reason),
                plan: "{}")
            return try sealing.renew(change, after: before, ring, writer)
        }
        // Anchors of what is gone stay, under another name.
        let old = "\(keys.anchorsPath).until-\(sealed.changeSet)"
        if FileManager.default.fileExists(atPath: keys.anchorsPath) {
            rename(keys.anchorsPath, old)
        }
        for anchor in sealed.anchors { AnchorLine(anchor).append(to: keys.anchorsPath) }
        sealed.head.write(keys, always: true)
        return sealed.changeSet
    }
}

extension ChainSealing {
    /// The newest anchor, made where the newest change set has none.
    fileprivate func anchor(
        _ writer: any Writer
    ) throws -> (anchor: AuditAnchor, isNew: Bool, sealed: Sealed?) {
        let before = try writer.chainEnds()
        // Where the chain begins by this, its first anchor is made by the way.
        if let sealed = try seal(after: before, writer), let anchor = sealed.anchor {
            return (anchor, true, sealed)
        }
        guard let ring = try keys.existing() else { throw Self.keysMissing(keys) }
        guard let last = try writer.seal(before: .max) else {
            throw OperationError.refused(
                code: "audit.nothing", message: "Nothing was done in the district yet.",
                remedy: "Make an anchor once something was.")
        }
        if let made = try Self.anchor(last, ring, keys.district, at: now, writer) {
            return (made, true, Sealed(anchor: made))
        }
        guard let newest = try writer.newestAnchor() else { throw Self.keysMissing(keys) }
        return (newest, false, nil)
    }

    /// Seals a renewal. Returns the head that counts from now on, and all anchors that hold.
    fileprivate func renew(
        _ change: Int, after before: ChainEnds, _ ring: KeyRing, _ writer: any Writer
    ) throws -> (changeSet: Int, head: ChainHead, anchors: [AuditAnchor]) {
        // Where no seal is left at all, the chain begins anew with all that there is.
        let first = before.newestSeal == 0 ? Int.min : change
        guard let key = ring.auditKey,
            let last = try seal(first...change, ring, key, writer)
        else { throw Self.keysMissing(keys) }
        _ = try Self.anchor(last, ring, keys.district, at: now, writer)
        return (
            change, ChainHead(changeSet: last.changeSet, code: last.code, key),
            try writer.anchors()
        )
    }
}
