import Foundation
import Synchronization

/// A folder for what is readable of a backup while it is made or restored: its owner's alone, and
/// gone afterwards, also upon failure. What a process that was killed left is removed by the next.
public final class ScratchFolder: Sendable {
    static let mark = "-scratch-"
    private static let lockName = "lock"

    public let path: String
    private let lock: Int32

    /// - Parameters:
    ///   - place: the folder in which it is made, best on the district's own disk.
    ///   - name: the district's.
    public init(in place: String, for name: String) throws {
        try PrivateFile.makeFolder(place)
        Self.removeAbandoned(in: place, for: name)
        path = (place as NSString).appendingPathComponent(
            name + Self.mark + UUID().uuidString.lowercased())
        guard mkdir(path, 0o700) == 0 else { throw OperationError.cannotWrite(path) }
        let descriptor = open(
            path + "/" + Self.lockName, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw OperationError.cannotWrite(path)
        }
        lock = descriptor
        LeftBehind.add(path)
    }

    deinit {
        remove()
        close(lock)
    }

    public func remove() {
        try? FileManager.default.removeItem(atPath: path)
        LeftBehind.forget(path)
    }

    /// A folder in it.
    func folder(_ name: String) throws -> String {
        let folder = (path as NSString).appendingPathComponent(name)
        try PrivateFile.makeFolder(folder)
        return folder
    }

    /// Scratch folders whose process is gone.
    static func abandoned(in place: String, for name: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        return names.filter { $0.hasPrefix(name + mark) }
            .map { (place as NSString).appendingPathComponent($0) }
            .filter { !isLocked($0 + "/" + lockName) }.sorted()
    }

    private static func removeAbandoned(in place: String, for name: String) {
        for path in abandoned(in: place, for: name) {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// Whether another process works with a file; nobody does where it is not there.
    static func isLocked(_ path: String) -> Bool {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }
}

/// Files and folders that have to go where this process is told to end in the middle.
public enum LeftBehind {
    private static let paths = Mutex<Set<String>>([])

    static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }
    static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

    /// Removes them; for whoever ends the process.
    public static func removeAll() {
        for path in paths.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
    }
}
