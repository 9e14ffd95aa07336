import Records
import Storage

/// The work list: every student that nothing links to the SIS, or who has a stand-in for a state
/// ID; with the cause, who it might be there, and the next step.
public struct UnlinkedStudents {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// For the administrator of the host.
    public init(store: any Store) { workspace = Workspace(reading: store) }

    public struct Item: Codable, Equatable, Sendable {
        /// Our number of the student.
        public let id: Int
        public let studentID: String
        public let name: String
        public let stateID: String
        public let otherID: String
        public let cause: String
        /// The day since which the student waits, `YYYY-MM-DD`.
        public let since: String
        /// In words, with the command.
        public let nextStep: String
        /// What came of looking in the General Student Table; see `MatchAnswer`.
        public let code: String
        /// The same in words.
        public let answer: String
        /// The integration ID, where only the state ID is still to come.
        public let integrationID: String?
        /// What hangs on the student.
        public let attached: AttachedCounts
        /// The student ID that the student's own marks it as a duplicate of.
        public let duplicateOf: String?
        /// `awaitingEnrollment` where a transfer envelope is held.
        public let hold: String?
        /// SIS students who might be the student, the likeliest first.
        public let candidates: [Candidate]
        /// Whether so many have such a name or birth date that not all were looked at.
        public let isCut: Bool
    }

    /// SIS students shown for one.
    static let candidatesShown = 5

    /// Most urgent cause first, then the longest waiting.
    public func run() throws -> [Item] {
        try workspace.require(.seeStudents)
        return try workspace.store.read { reader in
            let waiting = try WaitingStudents(workspace, reader)
            return try Self.items(of: waiting.all, waiting, workspace, reader)
        }
    }

    /// A page of the list, with how many wait for each cause.
    public struct Page: Codable, Equatable, Sendable {
        public let items: ListPage<Item>
        /// All causes, the most urgent first.
        public let causes: [CauseCount]
    }

    /// How many students wait for a cause.
    public struct CauseCount: Codable, Equatable, Sendable {
        public let cause: Cause
        public let count: Int
    }

    /// The same list in the same order, page by page: candidates are looked for only for those who
    /// are shown.
    ///
    /// - Parameter cause: only those who wait for it; nil for all.
    public func page(
        cause: Cause? = nil, page: Int = 1, size: PageSize = .few
    ) throws -> Page {
        try workspace.require(.seeStudents)
        return try workspace.store.read { reader in
            let waiting = try WaitingStudents(workspace, reader)
            let meant = waiting.all.filter { cause == nil || $0.cause == cause }
            let limits = ListLimits(sorted: .max, counted: .max, reach: .max)
            let place = PagePlace(page, size, of: meant.count, limits)
            let shown = Array(meant.dropFirst(place.offset).prefix(place.size))
            return Page(
                items: ListPage(
                    rows: try Self.items(of: shown, waiting, workspace, reader), total: meant.count,
                    isTotalCut: false, page: place.page, size: place.size, pages: place.pages),
                causes: waiting.causes)
        }
    }

    /// The item of one student, by our number; nil where the student is not on the list.
    public func item(for student: Int) throws -> Item? {
        try workspace.require(.seeStudents)
        return try workspace.store.read { reader in
            let waiting = try WaitingStudents(workspace, reader, student)
            return try Self.items(of: waiting.all, waiting, workspace, reader).first
        }
    }
}

extension UnlinkedStudents {
    /// The items of some who wait, in their order, each with who it might be.
    static func items(
        of waiting: [WaitingStudents.One], _ list: WaitingStudents, _ workspace: Workspace,
        _ reader: any Reader
    ) throws -> [Item] {
        if waiting.isEmpty { return [] }
        let items = try Queue(waiting, list, workspace, reader).items()
        note(items, workspace)
        return items
    }

    /// Notes that these are shown, with those who might be them.
    private static func note(_ items: [Item], _ workspace: Workspace) {
        workspace.shows(students: items.map(\.id))
        for item in items { workspace.shows(item.candidates) }
    }

    /// Notes that a page is shown which was made for somebody else.
    public func note(_ page: Page) { Self.note(page.items.rows, workspace) }
}

/// Students of the work list, whose items are being made.
private struct Queue {
    let waiting: [WaitingStudents.One]
    let workspace: Workspace
    let profiles: [UnlinkedProfile]
    let reader: any Reader
    let found: [CandidateSearch.Result]
    /// Whether somebody who matches is not shown, for it was decided that they are two.
    let isTold: [Bool]
    let answers: [MatchAnswer]
    let attached: [Int: AttachedCounts]

