import Foundation
import Storage

/// Seals the change sets that came about in a transaction, before it ends.
///
/// The seal of a change set is an HMAC of what it is and of the seal before it, so that none can be
/// changed, removed, added or moved without the key (`docs/decisions/0019`).
struct ChainSealing {
    let keys: DistrictKeys
    let clock: @Sendable () -> Date
    /// Whether it is taken back in the end: then nothing is written beside the database.
    let isRehearsal: Bool

    /// What is to be written beside the database once the transaction has ended.
    struct Sealed {
        var head: ChainHead?
        var anchor: AuditAnchor?

        func settle(_ keys: DistrictKeys) {
            head?.write(keys)
            if let anchor { AnchorLine(anchor).append(to: keys.anchorsPath) }
        }
    }

    var now: String { ImportFiles.timestamp(clock()) }

    /// Seals what is newer than `before`; all that there is where the chain has not begun.
    func seal(after before: ChainEnds, _ writer: any Writer) throws -> Sealed? {
        let newest = try writer.chainEnds().newestChange
        guard newest > before.newestChange || before.newestSeal == 0 && newest > 0 else {
            return nil
        }
        let found = ChainHead.read(keys)
        let hasBegun =
            before.newestSeal > 0 || found.isAhead(of: 0)
            || FileManager.default.fileExists(atPath: keys.anchorsPath)
        // What stands without a seal in a chain that has begun is not sealed by the way.
        if hasBegun, newest == before.newestChange { return nil }
        let ring = try ring(hasBegun: hasBegun)
        guard let key = ring.auditKey else { throw Self.keysMissing(keys) }
        let start = hasBegun ? before.newestChange + 1 : Int.min
        let last = try seal(start...newest, ring, key, writer)
        guard let last else { return nil }
        var sealed = Sealed()
        if try advances(found, ring, hasBegun: hasBegun, writer) {
            if !hasBegun, !isRehearsal { ChainHead(changeSet: 0, code: [], key).write(keys) }
            sealed.head = ChainHead(changeSet: last.changeSet, code: last.code, key)
        }
        sealed.anchor = try anchorIfDue(last, ring, writer)
        return sealed
    }

    /// The keys: made where the chain begins, never where it has begun.
    private func ring(hasBegun: Bool) throws -> KeyRing {
        if let ring = try keys.existing() { return ring }
        if hasBegun { throw Self.keysMissing(keys) }
        return isRehearsal ? KeyRing(madeAt: now) : try keys.ring(at: now)
    }

    static func keysMissing(_ keys: DistrictKeys) -> OperationError {
        .refused(
            code: "audit.keys-missing",
            message: "The district's change log is sealed with keys that are not at \(keys.path).",
            remedy: "Put the file back from a backup, or name it with --keys. If it is lost for "
                + "good: homeroom audit renew --reason TEXT.")
    }

    /// Seals those that have no seal. Returns the last seal that was made.
    func seal(
        _ numbers: ClosedRange<Int>, _ ring: KeyRing, _ key: AuditKey, _ writer: any Writer
    ) throws -> ChangeSeal? {
        var last = try writer.seal(before: numbers.lowerBound)
        var anchors = try last.map { try ChainPage.anchors(of: $0.changeSet, writer) } ?? []
        var from = numbers.lowerBound
        var isSealed = false
        while from <= numbers.upperBound {
            let end = try writer.chainPageEnd(
                after: from == .min ? from : from - 1, count: ChainPage.count)
            let upper = min(end ?? numbers.upperBound, numbers.upperBound)
            let page = try ChainPage(from...upper, ring, sealingWith: key, writer)
            for number in page.numbers where page.entries[number]?.seal == nil {
                guard let code = page.code(of: number, after: last?.code, anchors) else { continue }
                let seal = ChangeSeal(changeSet: number, code: code, key: key.id)
                try writer.save(seal)
                (last, anchors, isSealed) = (seal, [], true)
            }
            from = upper + 1
        }
        return isSealed ? last : nil
    }

    /// Whether the file beside the keys may be written over: never where it tells of something that
    /// is not there any more.
    private func advances(
        _ found: ChainHead.Found, _ ring: KeyRing, hasBegun: Bool, _ reader: any Reader
    ) throws -> Bool {
        switch found {
        case .unreadable: return false
        case .nothing: return !hasBegun
        case .head(let head):
            guard head.isOurs(ring) else { return false }
            if head.changeSet == 0 { return true }
            let seal = try reader.seal(of: head.changeSet)
            return seal.map { Hexadecimal.text($0.code) == head.code } ?? false
        }
    }

    // MARK: Anchors

    /// An anchor is made so often, by itself.
    private static let secondsBetweenAnchors = 86_400.0
    private static let changesBetweenAnchors = 1_000

    private func anchorIfDue(
        _ last: ChangeSeal, _ ring: KeyRing, _ writer: any Writer
    ) throws -> AuditAnchor? {
        if let newest = try writer.newestAnchor() {
            let oldest = ImportFiles.timestamp(
                clock().addingTimeInterval(-Self.secondsBetweenAnchors))
            let isDue =
                newest.at <= oldest
                || last.changeSet - newest.changeSet >= Self.changesBetweenAnchors
            if !isDue { return nil }
        }
        return try Self.anchor(last, ring, keys.district, at: now, writer)
    }

    /// Signs the newest seal and keeps that. Nil where it is signed already.
    static func anchor(
        _ last: ChangeSeal, _ ring: KeyRing, _ district: String, at time: String,
        _ writer: any Writer
    ) throws -> AuditAnchor? {
        guard let key = ring.anchorKey,
            try writer.newestAnchor()?.changeSet ?? 0 < last.changeSet
        else { return nil }
        let anchor = try AuditAnchor(
            district: district, changeSet: last.changeSet, code: last.code, at: time, signedBy: key)
        try writer.save(anchor)
        return anchor
    }
}

extension ChainHead.Found {
    /// Whether it tells of change sets after `number`.
    func isAhead(of number: Int) -> Bool {
        guard case .head(let head) = self else { return false }
        return head.changeSet > number
    }
}

extension AuditAnchor {
    init(
        district: String, changeSet: Int, code: [UInt8], at time: String, signedBy key: AnchorKey
    ) throws {
        let unsigned = AuditAnchor(
            district: district, changeSet: changeSet, code: code, at: time, key: key.id,
            signature: [])
        self.init(
            district: district, changeSet: changeSet, code: code, at: time, key: key.id,
            signature: try key.signature(of: unsigned.message))
    }

    /// What is signed.
    var message: [UInt8] {
        var message = Message("homeroom anchor 1")
        message.add(district)
        message.add(Int64(changeSet))
        message.add(code)
        message.add(at)
        message.add(key)
        return message.bytes
    }
}
