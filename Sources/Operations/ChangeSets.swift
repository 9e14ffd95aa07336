import Records
import Storage

/// What was done in the district, change set by change set.
public struct ChangeSets {
    let workspace: Workspace
    var limits = ListLimits()

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Which change sets are listed. Nil is all.
    public struct Filter: Equatable, Sendable {
        public var kind: String?
        public var actor: String?
        /// Days of UTC, as the times of change sets are.
        public var from: CalendarDate?
        public var to: CalendarDate?
        /// Those that were not undone alone.
        public var isStanding = false

        public init() {}
    }

    /// A student whom a change set was about.
    public struct Subject: Codable, Equatable, Sendable {
        /// Our number.
        public let id: Int
        /// Blank where the student is not there any more.
        public let studentID: String
    }

    /// A change set as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        public let changeSet: Int
        public let kind: String
        /// In words.
        public let title: String
        public let actor: String
        /// UTC, ISO 8601.
        public let at: String
        public let reason: String
        /// How many rows it wrote, in all tables together, of those that are seen; nil where that
        /// would tell of others.
        public let rows: TableChange?
        /// The change set that this one undid.
        public let undoes: Int?
        public let undoneBy: Int?
        /// The first few students whom it was about by name.
        public let students: [Subject]
        public let studentCount: Int
    }

    /// A change set with what it wrote.
    public struct Shown: Codable, Equatable, Sendable {
        public let change: Listed
        public let changedRows: [ChangedRow]
        /// Whether there are more rows than are shown.
        public let isCut: Bool
    }

    /// What can be filtered by.
    public struct Choices: Codable, Equatable, Sendable {
        public let kinds: [String]
        public let actors: [String]
    }

    /// Students named of one change set.
    public static let studentsNamed = 5
    /// Rows shown of one change set.
    public static let rowsShown = 200

    /// One page of the list, the newest first.
    public func page(
        _ filter: Filter = Filter(), page: Int = 1, size: PageSize = .some
    ) throws -> ListPage<Listed> {
        try workspace.require(.seeChanges)
        return try workspace.store.read { reader in
            var filter = filter.stored
            filter.sites = workspace.listedSites
            if let seen = try seen(filter, reader) {
                let place = PagePlace(page, size, of: seen.changes.count, limits)
                let found = seen.changes.dropFirst(place.offset).prefix(place.size)
                return ListPage(
                    rows: try listed(Array(found), reader), total: seen.changes.count,
                    isTotalCut: seen.isCut, page: place.page, size: place.size,
                    pages: place.pages)
            }
            let count = try reader.changeSetCount(filter, limit: limits.counted)
            let isCut = count >= limits.counted
            let total = isCut ? limits.counted - 1 : count
            let place = PagePlace(page, size, of: total, limits)
            let found = try reader.changeSets(
                filter, limit: place.size, offset: place.offset)
            return ListPage(
                rows: try listed(found, reader), total: total, isTotalCut: isCut,
                page: place.page, size: place.size, pages: place.pages)
        }
    }

    /// One change set with its rows before and after. What an undo of it would do is told by
    /// `Undo.check`.
    ///
    /// - Throws: `change-set.not-found`.
    public func show(_ number: Int) throws -> Shown {
        try workspace.require(.seeChanges)
        return try workspace.store.read { reader in
            guard let change = try reader.changeSet(number) else {
                throw OperationError.notFound(kind: "change-set", name: "\(number)")
            }
            try workspace.requireInScope(change, reader)
            try workspace.requireSeen(change, reader)
            guard let listed = try listed([change], reader).first
            else { throw OperationError.notFound(kind: "change-set", name: "\(number)") }
            let rows = try ChangedRows(workspace, reader).of(change, limit: Self.rowsShown)
            return Shown(change: listed, changedRows: rows.rows, isCut: rows.isCut)
        }
    }

    /// The kinds of change sets that there are, and who made them.
    public func choices() throws -> Choices {
        try workspace.require(.seeChanges)
        return try workspace.store.read { reader in
            if let seen = try seen(ChangeSetFilter(), reader)?.changes {
                return Choices(
                    kinds: Set(seen.map(\.kind)).sorted(),
                    actors: Set(seen.map(\.actor)).sorted())
            }
            let found = try reader.changeSetKinds()
            return Choices(kinds: found.kinds, actors: found.actors)
        }
    }

    /// The change sets that are there for somebody who does not see all that is written of
    /// students, the newest first, and whether older ones were not looked at; nil where all are.
    private func seen(
        _ filter: ChangeSetFilter, _ reader: any Reader
    ) throws -> (changes: [ChangeSetRecord], isCut: Bool)? {
        let rows = try ChangedRows(workspace, reader)
        if rows.sight.isWhole { return nil }
        let all = try reader.changeSets(filter, limit: limits.counted, offset: 0)
        let hidden = try rows.knownHiddenOnly(all)
        return (all.filter { !hidden.contains($0.id) }, all.count == limits.counted)
    }

    private func listed(
        _ changes: [ChangeSetRecord], _ reader: any Reader
    ) throws -> [Listed] {
        let rows = try reader.rowsWritten(by: changes.map(\.id))
        let words = try ChangedRows(workspace, reader)
        let subjects = try reader.subjects(ofAll: changes.map(\.id))
        let named = Set(subjects.values.flatMap { $0.prefix(Self.studentsNamed) }).sorted()
        workspace.shows(students: named)
        let names = try reader.studentIDs(of: named)
        return try changes.map { change in
            let all = subjects[change.id] ?? []
            return Listed(
                changeSet: change.id, kind: change.kind, title: change.title,
                actor: change.actor, at: change.at, reason: change.reason,
                rows: try words.count(change, noted: rows[change.id] ?? TableChange()),
                undoes: change.undoes,
                undoneBy: change.undoneBy,
                students: all.prefix(Self.studentsNamed).map {
                    Subject(id: $0, studentID: names[$0] ?? "")
                }, studentCount: all.count)
        }
    }
}

extension ChangeSets.Filter {
    fileprivate var stored: ChangeSetFilter {
        var filter = ChangeSetFilter()
        filter.kind = kind
        filter.actor = actor
        filter.from = from
        filter.to = to
        filter.isStanding = isStanding
        return filter
    }
}

extension ChangeSetRecord {
    /// Kinds whose reason is ours, and says what was done.
    private static let told: Set<String> = [
        "undo", "plan", "program", "document", "event", "enrollment", "student", "token",
        "envelope", "transfer",
    ]

    private static let titles = [
        "import": "Import", "resolve": "Held row decided", "create": "Student created",
        "edit": "Student edited", "delete": "Student deleted", "link": "Student linked to the SIS",
        "unlink": "Student unlinked from the SIS", "merge": "Students merged",
        "not-same": "Students told apart", "code": "Code changed", "setting": "Setting changed",
        "destroy": "Records destroyed", "auditRenewal": "Change log renewed",
    ]

    /// What was done, in words.
    public var title: String {
        if Self.told.contains(kind), !reason.isEmpty { return reason }
        return Self.titles[kind] ?? kind.replacing("-", with: " ").capitalizedFirst
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
