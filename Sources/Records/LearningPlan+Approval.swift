/// What a plan has to say before it can be approved.
///
/// Source: the elements of a plan, WAC 392-550-025.
public enum PlanElement: String, Codable, Sendable, CaseIterable {
    case hours, contactMethod, materials, evaluation, meetsStandards, courses
    // Of each course.
    case stateCourseCode, teacher, goals, objectives, activities, completion

    /// As people call it.
    public var words: String {
        switch self {
        case .hours: "estimated hours per week"
        case .contactMethod: "how the weekly contact is met"
        case .materials: "instructional materials"
        case .evaluation: "timeline and methods of evaluation"
        case .meetsStandards: "whether it meets the state's learning standards"
        case .courses: "at least one course"
        case .stateCourseCode: "state course code"
        case .teacher: "certificated teacher"
        case .goals: "goals"
        case .objectives: "objectives"
        case .activities: "activities"
        case .completion: "what completes it"
        }
    }
}

/// Something that a plan, or a course of it, does not say yet.
public struct MissingElement: Hashable, Codable, Sendable {
    /// The number of the course; nil where the plan itself lacks it.
    public let course: Int?
    public let element: PlanElement

    /// What is missing, and where.
    public var sentence: String {
        course.map { "course \($0): \(element.words)" } ?? element.words
    }
}

extension LearningPlan {
    /// What is missing before the plan can be approved: of the plan first, then course by course.
    public func missing(_ courses: [PlanCourse]) -> [MissingElement] {
        let own: [(Bool, PlanElement)] = [
            (hours.minutes == 0, .hours), (contactMethod.isEmpty, .contactMethod),
            (materials.isEmpty, .materials), (evaluation.isEmpty, .evaluation),
            (meetsStandards == nil, .meetsStandards), (courses.isEmpty, .courses),
        ]
        let ofCourses = courses.flatMap { course in
            let parts: [(String, PlanElement)] = [
                (course.stateCourseCode, .stateCourseCode), (course.teacher(in: self), .teacher),
                (course.goals, .goals), (course.objectives, .objectives),
                (course.activities, .activities), (course.completion, .completion),
            ]
            return parts.filter { $0.0.isEmpty }.map {
                MissingElement(course: course.id, element: $0.1)
            }
        }
        return own.filter(\.0).map { MissingElement(course: nil, element: $0.1) } + ofCourses
    }

    /// The plan as it is when it is changed to `changed`: an approved one is a draft again where
    /// its hours, its teacher or its dates changed.
    ///
    /// Source: such a change makes a new approval necessary, a change of courses does not;
    /// WAC 392-550-025.
    public func whenChanged(to changed: LearningPlan) -> LearningPlan {
        let isOther =
            start != changed.start || end != changed.end || hours != changed.hours
            || teacher != changed.teacher
        return isOther ? changed.withApprovalRevoked : changed
    }

    /// The plan as it is when one of its courses goes to another teacher, or to none.
    public func whenChanged(
        _ course: PlanCourse, to changed: PlanCourse
    ) -> LearningPlan {
        course.teacher(in: self) == changed.teacher(in: self) ? self : withApprovalRevoked
    }

    /// The plan as a draft again, if it was approved.
    public var withApprovalRevoked: LearningPlan {
        guard status == .approved else { return self }
        var plan = self
        plan.status = .draft
        plan.approval = nil
        return plan
    }
}
