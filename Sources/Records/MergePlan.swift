/// What a merge of one or more students into another one does: decided from what was read, by
/// rules alone, so that a preview and what is carried out are one value.
///
/// Source of the rules: `docs/merging.md`.
public struct MergePlan: Codable, Equatable, Sendable {
    public internal(set) var target: MergeSubject
    public internal(set) var sources: [MergeSubject]
    /// What a person chose, by the name of a field or the ID of a collision.
    public internal(set) var choices: [String: String]
    public internal(set) var differences: [MergeDifference] = []
    public internal(set) var identifiers: [MergedNumber] = []
    public internal(set) var collisions: [MergeCollision] = []
    public internal(set) var guards: [MergeGuard] = []
    /// Rows that go, and whose they are.
    public internal(set) var drops: [MergeDrop] = []
    /// Program enrollments of the target that say what a source's of the same key says, by key,
    /// with the source.
    public internal(set) var replacements: [String: Int] = [:]
    /// Learning plans that another takes the place of, by key.
    public internal(set) var superseded: [String] = []
    /// Choices that name nothing that can be chosen, or something that it cannot be.
    public internal(set) var refusedChoices: [RefusedChoice] = []
    /// Names of fields and kinds of rows that are not shown, where there are such; see `hiding`.
    public internal(set) var hidden: [String]?
    /// The target as it is afterwards, but for revisions and change sets.
    public internal(set) var outcome: MergeSubject

    /// - Parameters:
    ///   - decisions: pairs of these students that were told apart before.
    ///   - choices: what a person chose: `target`, `source`, `both`, or a source's student ID.
    ///   - veiled: names of fields and rows that whoever merges does not see. Nothing can be chosen
    ///     of them: what counts is what would without a choice, and where that would have to be
    ///     chosen, the target's word; of rows that overlap, both are kept.
    public init(
        target: MergeSubject, sources: [MergeSubject], decisions: [NotSameDecision] = [],
        choices: [String: String] = [:], veiled: [String] = []
    ) {
        let veil = Set(veiled)
        self.target = target
        self.sources = sources
        self.choices = choices
        outcome = target
        decideLink()
        decideFields(veil)
        decideIdentifiers()
        decideRows(veil)
        guards = Self.guards(target: target, sources: sources, decisions: decisions)
        refuseUnknownChoices(veil)
    }

    /// Everything that has to be chosen and was not, by the names to choose it with.
    public var undecided: [String] {
        differences.filter { $0.choice == .choose }.map(\.field)
            + collisions.filter { $0.action == .decide }.map(\.id)
    }

    /// What can be chosen for a field in which the students differ, or for rows that collide.
    /// Several sources are told apart by their student IDs.
    public func options(for name: String) -> [String] {
        if let collision = collisions.first(where: { $0.id == name }) { return collision.options }
        guard sources.count > 1, let difference = differences.first(where: { $0.field == name })
        else { return ["target", "source"] }
        return ["target"] + difference.offers.map(\.studentID)
    }

    /// How many rows of a kind go over to the target from `source`, or from all sources.
    public func moved(_ kind: MergeRow.Kind, from source: MergeSubject? = nil) -> Int {
        let dropped = drops.filter { $0.kind == kind }
        return (source.map { [$0] } ?? sources).reduce(0) { count, subject in
            count + subject.rows(of: kind).count
                - dropped.filter { $0.owner == subject.id && !$0.isReplacement }.count
        }
    }

    /// Fields that the target's profile itself says from now on, with what.
    public var fieldsTaken: [String: String] {
        var taken: [String: String] = [:]
        for difference in differences where !difference.isSettled {
            if let value = difference.takenValue { taken[difference.field] = value }
        }
        return taken
    }

    /// The source whose link to the SIS goes over to the target.
    public var linkedSource: MergeSubject? {
        target.sisStudent == nil ? sources.first { $0.sisStudent != nil } : nil
    }

    private mutating func decideLink() {
        guard let source = linkedSource else { return }
        outcome.sisStudent = source.sisStudent
        outcome.integrationID = source.integrationID
        outcome.sisNumbers = source.sisNumbers
        outcome.values.sis = source.values.sis
        outcome.rows += source.rows(of: .sisEnrollment)
    }

    private mutating func refuseUnknownChoices(_ veil: Set<String>) {
        let known = Set(
            differences.map(\.field).filter { !veil.contains($0) }
                + collisions.filter { !MergeRow.isNamed($0.kind, $0.sourceKey, in: veil) }
                .map(\.id))
        for name in choices.keys.sorted() where !known.contains(name) {
            refusedChoices.append(RefusedChoice(name: name, reason: .nothingToChoose))
        }
    }
}

/// A row that goes in a merge.
public struct MergeDrop: Codable, Equatable, Sendable {
    /// Whose it is, by our number.
    public let owner: Int
    public let kind: MergeRow.Kind
    public let key: String
    /// Whether the target's row of the same key says what it said.
    public let isReplacement: Bool
}

/// A choice that does not hold.
public struct RefusedChoice: Codable, Equatable, Sendable {
    /// Why it does not hold.
    public enum Reason: String, Codable, Sendable {
        /// The students do not differ there.
        case nothingToChoose
        /// The SIS has the word on it.
        case ownedBySIS
        /// The choice is none of those that there are.
        case unknown
    }

    public let name: String
    public let reason: Reason
}

/// Two students who were told apart.
public struct NotSameDecision: Codable, Equatable, Sendable {
    public var one: Int
    public var other: Int
    public var at: String
    public var reason: String

    public init(one: Int, other: Int, at: String, reason: String) {
        self.one = one
        self.other = other
        self.at = at
        self.reason = reason
    }
}
