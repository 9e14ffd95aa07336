import Records

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

    /// Whether what was approved then still counts: hours, dates and teachers are the same.
    func needsNoApproval(since approved: PlanContents) -> Bool {
        let teachers = Dictionary(
            approved.courses.map { ($0.course, $0.teacher) }, uniquingKeysWith: { $1 })
        return start == approved.start && end == approved.end
            && minutesPerWeek == approved.minutesPerWeek && teacher == approved.teacher
            && courses.allSatisfy { teachers[$0.course] ?? $0.teacher == $0.teacher }
    }
}
