import Records

// The SQL that reads the learning plans of a student as a merge sees them.

extension Reader {
    /// The learning plans of a student, each with a number for all that it says.
    func mergePlanRows(of student: Int) throws -> [MergeRow] {
        let table = VersionedTable.learningPlan
        // What a merge itself writes is not what a plan says.
        let said = table.columns.filter { !["student", "status", "change_set"].contains($0) }
        let plans = try rows(
            """
            SELECT id, start, ends, status, \(jsonArray: said) FROM learning_plan
            WHERE student = \(student)
            """
        ) { row in
            (
                id: try row.requiredInteger(0), start: try row.requiredInteger(1),
                end: try row.requiredInteger(2), status: try row.requiredText(3),
                said: try row.requiredText(4)
            )
        }
        if plans.isEmpty { return [] }
        let parts = try planParts(of: plans.map(\.id))
        return plans.map { plan in
            let all = [plan.said] + (parts[plan.id] ?? [])
            let digest = ContentHash.hash(
                all.joined(separator: "\n"), seed: ContentHash.seed("learning plan"))
            return .learningPlan(
                key: "\(plan.id)", start: Int32(truncatingIfNeeded: plan.start),
                end: Int32(truncatingIfNeeded: plan.end),
                status: LearningPlan.Status(rawValue: plan.status) ?? .draft,
                digest: String(digest, radix: 16))
        }
    }

    /// What belongs to these plans, row by row, by the plan: courses, contacts, monthly reviews and
    /// interventions.
    private func planParts(of plans: [Int]) throws -> [Int: [String]] {
        var found: [Int: [String]] = [:]
        for table in [VersionedTable.planCourse, .planContact, .planReview] {
            let read = try rows(
                """
                SELECT plan, \(jsonArray: table.columns.filter { $0 != "change_set" })
                FROM \(sql: table.name) WHERE plan IN (\(list: plans)) ORDER BY id
                """
            ) { (try $0.requiredInteger(0), "\(table.name) \(try $0.requiredText(1))") }
            for (plan, said) in read { found[plan, default: []].append(said) }
        }
        let interventions = try rows(
            """
            SELECT v.plan, i.id, i.kind, i.day, i.note FROM plan_intervention i
            JOIN plan_review v ON v.id = i.review
            WHERE v.plan IN (\(list: plans)) ORDER BY i.id
            """
        ) { row in
            let said = [try row.requiredInteger(1), try row.requiredInteger(3)].map(String.init)
            let texts = [try row.requiredText(2), try row.requiredText(4)]
            return (try row.requiredInteger(0), (said + texts).joined(separator: "\u{1F}"))
        }
        for (plan, said) in interventions { found[plan, default: []].append(said) }
        return found
    }
}
