import Operations
import Pages
import Records

/// Weekly contacts and monthly reviews of learning plans.
enum PlanProgressController {
    static let routes: [Route] = [
        .get("/plans/{plan}/contacts/new", .needs(.recordProgress)) { visit in
            let plan = try visit.number(.plan, "plan")
            return try await visit.show { workspace in
                ContactFormPage(
                    try workspace.sheet(plan), contact: nil,
                    form: FormState(["date": workspace.today.monthDayYear]))
            }
        },
        .post("/plans/{plan}/contacts/new", .needs(.recordProgress), addContact),
        .get("/plans/{plan}/contacts/{part}", .needs(.recordProgress)) { visit in
            let (plan, part) = try place(visit)
            return try await visit.show { workspace in
                let (sheet, found) = try contact(workspace, plan, part)
                return ContactFormPage(
                    sheet, contact: found, form: ContactFormPage.values(of: found))
            }
        },
        .post("/plans/{plan}/contacts/{part}", .needs(.recordProgress), changeContact),
        .get("/plans/{plan}/contacts/{part}/remove", .needs(.recordProgress)) { visit in
            let (plan, part) = try place(visit)
            return try await visit.show { workspace in
                let (sheet, found) = try contact(workspace, plan, part)
                return RemovePartPage(sheet, .contact(found))
            }
        },
        .post("/plans/{plan}/contacts/{part}/remove", .needs(.recordProgress)) { visit in
            let (plan, part) = try place(visit)
            return try await visit.submit { workspace in
                _ = try contact(workspace, plan, part)
                let removed = try LearningPlans(workspace).removeContact(part)
                return PlanAnswer.done(removed, .removed, at: "#contacts")
            } orShow: { workspace, form in
                let (sheet, found) = try contact(workspace, plan, part)
                return RemovePartPage(sheet, .contact(found), form: form)
            }
        },
        .get("/plans/{plan}/reviews/new", .needs(.recordProgress)) { visit in
            let plan = try visit.number(.plan, "plan")
            return try await visit.show { workspace in
                ReviewFormPage(
                    try workspace.sheet(plan), review: nil,
                    form: FormState(["date": workspace.today.monthDayYear]))
            }
        },
        .post("/plans/{plan}/reviews/new", .needs(.recordProgress), addReview),
        .get("/plans/{plan}/reviews/{part}", .needs(.recordProgress)) { visit in
            let (plan, part) = try place(visit)
            return try await visit.show { workspace in
                let (sheet, found) = try review(workspace, plan, part)
                return ReviewFormPage(sheet, review: found, form: ReviewFormPage.values(of: found))
            }
        },
        .post("/plans/{plan}/reviews/{part}", .needs(.recordProgress), changeReview),
        .get("/plans/{plan}/reviews/{part}/remove", .needs(.recordProgress)) { visit in
            let (plan, part) = try place(visit)
            return try await visit.show { workspace in
                let (sheet, found) = try review(workspace, plan, part)
                return RemovePartPage(sheet, .review(found))
            }
        },
        .post("/plans/{plan}/reviews/{part}/remove", .needs(.recordProgress)) { visit in
            let (plan, part) = try place(visit)
            return try await visit.submit { workspace in
                _ = try review(workspace, plan, part)
                let removed = try LearningPlans(workspace).removeReview(part)
                return PlanAnswer.done(removed, .removed, at: "#reviews")
            } orShow: { workspace, form in
                let (sheet, found) = try review(workspace, plan, part)
                return RemovePartPage(sheet, .review(found), form: form)
            }
        },
    ]

    /// Where an error is mended.
    private static let fields = [
        "plan.day-outside": "date", "plan.day-in-future": "date", "plan.review-exists": "date",
        "plan.review-used": "progress", "plan.other-course": "course",
    ]

    static func place(_ visit: Visit) throws -> (plan: Int, part: Int) {
        (try visit.number(.plan, "plan"), try visit.number(.progress, "part"))
    }

    // MARK: Contacts

    private static func contact(
        _ workspace: Workspace, _ plan: Int, _ part: Int
    ) throws -> (PlanSheet, LearningPlans.Shown.Contact) {
        let sheet = try workspace.sheet(plan)
        guard let found = sheet.shown.contacts.first(where: { $0.contact == part }) else {
            throw OperationError.notFound(kind: "contact", name: "")
        }
        return (sheet, found)
    }

