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
            let old = try Self.open(id, writer)
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
            let old = try Self.open(id, writer)
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
            var plan = old
            plan.status = .concluded
            plan.concludedOn = day
            let change = try workspace.begin(
                "plan", "Learning plan concluded", about: [plan.student], writer)
            try writer.save(plan, in: change)
            return try changed(old, plan, change, writer)
        }
    }

    /// Nothing that is noted lies in the future.
    func requirePast(_ day: CalendarDate) throws {
        if day <= workspace.today { return }
        throw OperationError.refused(
            code: "plan.day-in-future", message: "This day is in the future.",
            remedy: "Give the day on which it was done.")
    }
}

/// What a plan says, with its courses; the snapshot of an approval.
public struct PlanContents: Codable, Equatable, Sendable {
    public struct Course: Codable, Equatable, Sendable {
        public let course: Int
        public let title: String
        public let stateCourseCode: String
        public let teacher: String
        public let goals: String
        public let objectives: String
        public let activities: String
        public let completion: String
    }

    public let start: CalendarDate
    public let end: CalendarDate
    public let minutesPerWeek: Int
    /// With two decimals.
    public let hoursPerWeek: String
    /// Full-time equivalent, with two decimals.
    public let fte: String
    public let teacher: String
    public let contactMethod: String
    public let materials: String
    public let evaluation: String
    public let meetsStandards: Bool?
    public let courses: [Course]

    init(_ plan: LearningPlan, _ courses: [PlanCourse]) {
        start = plan.start
        end = plan.end
        minutesPerWeek = plan.hours.minutes
        hoursPerWeek = plan.hours.hours
        fte = plan.hours.fullTimeEquivalent
        teacher = plan.teacher
        contactMethod = plan.contactMethod
        materials = plan.materials
        evaluation = plan.evaluation
        meetsStandards = plan.meetsStandards
        self.courses = courses.map {
            Course(
                course: $0.id, title: $0.title, stateCourseCode: $0.stateCourseCode,
                teacher: $0.teacher(in: plan), goals: $0.goals, objectives: $0.objectives,
                activities: $0.activities, completion: $0.completion)
        }
    }
}
