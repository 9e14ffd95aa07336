/// A contact with the student about the plan.
public struct PlanContact: Equatable, Sendable {
    public var id: Int
    public var plan: Int
    /// The course that it was about; nil for the plan as a whole.
    public var course: Int?
    public var day: CalendarDate
    public var method: String
    /// What shows that it supported the subject.
    public var evidence: String

    public init(
        id: Int, plan: Int, course: Int?, day: CalendarDate, method: String, evidence: String
    ) {
        self.id = id
        self.plan = plan
        self.course = course
        self.day = day
        self.method = method
        self.evidence = evidence
    }
}

/// The review of a student's progress in one calendar month.
public struct PlanReview: Equatable, Sendable {
    public var id: Int
    public var plan: Int
    public var day: CalendarDate
    public var isSatisfactory: Bool
    public var note: String
    public var month: CalendarMonth { day.month }

    public init(id: Int, plan: Int, day: CalendarDate, isSatisfactory: Bool, note: String) {
        self.id = id
        self.plan = plan
        self.day = day
        self.isSatisfactory = isSatisfactory
        self.note = note
    }

    /// How many school days there are to act on unsatisfactory progress.
    ///
    /// Source: WAC 392-550-025, as restored by WSR 20-23-114.
    public static let schoolDaysToIntervene = 5

    /// The last day on which an intervention is in time; nil where none is needed.
    public var interventionDue: CalendarDate? {
        isSatisfactory ? nil : day.adding(schoolDays: Self.schoolDaysToIntervene)
    }
}

/// What was done about unsatisfactory progress.
public struct PlanIntervention: Equatable, Sendable {
    /// The four ways.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case moreContact, changedContact, changedGoals, changedCourses

        /// As people call it.
        public var words: String {
            switch self {
            case .moreContact: "more contact"
            case .changedContact: "a changed manner of contact"
            case .changedGoals: "changed goals"
            case .changedCourses: "changed courses"
            }
        }
    }

    public var id: Int
    public var review: Int
    public var kind: Kind
    public var day: CalendarDate
    public var note: String

    public init(id: Int, review: Int, kind: Kind, day: CalendarDate, note: String) {
        self.id = id
        self.review = review
        self.kind = kind
        self.day = day
        self.note = note
    }
}

/// What was noted of a plan's progress, and what should have been by now.
///
/// School days are Monday to Friday: holidays are not known, so what lies in them is listed too.
public struct PlanProgress: Equatable, Sendable {
    public let plan: LearningPlan
    public let contacts: [PlanContact]
    public let reviews: [PlanReview]
    public let interventions: [PlanIntervention]

    public init(
        _ plan: LearningPlan, contacts: [PlanContact] = [], reviews: [PlanReview] = [],
        interventions: [PlanIntervention] = []
    ) {
        self.plan = plan
        self.contacts = contacts
        self.reviews = reviews
        self.interventions = interventions
    }

    /// The last day of the plan, or the one on which it was concluded before that.
    private var end: CalendarDate { min(plan.end, plan.concludedOn ?? plan.end) }

    /// Whether any day of these, as far as the plan has them, is one of school, and all are past.
    private func isPast(_ days: ClosedRange<CalendarDate>, _ today: CalendarDate) -> Bool {
        let first = max(days.lowerBound, plan.start)
        let last = min(days.upperBound, end)
        guard first <= last, last < today else { return false }
        // Any seven days in a row have one.
        return (0...min(6, Int(last.dayNumber - first.dayNumber)))
            .contains { first.adding(days: $0).isSchoolDay }
    }

    /// The weeks of the plan that are past and have no contact, each by its Sunday.
    public func weeksWithoutContact(on today: CalendarDate) -> [CalendarDate] {
        let met = Set(contacts.map(\.day.weekStart))
        return stride(from: plan.start.weekStart.dayNumber, through: end.dayNumber, by: 7)
            .map(CalendarDate.init(dayNumber:))
            .filter { !met.contains($0) && isPast($0...$0.adding(days: 6), today) }
    }

    /// The months of the plan that are past and have no review.
    public func monthsWithoutReview(on today: CalendarDate) -> [CalendarMonth] {
        let reviewed = Set(reviews.map(\.month))
        var missing: [CalendarMonth] = []
        var month = plan.start.month
        while month <= end.month {
            if !reviewed.contains(month), let days = month.days, isPast(days, today) {
                missing.append(month)
            }
            month = month.next
        }
        return missing
    }

    /// The reviews that were unsatisfactory, on which nothing was done although the time is over.
    public func interventionsOverdue(on today: CalendarDate) -> [PlanReview] {
        reviews.filter { review in
            guard let due = review.interventionDue, due < today else { return false }
            return !interventions.contains { $0.review == review.id }
        }
    }
}