    private static func entry(_ visit: Visit) throws -> LearningPlans.ContactEntry {
        var read = FieldReader(visit.form)
        var entry = LearningPlans.ContactEntry()
        entry.day = read.requiredDay("date", .date)
        entry.method = read.required("method", .contactMethod)
        entry.evidence = read.required("evidence", .contactEvidence)
        // A name that is none of ours names no course of the plan either, which is then refused.
        entry.course =
            visit.form.some("course").map {
                visit.site.references.number(.course, $0) ?? -1
            } ?? 0
        try read.finish()
        return entry
    }

    private static func addContact(_ visit: Visit) async throws -> Answer {
        let plan = try visit.number(.plan, "plan")
        return try await visit.submit(
            fields: fields,
            { workspace in
                let entry = try entry(visit)
                let noted = try LearningPlans(workspace).addContact(
                    plan, on: entry.day ?? workspace.today, method: entry.method ?? "",
                    evidence: entry.evidence ?? "",
                    course: entry.course == 0 ? nil : entry.course)
                return PlanAnswer.done(noted, .contactNoted, at: "#contacts")
            },
            orShow: { workspace, form in
                ContactFormPage(try workspace.sheet(plan), contact: nil, form: form)
            })
    }

    private static func changeContact(_ visit: Visit) async throws -> Answer {
        let (plan, part) = try place(visit)
        return try await visit.submit(
            fields: fields,
            { workspace in
                _ = try contact(workspace, plan, part)
                let changed = try LearningPlans(workspace).changeContact(part, try entry(visit))
                return PlanAnswer.done(changed, .contactNoted, at: "#contacts")
            },
            orShow: { workspace, form in
                let (sheet, found) = try contact(workspace, plan, part)
                return ContactFormPage(sheet, contact: found, form: form)
            })
    }

    // MARK: Reviews

    static func review(
        _ workspace: Workspace, _ plan: Int, _ part: Int
    ) throws -> (PlanSheet, LearningPlans.Shown.Review) {
        let sheet = try workspace.sheet(plan)
        guard let found = sheet.shown.reviews.first(where: { $0.review == part }) else {
            throw OperationError.notFound(kind: "review", name: "")
        }
        return (sheet, found)
    }

    private static func reviewEntry(_ form: FormValues) throws -> LearningPlans.ReviewEntry {
        var read = FieldReader(form)
        var entry = LearningPlans.ReviewEntry()
        entry.day = read.requiredDay("date", .date)
        if form["progress"].isEmpty { read.note("progress", .progressMissing) }
        entry.isSatisfactory = form["progress"] == "satisfactory"
        entry.note = form["note"]
        try read.finish()
        return entry
    }

    private static func addReview(_ visit: Visit) async throws -> Answer {
        let plan = try visit.number(.plan, "plan")
        let form = visit.form
        return try await visit.submit(
            fields: fields,
            { workspace in
                let entry = try reviewEntry(form)
                let noted = try LearningPlans(workspace).addReview(
                    plan, on: entry.day ?? workspace.today,
                    isSatisfactory: entry.isSatisfactory ?? true, note: entry.note ?? "")
                let (_, review) = try review(workspace, plan, noted.part ?? 0)
                let words = review.interventionDue.map { Phrase.reviewNoted(dueBy: $0) }
                return PlanAnswer.done(noted, words ?? .reviewNoted, at: "#reviews")
            },
            orShow: { workspace, form in
                ReviewFormPage(try workspace.sheet(plan), review: nil, form: form)
            })
    }

    private static func changeReview(_ visit: Visit) async throws -> Answer {
        let (plan, part) = try place(visit)
        let form = visit.form
        return try await visit.submit(
            fields: fields,
            { workspace in
                _ = try review(workspace, plan, part)
                let changed = try LearningPlans(workspace)
                    .changeReview(part, try reviewEntry(form))
                return PlanAnswer.done(changed, .reviewNoted, at: "#reviews")
            },
            orShow: { workspace, form in
                let (sheet, found) = try review(workspace, plan, part)
                return ReviewFormPage(sheet, review: found, form: form)
            })
    }
}
