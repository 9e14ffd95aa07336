import Records
import Storage

extension LearningPlans {
    /// A plan as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        public let plan: Int
        public let studentID: String
        public let start: CalendarDate
        public let end: CalendarDate
        public let hoursPerWeek: String
        public let fte: String
        public let teacher: String
        public let status: LearningPlan.Status
        public let due: Due
    }

    /// What should have been done by now.
    public struct Due: Codable, Equatable, Sendable {
        /// By their Sundays.
        public let weeksWithoutContact: [CalendarDate]
        public let monthsWithoutReview: [CalendarMonth]
        public let interventionsOverdue: [Overdue]

        /// An unsatisfactory review on which nothing was done.
        public struct Overdue: Codable, Equatable, Sendable {
            public let review: Int
            public let due: CalendarDate
        }

        public var isNothing: Bool {
            weeksWithoutContact.isEmpty && monthsWithoutReview.isEmpty
                && interventionsOverdue.isEmpty
        }

        init(_ progress: PlanProgress, on today: CalendarDate) {
            // What a superseded plan still lacked is due of the one that took its place.
            let counts = progress.plan.status != .superseded
            weeksWithoutContact = counts ? progress.weeksWithoutContact(on: today) : []
            monthsWithoutReview = counts ? progress.monthsWithoutReview(on: today) : []
            interventionsOverdue =
                !counts
                ? []
                : progress.interventionsOverdue(on: today).compactMap { review in
                    review.interventionDue.map { Overdue(review: review.id, due: $0) }
                }
        }
    }

    /// A plan with all that belongs to it.
    public struct Shown: Codable, Equatable, Sendable {
        public struct Approval: Codable, Equatable, Sendable {
            public let on: CalendarDate
            public let by: String
            /// What was approved.
            public let snapshot: PlanContents?
            /// Whether its courses are others by now, which needs no new approval.
            public let coursesChanged: Bool
        }

        public struct Contact: Codable, Equatable, Sendable {
            public let contact: Int
            public let date: CalendarDate
            public let method: String
            public let evidence: String
            public let course: Int?
        }

        public struct Review: Codable, Equatable, Sendable {
            public let review: Int
            public let month: CalendarMonth
            public let date: CalendarDate
            public let satisfactory: Bool
            public let note: String
            public let interventionDue: CalendarDate?
            public let interventions: [Intervention]
        }

        public struct Intervention: Codable, Equatable, Sendable {
            public let intervention: Int
            public let kind: PlanIntervention.Kind
            public let date: CalendarDate
            public let note: String
            /// Whether it came after the last day on which it was in time.
            public let late: Bool
        }

        public let plan: Int
        public let studentID: String
        public let status: LearningPlan.Status
        public let contents: PlanContents
        public let approval: Approval?
        public let concludedOn: CalendarDate?
        public let createdAt: String
        /// What is missing before it can be approved.
        public let missing: [MissingElement]
        public let contacts: [Contact]
        public let reviews: [Review]
        public let due: Due
    }

    /// The plans of a student, the latest first.
    public func list(_ student: String) throws -> [Listed] {
        try workspace.require(.seePlans)
        return try workspace.store.read { reader in
            try reader.learningPlans(of: workspace.resolve(student, reader))
                .map { try listed($0, reader) }
        }
    }

    /// The plans of all students, neither concluded nor superseded, for which something should
    /// have been done by now.
    public func overdue() throws -> [Listed] {
        try workspace.require(.seePlans)
        return try workspace.store.read { reader in
            let plans = try reader.openLearningPlans(begunBefore: workspace.today)
            let seen = try reader.students(plans.map(\.student), in: workspace.scope)
            return try plans.filter { seen.contains($0.student) }
                .map { try listed($0, reader) }.filter { !$0.due.isNothing }
        }
    }

    func listed(_ plan: LearningPlan, _ reader: any Reader) throws -> Listed {
        let plan = try Self.standing(plan, reader)
        return Listed(
            plan: plan.id, studentID: try reader.student(plan.student)?.studentID ?? "",
            start: plan.start, end: plan.end, hoursPerWeek: plan.hours.hours,
            fte: plan.hours.fullTimeEquivalent, teacher: plan.teacher, status: plan.status,
            due: Due(try reader.progress(of: plan), on: workspace.today))
    }

    public func show(_ id: Int) throws -> Shown {
        try workspace.require(.seePlans)
        return try workspace.store.read { reader in
            let plan = try plan(id, reader)
            let courses = try reader.planCourses(of: id)
            let progress = try reader.progress(of: plan)
            let contents = PlanContents(plan, courses)
            return Shown(
                plan: id, studentID: try reader.student(plan.student)?.studentID ?? "",
                status: plan.status, contents: contents,
                approval: plan.approval.map { Self.shown($0, contents) },
                concludedOn: plan.concludedOn, createdAt: plan.createdAt,
                missing: plan.missing(courses),
                contacts: progress.contacts.map {
                    Shown.Contact(
                        contact: $0.id, date: $0.day, method: $0.method, evidence: $0.evidence,
                        course: $0.course)
                }, reviews: progress.reviews.map { Self.shown($0, progress) },
                due: Due(progress, on: workspace.today))
        }
    }

    private static func shown(
        _ approval: LearningPlan.Approval, _ contents: PlanContents
    ) -> Shown.Approval {
        let snapshot = StableJSON.value(PlanContents.self, approval.snapshot)
        return Shown.Approval(
            on: approval.day, by: approval.approver, snapshot: snapshot,
            coursesChanged: snapshot?.courses != contents.courses)
    }

    private static func shown(_ review: PlanReview, _ progress: PlanProgress) -> Shown.Review {
        let due = review.interventionDue
        let interventions = progress.interventions.filter { $0.review == review.id }
        return Shown.Review(
            review: review.id, month: review.month, date: review.day,
            satisfactory: review.isSatisfactory, note: review.note, interventionDue: due,
            interventions: interventions.map { one in
                Shown.Intervention(
                    intervention: one.id, kind: one.kind, date: one.day, note: one.note,
                    late: due.map { one.day > $0 } ?? false)
            })
    }
}
