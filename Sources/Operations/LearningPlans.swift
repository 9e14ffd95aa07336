import Records
import Storage

/// The learning plans of students.
///
/// Source of the rules: WAC 392-550; `docs/learning-plans.md`.
public struct LearningPlans {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What a plan is to be. Nil is left as it is; a new plan without it does not say it yet.
    public struct Entry: Sendable {
        public var start: CalendarDate?
        public var end: CalendarDate?
        public var hours: WeeklyHours?
        public var teacher: String?
        public var contactMethod: String?
        public var materials: String?
        public var evaluation: String?
        public var meetsStandards: Bool?

        public init() {}
    }

    /// What a change of a plan, or of something in it, came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let plan: Int
        /// Of the course, contact, review or intervention, where it was about one.
        public var part: Int?
        public let studentID: String
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
        public let status: LearningPlan.Status
        /// Whether it made a new approval necessary.
        public let approvalRevoked: Bool
    }

    /// Makes a plan as a draft, for any student who has a profile. Its first and last day have to
    /// be given.
    public func create(_ student: String, _ entry: Entry) throws -> Changed {
        try workspace.require(.changePlans)
        guard let start = entry.start, let end = entry.end else {
            throw OperationError.refused(
                code: "plan.dates-missing",
                message: "A learning plan needs a start and an end date.",
                remedy: "Give both: --start DATE --end DATE.")
        }
        return try workspace.store.write { writer in
            let number = try workspace.subject(student, writer)
            var plan = try edited(
                LearningPlan(
                    id: 0, student: number, start: start, end: end, createdAt: workspace.now),
                entry)
            let change = try workspace.begin(
                "plan", "Learning plan created", about: [number], writer)
            plan.id = try writer.takeNumbers("learning_plan")
            try writer.save(plan, in: change)
            return try changed(plan, plan, change, writer)
        }
    }

    /// Changes what a plan says. Other hours, another teacher or other dates revoke its approval.
    public func change(_ id: Int, _ entry: Entry) throws -> Changed {
        try workspace.require(.changePlans)
        return try workspace.store.write { writer in
            let old = try open(id, writer)
            let new = old.whenChanged(to: try edited(old, entry))
            if new == old { return try changed(old, new, nil, writer) }
            try Self.requireSpanOfProgress(new, writer)
            let change = try workspace.begin(
                "plan", "Learning plan changed", about: [old.student], writer)
            try writer.save(new, in: change)
            return try changed(old, new, change, writer)
        }
    }

    private func edited(_ plan: LearningPlan, _ entry: Entry) throws -> LearningPlan {
        var plan = plan
        plan.start = entry.start ?? plan.start
        plan.end = entry.end ?? plan.end
        guard LearningPlan.isSpan(plan.start, plan.end) else {
            throw OperationError.refused(
                code: "plan.dates",
                message: "A learning plan ends on or after the day on which it starts, and lasts "
                    + "a year at most.", remedy: "Correct the dates.")
        }
        plan.hours = entry.hours ?? plan.hours
        plan.teacher = try GivenText.checked(
            entry.teacher ?? plan.teacher, "teacher", limit: GivenText.Limit.line)
        let note = GivenText.Limit.note
        plan.contactMethod = try GivenText.checked(
            entry.contactMethod ?? plan.contactMethod, "contact method", limit: note)
        plan.materials = try GivenText.checked(
            entry.materials ?? plan.materials, "text about materials", limit: note)
        plan.evaluation = try GivenText.checked(
            entry.evaluation ?? plan.evaluation, "text about evaluation", limit: note)
        plan.meetsStandards = entry.meetsStandards ?? plan.meetsStandards
        return plan
    }

    /// What was noted has to lie within the plan, also when its dates change.
    private static func requireSpanOfProgress(_ plan: LearningPlan, _ reader: any Reader) throws {
        let days =
            try reader.planContacts(of: plan.id).map(\.day)
            + reader.planReviews(of: plan.id).map(\.day)
        if days.allSatisfy({ $0 >= plan.start && $0 <= plan.end }) { return }
        throw OperationError.refused(
            code: "plan.day-outside",
            message: "Contacts or reviews of this plan lie outside of its new dates.",
            remedy: "See them with: homeroom plan show \(plan.id). Choose dates that include them.")
    }

    /// - Parameter part: what of the plan was asked for, where it is not the plan itself.
    func plan(
        _ id: Int, of part: (kind: String, id: Int)? = nil, _ reader: any Reader
    ) throws -> LearningPlan {
        let asked = part ?? (kind: "plan", id: id)
        let plan = try workspace.inScope(
            reader.learningPlan(id), of: \.student,
            else: .notFound(kind: asked.kind, name: "\(asked.id)"), reader)
        return try Self.standing(plan, reader)
    }

    /// The plan as it stands: an approval counts for what was approved alone. Where an undo gave
    /// other hours, dates or teachers back since, the plan is a draft.
    static func standing(_ plan: LearningPlan, _ reader: any Reader) throws -> LearningPlan {
        guard plan.status == .approved, let approval = plan.approval,
            let approved = StableJSON.value(PlanContents.self, approval.snapshot)
        else { return plan }
        let now = PlanContents(plan, try reader.planCourses(of: plan.id))
        return now.needsNoApproval(since: approved) ? plan : plan.withApprovalRevoked
    }

    /// A plan in which something can be changed or noted.
    func open(
        _ id: Int, of part: (kind: String, id: Int)? = nil, _ reader: any Reader
    ) throws -> LearningPlan {
        let plan = try plan(id, of: part, reader)
        if plan.status.isOpen { return plan }
        throw OperationError.refused(
            code: "plan.closed", message: "Plan \(id) is \(plan.status.rawValue).",
            remedy: "Undo what closed it, or create a new plan.")
    }

    func changed(
        _ old: LearningPlan, _ new: LearningPlan, part: Int? = nil, _ change: Int?,
        _ reader: any Reader
    ) throws -> Changed {
        Changed(
            plan: new.id, part: part,
            studentID: try reader.student(new.student)?.studentID ?? "", changeSet: change,
            status: new.status, approvalRevoked: old.status == .approved && new.status == .draft)
    }
}
