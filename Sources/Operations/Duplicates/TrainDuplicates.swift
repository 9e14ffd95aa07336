import Foundation
import Linkage
import Records
import Storage

/// Has the district's own model of matching learn from what people decided: which pairs they
/// merged or linked, and which they told apart.
public struct TrainDuplicates {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Fewer decisions say too little.
    public static let fewest = 30
    /// The name of the setting that holds the model; it has no definition, so no other command
    /// changes it.
    static let setting = "match-model"

    /// How good a model is on pairs whose answer is known.
    public struct Judged: Codable, Equatable, Sendable {
        /// Pairs that it says rightly, with 50 % as the border.
        public let right: Int
        /// The mean surprise at what people decided, in bits; the less, the better.
        public let surprise: Double
    }

    /// What training came to.
    public struct Trained: Codable, Equatable, Sendable {
        /// Decisions that were learnt from.
        public let decisions: Int
        /// The model in force, on decisions that the new one was not trained with.
        public let before: Judged
        /// The new one on the same.
        public let after: Judged
        /// Nil for a check, and where the new model is not better.
        public let changeSet: Int?
    }

    /// Trains on every second decision and judges by the others; if that is better, trains on all
    /// and takes the model into use.
    ///
    /// - Throws: `duplicate.few-decisions`.
    public func run(isCheck: Bool = false) throws -> Trained {
        try requireRights()
        let (course, model) = try workspace.store.read {
            (try Course($0), try $0.matchModel())
        }
        if course.pairs.count < Self.fewest {
            throw OperationError.refused(
                code: "duplicate.few-decisions",
                message: "There are \(course.pairs.count) decisions to learn from.",
                remedy: "Decide about \(Self.fewest) pairs or more first.")
        }
        let odd = course.pairs.indices.filter { $0 % 2 == 1 }
        let even = course.pairs.indices.filter { $0 % 2 == 0 }
        let before = course.judge(model, on: odd)
        let after = course.judge(course.trained(model, on: even), on: odd)
        let isBetter = after.surprise < before.surprise
        guard isBetter, !isCheck else {
            return Trained(
                decisions: course.pairs.count, before: before, after: after, changeSet: nil)
        }
        let trained = course.trained(model, on: Array(course.pairs.indices))
        let change = try set(StableJSON.text(trained), "Matching learnt from decisions")
        return Trained(
            decisions: course.pairs.count, before: before, after: after, changeSet: change)
    }

    /// Goes back to the model that Homeroom brings along.
    ///
    /// - Returns: the number of the change set.
    public func reset() throws -> Int {
        try requireRights()
        return try set("", "Matching as it is brought along")
    }

    private func requireRights() throws {
        try workspace.require(.decideDuplicates)
        try workspace.require(.changeSettings)
        if workspace.scope != nil { throw Workspace.ofWholeDistrict }
    }

    private func set(_ value: String, _ reason: String) throws -> Int {
        try workspace.store.write { writer in
            let change = try workspace.begin("setting", reason, about: [], writer)
            try writer.setSetting(Self.setting, to: value, in: change)
            return change
        }
    }
}

/// Pairs that people decided about, with what is known of both.
private struct Course {
    var pairs: [(one: LinkagePerson, other: LinkagePerson, isSame: Bool)] = []
    let frequencies: NameFrequencies

    init(_ reader: any Reader) throws {
        frequencies = try MatchPeople(reader).frequencies
        for decision in try reader.matchDecisions() {
            guard let (one, other) = try reader.people(decidedAs: decision.key) else { continue }
            let (left, right) = MatchPerson.compared(one, other)
            pairs.append((left, right, decision.isSame))
        }
    }

    func trained(_ model: LinkageModel, on places: [Int]) -> LinkageModel {
        var builder = LinkageTableBuilder(fields: DuplicateCandidates.fields)
        for place in places {
            builder.append(pairs[place].one)
            builder.append(pairs[place].other)
        }
        let linker = Linker(builder.build(), model: model)
        return LinkageTrainer(linker).trained(
            on: places.indices.map { (2 * $0, 2 * $0 + 1, pairs[places[$0]].isSame) })
    }

    func judge(_ model: LinkageModel, on places: [Int]) -> TrainDuplicates.Judged {
        var (right, surprise) = (0, 0.0)
        for place in places {
            let (one, other, isSame) = pairs[place]
            let said = model.compare(one, other, frequencies: frequencies).probability
            let given = min(0.999_999, max(0.000_001, isSame ? said : 1 - said))
            if given > 0.5 { right += 1 }
            surprise -= log2(given)
        }
        return TrainDuplicates.Judged(
            right: right,
            surprise: (surprise / Double(max(1, places.count)) * 1_000).rounded() / 1_000)
    }
}

extension Reader {
    /// The model by which this district matches.
    func matchModel() throws -> LinkageModel {
        guard let text = try settings()[TrainDuplicates.setting], !text.isEmpty,
            let model = StableJSON.value(LinkageModel.self, text),
            model.version == LinkageModel.version
        else { return .students }
        return model
    }

    /// The two about whom something was decided. Of those who were merged or linked since, what
    /// the student itself said stands for it.
    fileprivate func people(
        decidedAs key: DuplicatePair.Key
    ) throws -> (one: MatchPerson, other: MatchPerson)? {
        let one: MatchPerson?
        let other: MatchPerson?
        switch key.kind {
        case .students:
            one = try matchPerson(key.one) ?? ownPerson(key.one)
            other = try matchPerson(key.other) ?? ownPerson(key.other)
        case .link:
            one = try ownPerson(key.one)
            other = try matchPerson(sisStudent: key.other)
        case .roster: return nil
        }
        guard let one, let other else { return nil }
        return (one, other)
    }

    private func ownPerson(_ student: Int) throws -> MatchPerson? {
        try ownDescription(of: student).map {
            MatchPerson(
                unlinked: try marked(
                    KnownPerson(id: student, number: "\(student)", profile: nil, description: $0)))
        }
    }
}
