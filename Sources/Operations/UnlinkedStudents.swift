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
            let formats = try reader.districtSettings().formats
            let profiles =
                try reader.unlinkedProfiles()
                + reader.linkedProvisionalProfiles(formats.provisionalID)
            let seen = try workspace.seen(profiles, from: .unlinkedStudents, id: \.id, reader)
            return try Queue(seen, formats, workspace, reader).items()
        }
    }
}

/// The work list being made.
private struct Queue {
    let workspace: Workspace
    let profiles: [UnlinkedProfile]
    let reader: any Reader
    let found: [CandidateSearch.Result]
    let answers: [MatchAnswer]
    let attached: [Int: AttachedCounts]
    let notLinked: NotLinked
    /// When the status of those who did not come was set.
    let statusSince: [Int: String]

    init(
        _ profiles: [UnlinkedProfile], _ formats: IDFormats, _ workspace: Workspace,
        _ reader: any Reader
    ) throws {
        self.workspace = workspace
        let isProvisional = formats.provisionalID?.matcher
        let profiles = profiles.map { profile in
            var profile = profile
            // Also one that was entered before the district's stand-ins were known as such.
            if isProvisional?(profile.description.stateID) == true {
                profile.description.stateIDIsProvisional = true
            }
            return profile
        }
        self.profiles = profiles
        self.reader = reader
        let ids = profiles.map(\.id)
        let notLinked = try NotLinked(ids, reader)
        let search = CandidateSearch(
            source: .roster, reader: reader, formats: formats, workspace: workspace)
        let unlinked = profiles.filter { $0.sisStudent == nil }
        var results = try search.find(unlinked.map(\.description)).makeIterator()
        found = profiles.map { profile in
            guard profile.sisStudent == nil, var result = results.next() else {
                return CandidateSearch.Result(found: [], isCut: false)
            }
            result.found.removeAll {
                notLinked.holds(
                    profile.id, $0.person.id,
                    Agreement(profile.description, $0.person.description))
            }
            return result
        }
        let refusals = try RosterImport.refusals(reader)
        answers = zip(profiles, found).map { one, result in
            one.sisStudent != nil
                ? .linked
                : refusals[one.studentID].map(MatchAnswer.init)
                    ?? MatchAnswer(
                        among: result.found.map { ($0.likeness, $0.person.profile != nil) })
        }
        statusSince = try reader.statusSince(
            profiles.filter { $0.status == EditStudent.Status.noShow.rawValue }
                .map { ($0.id, $0.status) })
        attached = try reader.attached(to: ids)
        self.notLinked = notLinked
    }

    func items() throws -> [UnlinkedStudents.Item] {
        let order = Dictionary(
            uniqueKeysWithValues: Cause.allCases.enumerated().map { ($1.rawValue, $0) })
        return try profiles.indices.map { (try item($0), profiles[$0].id) }
            .sorted { left, right in
                (order[left.0.cause] ?? 0, left.0.since, left.1)
                    < (order[right.0.cause] ?? 0, right.0.since, right.1)
            }.map(\.0)
    }

    private func item(_ index: Int) throws -> UnlinkedStudents.Item {
        let (profile, person) = (profiles[index], profiles[index].description)
        let cause = Cause.derive(
            Cause.Facts(
                origin: profile.origin, status: profile.status, grade: person.grade,
                holdsProvisionalID: profile.sisStudent != nil || person.stateIDIsProvisional))
        let marked = try markedDuplicate(profile)
        let given = [person.firstName, person.middleName].filter { !$0.isEmpty }
        let integrationID = try profile.sisStudent.flatMap {
            try reader.people(.roster, ids: [$0]).first?.number
        }
        return UnlinkedStudents.Item(
            studentID: profile.studentID,
            name: person.lastName + ", " + given.joined(separator: " "),
            stateID: person.stateID, otherID: person.otherIDs.first ?? "",
            cause: cause.rawValue,
            since: since(profile),
            nextStep: marked?.step
                ?? NextStep(
                    profile: profile, cause: cause, answer: answers[index],
                    candidates: found[index].found
                ).sentence, code: answers[index].rawValue,
            answer: answers[index].sentence, integrationID: integrationID,
            attached: attached[profile.id] ?? AttachedCounts(), duplicateOf: marked?.number,
            hold: profile.hold,
            candidates: found[index].found.prefix(UnlinkedStudents.candidatesShown).map {
                Candidate($0, from: .roster)
            }, isCut: found[index].isCut)
    }

    /// The day since which the student waits: made, unlinked, or noted as not having come.
    private func since(_ profile: UnlinkedProfile) -> String {
        let at =
            statusSince[profile.id] ?? notLinked.newest(profile.id) ?? profile.createdAt
        return String(at.prefix(10))
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
