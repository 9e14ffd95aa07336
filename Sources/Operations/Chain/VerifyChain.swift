import Foundation
import Storage

/// Looks whether every change set is what it was when it was sealed, whether any is missing, and
/// whether the chain is the one that was anchored. Changes nothing.
public struct VerifyChain {
    /// How far the work is.
    public struct Progress: Sendable {
        public let changeSets: Int
        public let of: Int
    }

    private let keys: DistrictKeys
    private let ring: KeyRing?
    private let publicKey: AnchorPublicKey?
    private let head: ChainHead.Found
    private let lines: [AuditAnchor?]?
    private let tell: (Progress) -> Void

    /// Reads the files beside the database, before the state of the database that is looked at is
    /// chosen: whatever they tell of is in it.
    ///
    /// - Parameters:
    ///   - anchors: the file of anchors; nil for the district's own.
    ///   - publicKey: what anchors have to be signed with; nil for the district's own keys.
    /// - Throws: `audit.anchors-missing` where the file that was named is not there.
    public init(
        keys: DistrictKeys, anchors: String? = nil, publicKey: AnchorPublicKey? = nil,
        _ tell: @escaping (Progress) -> Void = { _ in }
    ) throws {
        self.keys = keys
        self.publicKey = publicKey
        self.tell = tell
        ring = try keys.existing()
        head = ChainHead.read(keys)
        lines = AnchorLine.read(anchors ?? keys.anchorsPath)
        if let anchors, lines == nil {
            throw OperationError.refused(
                code: "audit.anchors-missing", message: "There is no file \(anchors).",
                remedy: "Name the file of anchors with --anchors.")
        }
    }

    public func run(_ store: any Store) throws -> ChainReport { try store.read { try look($0) } }

    func look(_ reader: any Reader) throws -> ChainReport {
        let stored = try reader.anchors()
        var look = ChainLook(ring: ring, total: try reader.changeCount(), tell: tell)
        try look.lookAtPages(reader)
        let hasBegun = look.sealed > 0 || head != .nothing || lines != nil || !stored.isEmpty
        if hasBegun {
            look.settle()
            try lookAtHead(&look, reader)
            try lookAtAnchors(stored, &look.faults, reader)
        }
        return ChainReport(
            changeSets: look.changeSets, sealed: look.sealed, images: look.images,
            anchors: stored.count, anchorsInFile: lines?.count,
            findings: hasBegun ? look.faults.findings : [])
    }

    private func lookAtHead(_ look: inout ChainLook, _ reader: any Reader) throws {
        switch head {
        case .nothing: look.faults.add(.headMissing)
        case .unreadable: look.faults.add(.head)
        case .head(let head):
            if let ring, !head.isOurs(ring) { return look.faults.add(.head, head.changeSet) }
            if head.changeSet == 0 { return }
            if head.changeSet > look.lastSeal { return look.faults.add(.cutOff, head.changeSet) }
            let seal = try reader.seal(of: head.changeSet)
            if seal.map({ Hexadecimal.text($0.code) }) != head.code {
                look.faults.add(.head, head.changeSet)
            }
        }
    }

    // MARK: Anchors

    private func lookAtAnchors(
        _ stored: [AuditAnchor], _ faults: inout ChainFaults, _ reader: any Reader
    ) throws {
        for anchor in stored { try look(at: anchor, &faults, reader) }
        let known = Dictionary(stored.map { ($0.changeSet, $0) }) { $1 }
        for line in lines ?? [] {
            guard let anchor = line else {
                faults.add(.anchor)
                continue
            }
            if known[anchor.changeSet] == anchor { continue }
            faults.add(.anchorRemoved, anchor.changeSet)
            try look(at: anchor, &faults, reader)
        }
    }

    private func look(
        at anchor: AuditAnchor, _ faults: inout ChainFaults, _ reader: any Reader
    ) throws {
        let key = publicKey ?? ring?.anchorKey(anchor.key)?.publicKey
        if let key {
            if !key.isSignature(anchor.signature, of: anchor.message) {
                return faults.add(.anchor, anchor.changeSet)
            }
        } else if ring != nil {
            return faults.add(.anchor, anchor.changeSet)
        }
        if try reader.seal(of: anchor.changeSet)?.code != anchor.code {
            faults.add(.anchorOther, anchor.changeSet)
        }
    }
}
