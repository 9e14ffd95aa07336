import Operations
import Records

/// Initiates a learning plan, or changes what it says.
public struct PlanFormPage: PageContent {
    let head: StudentHead
    /// Nil for a new plan.
    let sheet: PlanSheet?
    let parts: [StudentFrame.Part]
    public let form: FormState

    /// A new plan of a student.
    public init(initiating head: StudentHead, form: FormState, allows: (Permission) -> Bool) {
        self.head = head
        sheet = nil
        parts = StudentFrame.parts(for: allows)
        self.form = form
    }

    public init(changing sheet: PlanSheet, form: FormState) {
        head = sheet.head
        self.sheet = sheet
        parts = sheet.parts
        self.form = form
    }

    /// What the form holds at first.
    public static func values(of contents: PlanContents) -> FormState {
        FormState([
            "start": contents.start.monthDayYear, "end": contents.end.monthDayYear,
            "hours": contents.minutesPerWeek == 0 ? "" : contents.hoursPerWeek,
            "teacher": contents.teacher, "contactMethod": contents.contactMethod,
            "materials": contents.materials, "evaluation": contents.evaluation,
            "meetsStandards": contents.meetsStandards.map { $0 ? "yes" : "no" } ?? "",
        ])
    }

    public var title: Phrase {
        sheet == nil
            ? .of(.initiatePlan, head.givenName)
            : .of(Phrase("plan.change-title", "Change the learning plan"), head.givenName)
    }
    public var section: Section { .selector }

    private var action: String {
        sheet?.part("change") ?? Address.student(head.id, "plans/new")
    }

    public var body: HTML {
        """
        \(sheet.map(\.caption) ?? StudentFrame(head, .plans, parts: parts).html)
        \(if: sheet == nil, paragraph(Phrase("plan.initiate-intro", "Only the dates are needed to "
            + "begin. The plan is a draft until it is approved; the rest can be filled in "
            + "later.")))
        \(if: sheet?.shown.status == .approved, warningText(.whatRevokes))
        \(postForm(action, """
            \(textField("start", .startDate, form, kind: .date, width: 10))
            \(textField("end", .endDate, hint: Phrase("plan.end-hint",
                "The last day; a plan lasts a year at most. For example, 06/15/2027"), form,
                width: 10))
            \(texts)
            \(buttons(button(sheet == nil ? .initiatePlan : .save), link(.cancel,
                sheet?.address ?? Address.student(head.id, "plans"))))
            """))
        """
    }

    private var texts: HTML {
        """
        \(textField("hours", .planHours, hint: Phrase("plan.hours-hint",
            "As 27.75 or 27:45. 27.75 hours per week are 1.00 FTE."), form, isOptional: true,
            width: 10))
        \(textField("teacher", .planTeacher, hint: Phrase("plan.teacher-hint",
            "Counts for every course that has no teacher of its own."), form, isOptional: true))
        \(textArea("contactMethod", .planContact, form, isOptional: true))
        \(textArea("materials", .planMaterials, form, isOptional: true))
        \(textArea("evaluation", .planEvaluation, form, isOptional: true))
        \(radios("meetsStandards", .planStandards, [Choice("yes", .yes), Choice("no", .no)], form,
            isInline: true))
        """
    }
}

/// Adds a course to a plan, or changes one.
public struct CourseFormPage: PageContent {
    let sheet: PlanSheet
    /// Nil for a new one.
    let course: PlanContents.Course?
    public let form: FormState

    public init(_ sheet: PlanSheet, course: PlanContents.Course?, form: FormState) {
        self.sheet = sheet
        self.course = course
        self.form = form
    }

    /// What the form holds at first. A teacher who is the plan's is left blank.
    public static func values(of course: PlanContents.Course, in plan: PlanContents) -> FormState {
        FormState([
            "title": course.title, "stateCourseCode": course.stateCourseCode,
            "teacher": course.teacher == plan.teacher ? "" : course.teacher,
            "goals": course.goals, "objectives": course.objectives,
            "activities": course.activities, "completion": course.completion,
        ])
    }

    public var title: Phrase {
        course.map { Phrase("course.change", "Change the course {0}", $0.title) }
            ?? Phrase("course.add-title", "Add a course")
    }
    public var section: Section { .selector }

    public var body: HTML {
        """
        \(sheet.caption)
        \(if: sheet.shown.status == .approved && course != nil, paragraph(Phrase(
            "course.stays-approved", "The plan stays approved, unless the course gets another "
                + "teacher.")))
        \(postForm(course.map { sheet.courseAddress($0.course) } ?? sheet.part("courses/new"), """
            \(textField("title", .courseTitle, form))
            \(textField("stateCourseCode", .courseCode, form, isOptional: true, width: 10))
            \(textField("teacher", .planTeacher, hint: Phrase("course.teacher-hint",
                "Blank: the teacher of the plan."), form, isOptional: true))
            \(textArea("goals", .courseGoals, form, isOptional: true))
            \(textArea("objectives", .courseObjectives, form, isOptional: true))
            \(textArea("activities", .courseActivities, form, isOptional: true))
            \(textArea("completion", .courseCompletion, form, isOptional: true))
            \(buttons(button(.save), link(.cancel, sheet.address)))
            """))
        """
    }
}
