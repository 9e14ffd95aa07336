import Records

// All SQL that touches `plan_course`.

extension PlanCourse {
    fileprivate static let table = VersionedTable.planCourse

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0), plan: try row.requiredInteger(1),
            title: try row.requiredText(2), stateCourseCode: try row.requiredText(3),
            teacher: try row.requiredText(4), goals: try row.requiredText(5),
            objectives: try row.requiredText(6), activities: try row.requiredText(7),
            completion: try row.requiredText(8))
    }
}

extension Reader {
    /// A course by its number, or nil.
    public func planCourse(_ id: Int) throws -> PlanCourse? {
        try row(id, of: PlanCourse.table, PlanCourse.init)
    }

    /// The courses of a learning plan, in the order in which they were added.
    public func planCourses(of plan: Int) throws -> [PlanCourse] {
        try rows(
            of: PlanCourse.table, "WHERE plan = \(plan) ORDER BY id",
            PlanCourse.init)
    }
}

extension Writer {
    /// Writes a course whole, keeping what it was.
    public func save(_ course: PlanCourse, in change: Int) throws {
        try save(
            [
                .init(number: course.id), .init(number: course.plan), .text(course.title),
                .text(course.stateCourseCode), .text(course.teacher), .text(course.goals),
                .text(course.objectives), .text(course.activities), .text(course.completion),
            ], of: PlanCourse.table, in: change)
    }

    /// Removes a course to which no contact refers, keeping what it was.
    public func removePlanCourse(_ id: Int, in change: Int) throws {
        try remove([Int64(id)], from: PlanCourse.table, in: change)
    }
}
