import Operations
import Records

/// Words and small parts that pages about learning plans share.
enum PlanWords {
    static func status(_ status: LearningPlan.Status) -> Phrase {
        switch status {
        case .draft: Phrase("plan.draft", "Draft")
        case .approved: Phrase("plan.approved", "Approved")
        case .concluded: Phrase("plan.concluded", "Concluded")
        case .superseded: Phrase("plan.superseded", "Superseded by a merge")
        }
    }

    static func tag(_ status: LearningPlan.Status) -> HTML {
        let color: TagColor =
            switch status {
            case .draft: .blue
            case .approved: .green
            case .concluded, .superseded: .gray
            }
        return Pages.tag(Self.status(status), color)
    }

    /// Where a plan stands, and whether something should have been done that still can be.
    static func state(_ plan: LearningPlans.Listed) -> HTML {
        "\(tag(plan.status)) \(if: plan.status.isOpen && !plan.due.isNothing, overdue)"
    }

    static var overdue: HTML { Pages.tag(Phrase("plan.overdue", "Overdue"), .red) }

    static func kind(_ kind: PlanIntervention.Kind) -> Phrase {
        switch kind {
        case .moreContact: Phrase("plan.more-contact", "More contact")
        case .changedContact: Phrase("plan.changed-contact", "Changed manner of contact")
        case .changedGoals: Phrase("plan.changed-goals", "Changed goals")
        case .changedCourses: Phrase("plan.changed-courses", "Changed courses")
        }
    }

    static func element(_ element: PlanElement) -> Phrase {
        switch element {
        case .hours: .planHours
        case .contactMethod: .planContact
        case .materials: .planMaterials
        case .evaluation: .planEvaluation
        case .meetsStandards: .planStandards
        case .courses: Phrase("plan.element-courses", "At least one course")
        case .stateCourseCode: .courseCode
        case .teacher: .planTeacher
        case .goals: .courseGoals
        case .objectives: .courseObjectives
        case .activities: .courseActivities
        case .completion: .courseCompletion
        }
    }

    static func hours(_ hours: String, _ fte: String) -> Phrase {
        Phrase("plan.hours-and-fte", "{0} hours per week, {1} FTE", hours, fte)
    }

    /// The years and months of `YYYY-MM`, as people write them.
    static func month(_ month: CalendarMonth) -> String {
        let parts = month.description.split(separator: "-")
        return parts.count == 2 ? "\(parts[1])/\(parts[0])" : month.description
    }

    /// Texts of several lines keep them.
    static func lines(_ text: String) -> HTML {
        text.isEmpty ? .empty : "<span class=\"lines\">\(text)</span>"
    }

    static func progress(_ isSatisfactory: Bool) -> Phrase {
        isSatisfactory
            ? Phrase("plan.satisfactory", "Satisfactory")
            : Phrase("plan.unsatisfactory", "Unsatisfactory")
    }
}

extension Phrase {
    static let overduePlans = Phrase("plan.overdue-plans", "Overdue learning plans")
    static let planHours = Phrase(
        "plan.hours", "Estimated average hours per school week")
    public static let planTeacher = Phrase("plan.teacher", "Certificated teacher")
    static let planContact = Phrase("plan.contact", "How the weekly contact is met")
    static let planMaterials = Phrase("plan.materials", "Instructional materials")
    static let planEvaluation = Phrase(
        "plan.evaluation", "Timeline and methods of evaluation")
    static let planStandards = Phrase(
        "plan.standards", "Whether it meets the state's learning standards")
    public static let courseTitle = Phrase("course.title", "Course title")
    static let courseCode = Phrase("course.code", "State course code")
    static let courseGoals = Phrase("course.goals", "Goals")
    static let courseObjectives = Phrase("course.objectives", "Objectives")
    static let courseActivities = Phrase("course.activities", "Activities")
    static let courseCompletion = Phrase("course.completion", "What completes the course")
    public static let contactMethod = Phrase("contact.method", "Method")
    public static let contactEvidence = Phrase(
        "contact.evidence", "Evidence that it supported the subject")
    static let course = Phrase("contact.course", "Course")
    static let progress = Phrase("review.progress", "Progress")
    static let intervention = Phrase("intervention.kind", "Intervention")
    static let approvedOn = Phrase("plan.approved-on", "Approved on")
    public static let approvedBy = Phrase("plan.approved-by", "Approved by")
    static let print = Phrase("common.print", "Print")
}

// What is told after something was done, and what a form lacks.
extension Phrase {
    public static let planSaved = Phrase("plan.saved", "The learning plan was saved.")
    public static let approvalRevoked = Phrase(
        "plan.revoked",
        "The learning plan was saved. Its approval is revoked: hours, dates or a teacher are "
            + "others now, so it has to be approved anew.")
    public static let planApproved = Phrase("plan.is-approved", "The learning plan is approved.")
    public static let planConcluded = Phrase(
        "plan.is-concluded", "The learning plan is concluded.")
    public static let contactNoted = Phrase("contact.noted", "The weekly contact was noted.")
    public static let reviewNoted = Phrase("review.noted", "The monthly review was noted.")
    public static let interventionNoted = Phrase(
        "intervention.noted", "The intervention was noted.")
    public static let removed = Phrase("plan.removed", "It was removed.")

    public static func planInitiated(_ name: String) -> Phrase {
        Phrase("plan.initiated", "A learning plan for {0} was initiated, as a draft.", name)
    }

    public static func reviewNoted(dueBy day: CalendarDate) -> Phrase {
        Phrase(
            "review.noted-due",
            "The monthly review was noted. An intervention is due by {0}.",
            Words.day(day.description))
    }

    public static let hoursUnreadable = Phrase(
        "plan.hours-unreadable", "Enter hours per week up to 60, such as 27.75 or 27:45")
    public static let progressMissing = Phrase(
        "review.progress-missing", "Choose whether the progress is satisfactory")
    public static let kindMissing = Phrase("intervention.missing", "Choose an intervention")
}
