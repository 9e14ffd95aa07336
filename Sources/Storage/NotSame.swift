import Records

// All SQL that touches `not_same`, and that finds whom a student stands for.

extension Reader {
    /// A student with all who were merged into it, in whatever chain.
    public func merged(into student: Int) throws -> [Int] {
        var found = [student]
        var next = [student]
        while !next.isEmpty {
            next = try rows(
                "SELECT id FROM student WHERE merged_into IN (\(list: next)) ORDER BY id"
            ) { try $0.requiredInteger(0) }
            found += next
        }
        return found
    }

    /// The student that `student` was merged into, itself not followed further.
    public func mergedInto(_ student: Int) throws -> Int? {
        try first("SELECT merged_into FROM student WHERE id = \(student)") { try $0.integer(0) }
            ?? nil
    }

    /// A student, of these or, where they are none, of all, who was merged and has a row of one of
    /// these tables all the same.
    public func mergedOwner(
        of tables: [VersionedTable], among students: [Int]
    ) throws -> Int? {
        let only: Query = students.isEmpty ? "" : "AND s.id IN (\(list: students))"
        for table in tables {
            let isMoved = MergedTable.all.contains {
                switch $0 {
                case .renamed(let moved), .handedOver(let moved): moved == table
                case .stays: false
                }
            }
            guard isMoved else { continue }
            let owner = try first(
                """
                SELECT s.id FROM student s WHERE s.merged_into IS NOT NULL \(query: only)
                    AND EXISTS (
                    SELECT 1 FROM \(sql: table.name) r WHERE r.student = s.id)
                ORDER BY s.id LIMIT 1
                """
            ) { try $0.requiredInteger(0) }
            if let owner { return owner }
        }
        return nil
    }

    /// Whether there is a student with our number.
    public func hasStudent(_ student: Int) throws -> Bool {
        try count("SELECT count(*) FROM student WHERE id = \(student)") > 0
    }

    /// The decisions that tell these students apart, or whom they stand for: from each other, or
    /// from the SIS student that another one is linked to. Where the same two were told apart both
    /// ways, the one about the students counts.
    public func notSameDecisions(among students: [Int]) throws -> [NotSameDecision] {
        let members = try students.map { try merged(into: $0) }
        let all = members.flatMap(\.self)
        if all.isEmpty { return [] }
        let found = try rows(
            of: .notSame,
            "WHERE low IN (\(list: all)) AND high IN (\(list: all)) ORDER BY at, low, high"
        ) {
            NotSameDecision(
                one: try $0.requiredInteger(0), other: try $0.requiredInteger(1),
                at: try $0.requiredText(6), reason: try $0.requiredText(4))
        }
        // Within one student a decision says nothing any more.
        let apart = found.filter { decision in
            !members.contains { $0.contains(decision.one) && $0.contains(decision.other) }
        }
        func places(_ decision: NotSameDecision) -> Set<Int?> {
            Set(
                [decision.one, decision.other].map { one in
                    members.firstIndex { $0.contains(one) }
                })
        }
        let decided = Set(apart.map(places))
        return apart
            + (try notLinkedDecisions(among: students, standingFor: members))
            .filter { !decided.contains(places($0)) }
    }

    /// Everybody who was merged into one of these students, in whatever chain, with the one that
    /// it stands for; and these themselves.
    public func whomTheyStandFor(_ students: [Int]) throws -> [Int: Int] {
        var found = Dictionary(students.map { ($0, $0) }) { $1 }
        var next = students
        while !next.isEmpty {
            var merged: [(id: Int, into: Int)] = []
            try next.forEachBatch { batch in
                merged += try rows(
                    "SELECT id, merged_into FROM student WHERE merged_into IN (\(list: batch))"
                ) { (try $0.requiredInteger(0), try $0.requiredInteger(1)) }
            }
            next = []
            for (id, into) in merged where found[id] == nil {
                found[id] = found[into]
                next.append(id)
            }
        }
        return found
    }

