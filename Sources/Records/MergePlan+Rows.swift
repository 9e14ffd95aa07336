/// A row of a source that is much like one of the target.
public struct MergeCollision: Codable, Equatable, Sendable {
    /// In what they are alike.
    public enum Relation: String, Codable, Sendable {
        /// They say the same.
        case identical
        /// The same program, start date and site, with another content.
        case sameKey
        /// The same bytes under another title, category or status.
        case sameContent
        /// They have days in common.
        case overlap
    }

    /// What becomes of them.
    public enum Action: String, Codable, Sendable {
        /// Both are kept.
        case moved
        /// The source's goes; the target's says the same, or was chosen.
        case dropped
        /// The target's goes, for the source's was chosen.
        case replaces
        case decide
    }

    /// By which it is chosen; the same as long as nobody changes the students.
    public let id: String
    public let kind: MergeRow.Kind
    public let relation: Relation
    /// The source, by our number.
    public let source: Int
    public let sourceKey: String
    public internal(set) var sourceWords: String
    public let targetKeys: [String]
    public internal(set) var targetWords: [String]
    /// What can be chosen; empty where nothing has to be.
    public let options: [String]
    public internal(set) var action: Action

    /// What counts where nobody can choose, because nobody sees it: a key is written once, and of
    /// what overlaps nothing goes.
    fileprivate mutating func keepWithoutChoice() {
        if action == .decide { action = relation == .sameKey ? .dropped : .moved }
    }

    /// The same under another ID.
    func named(_ id: String) -> MergeCollision {
        MergeCollision(
            id: id, kind: kind, relation: relation, source: source, sourceKey: sourceKey,
            sourceWords: sourceWords, targetKeys: targetKeys, targetWords: targetWords,
            options: options, action: action)
    }
}

extension MergePlan {
    /// Moves the sources' rows over, one source after the other.
    mutating func decideRows(_ veil: Set<String>) {
        var owners = Owners()
        for row in target.rows { owners[row] = target.id }
        for (place, source) in sources.enumerated() {
            var numbers: [String: Int] = [:]
            for row in source.rows where row.kind != .sisEnrollment {
                // Those that are not seen are numbered apart, so that no number is missing.
                let isVeiled = row.isNamed(in: veil)
                let list = row.kind.rawValue + (isVeiled ? "-veiled" : "")
                numbers[list, default: 0] += 1
                let number = (isVeiled ? "v" : "") + "\(numbers[list, default: 0])"
                guard var collision = collision(of: row, from: source, id(row.kind, place, number))
                else {
                    outcome.rows.append(row)
                    owners[row] = source.id
                    continue
                }
                if isVeiled { collision.keepWithoutChoice() } else { choose(&collision) }
                collisions.append(collision)
                carryOut(collision, row, &owners)
            }
        }
        replaceDropped(owners)
        // In the order in which they are read.
        outcome.rows.sort { ($0.kind.rawValue, $0.key) < ($1.kind.rawValue, $1.key) }
    }

    /// By which a collision is chosen: the kind, and the number of the row among the source's.
    func id(_ kind: MergeRow.Kind, _ place: Int, _ number: String) -> String {
        "\(kind.rawValue)-" + (sources.count == 1 ? number : "\(place + 1).\(number)")
    }

    /// Whose each row is that the target has by then: its own, or one of a source before.
    private struct Owners {
        private var owners: [String: Int] = [:]

        subscript(row: MergeRow) -> Int? {
            get { self[row.kind, row.key] }
            set { owners["\(row.kind)-\(row.key)"] = newValue }
        }

        subscript(kind: MergeRow.Kind, key: String) -> Int? { owners["\(kind)-\(key)"] }
    }

    private func collision(
        of row: MergeRow, from source: MergeSubject, _ id: String
    ) -> MergeCollision? {
        guard let (relation, others) = relation(of: row) else { return nil }
        let options: [String] =
            switch (relation, row.kind) {
            case (.identical, _), (.sameContent, _), (_, .programDecision), (_, .enrollment): []
            case (.sameKey, _): ["target", "source"]
            case (.overlap, _): ["both", "target", "source"]
            }
        let standard: MergeCollision.Action =
            switch relation {
            case .identical: .dropped
            case .sameContent: .moved
            case .sameKey: options.isEmpty ? .dropped : .decide
            case .overlap: options.isEmpty ? .moved : .decide
            }
        return MergeCollision(
            id: id, kind: row.kind, relation: relation, source: source.id, sourceKey: row.key,
            sourceWords: row.words,
            targetKeys: others.map(\.key), targetWords: others.map(\.words), options: options,
            action: standard)
    }

