import Records
import Storage

/// What was done to a student, and who looked at it: with what concerns all who were merged into
/// it.
public struct StudentHistory {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// One change.
    public struct Change: Codable, Equatable, Sendable {
        public let changeSet: Int
        public let kind: String
        public let at: String
        public let actor: String
        public let reason: String
        public let undoneBy: Int?
    }

    /// All that there is, the newest first.
    public struct History: Codable, Equatable, Sendable {
        public let studentID: String
        /// Student IDs of those who were merged into it.
        public let mergedFrom: [String]
        public let changes: [Change]
        /// Nil where the role may not see them.
        public let accesses: [AccessRecord.Entry]?
    }

    /// One change with what it made of the student's fields.
    public struct Detailed: Codable, Equatable, Sendable {
        public let changeSet: Int
        public let kind: String
        /// In words.
        public let title: String
        public let at: String
        public let actor: String
        public let reason: String
        public let undoes: Int?
        public let undoneBy: Int?
        /// The rows that it wrote of the student.
        public let rows: [ChangedRow]
        /// Whether there are more rows than are shown.
        public let isCut: Bool
    }

    /// A page of what was done to a student.
    public struct Page: Codable, Equatable, Sendable {
        /// Our number of the student.
        public let id: Int
        public let studentID: String
        /// Student IDs of those who were merged into it.
        public let mergedFrom: [String]
        public let changes: ListPage<Detailed>
    }

    /// Rows shown of one change.
    static let rowsShown = 50

    /// What was done to a student, with what each field said before and after, the newest first.
    ///
    /// - Throws: `OperationError` where the student is not there.
    public func page(_ id: String, page: Int = 1, size: PageSize = .some) throws -> Page {
        try workspace.require(.seeChanges)
        return try workspace.store.read { reader in
            let student = try workspace.resolve(id, reader)
            let all = try reader.merged(into: student)
            let rows = try ChangedRows(workspace, reader)
            let changes = try seen(reader.changes(touching: all), all, rows)
            let limits = ListLimits(sorted: .max, counted: .max, reach: .max)
            let place = PagePlace(page, size, of: changes.count, limits)
            let shown = try changes.dropFirst(place.offset).prefix(place.size).map { change in
                let found = try rows.of(change, about: all, limit: Self.rowsShown)
                return Detailed(
                    changeSet: change.id, kind: change.kind, title: change.title, at: change.at,
                    actor: change.actor, reason: change.reason, undoes: change.undoes,
                    undoneBy: change.undoneBy, rows: found.rows, isCut: found.isCut)
            }
            return Page(
                id: student, studentID: try reader.student(student)?.studentID ?? id,
                mergedFrom: try reader.studentIDs(mergedInto: student),
                changes: ListPage(
                    rows: shown, total: changes.count, isTotalCut: false, page: place.page,
                    size: place.size, pages: place.pages))
        }
    }

    /// - Throws: `OperationError` where the student is not there.
    public func run(_ id: String) throws -> History {
        try workspace.require(.seeChanges)
        return try workspace.store.read { reader in
            let student = try workspace.resolve(id, reader)
            let all = try reader.merged(into: student)
            let changes = try seen(
                reader.changes(touching: all), all, ChangedRows(workspace, reader))
            return History(
                studentID: try reader.student(student)?.studentID ?? id,
                mergedFrom: try reader.studentIDs(mergedInto: student),
                changes: changes.map {
                    Change(
                        changeSet: $0.id, kind: $0.kind, at: $0.at, actor: $0.actor,
                        reason: $0.reason, undoneBy: $0.undoneBy)
                }, accesses: try accesses(all, reader))
        }
    }

    /// Without the change sets that wrote nothing of these students that is seen.
    private func seen(
        _ changes: [ChangeSetRecord], _ students: [Int], _ rows: ChangedRows
    ) throws -> [ChangeSetRecord] {
        if rows.sight.isWhole { return changes }
        let hidden = try rows.knownHiddenOnly(changes)
        return try changes.filter { change in
            if hidden.contains(change.id) { return false }
            // An import is about nobody by name; of this student it can have written anything.
            if try !rows.reader.subjects(of: change.id).isEmpty { return true }
            return try !rows.of(change, about: students, limit: 1).rows.isEmpty
        }
    }

    private func accesses(_ students: [Int], _ reader: any Reader) throws -> [AccessRecord.Entry]? {
        guard workspace.allows(.seeAccessLog) else { return nil }
        return try reader.accessLog(of: students).filter {
            workspace.allows(.seeDocuments) || $0.kind != .document
        }.map(AccessRecord.Entry.init)
    }
}
