import Records
import Storage

// What was noted of a plan's progress is corrected, or taken away where it was noted by mistake.

extension LearningPlans {
    /// What a contact is to be. Nil is left as it is.
    public struct ContactEntry: Sendable {
        public var day: CalendarDate?
        public var method: String?
        public var evidence: String?
        /// The course that it was about; 0 for none.
        public var course: Int?

        public init() {}
    }

    public func changeContact(_ id: Int, _ entry: ContactEntry) throws -> Changed {
        try workspace.require(.recordProgress)
        if let day = entry.day { try requirePast(day) }
        return try workspace.store.write { writer in
            let (old, plan) = try contact(id, writer)
            var new = old
            new.day = entry.day ?? old.day
            new.method = try GivenText.required(
                entry.method ?? old.method, "method", limit: GivenText.Limit.line)
            new.evidence = try GivenText.required(
                entry.evidence ?? old.evidence, "evidence", limit: GivenText.Limit.note)
            new.course = entry.course.map { $0 == 0 ? nil : $0 } ?? old.course
            try Self.require(new.day, in: plan)
            try Self.require(new.course, in: plan, writer)
            if new == old { return try changed(plan, plan, part: id, nil, writer) }
            return try corrected(plan, id, "Weekly contact corrected", writer) {
                try writer.save(new, in: $0)
            }
        }
    }

    /// Takes away a contact that was noted by mistake.
    public func removeContact(_ id: Int) throws -> Changed {
        try workspace.require(.recordProgress)
        return try workspace.store.write { writer in
            let (_, plan) = try contact(id, writer)
            return try corrected(plan, id, "Weekly contact removed", writer) {
                try writer.removePlanContact(id, in: $0)
            }
        }
    }

    private func contact(
        _ id: Int, _ reader: any Reader
    ) throws -> (PlanContact, LearningPlan) {
        guard let contact = try reader.planContact(id) else {
            throw OperationError.notFound(kind: "contact", name: "\(id)")
        }
        return (contact, try open(contact.plan, of: ("contact", id), reader))
    }

    /// What a monthly review is to be. Nil is left as it is.
    public struct ReviewEntry: Sendable {
        public var day: CalendarDate?
        public var isSatisfactory: Bool?
        public var note: String?

        public init() {}
    }

    /// - Throws: `plan.review-used` where it would leave interventions without their reason.
    public func changeReview(_ id: Int, _ entry: ReviewEntry) throws -> Changed {
        try workspace.require(.recordProgress)
        if let day = entry.day { try requirePast(day) }
        return try workspace.store.write { writer in
            let (old, plan, interventions) = try review(id, writer)
            var new = old
            new.day = entry.day ?? old.day
            new.isSatisfactory = entry.isSatisfactory ?? old.isSatisfactory
            new.note = try GivenText.checked(
                entry.note ?? old.note, "note", limit: GivenText.Limit.note)
            try Self.require(new.day, in: plan)
            try Self.requireNoReview(ofMonthOf: new.day, in: plan, but: id, writer)
            if new.isSatisfactory { try Self.requireUnused(id, interventions) }
            for one in interventions { try Self.require(one.day, after: new) }
            if new == old { return try changed(plan, plan, part: id, nil, writer) }
            return try corrected(plan, id, "Monthly review corrected", writer) {
                try writer.save(new, in: $0)
            }
        }
    }

    /// Takes away a review that was noted by mistake, and on which nothing was done.
    public func removeReview(_ id: Int) throws -> Changed {
        try workspace.require(.recordProgress)
        return try workspace.store.write { writer in
            let (_, plan, interventions) = try review(id, writer)
            try Self.requireUnused(id, interventions)
            return try corrected(plan, id, "Monthly review removed", writer) {
                try writer.removePlanReview(id, in: $0)
            }
        }
    }

    private func review(
        _ id: Int, _ reader: any Reader
    ) throws -> (PlanReview, LearningPlan, [PlanIntervention]) {
        guard let review = try reader.planReview(id) else {
            throw OperationError.notFound(kind: "review", name: "\(id)")
        }
        let plan = try open(review.plan, of: ("review", id), reader)
        let interventions = try reader.planInterventions(of: plan.id).filter { $0.review == id }
        return (review, plan, interventions)
    }

    private static func requireUnused(_ id: Int, _ interventions: [PlanIntervention]) throws {
        if interventions.isEmpty { return }
        throw OperationError.refused(
            code: "plan.review-used",
            message: "Interventions were noted because of review \(id).",
            remedy: "If they are wrong too, remove them first: homeroom plan intervene remove "
                + interventions.map { "\($0.id)" }.joined(separator: ", ") + ".")
    }

    /// What an intervention is to be. Nil is left as it is.
    public struct InterventionEntry: Sendable {
        public var kind: PlanIntervention.Kind?
        public var day: CalendarDate?
        public var note: String?

        public init() {}
    }

    public func changeIntervention(_ id: Int, _ entry: InterventionEntry) throws -> Changed {
        try workspace.require(.recordProgress)
        if let day = entry.day { try requirePast(day) }
        return try workspace.store.write { writer in
            let (old, review, plan) = try intervention(id, writer)
            var new = old
            new.kind = entry.kind ?? old.kind
            new.day = entry.day ?? old.day
            new.note = try GivenText.checked(
                entry.note ?? old.note, "note", limit: GivenText.Limit.note)
            try Self.require(new.day, after: review)
            if new == old { return try changed(plan, plan, part: id, nil, writer) }
            return try corrected(plan, id, "Intervention corrected", writer) {
                try writer.save(new, in: $0)
            }
        }
    }

    /// Takes away an intervention that was noted by mistake.
    public func removeIntervention(_ id: Int) throws -> Changed {
        try workspace.require(.recordProgress)
        return try workspace.store.write { writer in
            let (_, _, plan) = try intervention(id, writer)
            return try corrected(plan, id, "Intervention removed", writer) {
                try writer.removePlanIntervention(id, in: $0)
            }
        }
    }

    private func intervention(
        _ id: Int, _ reader: any Reader
    ) throws -> (PlanIntervention, PlanReview, LearningPlan) {
        guard let found = try reader.planIntervention(id),
            let review = try reader.planReview(found.review)
        else { throw OperationError.notFound(kind: "intervention", name: "\(id)") }
        return (found, review, try open(review.plan, of: ("intervention", id), reader))
    }

    private func corrected(
        _ plan: LearningPlan, _ part: Int, _ reason: String, _ writer: any Writer,
        _ write: (Int) throws -> Void
    ) throws -> Changed {
        let change = try workspace.begin("plan", reason, about: [plan.student], writer)
        try write(change)
        return try changed(plan, plan, part: part, change, writer)
    }
}
