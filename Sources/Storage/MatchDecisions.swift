import Records

// All SQL that touches `match_decision`: what people decided of pairs, and what the machine had
// said of them.

/// That somebody merged, linked or told apart two, and how likely they were one person then.
public struct MatchDecision: Equatable, Sendable {
    public let key: DuplicatePair.Key
    public let score: MatchScore
    public let isSame: Bool

    public init(_ key: DuplicatePair.Key, _ score: MatchScore, isSame: Bool) {
        self.key = key
        self.score = score
        self.isSame = isSame
    }
}

extension Reader {
    /// What was decided and stands, in the order in which it was. Of the same two only the last
    /// decision counts. A merge or a link that was taken back says that the two are not one person,
    /// as long as that stands.
    public func matchDecisions() throws -> [MatchDecision] {
        let all = try rows(
            """
            SELECT d.kind, d.one, d.other, d.probability, d.weight,
                CASE WHEN c.undone_by IS NULL THEN d.is_same ELSE 0 END
            FROM match_decision d JOIN change_set c ON c.id = d.change_set
            WHERE c.undone_by IS NULL OR d.is_same = 1 AND (
                d.kind = 'students' AND EXISTS (SELECT 1 FROM not_same n
                    WHERE n.low = d.one AND n.high = d.other AND n.origin = 'undo')
                OR d.kind = 'link' AND EXISTS (SELECT 1 FROM not_linked n
                    WHERE n.student = d.one AND n.sis_student = d.other AND n.origin = 'undo'))
            ORDER BY d.change_set, d.kind, d.one, d.other
            """
        ) {
            MatchDecision(
                DuplicatePair.Key(
                    DuplicatePair.Kind(rawValue: try $0.requiredText(0)) ?? .students,
                    try $0.requiredInteger(1), try $0.requiredInteger(2)),
                MatchScore(
                    millionths: try $0.requiredInteger(3), hundredths: try $0.requiredInteger(4)),
                isSame: try $0.requiredInteger(5) == 1)
        }
        var newest: [DuplicatePair.Key: Int] = [:]
        for (place, decision) in all.enumerated() { newest[decision.key] = place }
        return all.enumerated().filter { newest[$0.element.key] == $0.offset }.map(\.element)
    }
}

extension Writer {
    /// Notes what a change set decided.
    public func note(_ decision: MatchDecision, in change: Int) throws {
        let (key, score) = (decision.key, decision.score)
        try run(
            """
            INSERT INTO match_decision
                (change_set, kind, one, other, probability, weight, is_same)
            VALUES (\(change), \(key.kind.rawValue), \(key.one), \(key.other),
                \(score.millionths), \(score.hundredths), \(decision.isSame ? 1 : 0))
            """)
    }
}