    /// Who of these students was told apart from a profile that is linked to the SIS by now.
    public func toldApartFromLinked(_ students: [Int]) throws -> [ToldApart] {
        var found: [ToldApart] = []
        try students.forEachBatch { batch in
            for (own, other) in [("low", "high"), ("high", "low")] {
                found += try rows(
                    """
                    SELECT n.\(sql: own), n.\(sql: other), n.evidence FROM not_same n
                    WHERE n.\(sql: own) IN (\(list: batch))
                    ORDER BY n.low, n.high
                    """
                ) { row in
                    ToldApart(
                        student: try row.requiredInteger(0), other: try row.requiredInteger(1),
                        evidence: try row.requiredText(2))
                }
            }
        }
        return try found.compactMap { one in
            let survivor = try survivor(of: one.other)
            guard let sis = try sisStudent(of: survivor) else { return nil }
            return ToldApart(
                student: one.student, other: survivor, sisStudent: sis, evidence: one.evidence)
        }
    }
}

extension Reader {
    /// All that was decided about two students, each with whom it is about.
    public func toldApart() throws -> [ToldApart] {
        try rows("SELECT low, high, evidence FROM not_same ORDER BY low, high") {
            ToldApart(
                student: try $0.requiredInteger(0), other: try $0.requiredInteger(1),
                evidence: try $0.requiredText(2))
        }
    }

    /// Everybody who was merged, with whom they stand for in the end.
    public func survivors() throws -> [Int: Int] {
        let merged = Dictionary(
            try rows("SELECT id, merged_into FROM student WHERE merged_into IS NOT NULL") {
                (try $0.requiredInteger(0), try $0.requiredInteger(1))
            }
        ) { first, _ in first }
        return merged.mapValues { into in
            var last = into
            // A circle is a fault that `check` finds, and ends here.
            for _ in merged.indices {
                guard let next = merged[last] else { break }
                last = next
            }
            return last
        }
    }

    /// Who told two students apart, when and why; nil where nobody did.
    public func notSame(
        _ one: Int, _ other: Int
    ) throws -> (actor: String, at: String, reason: String)? {
        try rows(
            of: .notSame, "WHERE low = \(min(one, other)) AND high = \(max(one, other))"
        ) {
            (
                actor: try $0.requiredText(5), at: try $0.requiredText(6),
                reason: try $0.requiredText(4)
            )
        }.first
    }
}

/// That a student was told apart from another one.
public struct ToldApart: Equatable, Sendable {
    public let student: Int
    public let other: Int
    /// The SIS student that the other one is linked to.
    public var sisStudent: Int?
    /// In which numbers the two agreed then; as `system=value`, with spaces between them.
    public let evidence: String
}

extension Writer {
    /// Notes that two students are not the same person; one that is noted stays as it is.
    ///
    /// - Parameter evidence: the numbers in which they agree now.
    public func tellApart(
        _ one: Int, _ other: Int, origin: String, evidence: String, reason: String, actor: String,
        at: String, in change: Int
    ) throws {
        if one == other { return }
        let reason = try sealed(reason, of: "reason", in: .notSame, min(one, other))
        let made = try run(
            """
            INSERT INTO not_same (low, high, origin, evidence, reason, actor, at, change_set)
            VALUES (\(min(one, other)), \(max(one, other)), \(origin), \(evidence), \(reason),
                \(actor), \(at), \(change))
            ON CONFLICT (low, high) DO NOTHING
            """)
        try note(TableChange(inserted: made), of: .notSame, in: change)
    }
    /// Notes that two students are not the same person, as somebody decided, in place of what was
    /// noted of the two before.
    ///
    /// - Parameter evidence: the numbers in which they agree now.
    public func decideApart(
        _ one: Int, _ other: Int, evidence: String, reason: String, actor: String, at: String,
        in change: Int
    ) throws {
        let (low, high) = (min(one, other), max(one, other))
        let its: Query = "low = \(low) AND high = \(high)"
        let kept = try keepImages(of: .notSame, where: its, in: change, for: .update)
        let reason = try sealed(reason, of: "reason", in: .notSame, low)
        try run(
            """
            INSERT INTO not_same (low, high, origin, evidence, reason, actor, at, change_set)
            VALUES (\(low), \(high), 'decision', \(evidence), \(reason), \(actor), \(at),
                \(change))
            ON CONFLICT (low, high) DO UPDATE SET
                origin = excluded.origin, evidence = excluded.evidence,
                reason = excluded.reason, actor = excluded.actor, at = excluded.at,
                change_set = excluded.change_set
            """)
        try note(TableChange(inserted: 1 - kept, updated: kept), of: .notSame, in: change)
    }
}
