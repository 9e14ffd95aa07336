/// A student's learning plan: the Written Student Learning Plan of an Alternative Learning
/// Experience.
///
/// Source: WAC 392-550-025; `docs/learning-plans.md` tells the rules in plain language.
public struct LearningPlan: Equatable, Sendable {
    /// Where a plan stands. It goes from draft to approved to concluded, and back to draft when
    /// its approval is revoked.
    public enum Status: String, Codable, Sendable, CaseIterable {
        case draft, approved, concluded
        /// Gave way to another plan of the same student; set by merges alone.
        case superseded

        /// Whether the plan can still be changed, and progress noted.
        public var isOpen: Bool { self == .draft || self == .approved }
    }

    /// That somebody approved the plan, and what it said then.
    public struct Approval: Equatable, Sendable {
        public var day: CalendarDate
        public var approver: String
        /// The plan with its courses as it was approved, as JSON.
        public var snapshot: String

        public init(day: CalendarDate, approver: String, snapshot: String) {
            self.day = day
            self.approver = approver
            self.snapshot = snapshot
        }
    }

    public var id: Int
    /// Our number of the student.
    public var student: Int
    public var start: CalendarDate
    /// The last day.
    public var end: CalendarDate
    /// Estimated, of an average school week.
    public var hours: WeeklyHours
    /// The certificated teacher who is responsible for the plan.
    public var teacher: String
    /// How the weekly contact is met.
    public var contactMethod: String
    public var materials: String
    /// Timeline and methods of evaluation.
    public var evaluation: String
    /// Whether it meets the state's learning standards; nil while nobody has said so.
    public var meetsStandards: Bool?
    public var status: Status
    public var approval: Approval?
    public var concludedOn: CalendarDate?
    /// UTC, ISO 8601.
    public var createdAt: String

    public init(
        id: Int, student: Int, start: CalendarDate, end: CalendarDate,
        hours: WeeklyHours = WeeklyHours(minutes: 0), teacher: String = "",
        contactMethod: String = "", materials: String = "", evaluation: String = "",
        meetsStandards: Bool? = nil, status: Status = .draft, approval: Approval? = nil,
        concludedOn: CalendarDate? = nil, createdAt: String = ""
    ) {
        self.id = id
        self.student = student
        self.start = start
        self.end = end
        self.hours = hours
        self.teacher = teacher
        self.contactMethod = contactMethod
        self.materials = materials
        self.evaluation = evaluation
        self.meetsStandards = meetsStandards
        self.status = status
        self.approval = approval
        self.concludedOn = concludedOn
        self.createdAt = createdAt
    }

    /// The longest a plan lasts, in days: a year, for it belongs to one.
    public static let longest = 366

    /// Whether a plan can have these days.
    public static func isSpan(_ start: CalendarDate, _ end: CalendarDate) -> Bool {
        let days = Int(end.dayNumber) - Int(start.dayNumber)
        return days >= 0 && days < longest
    }
}

/// A course of a learning plan.
public struct PlanCourse: Equatable, Sendable {
    public var id: Int
    public var plan: Int
    public var title: String
    public var stateCourseCode: String
    /// The certificated teacher of the course; blank where it is the one of the plan.
    public var teacher: String
    public var goals: String
    public var objectives: String
    public var activities: String
    /// What completes the course.
    public var completion: String

    public init(
        id: Int, plan: Int, title: String, stateCourseCode: String = "", teacher: String = "",
        goals: String = "", objectives: String = "", activities: String = "",
        completion: String = ""
    ) {
        self.id = id
        self.plan = plan
        self.title = title
        self.stateCourseCode = stateCourseCode
        self.teacher = teacher
        self.goals = goals
        self.objectives = objectives
        self.activities = activities
        self.completion = completion
    }

    /// Who teaches the course.
    public func teacher(in plan: LearningPlan) -> String {
        teacher.isEmpty ? plan.teacher : teacher
    }
}
