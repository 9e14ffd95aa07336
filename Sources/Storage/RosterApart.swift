import Records

// All SQL that touches `roster_apart`: who was told apart of two that are records of the SIS.

/// That two SIS students are not one person, as somebody decided.
public struct RosterApart: Equatable, Sendable {
    public let low: Int
    public let high: Int
    /// In which numbers the two agreed when it was decided; see `Agreement`.
    public let evidence: String
    public let reason: String
    public let actor: String
    /// UTC, ISO 8601.
    public let at: String

    public init(
        _ one: Int, _ other: Int, evidence: String, reason: String, actor: String, at: String
    ) {
        (low, high) = (min(one, other), max(one, other))
        self.evidence = evidence
        self.reason = reason
        self.actor = actor
        self.at = at
    }
}

extension Reader {
    /// All that was decided of two SIS students.
    public func rosterApart() throws -> [RosterApart] {
        try rows(of: .rosterApart, "ORDER BY low, high") {
            RosterApart(
                try $0.requiredInteger(0), try $0.requiredInteger(1),
                evidence: try $0.requiredText(2), reason: try $0.requiredText(3),
                actor: try $0.requiredText(4), at: try $0.requiredText(5))
        }
    }

    /// The SIS students of whom something was decided after a change set, or taken back.
    func rosterApart(changedSince change: Int) throws -> [Int] {
        let there = try rows("SELECT low, high FROM roster_apart WHERE change_set > \(change)") {
            [try $0.requiredInteger(0), try $0.requiredInteger(1)]
        }
        let gone = try rows(
            """
            SELECT row_key FROM prior_image
            WHERE change_set > \(change) AND table_name = 'roster_apart'
            """
        ) { try $0.requiredText(0).split(separator: "/").compactMap { Int($0) } }
        return Set((there + gone).flatMap(\.self)).sorted()
    }

    /// The students who are linked to one of those SIS students.
    public func studentsToldApartInRoster() throws -> [Int] {
        try rows(
            """
            SELECT id FROM student WHERE sis_student IN (
                SELECT low FROM roster_apart UNION SELECT high FROM roster_apart)
            """
        ) { try $0.requiredInteger(0) }
    }
}

extension Writer {
    /// Keeps a decision, in place of an older one about the same two.
    public func save(_ decision: RosterApart, in change: Int) throws {
        let its: Query = "low = \(decision.low) AND high = \(decision.high)"
        let kept = try keepImages(of: .rosterApart, where: its, in: change, for: .update)
        let row = try sealed(
            [
                .init(number: decision.low), .init(number: decision.high),
                .text(decision.evidence), .text(decision.reason), .text(decision.actor),
                .text(decision.at), .init(number: change),
            ], of: .rosterApart)
        try bulk(VersionedTable.rosterApart.bulk(.update)) { try $0.write(row) }
        try note(TableChange(inserted: 1 - kept, updated: kept), of: .rosterApart, in: change)
    }
}
