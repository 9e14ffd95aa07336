import Records

// All SQL that touches `not_linked`: who was told apart from which SIS student.

/// That a student is not a SIS student, as somebody decided.
public struct NotLinkedDecision: Equatable, Sendable {
    /// Why it is there: a person said so, or a link was taken back.
    public enum Origin: String, Sendable { case decision, undo }

    public let student: Int
    public let sisStudent: Int
    public let origin: Origin
    /// In which numbers the two agreed when it was decided; see `Agreement`.
    public let evidence: String
    public let reason: String
    public let actor: String
    /// UTC, ISO 8601.
    public let at: String

    public init(
        student: Int, sisStudent: Int, origin: Origin, evidence: String, reason: String,
        actor: String, at: String
    ) {
        self.student = student
        self.sisStudent = sisStudent
        self.origin = origin
        self.evidence = evidence
        self.reason = reason
        self.actor = actor
        self.at = at
    }
}

extension Reader {
    /// What was decided about these students, each with SIS students.
    public func notLinked(_ students: [Int]) throws -> [NotLinkedDecision] {
        var found: [NotLinkedDecision] = []
        try students.forEachBatch { batch in
            found += try rows(
                of: .notLinked,
                "WHERE student IN (\(list: batch)) ORDER BY student, sis_student"
            ) {
                NotLinkedDecision(
                    student: try $0.requiredInteger(0), sisStudent: try $0.requiredInteger(1),
                    origin: NotLinkedDecision.Origin(rawValue: try $0.requiredText(2))
                        ?? .decision,
                    evidence: try $0.requiredText(3), reason: try $0.requiredText(4),
                    actor: try $0.requiredText(5), at: try $0.requiredText(6))
            }
        }
        return found
    }
}

extension Reader {
    /// The students, or whom they stand for, who were told apart from any SIS student.
    public func toldApartFromRoster() throws -> [Int] {
        let survivors = try survivors()
        return try rows("SELECT DISTINCT student FROM not_linked") { try $0.requiredInteger(0) }
            .map { survivors[$0] ?? $0 }
    }
}

extension Reader {
    /// The decisions that tell one of these students, or whom it stands for, from the SIS student
    /// that another one of them is linked to.
    func notLinkedDecisions(
        among students: [Int], standingFor members: [[Int]]
    ) throws -> [NotSameDecision] {
        let linked = try rows(
            """
            SELECT id, sis_student FROM student
            WHERE id IN (\(list: students)) AND sis_student IS NOT NULL
            """
        ) { (student: try $0.requiredInteger(0), sis: try $0.requiredInteger(1)) }
        if linked.isEmpty { return [] }
        let links = Dictionary(linked.map { ($0.sis, $0.student) }) { first, _ in first }
        return try notLinked(members.flatMap(\.self)).compactMap { decision in
            guard let other = links[decision.sisStudent],
                let place = members.firstIndex(where: { $0.contains(decision.student) }),
                students[place] != other
            else { return nil }
            return NotSameDecision(
                one: decision.student, other: other, at: decision.at, reason: decision.reason)
        }
    }
}

extension Writer {
    /// Keeps a decision, in place of an older one about the same two.
    public func save(_ decision: NotLinkedDecision, in change: Int) throws {
        let its = pair(decision.student, decision.sisStudent)
        let stood = try count("SELECT count(*) FROM not_linked WHERE \(query: its)")
        let kept = try keepImages(
            of: .notLinked, where: "\(query: its) AND change_set <> \(change)", in: change,
            for: .update)
        let row = try sealed(
            [
                .integer(Int64(decision.student)), .integer(Int64(decision.sisStudent)),
                .text(decision.origin.rawValue), .text(decision.evidence),
                .text(decision.reason), .text(decision.actor), .text(decision.at),
                .integer(Int64(change)),
            ], of: .notLinked)
        try bulk(VersionedTable.notLinked.bulk(.update)) { try $0.write(row) }
        try note(TableChange(inserted: 1 - stood, updated: kept), of: .notLinked, in: change)
    }

    /// Takes back what was decided about the two, where it was.
    public func removeNotLinked(_ student: Int, _ sisStudent: Int, in change: Int) throws {
        let its = pair(student, sisStudent)
        let kept = try keepImages(of: .notLinked, where: its, in: change, for: .delete)
        if kept == 0 { return }
        try run("DELETE FROM not_linked WHERE \(query: its)")
        try note(TableChange(deleted: kept), of: .notLinked, in: change)
    }

    private func pair(_ student: Int, _ sisStudent: Int) -> Query {
        "student = \(student) AND sis_student = \(sisStudent)"
    }
}
