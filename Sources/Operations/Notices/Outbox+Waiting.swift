import Foundation
import Records
import Storage

extension Outbox {
    /// A notice that waits.
    public struct Waiting: Codable, Equatable, Sendable {
        /// The same for each try.
        public let notice: String
        /// The name of a profile, the number of a report, or that it is an alarm.
        public let about: String
        public let way: KeptNotice.Way
        /// How often it was tried.
        public let tries: Int
        /// Why it was not taken; blank where nobody tried it.
        public let fault: String
        /// When it is tried next; UTC, ISO 8601.
        public let next: String
    }

    /// In seconds: what is younger and was not tried is about to be.
    private static let grace = 300

    /// What waits to be told, the oldest first; nothing for those who do not run imports, and of
    /// alarms only for those who see them.
    public static func waiting(_ workspace: Workspace) throws -> [Waiting] {
        guard workspace.allows(.runImports) else { return [] }
        let now = Int(workspace.clock().timeIntervalSince1970)
        return try workspace.store.read { try $0.notices() }
            .filter { ($0.tries > 0 || $0.madeAt <= now - grace) && isSeen($0, workspace) }
            .map { one in
                Waiting(
                    notice: one.id, about: one.about, way: one.way, tries: one.tries,
                    fault: one.fault,
                    next: ImportFiles.timestamp(
                        Date(timeIntervalSince1970: TimeInterval(max(one.nextAt, now)))))
            }
    }

    private static func isSeen(_ notice: KeptNotice, _ workspace: Workspace) -> Bool {
        let content = StableJSON.value(OutgoingNotice.Content.self, notice.document)
        return content?.isAlarm != true || workspace.allows(.seeAccessLog)
    }

    /// Lets go of a notice, such as one with a wrong address.
    ///
    /// - Throws: `notice.not-found`.
    public static func drop(_ id: String, _ workspace: Workspace) throws {
        try workspace.require(.runImports)
        try workspace.store.write { writer in
            guard let notice = try writer.notices().first(where: { $0.id == id }),
                isSeen(notice, workspace), try writer.removeNotice(id)
            else { throw OperationError.notFound(kind: "notice", name: id) }
            let content = StableJSON.value(OutgoingNotice.Content.self, notice.document)
            try content?.note("Its mail was let go by \(workspace.actor).", writer)
        }
    }
}
