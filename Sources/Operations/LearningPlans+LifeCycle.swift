import Records
import Storage

extension LearningPlans {
    /// Approves a plan to which nothing is missing, and keeps what it said then.
    ///
    /// - Parameter day: today without it.
    /// - Throws: `plan.incomplete` with what is missing, `plan.already-approved`.
    public func approve(_ id: Int, by approver: String, on day: CalendarDate? = nil) throws
        -> Changed
    {
        try workspace.require(.approvePlans)
        let approver = try GivenText.required(
            approver, "name of the approver", limit: GivenText.Limit.line)
        let day = day ?? workspace.today
        try requirePast(day)
        return try workspace.store.write { writer in
            let old = try open(id, writer)
            let courses = try writer.planCourses(of: id)
            try Self.requireApprovable(old, courses)
            var plan = old
            plan.status = .approved
            plan.approval = LearningPlan.Approval(
                day: day, approver: approver,
                snapshot: StableJSON.text(PlanContents(old, courses)))
            let change = try workspace.begin(
                "plan", "Learning plan approved", about: [plan.student], writer)
            try writer.save(plan, in: change)
            return try changed(old, plan, change, writer)
        }
    }

    private static func requireApprovable(
        _ plan: LearningPlan, _ courses: [PlanCourse]
    ) throws {
        if plan.status == .approved {
            throw OperationError.refused(
                code: "plan.already-approved", message: "Plan \(plan.id) is approved already.",
                remedy: "See by whom with: homeroom plan show \(plan.id).")
        }
        let missing = plan.missing(courses)
        if missing.isEmpty { return }
        let shown = missing.prefix(missingListed).map(\.sentence).joined(separator: "; ")
        let more =
            missing.count > missingListed ? "; and \(missing.count - missingListed) more" : ""
        throw OperationError.refused(
            code: "plan.incomplete",
            message: "Plan \(plan.id) cannot be approved yet. Missing: \(shown)\(more).",
            remedy: "Give it with: homeroom plan change \(plan.id), homeroom plan course change "
                + "COURSE.")
    }

    /// How many missing elements the message names.
    private static let missingListed = 12

    /// Concludes an approved plan.
    ///
    /// - Parameter day: today without it.
    public func conclude(_ id: Int, on day: CalendarDate? = nil) throws -> Changed {
        try workspace.require(.approvePlans)
        let day = day ?? workspace.today
        try requirePast(day)
        return try workspace.store.write { writer in
            let old = try open(id, writer)
            guard old.status == .approved else {
                throw OperationError.refused(
                    code: "plan.not-approved", message: "Plan \(id) is a draft.",
                    remedy: "Approve it first: homeroom plan approve \(id) --by NAME.")
            }
            if day < old.start {
                throw OperationError.refused(
                    code: "plan.day-outside",
                    message: "A plan is not concluded before it starts.",
                    remedy: "Choose a later day.")
            }
            try Self.require(day, afterProgressOf: old, writer)
            var plan = old
            plan.status = .concluded
            plan.concludedOn = day
            let change = try workspace.begin(
                "plan", "Learning plan concluded", about: [plan.student], writer)
            try writer.save(plan, in: change)
            return try changed(old, plan, change, writer)
        }
    }

    /// A plan does not end before it was approved, nor before what was noted of it.
    private static func require(
        _ day: CalendarDate, afterProgressOf plan: LearningPlan, _ reader: any Reader
    ) throws {
        let progress = try reader.progress(of: plan)
        let days =
            [plan.approval?.day].compactMap(\.self) + progress.contacts.map(\.day)
            + progress.reviews.map(\.day) + progress.interventions.map(\.day)
        guard let last = days.max(), day < last else { return }
        throw OperationError.refused(
            code: "plan.day-outside",
            message: "Plan \(plan.id) was approved, or something of it noted, on \(last): it is "
                + "not concluded before that.", remedy: "Choose a later day.")
    }

    /// Nothing that is noted lies in the future.
    func requirePast(_ day: CalendarDate) throws {
        if day <= workspace.today { return }
        throw OperationError.refused(
            code: "plan.day-in-future", message: "This day is in the future.",
            remedy: "Give the day on which it was done.")
    }
}
