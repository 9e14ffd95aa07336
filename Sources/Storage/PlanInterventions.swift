import Records

// All SQL that touches `plan_intervention`.

extension PlanIntervention {
    fileprivate static let table = VersionedTable.planIntervention

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0), review: try row.requiredInteger(1),
            kind: Kind(rawValue: try row.requiredText(2)) ?? .moreContact,
            day: try row.requiredDay(3), note: try row.requiredText(4))
    }
}

extension Reader {
    /// The interventions of a learning plan, in the order of their days.
    public func planInterventions(of plan: Int) throws -> [PlanIntervention] {
        try rows(
            of: PlanIntervention.table,
            """
            WHERE review IN (SELECT id FROM plan_review WHERE plan = \(plan)) ORDER BY day, id
            """, PlanIntervention.init)
    }

    /// An intervention by its number, or nil.
    public func planIntervention(_ id: Int) throws -> PlanIntervention? {
        try row(id, of: PlanIntervention.table, PlanIntervention.init)
    }

    /// What was noted of a plan's progress.
    public func progress(of plan: LearningPlan) throws -> PlanProgress {
        PlanProgress(
            plan, contacts: try planContacts(of: plan.id), reviews: try planReviews(of: plan.id),
            interventions: try planInterventions(of: plan.id))
    }
}

extension Writer {
    /// Writes an intervention whole, keeping what it was.
    public func save(_ intervention: PlanIntervention, in change: Int) throws {
        try save(
            [
                .init(number: intervention.id), .init(number: intervention.review),
                .text(intervention.kind.rawValue), .init(intervention.day),
                .text(intervention.note),
            ], of: PlanIntervention.table, in: change)
    }

    /// Takes an intervention from its review, keeping what it was.
    public func removePlanIntervention(_ id: Int, in change: Int) throws {
        try remove([Int64(id)], from: PlanIntervention.table, in: change)
    }
}
