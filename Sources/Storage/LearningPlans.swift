import Records

// All SQL that touches `learning_plan`.

extension LearningPlan {
    fileprivate static let table = VersionedTable.learningPlan

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0), student: try row.requiredInteger(1),
            start: try row.requiredDay(2), end: try row.requiredDay(3),
            hours: WeeklyHours(minutes: try row.requiredInteger(4)),
            teacher: try row.requiredText(5), contactMethod: try row.requiredText(6),
            materials: try row.requiredText(7), evaluation: try row.requiredText(8),
            meetsStandards: try row.integer(9).map { $0 == 1 },
            status: Status(rawValue: try row.requiredText(10)) ?? .draft,
            concludedOn: try row.day(14), createdAt: try row.requiredText(15))
        if let day = try row.day(11) {
            approval = Approval(
                day: day, approver: try row.requiredText(12),
                snapshot: try row.requiredText(13))
        }
    }
}

extension Reader {
    /// A learning plan by its number, or nil.
    public func learningPlan(_ id: Int) throws -> LearningPlan? {
        try row(id, of: LearningPlan.table, LearningPlan.init)
    }

    /// The learning plans of a student, the latest first.
    public func learningPlans(of student: Int) throws -> [LearningPlan] {
        try rows(
            of: LearningPlan.table, "WHERE student = \(student) ORDER BY start DESC, id DESC",
            LearningPlan.init)
    }

    /// The learning plans of all students that are neither concluded nor superseded and began
    /// before `day`, by their numbers.
    public func openLearningPlans(begunBefore day: CalendarDate) throws -> [LearningPlan] {
        try rows(
            of: LearningPlan.table,
            """
            WHERE status IN ('draft', 'approved') AND start < \(day.dayNumber) ORDER BY id
            """, LearningPlan.init)
    }
}

extension Writer {
    /// Writes a learning plan whole, keeping what it was.
    public func save(_ plan: LearningPlan, in change: Int) throws {
        try save(
            [
                .init(number: plan.id), .init(number: plan.student), .init(plan.start),
                .init(plan.end), .init(number: plan.hours.minutes), .text(plan.teacher),
                .text(plan.contactMethod), .text(plan.materials), .text(plan.evaluation),
                .init(plan.meetsStandards.map { $0 ? 1 : 0 }), .text(plan.status.rawValue),
                .init(plan.approval?.day), .text(plan.approval?.approver ?? ""),
                .text(plan.approval?.snapshot ?? ""), .init(plan.concludedOn),
                .text(plan.createdAt),
            ], of: LearningPlan.table, in: change)
    }
}
