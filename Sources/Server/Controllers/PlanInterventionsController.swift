import Operations
import Pages
import Records

/// What is done about unsatisfactory reviews.
enum PlanInterventionsController {
    private static let new = "/plans/{plan}/reviews/{part}/interventions/new"
    private static let one = "/plans/{plan}/interventions/{part}"

    static let routes: [Route] = [
        .get(new, .needs(.recordProgress)) { visit in
            let (plan, part) = try PlanProgressController.place(visit)
            return try await visit.show { workspace in
                let (sheet, review) = try PlanProgressController.review(workspace, plan, part)
                return InterventionFormPage(
                    sheet, of: review, intervention: nil,
                    form: FormState(["date": workspace.today.monthDayYear]))
            }
        },
        .post(new, .needs(.recordProgress), add),
        .get(one, .needs(.recordProgress)) { visit in
            let (plan, part) = try PlanProgressController.place(visit)
            return try await visit.show { workspace in
                let found = try find(workspace, plan, part)
                return InterventionFormPage(
                    found.sheet, of: found.review, intervention: found.intervention,
                    form: InterventionFormPage.values(of: found.intervention))
            }
        },
        .post(one, .needs(.recordProgress), change),
        .get(one + "/remove", .needs(.recordProgress)) { visit in
            let (plan, part) = try PlanProgressController.place(visit)
            return try await visit.show { workspace in
                let found = try find(workspace, plan, part)
                return RemovePartPage(found.sheet, .intervention(found.intervention))
            }
        },
        .post(one + "/remove", .needs(.recordProgress), remove),
    ]

    private struct Found {
        let sheet: PlanSheet
        let review: LearningPlans.Shown.Review
        let intervention: LearningPlans.Shown.Intervention
    }

    private static func find(_ workspace: Workspace, _ plan: Int, _ part: Int) throws -> Found {
        let sheet = try workspace.sheet(plan)
        for review in sheet.shown.reviews {
            if let one = review.interventions.first(where: { $0.intervention == part }) {
                return Found(sheet: sheet, review: review, intervention: one)
            }
        }
        throw OperationError.notFound(kind: "intervention", name: "")
    }

    /// Where an error is mended.
    private static let fields = ["plan.day-outside": "date", "plan.day-in-future": "date"]

    private static func entry(_ form: FormValues) throws -> LearningPlans.InterventionEntry {
        var read = FieldReader(form)
        var entry = LearningPlans.InterventionEntry()
        entry.kind = PlanIntervention.Kind(rawValue: form["kind"])
        if entry.kind == nil { read.note("kind", .kindMissing) }
        entry.day = read.requiredDay("date", .date)
        entry.note = form["note"]
        try read.finish()
        return entry
    }

    private static func add(_ visit: Visit) async throws -> Answer {
        let (plan, part) = try PlanProgressController.place(visit)
        let form = visit.form
        return try await visit.submit(
            fields: fields,
            { workspace in
                _ = try PlanProgressController.review(workspace, plan, part)
                let entry = try entry(form)
                let noted = try LearningPlans(workspace).addIntervention(
                    review: part, entry.kind ?? .moreContact, on: entry.day,
                    note: entry.note ?? "")
                return PlanAnswer.done(noted, .interventionNoted, at: "#reviews")
            },
            orShow: { workspace, form in
                let (sheet, review) = try PlanProgressController.review(workspace, plan, part)
                return InterventionFormPage(sheet, of: review, intervention: nil, form: form)
            })
    }

    private static func change(_ visit: Visit) async throws -> Answer {
        let (plan, part) = try PlanProgressController.place(visit)
        let form = visit.form
        return try await visit.submit(
            fields: fields,
            { workspace in
                _ = try find(workspace, plan, part)
                let changed = try LearningPlans(workspace)
                    .changeIntervention(part, try entry(form))
                return PlanAnswer.done(changed, .interventionNoted, at: "#reviews")
            },
            orShow: { workspace, form in
                let found = try find(workspace, plan, part)
                return InterventionFormPage(
                    found.sheet, of: found.review, intervention: found.intervention, form: form)
            })
    }

    private static func remove(_ visit: Visit) async throws -> Answer {
        let (plan, part) = try PlanProgressController.place(visit)
        return try await visit.submit { workspace in
            _ = try find(workspace, plan, part)
            let removed = try LearningPlans(workspace).removeIntervention(part)
            return PlanAnswer.done(removed, .removed, at: "#reviews")
        } orShow: { workspace, form in
            let found = try find(workspace, plan, part)
            return RemovePartPage(found.sheet, .intervention(found.intervention), form: form)
        }
    }
}
