import Foundation

/// How far the chain of change sets was seen to go: kept beside the keys, so that cutting off the
/// newest change sets shows. Behind the chain is all right, for a process can be killed before it
/// writes it; ahead of it is not.
struct ChainHead: Codable, Equatable, Sendable {
    /// The newest change set that was sealed; 0 where the chain only begins.
    let changeSet: Int
    /// The code of its seal, in hexadecimal.
    let code: String
    let key: String
    /// That it is ours, in hexadecimal.
    let mark: String

    init(changeSet: Int, code: [UInt8], _ key: AuditKey) {
        self.changeSet = changeSet
        self.code = Hexadecimal.text(code)
        self.key = key.id
        mark = Hexadecimal.text(Self.mark(changeSet, self.code, key))
    }

    private static func mark(_ changeSet: Int, _ code: String, _ key: AuditKey) -> [UInt8] {
        var message = Message("homeroom head 1")
        message.add(Int64(changeSet))
        message.add(code)
        return key.code(message.bytes)
    }

    /// Whether it was written with a key of `ring`.
    func isOurs(_ ring: KeyRing) -> Bool {
        guard let key = ring.auditKey(key) else { return false }
        return mark == Hexadecimal.text(Self.mark(changeSet, code, key))
    }

    /// What is there.
    enum Found: Equatable, Sendable {
        case nothing
        case unreadable
        case head(ChainHead)
    }

    static func read(_ keys: DistrictKeys) -> Found {
        guard FileManager.default.fileExists(atPath: keys.headPath) else { return .nothing }
        guard let bytes = FileManager.default.contents(atPath: keys.headPath),
            let head = try? JSONDecoder().decode(ChainHead.self, from: bytes)
        else { return .unreadable }
        return .head(head)
    }

    /// Writes it, unless what is there goes further. Where it cannot be written it stays behind.
    ///
    /// - Parameter always: also over what goes further.
    func write(_ keys: DistrictKeys, always: Bool = false) {
        OwnFile.locking(keys.path) {
            if !always, Self.read(keys).isAhead(of: changeSet) { return }
            _ = OwnFile.replace(
                keys.headPath, with: Array((StableJSON.text(self) + "\n").utf8))
        }
    }
}
