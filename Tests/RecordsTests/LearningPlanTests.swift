import Testing

@testable import Records

@Suite struct LearningPlanTests {
    static func day(_ text: String) -> CalendarDate {
        CalendarDate(iso: text) ?? CalendarDate(dayNumber: 0)
    }

    static let whole = LearningPlan(
        id: 1, student: 1, start: day("2026-09-02"), end: day("2027-06-15"), hours: .fullTime,
        teacher: "R. Alder", contactMethod: "Video call", materials: "Textbook",
        evaluation: "Test each month", meetsStandards: false)
    static let course = PlanCourse(
        id: 7, plan: 1, title: "Algebra 1", stateCourseCode: "02052", goals: "g",
        objectives: "o", activities: "a", completion: "c")
    static let approved = {
        var plan = whole
        plan.status = .approved
        plan.approval = LearningPlan.Approval(
            day: day("2026-09-01"), approver: "R. Alder", snapshot: "{}")
        return plan
    }()

    @Test func `nothing is missing of a whole plan`() {
        // That it does not meet the standards is an answer.
        #expect(Self.whole.missing([Self.course]).isEmpty)
    }

    @Test(
        arguments: [
            (\LearningPlan.contactMethod, PlanElement.contactMethod), (\.materials, .materials),
            (\.evaluation, .evaluation),
        ] as [(WritableKeyPath<LearningPlan, String> & Sendable, PlanElement)])
    func `a plan says what it lacks`(
        _ path: WritableKeyPath<LearningPlan, String> & Sendable, _ element: PlanElement
    ) {
        var plan = Self.whole
        plan[keyPath: path] = ""
        #expect(plan.missing([Self.course]) == [MissingElement(course: nil, element: element)])
    }

    @Test(
        arguments: [
            (\PlanCourse.stateCourseCode, PlanElement.stateCourseCode), (\.goals, .goals),
            (\.objectives, .objectives), (\.activities, .activities), (\.completion, .completion),
        ] as [(WritableKeyPath<PlanCourse, String> & Sendable, PlanElement)])
    func `a course says what it lacks`(
        _ path: WritableKeyPath<PlanCourse, String> & Sendable, _ element: PlanElement
    ) {
        var course = Self.course
        course[keyPath: path] = ""
        let missing = Self.whole.missing([Self.course, course])
        #expect(missing == [MissingElement(course: 7, element: element)])
        #expect(missing.first?.sentence == "course 7: \(element.words)")
    }

    @Test func `an empty plan lacks everything, in order`() {
        let plan = LearningPlan(
            id: 1, student: 1, start: Self.whole.start, end: Self.whole.end)
        #expect(
            plan.missing([]).map(\.element) == [
                .hours, .contactMethod, .materials, .evaluation, .meetsStandards, .courses,
            ])
    }

    @Test func `every course has a teacher, its own or the plan's`() {
        var (plan, own) = (Self.whole, Self.course)
        plan.teacher = ""
        #expect(plan.missing([own]) == [MissingElement(course: 7, element: .teacher)])
        own.teacher = "K. Birch"
        #expect(plan.missing([own]).isEmpty)
    }

    @Test func `other hours, another teacher and other dates revoke approval`() {
        let changes: [(inout LearningPlan) -> Void] = [
            { $0.hours = WeeklyHours(minutes: 900) }, { $0.teacher = "K. Birch" },
            { $0.start = Self.day("2026-09-03") }, { $0.end = Self.day("2027-06-14") },
        ]
        for change in changes {
            var changed = Self.approved
            change(&changed)
            let plan = Self.approved.whenChanged(to: changed)
            #expect(plan.status == .draft && plan.approval == nil)
        }
    }

    @Test func `other texts leave the approval`() {
        var changed = Self.approved
        changed.materials = "Other textbook"
        changed.contactMethod = "Visit"
        changed.evaluation = "Portfolio"
        changed.meetsStandards = true
        #expect(Self.approved.whenChanged(to: changed) == changed)
        #expect(Self.approved.whenChanged(to: Self.approved) == Self.approved)
    }

    @Test func `a changed course leaves the approval, unless its teacher is another one`() {
        var course = Self.course
        course.goals = "Other goals"
        #expect(Self.approved.whenChanged(Self.course, to: course) == Self.approved)
        // By name, it is the plan's teacher still.
        course.teacher = "R. Alder"
        #expect(Self.approved.whenChanged(Self.course, to: course) == Self.approved)
        course.teacher = "K. Birch"
        #expect(Self.approved.whenChanged(Self.course, to: course).status == .draft)
    }

    @Test func `a draft stays a draft, and only open plans are open`() {
        var changed = Self.whole
        changed.hours = WeeklyHours(minutes: 900)
        #expect(Self.whole.whenChanged(to: changed) == changed)
        #expect(LearningPlan.Status.allCases.filter(\.isOpen) == [.draft, .approved])
    }

    @Test(arguments: [
        ("2026-09-02", "2026-09-02", true), ("2026-09-02", "2026-09-01", false),
        ("2026-09-02", "2027-09-02", true), ("2026-09-02", "2027-09-03", false),
    ])
    func `a plan lasts a day to a year`(_ start: String, _ end: String, _ isSpan: Bool) {
        #expect(LearningPlan.isSpan(Self.day(start), Self.day(end)) == isSpan)
    }
}
