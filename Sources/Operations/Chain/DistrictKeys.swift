import Foundation
import Storage

/// The files that belong to a district and stand outside of its database: its keys, how far its
/// chain of change sets was seen to go, and the anchors.
public struct DistrictKeys: Sendable {
    /// The file of the keys.
    public let path: String
    /// How far the chain goes.
    public let headPath: String
    /// Anchors, a line each.
    public let anchorsPath: String
    /// What was destroyed, a line each: an older backup that is restored has it still.
    let destroyedPath: String
    /// What anchors call the district.
    public let district: String

    /// - Parameters:
    ///   - path: of the keys; nil for `DISTRICT-keys.json` in `folder`.
    ///   - place: tells districts of one name in one folder apart; empty for the folder's own.
    public init(district: String, folder: String, path: String? = nil, place: String = "") {
        let path = path ?? (folder as NSString).appendingPathComponent("\(district)-keys.json")
        let beside = ((path as NSString).deletingLastPathComponent as NSString)
        let name = place.isEmpty ? district : "\(district)-\(place)"
        self.district = district
        self.path = path
        headPath = beside.appendingPathComponent("\(name)-chain.head")
        anchorsPath = beside.appendingPathComponent("\(name)-anchors.jsonl")
        destroyedPath = beside.appendingPathComponent("\(name)-destroyed.jsonl")
    }

    /// The keys, if they were made.
    ///
    /// - Throws: `audit.keys-unreadable` where the file is not one of keys.
    public func existing() throws -> KeyRing? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path),
            let ring = KeyRing(json: bytes)
        else {
            throw OperationError.refused(
                code: "audit.keys-unreadable",
                message: "The file of the district's keys, \(path), cannot be read or is not one.",
                remedy: "Put the right file back, for its owner alone (mode 0600).")
        }
        return ring
    }

    /// The keys, made where there are none. Of several processes that make them at once one does,
    /// and the others read what it made.
    public func ring(at time: String) throws -> KeyRing {
        if let ring = try existing() { return ring }
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            try? FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        let part = "\(path).\(UUID().uuidString)"
        defer { unlink(part) }
        guard OwnFile.write(Array(KeyRing(madeAt: time).json.utf8), to: part) else {
            throw OperationError.cannotWrite(path)
        }
        // Whole or not at all, and never over another one.
        if link(part, path) != 0, errno != EEXIST { throw OperationError.cannotWrite(path) }
        guard let ring = try existing() else { throw OperationError.cannotWrite(path) }
        return ring
    }

    /// Puts the keys beside a copy of the district, unless there are keys already, and notes how
    /// far the copy's chain goes.
    public func follow(_ copy: any Store, to other: DistrictKeys) throws {
        guard let ring = try existing() else { return }
        if try other.existing() == nil {
            let bytes = Array(ring.json.utf8)
            guard OwnFile.write(bytes, to: other.path) else {
                throw OperationError.cannotWrite(other.path)
            }
        }
        let seal = try copy.read { try $0.seal(before: .max) }
        guard let seal, let key = try other.existing()?.auditKey(seal.key) else { return }
        ChainHead(changeSet: seal.changeSet, code: seal.code, key).write(other, always: true)
    }

    /// The keys, how far the chain goes, the anchors, what was destroyed.
    var all: [String] { [path, headPath, anchorsPath, destroyedPath] }

    /// Removes what tells of the chain of a district that is gone, and its keys.
    public func remove() { for file in all { unlink(file) } }
}

/// Files that are their owner's alone.
enum OwnFile {
    /// Makes a file that is not there yet, on the disk when this returns.
    static func write(_ bytes: [UInt8], to path: String) -> Bool {
        write(bytes, to: path, flags: O_CREAT | O_EXCL)
    }

    /// Puts `bytes` in the place of the file, whole or not at all. Only one at a time may.
    static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
        let part = path + ".part"
        return write(bytes, to: part, flags: O_CREAT | O_TRUNC) && rename(part, path) == 0
    }

    /// Does `body` while no other process does the same with this file, which has to be there.
    static func locking<T>(_ path: String, _ body: () -> T) -> T {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        // The lock goes with the process, however that ends.
        if file >= 0 { flock(file, LOCK_EX) }
        defer { if file >= 0 { close(file) } }
        return body()
    }

    /// Adds `bytes` at the end of a file, making it where it is missing.
    static func append(_ bytes: [UInt8], to path: String) -> Bool {
        write(bytes, to: path, flags: O_CREAT | O_APPEND)
    }

    private static func write(_ bytes: [UInt8], to path: String, flags: Int32) -> Bool {
        let file = open(path, O_WRONLY | O_CLOEXEC | flags, S_IRUSR | S_IWUSR)
        if file < 0 { return false }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if written <= 0 { return false }
            rest = rest.dropFirst(written)
        }
        return fsync(file) == 0
    }
}
