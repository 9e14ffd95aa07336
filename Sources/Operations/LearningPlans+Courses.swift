import Records
import Storage

extension LearningPlans {
    /// What a course is to be. Nil is left as it is; a new course without it does not say it yet.
    public struct CourseEntry: Sendable {
        public var title: String?
        public var stateCourseCode: String?
        /// A blank one is the teacher of the plan.
        public var teacher: String?
        public var goals: String?
        public var objectives: String?
        public var activities: String?
        public var completion: String?

        public init() {}
    }

    /// Adds a course, of which a title has to be given. An approved plan stays approved.
    public func addCourse(_ id: Int, _ entry: CourseEntry) throws -> Changed {
        try workspace.require(.changePlans)
        return try workspace.store.write { writer in
            let plan = try open(id, writer)
            if try writer.planCourses(of: id).count >= Self.mostCourses {
                throw OperationError.refused(
                    code: "plan.too-many-courses",
                    message: "A plan has at most \(Self.mostCourses) courses.",
                    remedy: "Put what belongs together into one course.")
            }
            var course = try edited(PlanCourse(id: 0, plan: id, title: ""), entry)
            let change = try workspace.begin(
                "plan", "Course of a learning plan added", about: [plan.student], writer)
            course.id = try writer.takeNumbers("plan_course")
            try writer.save(course, in: change)
            return try changed(plan, plan, part: course.id, change, writer)
        }
    }

    private static let mostCourses = 50

    /// Changes a course. An approved plan stays approved, unless the course gets another teacher.
    public func changeCourse(_ id: Int, _ entry: CourseEntry) throws -> Changed {
        try workspace.require(.changePlans)
        return try workspace.store.write { writer in
            let (old, plan) = try course(id, writer)
            let new = try edited(old, entry)
            let after = plan.whenChanged(old, to: new)
            if new == old { return try changed(plan, plan, part: id, nil, writer) }
            let change = try workspace.begin(
                "plan", "Course of a learning plan changed", about: [plan.student], writer)
            try writer.save(new, in: change)
            if after != plan { try writer.save(after, in: change) }
            return try changed(plan, after, part: id, change, writer)
        }
    }

    /// Takes a course from its plan, if no contact was about it.
    public func removeCourse(_ id: Int) throws -> Changed {
        try workspace.require(.changePlans)
        return try workspace.store.write { writer in
            let (_, plan) = try course(id, writer)
            if try writer.hasContact(aboutCourse: id) {
                throw OperationError.refused(
                    code: "plan.course-used",
                    message: "Weekly contacts were about this course, so it stays.",
                    remedy: "Undo those contacts first, if they are wrong.")
            }
            let change = try workspace.begin(
                "plan", "Course of a learning plan removed", about: [plan.student], writer)
            try writer.removePlanCourse(id, in: change)
            return try changed(plan, plan, part: id, change, writer)
        }
    }

    private func course(
        _ id: Int, _ reader: any Reader
    ) throws -> (PlanCourse, LearningPlan) {
        guard let course = try reader.planCourse(id) else {
            throw OperationError.notFound(kind: "course", name: "\(id)")
        }
        return (course, try open(course.plan, of: ("course", id), reader))
    }

    private func edited(_ course: PlanCourse, _ entry: CourseEntry) throws -> PlanCourse {
        let (line, note) = (GivenText.Limit.line, GivenText.Limit.note)
        var course = course
        course.title = try GivenText.required(
            entry.title ?? course.title, "title", limit: line)
        course.stateCourseCode = try GivenText.checked(
            entry.stateCourseCode ?? course.stateCourseCode, "state course code", limit: 30)
        course.teacher = try GivenText.checked(
            entry.teacher ?? course.teacher, "teacher", limit: line)
        course.goals = try GivenText.checked(
            entry.goals ?? course.goals, "text about goals", limit: note)
        course.objectives = try GivenText.checked(
            entry.objectives ?? course.objectives, "text about objectives", limit: note)
        course.activities = try GivenText.checked(
            entry.activities ?? course.activities, "text about activities", limit: note)
        course.completion = try GivenText.checked(
            entry.completion ?? course.completion, "text about completion", limit: note)
        return course
    }
}
