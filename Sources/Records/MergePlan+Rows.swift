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
    public let sourceWords: String
    public let targetKeys: [String]
    public let targetWords: [String]
    /// What can be chosen; empty where nothing has to be.
    public let options: [String]
    public internal(set) var action: Action
}

extension MergePlan {
    /// Moves the sources' rows over, one source after the other.
    mutating func decideRows() {
        var numbers: [MergeRow.Kind: Int] = [:]
        for source in sources {
            for row in source.rows where row.kind != .sisEnrollment {
                guard var collision = collision(of: row, from: source, &numbers) else {
                    outcome.rows.append(row)
                    continue
                }
                choose(&collision)
                collisions.append(collision)
                carryOut(collision, row)
            }
        }
        // In the order in which they are read.
        outcome.rows.sort { ($0.kind.rawValue, $0.key) < ($1.kind.rawValue, $1.key) }
    }

    private func collision(
        of row: MergeRow, from source: MergeSubject, _ numbers: inout [MergeRow.Kind: Int]
    ) -> MergeCollision? {
        guard let (relation, others) = relation(of: row) else { return nil }
        numbers[row.kind, default: 0] += 1
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
            id: "\(row.kind.rawValue)-\(numbers[row.kind, default: 0])", kind: row.kind,
            relation: relation, source: source.id, sourceKey: row.key, sourceWords: row.words,
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

    private mutating func carryOut(_ collision: MergeCollision, _ row: MergeRow) {
        if collision.kind == .learningPlan { return carryOutPlan(collision, row) }
        func drop(_ owner: Int, _ key: String, isReplacement: Bool = false) {
            drops.append(
                MergeDrop(
                    owner: owner, kind: collision.kind, key: key, isReplacement: isReplacement))
        }
        switch collision.action {
        case .moved, .decide: outcome.rows.append(row)
        case .dropped: drop(collision.source, row.key)
        case .replaces:
            for key in collision.targetKeys {
                let owner = owner(of: key, collision.kind, before: collision.source)
                if collision.relation == .sameKey, owner == target.id {
                    replacements[key] = collision.source
                } else {
                    drop(owner, key)
                }
                outcome.rows.removeAll { $0.kind == collision.kind && $0.key == key }
            }
            if replacements[row.key] == collision.source, collision.relation == .sameKey {
                drop(collision.source, row.key, isReplacement: true)
            }
            outcome.rows.append(row)
        }
    }

    /// Whose the row is that the target has by then: its own, or one of a source before.
    private func owner(of key: String, _ kind: MergeRow.Kind, before source: Int) -> Int {
        func has(_ subject: MergeSubject) -> Bool {
            subject.rows(of: kind).contains { $0.key == key }
        }
        if has(target) { return target.id }
        return sources.first { $0.id != source && has($0) }?.id ?? target.id
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

extension MergeRow {
    /// Makes a learning plan one that another took the place of. Such plans collide with none.
    mutating func supersede() {
        group = ""
        content = "superseded"
    }
}
