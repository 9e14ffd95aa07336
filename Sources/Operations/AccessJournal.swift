import Foundation
import Intake
import Storage
import Synchronization

/// Where it is written down who saw whom, before they see it: a file beside the district, which is
/// taken into the district's log when nobody holds its write lock. So no page waits for an import,
/// and none is shown without its entry.
///
/// Each process writes files of its own. What a process left behind is taken in by the next. A
/// file is taken in whole or not at all, and once.
public final class AccessJournal: Sendable {
    private struct Current {
        var file: JournalFile?
        /// Events in it, and in files that could not be written on.
        var count = 0
    }

    let folder: String
    let store: any Store
    private let current = Mutex(Current())
    private let intake = Mutex(())

    /// - Parameter folder: where the files are; made where it is missing, for its owner alone.
    public init(folder: String, store: any Store) {
        self.folder = folder
        self.store = store
    }

    /// Writes events down.
    ///
    /// - Throws: `access.journal` where it cannot be written: then nothing may be shown.
    public func append(_ events: [AccessEvent]) throws {
        let shown = events.filter { !$0.subjects.isEmpty }
        if shown.isEmpty { return }
        let text = shown.map { StableJSON.text($0) + "\n" }.joined()
        try current.withLock { current in
            if current.file == nil {
                current.file = JournalFile(creating: path(named: Self.name()))
            }
            guard let file = current.file else { throw Self.failed }
            guard file.append(Array(text.utf8)) else {
                // Part of a line may stand there, and what came after it would be lost with it. The
                // file is left behind as it is, and the next event begins another.
                file.close()
                current.file = nil
                throw Self.failed
            }
            current.count += shown.count
        }
    }

    /// Whether something waits to be taken in.
    public var isWaiting: Bool { current.withLock { $0.count > 0 } }

    /// Takes what was written down into the district's log, what other processes left behind too.
    /// Where the district is held for too long, it stays for the next time.
    ///
    /// - Returns: what was taken in.
    @discardableResult
    public func takeIn() throws -> [AccessEvent] {
        try intake.withLock { _ in
            current.withLock { current in
                if current.count == 0 { return }
                // From here on it is one of those left behind.
                current.file?.close()
                current = Current()
            }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return try names.filter { $0.hasSuffix(Self.suffix) }.sorted().flatMap(takeIn)
        }
    }

    private func takeIn(_ name: String) throws -> [AccessEvent] {
        var taken: [AccessEvent] = []
        try JournalFile.take(path(named: name)) { bytes in
            // A line that was cut off while it was written was shown to nobody.
            let events = bytes.split(separator: UInt8(ascii: "\n")).compactMap {
                StableJSON.value(AccessEvent.self, String(decoding: $0, as: UTF8.self))
            }
            taken = try store.write { writer in
                if try writer.tookIn(journal: name) { return [] }
                try writer.log(events)
                try writer.note(journal: name)
                return events
            }
        }
        return taken
    }

    private static let suffix = ".journal"

    private static func name() -> String {
        Base64URL.text(RandomBytes.make(18)) + suffix
    }

    private func path(named name: String) -> String {
        (folder as NSString).appendingPathComponent(name)
    }

    private static let failed = OperationError.refused(
        code: "access.journal",
        message: "It cannot be written down who saw this, so it is not shown.",
        remedy: "Have the administrator of the host see to the disk of the data folder, and try "
            + "again.")
}