    init(
        _ waiting: [WaitingStudents.One], _ list: WaitingStudents, _ workspace: Workspace,
        _ reader: any Reader
    ) throws {
        self.waiting = waiting
        self.workspace = workspace
        let profiles = waiting.map(\.profile)
        self.profiles = profiles
        self.reader = reader
        let ids = profiles.map(\.id)
        let search = CandidateSearch(
            source: .roster, reader: reader, formats: list.formats, workspace: workspace)
        let unlinked = profiles.filter { $0.sisStudent == nil }
        var results =
            unlinked.isEmpty
            ? [].makeIterator() : try search.find(unlinked.map(\.description)).makeIterator()
        let pairs = profiles.map { profile in
            guard profile.sisStudent == nil, var result = results.next() else {
                return (result: CandidateSearch.Result(found: [], isCut: false), isTold: false)
            }
            let count = result.found.count
            result.found.removeAll {
                list.notLinked.holds(
                    profile.id, $0.person.id,
                    Agreement(profile.description, $0.person.description))
            }
            return (result, result.found.count < count)
        }
        found = pairs.map(\.result)
        isTold = pairs.map(\.isTold)
        let refusals = try RosterImport.refusals(of: unlinked.map(\.id), reader)
        answers = zip(profiles, found).map { one, result in
            one.sisStudent != nil
                ? .linked
                : refusals[one.studentID].map(MatchAnswer.init)
                    ?? MatchAnswer(
                        among: result.found.map { ($0.likeness, $0.person.profile != nil) })
        }
        attached = try reader.attached(to: ids)
    }

    /// What came of looking, in words. Whoever sees nobody of the SIS is not told that nobody is
    /// there.
    private func sentence(_ index: Int) -> String {
        if !workspace.allows(.seeRoster) { return "The General Student Table is not shown." }
        if answers[index] == .none, isTold[index] {
            return "Nobody else matches: it was decided that the one who does is another person."
        }
        return answers[index].sentence
    }

    /// What hangs on a student, of what somebody here may see.
    private func attached(to student: Int) throws -> AttachedCounts {
        var counts = attached[student] ?? AttachedCounts()
        if !workspace.allows(.seeDocuments) { counts.documents = 0 }
        if !workspace.allows(.seeEvents) { counts.events = 0 }
        if !workspace.allows(.seePlans) { counts.plans = 0 }
        if counts.programs > 0, !workspace.access.seesWholeFiles {
            counts.programs = try workspace.programs(of: student, reader).count
        }
        return counts
    }

    func items() throws -> [UnlinkedStudents.Item] { try profiles.indices.map(item) }

    private func item(_ index: Int) throws -> UnlinkedStudents.Item {
        let (profile, person) = (profiles[index], profiles[index].description)
        let cause = waiting[index].cause
        let marked = try markedDuplicate(profile)
        let given = [person.firstName, person.middleName].filter { !$0.isEmpty }
        let integrationID = try profile.sisStudent.flatMap {
            try reader.people(.roster, ids: [$0]).first?.number
        }
        return UnlinkedStudents.Item(
            id: profile.id, studentID: profile.studentID,
            name: person.lastName + ", " + given.joined(separator: " "),
            stateID: person.stateID, otherID: person.otherIDs.first ?? "",
            cause: cause.rawValue,
            since: waiting[index].since,
            nextStep: marked?.step
                ?? NextStep(
                    profile: profile, cause: cause, answer: answers[index],
                    candidates: found[index].found
                ).sentence, code: answers[index].rawValue,
            answer: sentence(index), integrationID: integrationID,
            attached: try attached(to: profile.id), duplicateOf: marked?.number,
            hold: profile.hold,
            candidates: found[index].found.prefix(UnlinkedStudents.candidatesShown).map {
                Candidate($0, from: .roster)
            }, isCut: found[index].isCut)
    }

    /// The student that the student ID marks this one as a duplicate of, and what to do.
    private func markedDuplicate(
        _ profile: UnlinkedProfile
    ) throws -> (number: String, step: String)? {
        guard let number = MarkedDuplicate.number(in: profile.studentID) else { return nil }
        let holders = try reader.currentHolders(of: number).filter {
            try $0 != profile.id && workspace.isInScope($0, reader)
        }
        if let holder = holders.first, let other = try reader.profile(holder) {
            // A mark says less than a person who took the two apart.
            let decided = try reader.notSameDecisions(among: [profile.id, holder])
            if !decided.isEmpty { return nil }
            return (
                other.studentID,
                "Marked as a duplicate. Look at the merge: "
                    + "homeroom merge preview \(profile.studentID) \(other.studentID)"
            )
        }
        let inRoster = try workspace.seen(
            reader.rosterPeople(stateIDs: [], otherIDs: [number]), from: .roster, id: \.id, reader)
        if inRoster.isEmpty { return nil }
        return (
            number,
            "Marked as a duplicate. Import the student, then look at the merge: "
                + "homeroom student import \(number), "
                + "homeroom merge preview \(profile.studentID) \(number)"
        )
    }
}

extension UnlinkedProfile {
    /// What is held for the student until the SIS has it.
    var hold: String? {
        sisStudent == nil && origin == Cause.envelopeBeforeEnrollment.rawValue
            ? "awaitingEnrollment" : nil
    }
}