    /// The rows that `row` is much like, among those that the target has by then.
    private func relation(of row: MergeRow) -> (MergeCollision.Relation, [MergeRow])? {
        let others = outcome.rows(of: row.kind)
        func first(_ isLike: (MergeRow) -> Bool) -> [MergeRow] {
            others.first(where: isLike).map { [$0] } ?? []
        }
        switch row.kind {
        case .sisEnrollment: return nil
        case .document:
            let same = first { $0.content == row.content }
            if !same.isEmpty { return (.identical, same) }
            let bytes = others.filter { $0.group == row.group }
            return bytes.isEmpty ? nil : (.sameContent, bytes)
        case .event:
            let same = first { $0.content == row.content }
            return same.isEmpty ? nil : (.identical, same)
        case .enrollment:
            let same = first { $0.content == row.content }
            if !same.isEmpty { return (.identical, same) }
        case .programEnrollment, .programDecision:
            let same = first { $0.key == row.key }
            if let one = same.first {
                return (one.content == row.content ? .identical : .sameKey, same)
            }
            if row.kind == .programDecision { return nil }
        case .learningPlan: break
        }
        let overlapping = others.filter { $0.group == row.group && $0.overlaps(row) }
        return overlapping.isEmpty || row.group.isEmpty ? nil : (.overlap, overlapping)
    }

    /// Where the target's row goes and another one of the same key comes, the target's stays and
    /// says what the other one said: a key is written once.
    private mutating func replaceDropped(_ owners: Owners) {
        for drop in drops where drop.owner == target.id && drop.kind == .programEnrollment {
            guard outcome.rows(of: drop.kind).contains(where: { $0.key == drop.key }),
                let source = owners[drop.kind, drop.key], source != target.id
            else { continue }
            drops.removeAll { $0 == drop }
            replacements[drop.key] = source
            drops.append(
                MergeDrop(owner: source, kind: drop.kind, key: drop.key, isReplacement: true))
        }
    }

    private mutating func choose(_ collision: inout MergeCollision) {
        guard let choice = choices[collision.id] else { return }
        guard collision.options.contains(choice) else {
            return refusedChoices.append(RefusedChoice(name: collision.id, reason: .unknown))
        }
        collision.action =
            switch choice {
            case "target": .dropped
            case "source": .replaces
            default: .moved
            }
    }

    private mutating func carryOut(
        _ collision: MergeCollision, _ row: MergeRow, _ owners: inout Owners
    ) {
        if collision.kind == .learningPlan { return carryOutPlan(collision, row) }
        func drop(_ owner: Int, _ key: String, isReplacement: Bool = false) {
            drops.append(
                MergeDrop(
                    owner: owner, kind: collision.kind, key: key, isReplacement: isReplacement))
        }
        if collision.action == .dropped { return drop(collision.source, row.key) }
        var owner = collision.source
        if collision.action == .replaces {
            for key in collision.targetKeys {
                let whose = owners[collision.kind, key] ?? target.id
                if collision.relation == .sameKey, whose == target.id {
                    // The target's row stays and says what the source's said.
                    replacements[key] = collision.source
                    drop(collision.source, row.key, isReplacement: true)
                    owner = target.id
                } else {
                    replacements[key] = nil
                    drop(whose, key)
                }
                outcome.rows.removeAll { $0.kind == collision.kind && $0.key == key }
            }
        }
        outcome.rows.append(row)
        owners[row] = owner
    }

    /// A plan is never dropped: the one that was not chosen stays as superseded.
    private mutating func carryOutPlan(_ collision: MergeCollision, _ row: MergeRow) {
        outcome.rows.append(row)
        let gone =
            switch collision.action {
            case .moved, .decide: [String]()
            case .dropped: [row.key]
            case .replaces: collision.targetKeys
            }
        superseded += gone
        for index in outcome.rows.indices
        where outcome.rows[index].kind == .learningPlan
            && gone.contains(outcome.rows[index].key)
        { outcome.rows[index].supersede() }
    }
}
