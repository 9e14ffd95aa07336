import Operations
import Pages
import Records
import Storage

/// Learning plans: those of a student, and each from its draft to its conclusion.
enum PlansController {
    static let routes: [Route] =
        [
            .get("/students/{student}/plans", .needs(.seePlans)) { visit in
                let row = try visit.number(.student, "student")
                return try await visit.show { workspace in
                    let head = try StudentHeads(workspace).head(ofRow: row)
                    return StudentPlansPage(
                        head, plans: try LearningPlans(workspace).list(head.student.studentID),
                        allows: workspace.allows)
                }
            },
            .get("/students/{student}/plans/new", .needs(.changePlans)) { visit in
                let row = try visit.number(.student, "student")
                return try await visit.show { try initiating($0, row, .blank) }
            },
            .post("/students/{student}/plans/new", .needs(.changePlans), initiate),
            .get("/plans/{plan}", .needs(.seePlans)) { visit in
                let plan = try visit.number(.plan, "plan")
                return try await visit.show { PlanPage(try $0.sheet(plan)) }
            },
            .get("/plans/{plan}/approved", .needs(.seePlans)) { visit in
                let plan = try visit.number(.plan, "plan")
                return try await visit.answer { workspace in
                    guard let page = ApprovedPlanPage(try workspace.sheet(plan)) else {
                        throw OperationError.notFound(kind: "plan", name: "")
                    }
                    return visit.page(page)
                }
            },
            .get("/plans/{plan}/change", .needs(.changePlans)) { visit in
                let plan = try visit.number(.plan, "plan")
                return try await visit.show { workspace in
                    let sheet = try workspace.sheet(plan)
                    return PlanFormPage(
                        changing: sheet, form: PlanFormPage.values(of: sheet.shown.contents))
                }
            },
            .post("/plans/{plan}/change", .needs(.changePlans), change),
            .get("/plans/{plan}/approve", .needs(.approvePlans)) { visit in
                let plan = try visit.number(.plan, "plan")
                let name = visit.visitor?.access.displayName ?? ""
                return try await visit.show { workspace in
                    ApprovePlanPage(
                        try workspace.sheet(plan),
                        form: FormState([
                            "approver": name, "date": workspace.today.monthDayYear,
                        ]))
                }
            },
            .post("/plans/{plan}/approve", .needs(.approvePlans), approve),
            .get("/plans/{plan}/conclude", .needs(.approvePlans)) { visit in
                let plan = try visit.number(.plan, "plan")
                return try await visit.show { workspace in
                    ConcludePlanPage(
                        try workspace.sheet(plan),
                        form: FormState(["date": workspace.today.monthDayYear]))
                }
            },
            .post("/plans/{plan}/conclude", .needs(.approvePlans), conclude),
        ] + PlanCoursesController.routes + PlanProgressController.routes
        + PlanInterventionsController.routes

    // MARK: What a plan says

    private static func initiating(
        _ workspace: Workspace, _ row: Int, _ form: FormState
    ) throws -> PlanFormPage {
        PlanFormPage(
            initiating: try StudentHeads(workspace).head(ofRow: row), form: form,
            allows: workspace.allows)
    }

    /// Where an error is mended.
    private static let fields = [
        "plan.dates": "end", "plan.day-outside": "start", "plan.dates-missing": "start",
    ]

    private static func entry(_ form: FormValues) throws -> LearningPlans.Entry {
        var read = FieldReader(form)
        var entry = LearningPlans.Entry()
        entry.start = read.requiredDay("start", .startDate)
        entry.end = read.requiredDay("end", .endDate)
        let hours = form["hours"]
        entry.hours = hours.isEmpty ? WeeklyHours(minutes: 0) : WeeklyHours(hours)
        if entry.hours == nil { read.note("hours", .hoursUnreadable) }
        entry.teacher = form["teacher"]
        entry.contactMethod = form["contactMethod"]
        entry.materials = form["materials"]
        entry.evaluation = form["evaluation"]
        entry.meetsStandards = form.some("meetsStandards").map { $0 == "yes" }
        try read.finish()
        return entry
    }

    private static func initiate(_ visit: Visit) async throws -> Answer {
        let row = try visit.number(.student, "student")
        let form = visit.form
        return try await visit.submit(
            fields: fields,
            { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let created = try LearningPlans(workspace)
                    .create(head.student.studentID, try entry(form))
                return .redirect(
                    Address.plan(created.plan),
                    notice: Notice(.planInitiated(head.givenName), changeSet: created.changeSet))
            }, orShow: { workspace, form in try initiating(workspace, row, form) })
    }

    private static func change(_ visit: Visit) async throws -> Answer {
        let plan = try visit.number(.plan, "plan")
        let form = visit.form
        return try await visit.submit(
            fields: fields,
            { workspace in
                PlanAnswer.done(
                    try LearningPlans(workspace).change(plan, try entry(form)), .planSaved)
            },
            orShow: { workspace, form in
                PlanFormPage(changing: try workspace.sheet(plan), form: form)
            })
    }

    // MARK: Its life cycle

    private static func approve(_ visit: Visit) async throws -> Answer {
        let plan = try visit.number(.plan, "plan")
        let form = visit.form
        return try await visit.submit(
            fields: ["plan.day-in-future": "date", "text.too-long": "approver"],
            { workspace in
                var read = FieldReader(form)
                let approver = read.required("approver", .approvedBy)
                let day = read.requiredDay("date", .date)
                try read.finish()
                return PlanAnswer.done(
                    try LearningPlans(workspace).approve(plan, by: approver, on: day),
                    .planApproved)
            },
            orShow: { workspace, form in
                ApprovePlanPage(try workspace.sheet(plan), form: form)
            })
    }

    private static func conclude(_ visit: Visit) async throws -> Answer {
        let plan = try visit.number(.plan, "plan")
        let form = visit.form
        return try await visit.submit(
            fields: ["plan.day-in-future": "date", "plan.day-outside": "date"],
            { workspace in
                var read = FieldReader(form)
                let day = read.requiredDay("date", .date)
                try read.finish()
                return PlanAnswer.done(
                    try LearningPlans(workspace).conclude(plan, on: day), .planConcluded)
            },
            orShow: { workspace, form in
                ConcludePlanPage(try workspace.sheet(plan), form: form)
            })
    }
}

/// Back to the plan, after something of it was changed.
enum PlanAnswer {
    static func done(
        _ changed: LearningPlans.Changed, _ words: Phrase, at place: String = ""
    ) -> Answer {
        let address = Address.plan(changed.plan) + place
        guard let change = changed.changeSet else {
            return .redirect(address, notice: Notice(.nothingChanged, kind: .information))
        }
        return .redirect(
            address,
            notice: Notice(changed.approvalRevoked ? .approvalRevoked : words, changeSet: change))
    }
}

extension Workspace {
    /// A learning plan, with whose it is.
    func sheet(_ plan: Int) throws -> PlanSheet {
        let shown = try LearningPlans(self).show(plan)
        let head = try StudentHeads(self).head(ofRow: row(ofStudent: shown.studentID))
        return PlanSheet(head, shown, allows: allows)
    }
}
