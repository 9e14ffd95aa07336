import Records
import Storage

/// Students who were made for ALE and whom nothing links to the SIS yet.
public struct LinkToALE {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// One student who waits.
    public struct Row: Codable, Equatable, Sendable {
        /// Our number of the student.
        public let id: Int
        public let studentID: String
        public let name: String
        public let birthDate: CalendarDate?
        public let grade: String
        public let cause: String
        /// The state ID, which may be a stand-in.
        public let stateID: String
        public let otherID: String
        /// The day since which the student waits, `YYYY-MM-DD`.
        public let since: String
        public let planCount: Int
        public let isDeletable: Bool
        /// Why it cannot be deleted, in words; blank where it can.
        public let notDeletableBecause: String
        /// What came of looking in the General Student Table, in words.
        public let answer: String
        /// In words, with the command.
        public let nextStep: String
        /// The SIS student who is likeliest the student.
        public let candidate: Candidate?
    }

    /// One page, the longest waiting first. SIS students are looked for only for those who are
    /// shown.
    public func list(page: Int = 1, size: PageSize = .few) throws -> ListPage<Row> {
        try workspace.require(.seeStudents)
        return try workspace.store.read { reader in
            let waiting = try WaitingStudents(workspace, reader)
            let meant = waiting.all.filter {
                $0.profile.sisStudent == nil && Cause.aleOrigins.contains($0.profile.origin)
            }.sorted { ($0.since, $0.profile.id) < ($1.since, $1.profile.id) }
            let limits = ListLimits(sorted: .max, counted: .max, reach: .max)
            let place = PagePlace(page, size, of: meant.count, limits)
            let shown = Array(meant.dropFirst(place.offset).prefix(place.size))
            let kept = try reader.everAttached(among: shown.map(\.profile.id))
            let items = try UnlinkedStudents.items(of: shown, waiting, workspace, reader)
            return ListPage(
                rows: zip(shown, items).map { one, item in
                    Row(one, item, isKept: kept.contains(item.id))
                }, total: meant.count, isTotalCut: false, page: place.page, size: place.size,
                pages: place.pages)
        }
    }
}

extension LinkToALE.Row {
    fileprivate init(
        _ waiting: WaitingStudents.One, _ item: UnlinkedStudents.Item, isKept: Bool
    ) {
        id = item.id
        studentID = item.studentID
        name = item.name
        birthDate = waiting.profile.description.birthDate
        grade = waiting.profile.description.grade
        cause = item.cause
        stateID = item.stateID
        otherID = item.otherID
        since = item.since
        planCount = item.attached.plans
        isDeletable = !isKept
        notDeletableBecause =
            !isKept
            ? ""
            : item.attached.plans > 0
                ? "The student has a learning plan."
                : item.attached.total > 0
                    ? "The student has records." : "The student has records, or had some once."
        answer = item.answer
        nextStep = item.nextStep
        candidate = item.candidates.first
    }
}
